//! Rows that are no responses.

use super::super::reader::Cells;

/// A column, and the values with which a row is no response.
#[derive(Clone, Debug)]
pub(in crate::import) struct LeaveOut {
    pub(in crate::import) name: String,
    pub(in crate::import) column: usize,
    pub(in crate::import) values: Vec<String>,
    /// Between several values of one cell.
    pub(in crate::import) separator: Option<String>,
}

impl LeaveOut {
    /// Why a row is left out, as `Status Survey Preview`; absent when it is not.
    pub(in crate::import) fn reason(&self, cells: &Cells<'_>) -> Option<String> {
        let cell = cells.get(self.column);
        let is_one = |text: &str| self.values.iter().any(|value| value == text);
        let hit = match &self.separator {
            Some(separator) => cell.split(separator.as_str()).map(str::trim).find(|p| is_one(p))?,
            None => is_one(cell).then_some(cell)?,
        };
        Some(format!("{} {hit}", self.name).trim_end().to_owned())
    }
}
