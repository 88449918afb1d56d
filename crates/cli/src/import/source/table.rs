//! A CSV file, record by record, with the lines on which they begin.

use std::io::{self, BufRead, Read};

use csv::{ErrorKind, StringRecord};

use super::super::input::{self, Ends, Text};
use super::super::row::NOT_UTF8;

pub(super) struct Table {
    csv: csv::Reader<Fed>,
}

/// A text whose lines a reader of CSV can count.
struct Fed {
    text: Text,
    ends: Ends,
}

/// What comes next.
pub(super) enum Record {
    /// One that begins on this line.
    Read(u64),
    /// One whose field at this position is not UTF-8.
    NotUtf8 {
        line: u64,
        field: usize,
    },
    End,
    Failed(csv::Error),
}

impl Table {
    /// Without `delimiter`: the one of the first line.
    pub(super) fn new(mut text: Text, delimiter: Option<u8>) -> anyhow::Result<Self> {
        let dialect = input::sniff(text.fill_buf()?);
        let mut csv = csv::ReaderBuilder::new();
        let delimiter = delimiter.unwrap_or(dialect.delimiter);
        let csv = csv.has_headers(false).flexible(true).delimiter(delimiter);
        let csv = csv.from_reader(Fed { text, ends: dialect.ends });
        Ok(Self { csv })
    }

    /// Reads the next record into `record`.
    pub(super) fn next(&mut self, record: &mut StringRecord) -> Record {
        let before = self.csv.position().line();
        match self.csv.read_record(record) {
            Ok(true) => Record::Read(self.line(before, record)),
            Ok(false) => Record::End,
            Err(error) => match error.kind() {
                ErrorKind::Utf8 { err, .. } => {
                    Record::NotUtf8 { line: before + u64::from(self.crlf()), field: err.field() }
                }
                _ => Record::Failed(error),
            },
        }
    }

    /// The reader stands behind the record, but before the second character of a line's end; before the
    /// record it stood in front of blank lines.
    fn line(&self, before: u64, record: &StringRecord) -> u64 {
        let end = self.csv.position().line() - u64::from(!self.crlf());
        if end <= before + u64::from(self.crlf()) {
            return before.max(end); // of one line, as nearly all are
        }
        let within = record.as_slice().bytes().filter(|byte| *byte == b'\n').count() as u64;
        before.max(end.saturating_sub(within))
    }

    /// Whether lines end with two characters.
    fn crlf(&self) -> bool {
        self.csv.get_ref().ends == Ends::CrLf
    }

    /// The next record without blanks around its cells, the names of columns; none at the end.
    pub(super) fn header(&mut self) -> anyhow::Result<Vec<String>> {
        let mut record = StringRecord::new();
        match self.next(&mut record) {
            Record::Read(_) => Ok(record.iter().map(|cell| cell.trim().to_owned()).collect()),
            Record::End => Ok(Vec::new()),
            Record::NotUtf8 { .. } => anyhow::bail!("the header {NOT_UTF8}"),
            Record::Failed(error) => Err(error.into()),
        }
    }
}

impl Read for Fed {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.text.read(buffer)?;
        if self.ends == Ends::Cr {
            buffer[..count].iter_mut().filter(|byte| **byte == b'\r').for_each(|it| *it = b'\n');
        }
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::input::Input;
    use super::*;

    fn lines(text: &str) -> Vec<u64> {
        let (text, _) = Input::Memory(text.as_bytes().into()).open(None).unwrap();
        let (mut table, mut record) = (Table::new(text, None).unwrap(), StringRecord::new());
        let mut lines = Vec::new();
        loop {
            match table.next(&mut record) {
                Record::Read(line) | Record::NotUtf8 { line, .. } => lines.push(line),
                Record::End | Record::Failed(_) => return lines,
            }
        }
    }

    #[test]
    fn lines_are_counted_as_an_editor_does() {
        let text = "a,b\n1,\"two\nlines\"\n\n\n3,4\n5,6";
        assert_eq!(lines(text), [1, 2, 6, 7]);
        assert_eq!(lines(&format!("{text}\n")), [1, 2, 6, 7]);
        let crlf = text.replace('\n', "\r\n");
        assert_eq!(lines(&crlf), [1, 2, 6, 7]);
        assert_eq!(lines(&format!("{crlf}\r\n")), [1, 2, 6, 7]);
        let cr = text.replace('\n', "\r");
        assert_eq!(lines(&cr), [1, 2, 6, 7]);
        assert_eq!(lines(&format!("{cr}\r")), [1, 2, 6, 7]);
    }
}
