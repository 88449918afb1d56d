//! What `plaudit export` wrote, line by line: the way from one database to another.

use std::io::BufRead;

use plaudit_proto::json;

use super::input::{Input, Progress, Text};
use super::row::{BadRow, CellProblem, GoodRow, Row};

/// Reads responses as JSON, one a line. An error that ends it is its last item.
pub(crate) struct Lines {
    text: Text,
    progress: Progress,
    line: u64,
    ended: bool,
}

impl Lines {
    /// Opens `input`, packed by gzip or not.
    ///
    /// # Errors
    /// When the file cannot be read, or is none that `plaudit export` wrote.
    pub(crate) fn open(input: &Input) -> anyhow::Result<Self> {
        let (mut text, progress) = input.open(None)?;
        if !matches!(text.fill_buf()?.first(), None | Some(b'{')) {
            anyhow::bail!(
                "{}: is not what `plaudit export` writes; a CSV file needs --mapping",
                input.name()
            );
        }
        Ok(Self { text, progress, line: 0, ended: false })
    }

    /// How far the file was read.
    pub(crate) fn progress(&self) -> Progress {
        self.progress.clone()
    }
}

impl Iterator for Lines {
    type Item = anyhow::Result<Row>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let mut text = String::new();
        match self.text.read_line(&mut text) {
            Ok(0) => None,
            Ok(_) => {
                self.line += 1;
                Some(Ok(row(self.line, &text)))
            }
            Err(error) => {
                self.ended = true;
                Some(Err(anyhow::Error::new(error).context(format!("after line {}", self.line))))
            }
        }
    }
}

fn row(line: u64, text: &str) -> Row {
    match json::read_response(text) {
        Ok(response) => Row::Good(Box::new(GoodRow { line, response })),
        Err(error) => {
            let reason = error.to_string();
            Row::Bad(BadRow {
                line,
                problems: vec![CellProblem { column: None, cell: None, reason }],
            })
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    #[test]
    fn good_lines_are_kept_beside_bad_ones() {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        writeln!(
            file,
            r#"{{"id":"a","surveyId":"shop","answers":[{{"question":"q","score":3}}]}}"#
        )
        .unwrap();
        writeln!(file, r#"{{"id":"b","colour":"red"}}"#).unwrap();
        writeln!(file, r#"{{"id":"c"}}"#).unwrap();
        let rows: Vec<_> =
            Lines::open(&Input::of(file.path())).unwrap().map(Result::unwrap).collect();
        let id = |row: &Row| match row {
            Row::Good(row) => (row.line, row.response.id.clone()),
            Row::Bad(row) => (row.line, "bad".to_owned()),
        };
        let found: Vec<_> = rows.iter().map(id).collect();
        assert_eq!(found, [(1, "a".into()), (2, "bad".into()), (3, "c".into())]);
    }

    #[test]
    fn a_csv_file_without_a_mapping_is_refused_with_the_way_out() {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        writeln!(file, "id,score\n1,5").unwrap();
        let error = Lines::open(&Input::of(file.path())).err().unwrap().to_string();
        assert!(error.contains("--mapping"), "{error}");
    }
}
