//! Records with named values: the objects of a JSON array, of JSON lines, or the rows of a CSV file.

use std::io::{self, BufRead};

use csv::StringRecord;
use serde_json::{Map, Value};

use super::super::input::Text;
use super::super::row::{BadRow, CellProblem, NOT_UTF8, misfit};
use super::table::{Record, Table};

/// Values by name.
pub(in crate::import) type Object = Map<String, Value>;

/// Reads one after another.
pub(super) struct Objects(Kind);

/// The most bytes of one object.
const MOST: usize = 1 << 20;

enum Kind {
    /// An array, or objects behind one another.
    Json {
        text: Text,
        line: u64,
        ended: bool,
    },
    Csv {
        table: Table,
        names: Vec<String>,
    },
}

/// What was read: an object and its first line.
pub(super) type Read = Result<(u64, Object), BadRow>;

/// Whether `text` begins as JSON does.
pub(super) fn is_json(text: &mut Text) -> io::Result<bool> {
    let start = text.fill_buf()?.trim_ascii_start();
    Ok(matches!(start.first(), Some(b'{' | b'[')))
}

impl Objects {
    pub(super) fn json(text: Text) -> Self {
        Self(Kind::Json { text, line: 1, ended: false })
    }

    pub(super) fn csv(mut table: Table) -> anyhow::Result<Self> {
        let names = table.header()?;
        Ok(Self(Kind::Csv { table, names }))
    }

    /// The names of the columns, or those of the first object; none when there is no object.
    pub(super) fn names(self) -> Vec<String> {
        let Kind::Csv { names, .. } = self.0 else {
            let mut objects = self.take(1).filter_map(|read| read.ok()?.ok());
            let names = |(_, object): (u64, Object)| object.keys().cloned().collect();
            return objects.next().map(names).unwrap_or_default();
        };
        names
    }
}

impl Iterator for Objects {
    type Item = anyhow::Result<Read>;

    fn next(&mut self) -> Option<Self::Item> {
        match &mut self.0 {
            Kind::Json { ended: true, .. } => None,
            Kind::Json { text, line, ended } => match object_text(text, line) {
                Ok(None) => None,
                Ok(Some((line, json))) => Some(Ok(parsed(line, &json))),
                Err(error) => {
                    *ended = true;
                    Some(Err(anyhow::Error::new(error).context(format!("after line {line}"))))
                }
            },
            Kind::Csv { table, names } => {
                let mut record = StringRecord::new();
                match table.next(&mut record) {
                    Record::Read(line) => Some(Ok(row(line, &record, names))),
                    Record::End => None,
                    Record::NotUtf8 { line, .. } => Some(Ok(Err(bad(line, NOT_UTF8.to_owned())))),
                    Record::Failed(error) => Some(Err(error.into())),
                }
            }
        }
    }
}

fn bad(line: u64, reason: String) -> BadRow {
    BadRow { line, problems: vec![CellProblem::whole(reason)] }
}

fn parsed(line: u64, json: &[u8]) -> Read {
    match serde_json::from_slice(json) {
        Ok(object) => Ok((line, object)),
        Err(error) => Err(bad(line, format!("is no JSON object: {error}"))),
    }
}

fn row(line: u64, record: &StringRecord, names: &[String]) -> Read {
    if let Some(reason) = misfit(record, names.len()) {
        return Err(bad(line, reason));
    }
    let cells = record.iter().map(|cell| Value::from(cell.trim()));
    Ok((line, names.iter().cloned().zip(cells).collect()))
}

/// The text of the next value between commas, brackets of the array and blanks, with the line on which
/// it begins. A value ends where its brackets close; one that is no object ends with its line.
fn object_text(text: &mut Text, line: &mut u64) -> io::Result<Option<(u64, Vec<u8>)>> {
    let mut found: Vec<u8> = Vec::new();
    let (mut begun, mut depth, mut quoted, mut escaped) = (*line, 0_u32, false, false);
    loop {
        let bytes = text.fill_buf()?;
        if bytes.is_empty() {
            return match (found.is_empty(), depth) {
                (true, _) => Ok(None),
                (false, 0) => Ok(Some((begun, found))),
                _ => Err(io::Error::new(
                    io::ErrorKind::UnexpectedEof,
                    "the file ends amid an object",
                )),
            };
        }
        let mut used = 0;
        let mut is_whole = false;
        for &byte in bytes {
            used += 1;
            *line += u64::from(byte == b'\n');
            if found.is_empty() {
                if byte.is_ascii_whitespace() || matches!(byte, b',' | b'[' | b']') {
                    continue;
                }
                begun = *line;
            }
            if depth == 0 && !found.is_empty() && byte == b'\n' {
                is_whole = true;
                break;
            }
            found.push(byte);
            match byte {
                _ if escaped => escaped = false,
                b'\\' if quoted => escaped = true,
                b'"' => quoted = !quoted,
                b'{' | b'[' if !quoted => depth += 1,
                b'}' | b']' if !quoted && depth > 0 => {
                    depth -= 1;
                    is_whole = depth == 0;
                }
                _ => {}
            }
            if is_whole {
                break;
            }
        }
        text.consume(used);
        if is_whole {
            return Ok(Some((begun, found)));
        }
        if found.len() > MOST {
            return Err(io::Error::other("an object is longer than a megabyte"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::input::Input;
    use super::*;

    fn read(text: &str) -> Vec<String> {
        let (text, _) = Input::Memory(text.as_bytes().into()).open(None).unwrap();
        let shown = |read: anyhow::Result<Read>| match read {
            Ok(Ok((line, object))) => format!("{line} {}", Value::from(object)),
            Ok(Err(row)) => row.to_string().split(':').take(2).collect::<Vec<_>>().join(":"),
            Err(error) => format!("{error:#}"),
        };
        Objects::json(text).map(shown).collect()
    }

    #[test]
    fn arrays_and_lines_give_their_objects_with_the_lines_on_which_they_begin() {
        let text = " [\n{\"a\": \"}]\\\"\\n\",\n \"b\": [{}]},\n  {\"c\":1}, 7\n, {\"d\":2}]\n";
        let whole = [r#"2 {"a":"}]\"\n","b":[{}]}"#, r#"4 {"c":1}"#];
        assert_eq!(read(text)[..2], whole);
        assert_eq!(read(text)[2..], ["line 4: is no JSON object", r#"5 {"d":2}"#]);
        assert_eq!(
            read("{\"a\":1}\r\noops\n{\"b\":}\n{\"c\":3}"),
            [
                r#"1 {"a":1}"#,
                "line 2: is no JSON object",
                "line 3: is no JSON object",
                r#"4 {"c":3}"#
            ]
        );
        assert_eq!(
            read("[{\"a\":1},{\"b\":"),
            [r#"1 {"a":1}"#, "after line 1: the file ends amid an object"]
        );
        assert!(read("[]").is_empty());
    }
}
