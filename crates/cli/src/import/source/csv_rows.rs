//! The rows of a CSV file, one by one.

use csv::StringRecord;

use super::super::input::Progress;
use super::super::row::{BadRow, CellProblem, NOT_UTF8};
use super::Next;
use super::table::{Record, Table};

/// The rows behind the header.
pub(in crate::import) struct CsvRows {
    table: Table,
    names: Vec<String>,
    /// Where the last line may be a remark of one cell: what is told of it.
    footer: Option<Progress>,
    /// Read already, to know whether the row before it was the last.
    ahead: Option<(Record, StringRecord)>,
}

impl CsvRows {
    pub(super) fn new(table: Table, names: Vec<String>, footer: Option<Progress>) -> Self {
        Self { table, names, footer, ahead: None }
    }

    pub(super) fn next(&mut self, record: &mut StringRecord) -> Next {
        let read = match self.ahead.take() {
            None => self.table.next(record),
            Some((read, ahead)) => {
                *record = ahead;
                read
            }
        };
        if let Some(progress) = &self.footer
            && matches!(read, Record::Read(_))
            && record.len() == 1
        {
            let mut ahead = StringRecord::new();
            let next = self.table.next(&mut ahead);
            if matches!(next, Record::End) {
                progress.leave_out("the footer".to_owned());
                return Next::End;
            }
            self.ahead = Some((next, ahead));
        }
        match read {
            Record::Read(line) => Next::Row(line),
            Record::End => Next::End,
            Record::Failed(error) => Next::Failed(error.into()),
            Record::NotUtf8 { line, field } => {
                let column = self.names.get(field).cloned();
                let problem = CellProblem { column, cell: None, reason: NOT_UTF8.to_owned() };
                Next::Bad(BadRow { line, problems: vec![problem] })
            }
        }
    }
}
