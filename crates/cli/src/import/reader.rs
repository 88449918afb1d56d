//! Row by row from a file to responses.

mod row;

use std::sync::Arc;

use csv::StringRecord;
use plaudit_core::survey::Version;
use plaudit_core::time::Timestamp;
use plaudit_proto::v1;

use super::input::{Input, Progress};
use super::mapping::Mapping;
use super::plan::{Header, Plan, plan};
use super::row::{BadRow, CellProblem, GoodRow, Row, misfit};
use super::source::{Next, Opened, Reading, Rows};
use crate::files::Problems;
use row::RowReader;

/// Reads the rows of a file. An error that ends it (the disk, a damaged archive) is its last item.
pub(crate) struct Reader {
    rows: Rows,
    header: Header,
    plan: Plan,
    version: Arc<Version>,
    now: Timestamp,
    progress: Progress,
    number: u64,
    ended: bool,
}

/// The cells of one row, without blanks around them.
pub(super) struct Cells<'r>(pub(super) &'r StringRecord);

impl Cells<'_> {
    pub(super) fn get(&self, column: usize) -> &str {
        self.0.get(column).unwrap_or_default().trim()
    }

    /// Whether the row says nothing at all, as those that spreadsheets leave behind the last.
    pub(super) fn are_empty(&self) -> bool {
        self.0.iter().all(|cell| cell.trim().is_empty())
    }
}

impl Reader {
    /// Opens `input`, packed by gzip or not, whose rows answer `version`. Answers dated more than five
    /// minutes after `now` are bad rows.
    ///
    /// # Errors
    /// The file cannot be read, or [`Problems`] of the mapping: what it
    /// names and the file or the survey does not have.
    pub(crate) fn open(
        input: &Input,
        mapping: &Mapping,
        version: Arc<Version>,
        now: Timestamp,
    ) -> anyhow::Result<Self> {
        let start = || {
            let opened = Opened::of(input, Reading::of(mapping))?;
            let header = Header::new(opened.names().iter().map(String::as_str));
            let plan = plan(mapping, &header, &version)?;
            Ok((opened, header, plan))
        };
        let (Opened { rows, progress, .. }, header, plan) =
            start().map_err(|error: anyhow::Error| {
                // What is wrong with the mapping names its own file.
                if error.is::<Problems>() {
                    return error;
                }
                error.context(format!("reading {}", input.name()))
            })?;
        Ok(Self { rows, header, plan, version, now, progress, number: 0, ended: false })
    }

    /// A view on how much of the file was read, which stays when the reader goes.
    pub(crate) fn progress(&self) -> Progress {
        self.progress.clone()
    }

    fn row(&self, line: u64, record: &StringRecord) -> Row {
        if let Some(reason) = misfit(record, self.header.0.len()) {
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
            self.number += 1;
            match self.rows.next(&mut record) {
                Next::Row(line) => {
                    let cells = Cells(&record);
                    let mut rules = self.plan.leave_out.iter();
                    let empty = cells.are_empty().then(|| "empty".to_owned());
                    match empty.or_else(|| rules.find_map(|rule| rule.reason(&cells))) {
                        Some(reason) => self.progress.leave_out(reason),
                        None => return Some(Ok(self.row(line, &record))),
                    }
                }
                Next::Bad(row) => return Some(Ok(Row::Bad(row))),
                Next::End => self.ended = true,
                Next::Failed(error) => {
                    self.ended = true;
                    return Some(Err(error));
                }
            }
        }
        None
    }
}
