//! Tallies: exact sums over responses, from which every figure is computed.
//!
//! Tallies of one survey form an abelian group: they add and subtract without error in any order.
//! A tally keeps its sums cell by cell, so that a filter or a split is a sum over cells.

mod counters;
mod durations;

pub use counters::{Counters, Sums};
pub use durations::Durations;

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
        match self.cells.entry(cell) {
            Entry::Vacant(entry) => {
                if !counters.is_zero() {
                    entry.insert(counters);
                }
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
        debug_assert_eq!(version.number(), response.version);
        let cell = Cell {
            version: response.version,
            day: response.day,
            segments: response.segments.clone(),
        };
        match self.cells.entry(cell) {
            Entry::Vacant(entry) => {
                let survey = version.survey();
                let mut counters = Counters::zero(version.layout().len(), survey.weighted);
                counters.count(version, response, sign);
                entry.insert(counters);
            }
            Entry::Occupied(mut entry) => {
                entry.get_mut().count(version, response, sign);
                if entry.get().is_zero() {
                    entry.remove();
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
