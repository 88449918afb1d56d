//! The bytes of a file: unpacked, without byte-order mark, its delimiter known.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::Context;
use flate2::read::MultiGzDecoder;

/// How much of a file was read, for a progress bar.
#[derive(Clone, Debug)]
pub(crate) struct Progress {
    read: Arc<AtomicU64>,
    left_out: Arc<AtomicU64>,
    /// Size of the file in bytes, packed if it is.
    pub(crate) total: u64,
}

impl Progress {
    /// Bytes read, of [`total`](Self::total).
    pub(crate) fn read(&self) -> u64 {
        self.read.load(Ordering::Relaxed)
    }

    /// Rows so far that the mapping leaves out.
    pub(crate) fn left_out(&self) -> u64 {
        self.left_out.load(Ordering::Relaxed)
    }

    pub(super) fn leave_out(&self) {
        self.left_out.fetch_add(1, Ordering::Relaxed);
    }
}

/// Text to be parsed.
pub(super) type Text = Box<dyn BufRead + Send>;

/// Opens the file at `path`, or standard input for `-`.
pub(super) fn open(path: &Path) -> anyhow::Result<(Text, Progress)> {
    let context = || format!("reading {}", path.display());
    if path == Path::new("-") {
        return text(io::stdin(), 0).with_context(context);
    }
    let file = File::open(path).with_context(context)?;
    let total = file.metadata().with_context(context)?.len();
    text(file, total).with_context(context)
}

/// Unpacks `bytes`, of which there are `total`, if they are gzip, and drops a byte-order mark.
pub(super) fn text(bytes: impl Read + Send + 'static, total: u64) -> io::Result<(Text, Progress)> {
    let read = Arc::new(AtomicU64::new(0));
    let mut bytes = BufReader::with_capacity(1 << 16, Counted { bytes, read: Arc::clone(&read) });
    let mut text: Text = if bytes.fill_buf()?.starts_with(&[0x1f, 0x8b]) {
        Box::new(BufReader::with_capacity(1 << 16, MultiGzDecoder::new(bytes)))
    } else {
        Box::new(bytes)
    };
    if text.fill_buf()?.starts_with("\u{feff}".as_bytes()) {
        text.consume(3);
    }
    Ok((text, Progress { read, left_out: Arc::default(), total }))
}

/// The delimiter that stands most often in the first line, outside quotes: a comma, a semicolon or a
/// tab.
pub(super) fn sniff(text: &mut Text) -> io::Result<u8> {
    let start = text.fill_buf()?;
    let (mut counts, mut quoted) = ([0_u32; 3], false);
    for byte in start {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' | b'\r' if !quoted => break,
            b',' if !quoted => counts[0] += 1,
            b';' if !quoted => counts[1] += 1,
            b'\t' if !quoted => counts[2] += 1,
            _ => {}
        }
    }
    let [comma, semicolon, tab] = counts;
    Ok(match () {
        () if comma >= semicolon && comma >= tab => b',',
        () if semicolon >= tab => b';',
        () => b'\t',
    })
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
