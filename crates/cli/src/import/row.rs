//! What a row of the file came to.

use std::fmt;

use csv::StringRecord;
use plaudit_proto::v1;

/// A row of the file.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Row {
    Good(Box<GoodRow>),
    Bad(BadRow),
}

/// A response that its survey version takes.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct GoodRow {
    /// Line of the file on which the row begins, from 1.
    pub(crate) line: u64,
    pub(crate) response: v1::Response,
}

/// A row that is no response, with everything that is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct BadRow {
    /// Line of the file on which the row begins, from 1.
    pub(crate) line: u64,
    pub(crate) problems: Vec<CellProblem>,
}

/// One thing that is wrong with a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CellProblem {
    /// The column, when the problem lies in one.
    pub(crate) column: Option<String>,
    /// What stands there, shortened.
    pub(crate) cell: Option<String>,
    /// What must hold.
    pub(crate) reason: String,
}

/// Why a cell or a header cannot be read.
pub(super) const NOT_UTF8: &str =
    "is not UTF-8: name its encoding, by --encoding or in the mapping, as windows-1252";

impl CellProblem {
    /// A problem of the row as a whole.
    pub(super) fn whole(reason: String) -> Self {
        Self { column: None, cell: None, reason }
    }
}

/// Why the cells of a row do not fit below a header of so many, if they do not: further cells must be
/// empty.
pub(super) fn misfit(cells: &StringRecord, header: usize) -> Option<String> {
    let has = cells.len();
    let fits = has >= header && cells.iter().skip(header).all(|cell| cell.trim().is_empty());
    (!fits).then(|| format!("has {has} cells where the header has {header}"))
}

impl fmt::Display for CellProblem {
    /// As `NETPRO "12": must be within 0..=10`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.column, &self.cell) {
            (Some(column), Some(cell)) => write!(f, "{column} {cell:?}: {}", self.reason),
            (Some(column), None) => write!(f, "{column}: {}", self.reason),
            (None, _) => f.write_str(&self.reason),
        }
    }
}

impl fmt::Display for BadRow {
    /// As `line 7: NETPRO "12": must be within 0..=10; WEIGHT "": is required`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: ", self.line)?;
        for (i, problem) in self.problems.iter().enumerate() {
            let gap = if i > 0 { "; " } else { "" };
            write!(f, "{gap}{problem}")?;
        }
        Ok(())
    }
}
