//! Row by row from a file to responses.

mod row;

use std::path::Path;
use std::sync::Arc;

use anyhow::bail;
use csv::{ErrorKind, StringRecord};
use plaudit_core::survey::Version;
use plaudit_core::time::Timestamp;
use plaudit_proto::v1;

use super::input::{self, Progress, Text};
use super::mapping::Mapping;
use super::plan::{Header, Plan, plan};
use super::row::{BadRow, CellProblem, GoodRow, Row};
use crate::files::Problems;
use row::RowReader;

/// Reads the rows of a file. An error that ends it (the disk, a damaged archive) is its last item.
pub(crate) struct Reader {
    csv: csv::Reader<Text>,
    header: Header,
    plan: Plan,
    version: Arc<Version>,
    now: Timestamp,
    progress: Progress,
    rows: u64,
    ended: bool,
}

/// The cells of one row, without blanks around them.
pub(super) struct Cells<'r>(&'r StringRecord);

impl Cells<'_> {
    pub(super) fn get(&self, column: usize) -> &str {
        self.0.get(column).unwrap_or_default().trim()
    }
}

impl Reader {
    /// Opens the file at `path` (CSV, packed by gzip or not), whose rows answer `version`. Answers
    /// dated more than five minutes after `now` are bad rows.
    ///
    /// # Errors
    /// The file cannot be read, or [`Problems`] of the mapping: what it
    /// names and the file or the survey does not have.
    pub(crate) fn open(
        path: &Path,
        mapping: &Mapping,
        version: Arc<Version>,
        now: Timestamp,
    ) -> anyhow::Result<Self> {
        let (text, progress) = input::open(path)?;
        Self::start(text, progress, mapping, version, now).map_err(|error| {
            // What is wrong with the mapping names its own file.
            if error.is::<Problems>() {
                return error;
            }
            error.context(format!("reading {}", path.display()))
        })
    }

    /// The same for bytes that are at hand.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    #[cfg(any(test, fuzzing))]
    pub(crate) fn new(
        bytes: impl std::io::Read + Send + 'static,
        mapping: &Mapping,
        version: Arc<Version>,
        now: Timestamp,
    ) -> anyhow::Result<Self> {
        let (text, progress) = input::text(bytes, 0)?;
        Self::start(text, progress, mapping, version, now)
    }

    fn start(
        mut text: Text,
        progress: Progress,
        mapping: &Mapping,
        version: Arc<Version>,
        now: Timestamp,
    ) -> anyhow::Result<Self> {
        let delimiter = match mapping.delimiter {
            Some(delimiter) => delimiter,
            None => input::sniff(&mut text)?,
        };
        let mut csv = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(delimiter)
            .from_reader(text);
        let mut names = StringRecord::new();
        if !csv.read_record(&mut names)? {
            bail!("the file is empty");
        }
        let mut skipped = StringRecord::new();
        for _ in 1..mapping.header_rows {
            if !csv.read_record(&mut skipped)? {
                break;
            }
        }
        let header = Header::new(names.iter());
        let plan = plan(mapping, &header, &version)?;
        Ok(Self { csv, header, plan, version, now, progress, rows: 0, ended: false })
    }

    /// A view on how much of the file was read, which stays when the reader goes.
    pub(crate) fn progress(&self) -> Progress {
        self.progress.clone()
    }

    fn is_left_out(&self, cells: &Cells<'_>) -> bool {
        let hit = |(column, values): &(usize, Vec<String>)| {
            let cell = cells.get(*column);
            values.iter().any(|value| value == cell)
        };
        self.plan.leave_out.iter().any(hit)
    }

    fn row(&self, line: u64, record: &StringRecord) -> Row {
        let (has, needs) = (record.len(), self.header.0.len());
        if has < needs || record.iter().skip(needs).any(|cell| !cell.trim().is_empty()) {
            let reason = format!("has {has} cells where the header has {needs}");
            return Row::Bad(BadRow { line, problems: vec![CellProblem::whole(reason)] });
        }
        let cells = Cells(record);
        let mut row = RowReader { reader: self, cells: &cells, problems: Vec::new() };
        let (submission, asked) = row.submission();
        row.check(&submission, &asked);
        if !row.problems.is_empty() {
            return Row::Bad(BadRow { line, problems: row.problems() });
        }
        let survey = &self.version.survey().id;
        let response = v1::Response::new(survey, self.version.number(), submission);
        Row::Good(Box::new(GoodRow { line, response }))
    }
}

impl Iterator for Reader {
    type Item = anyhow::Result<Row>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut record = StringRecord::new();
        while !self.ended {
            match self.csv.read_record(&mut record) {
                Ok(true) => {}
                Ok(false) => self.ended = true,
                Err(error) => {
                    if let ErrorKind::Utf8 { pos, err } = error.kind() {
                        self.rows += 1;
                        let line = pos.as_ref().map_or(0, csv::Position::line);
                        let column = self.header.0.get(err.field()).cloned();
                        let reason = "is not UTF-8: save the file in that encoding".to_owned();
                        let problem = CellProblem { column, cell: None, reason };
                        return Some(Ok(Row::Bad(BadRow { line, problems: vec![problem] })));
                    }
                    self.ended = true;
                    return Some(Err(error.into()));
                }
            }
            if self.ended {
                break;
            }
            self.rows += 1;
            if self.is_left_out(&Cells(&record)) {
                self.progress.leave_out();
                continue;
            }
            let line = record.position().map_or(0, csv::Position::line);
            return Some(Ok(self.row(line, &record)));
        }
        None
    }
}
