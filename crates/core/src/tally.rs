//! Tallies: exact sums over responses, from which every figure is computed.
//!
//! Tallies of one survey form an abelian group: they add and subtract without error in any order.
//! A tally keeps its sums cell by cell, so that a filter or a split is a sum over cells.

mod counters;
mod durations;
mod grain;
mod row;

pub use counters::{Counters, Sums};
pub use durations::Durations;
pub use grain::Grain;
pub use row::Row;

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use crate::response::Response;
use crate::survey::Version;
use crate::time::Day;

/// One version, one day, one combination of segment values.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cell {
    /// Number of the survey version.
    pub version: u32,
    /// The day, in the survey's time zone.
    pub day: Day,
    /// One a declared segment, in the order of the version; absent where none was given.
    pub segments: Vec<Option<String>>,
}

impl Cell {
    /// The cell of `response`.
    #[must_use]
    pub fn of(response: &Response) -> Self {
        Self { version: response.version, day: response.day, segments: response.segments.clone() }
    }
}

impl From<Response> for Cell {
    fn from(response: Response) -> Self {
        Self { version: response.version, day: response.day, segments: response.segments }
    }
}

/// Sums over some responses of one survey, cell by cell. A cell whose sums are all zero does not
/// exist, so that equal tallies are equal values.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    cells: BTreeMap<Cell, Counters>,
}

/// Two tallies do not add: one cell has different counters, so they are not of the same survey.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("tallies of different surveys do not add: cell {cell:?} has other counters")]
pub struct Mismatch {
    /// The cell.
    pub cell: Cell,
}

impl Tally {
    /// Counts `response`, which was checked against `version`.
    pub fn add(&mut self, version: &Version, response: &Response) {
        self.count(version, response, 1);
    }

    /// Takes `response` out again, exactly.
    pub fn subtract(&mut self, version: &Version, response: &Response) {
        self.count(version, response, -1);
    }

    /// Counts the response that `row` stands for in `cell`.
    ///
    /// # Errors
    /// When the cell has other counters; nothing changes then.
    pub fn add_row(&mut self, cell: Cell, row: &Row) -> Result<(), Mismatch> {
        self.count_row(cell, row, 1)
    }

    /// Adds all of `other`.
    ///
    /// # Errors
    /// When a cell of both has other counters, as in tallies of different surveys. `self` then holds
    /// part of `other` and must be dropped.
    pub fn merge(&mut self, other: Self) -> Result<(), Mismatch> {
        if self.cells.is_empty() {
            *self = other;
            return Ok(());
        }
        for (cell, counters) in other.cells {
            self.merge_cell(cell, counters)?;
        }
        Ok(())
    }

    /// Subtracts all of `other`.
    ///
    /// # Errors
    /// As [`merge`](Self::merge).
    pub fn unmerge(&mut self, mut other: Self) -> Result<(), Mismatch> {
        other.cells.values_mut().for_each(Counters::negate);
        self.merge(other)
    }

    /// Adds `counters` to `cell`.
    ///
    /// # Errors
    /// As [`merge`](Self::merge).
    pub fn merge_cell(&mut self, cell: Cell, counters: Counters) -> Result<(), Mismatch> {
        // Nothing fits everywhere, whatever its shape.
        if counters.is_zero() {
            return Ok(());
        }
        match self.cells.entry(cell) {
            Entry::Vacant(entry) => {
                entry.insert(counters);
            }
            Entry::Occupied(mut entry) => {
                if !entry.get_mut().add(&counters) {
                    return Err(Mismatch { cell: entry.key().clone() });
                }
                if entry.get().is_zero() {
                    entry.remove();
                }
            }
        }
        Ok(())
    }

    /// The cells with their sums, by version, day and segment values.
    pub fn cells(&self) -> impl Iterator<Item = (&Cell, &Counters)> {
        self.cells.iter()
    }

    /// The sums of one cell.
    #[must_use]
    pub fn cell(&self, cell: &Cell) -> Option<&Counters> {
        self.cells.get(cell)
    }

    /// Whether nothing is counted.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }

    fn count(&mut self, version: &Version, response: &Response, sign: i64) {
        let counted = self.count_row(Cell::of(response), &Row::of(version, response), sign);
        debug_assert_eq!(counted, Ok(()), "a tally is of one survey");
    }

    fn count_row(&mut self, cell: Cell, row: &Row, sign: i64) -> Result<(), Mismatch> {
        match self.cells.entry(cell) {
            Entry::Vacant(entry) => {
                let mut counters = Counters::zero(row.counters, row.weight.is_some());
                let fits = counters.count(row, sign);
                debug_assert!(fits, "they were made for it");
                entry.insert(counters);
            }
            Entry::Occupied(mut entry) => {
                if !entry.get_mut().count(row, sign) {
                    return Err(Mismatch { cell: entry.key().clone() });
                }
                if entry.get().is_zero() {
                    entry.remove();
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
