//! The bytes of a file: unpacked, as UTF-8 without byte-order mark, its delimiter known.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::Context;
use encoding_rs::{Encoding, UTF_16BE, UTF_16LE};
use encoding_rs_io::DecodeReaderBytesBuilder;
use flate2::read::MultiGzDecoder;
use tempfile::NamedTempFile;

/// A file that can be read from its beginning, as often as that is needed.
#[derive(Debug)]
pub(crate) enum Input {
    File(PathBuf),
    /// Can be read once.
    Standard,
    /// What came in by standard input.
    Kept(NamedTempFile),
    /// Bytes at hand.
    #[cfg(any(test, fuzzing))]
    Memory(Arc<[u8]>),
}

/// How much of a file was read, for a progress bar, and what of it was left out.
#[derive(Clone, Debug, Default)]
pub(crate) struct Progress {
    read: Arc<AtomicU64>,
    left_out: Arc<Mutex<BTreeMap<String, u64>>>,
    /// Size of the file in bytes, packed if it is.
    pub(crate) total: u64,
}

/// Text to be parsed.
pub(crate) type Text = Box<dyn BufRead + Send>;

impl Input {
    /// The file at `path`, or standard input for `-`.
    pub(crate) fn of(path: &Path) -> Self {
        if path == Path::new("-") { Self::Standard } else { Self::File(path.to_owned()) }
    }

    /// One that can be read again: standard input is kept in a temporary file.
    ///
    /// # Errors
    /// Standard input cannot be read or the temporary file not be written.
    pub(crate) fn again(self) -> anyhow::Result<Self> {
        let Self::Standard = self else { return Ok(self) };
        let mut file = NamedTempFile::new().context("making a temporary file")?;
        io::copy(&mut io::stdin().lock(), &mut file).context("reading standard input")?;
        Ok(Self::Kept(file))
    }

    /// As messages name it.
    pub(crate) fn name(&self) -> String {
        match self {
            Self::File(path) => path.display().to_string(),
            _ => "standard input".to_owned(),
        }
    }

    /// Its text from the beginning; in `encoding`, unless a byte-order mark says otherwise.
    pub(crate) fn open(
        &self,
        encoding: Option<&'static Encoding>,
    ) -> anyhow::Result<(Text, Progress)> {
        let context = || format!("reading {}", self.name());
        let path = match self {
            Self::File(path) => path,
            Self::Kept(file) => file.path(),
            Self::Standard => return text(io::stdin(), 0, encoding).with_context(context),
            #[cfg(any(test, fuzzing))]
            Self::Memory(bytes) => {
                let bytes = io::Cursor::new(Arc::clone(bytes));
                return text(bytes, 0, encoding).with_context(context);
            }
        };
        let file = File::open(path).with_context(context)?;
        let total = file.metadata().with_context(context)?.len();
        text(file, total, encoding).with_context(context)
    }
}

impl Progress {
    /// Bytes read, of [`total`](Self::total).
    pub(crate) fn read(&self) -> u64 {
        self.read.load(Ordering::Relaxed)
    }

    /// Rows so far that are no responses, by the reason.
    pub(crate) fn left_out(&self) -> BTreeMap<String, u64> {
        self.left_out.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn leave_out(&self, reason: String) {
        let mut left_out = self.left_out.lock().unwrap_or_else(PoisonError::into_inner);
        *left_out.entry(reason).or_default() += 1;
    }
}

/// Unpacks `bytes`, of which there are `total`, if they are gzip, and makes UTF-8 without a mark of
/// them.
fn text(
    bytes: impl Read + Send + 'static,
    total: u64,
    encoding: Option<&'static Encoding>,
) -> io::Result<(Text, Progress)> {
    let progress = Progress { total, ..Progress::default() };
    let bytes = Counted { bytes, read: Arc::clone(&progress.read) };
    let mut bytes = BufReader::with_capacity(1 << 16, bytes);
    let mut text: Text = if bytes.fill_buf()?.starts_with(&[0x1f, 0x8b]) {
        Box::new(BufReader::with_capacity(1 << 16, MultiGzDecoder::new(bytes)))
    } else {
        Box::new(bytes)
    };
    if let Some(encoding) = utf16(text.fill_buf()?).or(encoding) {
        let decoded =
            DecodeReaderBytesBuilder::new().encoding(Some(encoding)).bom_override(true).build(text);
        text = Box::new(BufReader::with_capacity(1 << 16, decoded));
    }
    text = started(text)?;
    if text.fill_buf()?.starts_with("\u{feff}".as_bytes()) {
        text.consume(3);
    }
    Ok((text, progress))
}

/// The same text, of which the first look shows 64 KB, however little a pipe or a decoder hands on.
fn started(mut text: Text) -> io::Result<Text> {
    let mut start = Vec::with_capacity(1 << 16);
    text.by_ref().take(1 << 16).read_to_end(&mut start)?;
    Ok(Box::new(io::Cursor::new(start).chain(text)))
}

/// UTF-16, by its mark or by every second byte of the beginning.
fn utf16(start: &[u8]) -> Option<&'static Encoding> {
    match start {
        [0xff, 0xfe, ..] => Some(UTF_16LE),
        [0xfe, 0xff, ..] => Some(UTF_16BE),
        [1..=0xff, 0, 1..=0xff, 0, ..] => Some(UTF_16LE),
        [0, 1..=0xff, 0, 1..=0xff, ..] => Some(UTF_16BE),
        _ => None,
    }
}

/// How the lines of a CSV file are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Dialect {
    /// What stands most often in the first line, outside quotes: a comma, a semicolon or a tab.
    pub(crate) delimiter: u8,
    /// What ends a line.
    pub(super) ends: Ends,
}

/// What ends a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ends {
    /// A line feed.
    Lf,
    /// Two characters.
    CrLf,
    /// A carriage return, as on old Macs and in files of Excel on new ones.
    Cr,
}

/// The dialect of the first line with anything on it of what begins as `start`.
pub(crate) fn sniff(start: &[u8]) -> Dialect {
    let (mut counts, mut quoted, mut ends, mut before) = ([0_u32; 3], false, Ends::Lf, b',');
    for &byte in start.iter().skip_while(|byte| matches!(byte, b'\r' | b'\n')) {
        match byte {
            // Within a cell that does not begin with one, a quote is a character like any other.
            b'"' if quoted || matches!(before, b',' | b';' | b'\t' | b'"') => quoted = !quoted,
            _ if quoted => {}
            b'\n' if before == b'\r' => {
                ends = Ends::CrLf;
                break;
            }
            b'\n' => break,
            _ if before == b'\r' => {
                ends = Ends::Cr;
                break;
            }
            b',' => counts[0] += 1,
            b';' => counts[1] += 1,
            b'\t' => counts[2] += 1,
            _ => {}
        }
        before = byte;
    }
    let [comma, semicolon, tab] = counts;
    let delimiter = match () {
        () if comma >= semicolon && comma >= tab => b',',
        () if semicolon >= tab => b';',
        () => b'\t',
    };
    Dialect { delimiter, ends }
}

struct Counted<R> {
    bytes: R,
    read: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.bytes.read(buffer)?;
        self.read.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8], encoding: Option<&'static Encoding>) -> String {
        let (mut text, _) = Input::Memory(bytes.into()).open(encoding).unwrap();
        let mut read = String::new();
        text.read_to_string(&mut read).unwrap();
        read
    }

    #[test]
    fn the_first_line_with_anything_on_it_tells_how_lines_are_written() {
        let cases: [(&str, char, Ends); 8] = [
            ("a,b;c,d\n;;;;", ',', Ends::Lf),
            ("a;b\r\n,,,", ';', Ends::CrLf),
            ("\n\r\na;b\r\n,,,", ';', Ends::CrLf),
            ("\"a,,,\n,,\"\"\";b\n,,", ';', Ends::Lf),
            // Inches are no quotes.
            ("id;5\" disk;8\" disk\n,,,", ';', Ends::Lf),
            ("id;5\" disk\n,,,", ';', Ends::Lf),
            ("a\tb\r,,,", '\t', Ends::Cr),
            ("", ',', Ends::Lf),
        ];
        for (start, delimiter, ends) in cases {
            let expected = Dialect { delimiter: delimiter as u8, ends };
            assert_eq!(sniff(start.as_bytes()), expected, "{start:?}");
        }
    }

    #[test]
    fn marks_utf16_and_named_encodings_become_utf8() {
        let words = "tên,größe\n";
        let wide = |mark: bool, bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
            let mark = mark.then_some(0xfeff);
            mark.into_iter().chain(words.encode_utf16()).flat_map(bytes).collect()
        };
        assert_eq!(read(words.as_bytes(), None), words);
        assert_eq!(read(format!("\u{feff}{words}").as_bytes(), None), words);
        for marked in [true, false] {
            assert_eq!(read(&wide(marked, u16::to_be_bytes)[..], None), words.to_owned());
        }
        assert_eq!(read(&wide(true, u16::to_le_bytes), None), words);
        let latin = Encoding::for_label(b"windows-1252");
        assert_eq!(read(b"gr\xf6\xdfe \x80", latin), "größe €");
        // The mark knows better than whoever named the encoding.
        assert_eq!(read(format!("\u{feff}{words}").as_bytes(), latin), words);
    }
}
