//! Rows: the answers of each response to the questions of the models.

use std::collections::BTreeMap;

use crate::response::Response;
use crate::survey::Version;

/// Which rows occur, by version, and how often: a free abelian group. A row is the respondent group
/// and then a byte for each question of the version's [`Plan`](super::Plan): 0 for no answer, or 1 and
/// the place of the score (from the lowest) or option.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rows(pub(super) BTreeMap<u32, BTreeMap<Box<[u8]>, i64>>);

impl Rows {
    /// Counts `response`, which was checked against `version`.
    pub fn add(&mut self, version: &Version, response: &Response) {
        self.count(version, response, 1);
    }

    /// Takes `response` out again, exactly.
    pub fn subtract(&mut self, version: &Version, response: &Response) {
        self.count(version, response, -1);
    }

    /// Adds all of `other`.
    pub fn merge(&mut self, other: Self) {
        if self.is_empty() {
            *self = other;
            return;
        }
        for (version, rows) in other.0 {
            for (row, times) in rows {
                self.add_row(version, row, times);
            }
        }
    }

    /// Counts `row` of `version` so many times; takes it out when `times` is negative.
    pub fn add_row(&mut self, version: u32, row: Box<[u8]>, times: i64) {
        use std::collections::btree_map::Entry;
        let rows = self.0.entry(version).or_default();
        match rows.entry(row) {
            Entry::Vacant(entry) if times != 0 => {
                entry.insert(times);
            }
            Entry::Vacant(_) => {}
            Entry::Occupied(mut entry) => {
                *entry.get_mut() = entry.get().wrapping_add(times);
                if *entry.get() == 0 {
                    entry.remove();
                }
            }
        }
        if rows.is_empty() {
            self.0.remove(&version);
        }
    }

    /// The rows of each version, ascending, with how often they occur.
    pub fn versions(&self) -> impl Iterator<Item = (u32, impl Iterator<Item = (&[u8], i64)>)> {
        self.0
            .iter()
            .map(|(version, rows)| (*version, rows.iter().map(|(row, times)| (&**row, *times))))
    }

    /// Bytes of each row of a version; absent when it has none.
    #[must_use]
    pub fn row_length(&self, version: u32) -> Option<usize> {
        self.0.get(&version)?.keys().next().map(|row| row.len())
    }

    /// Whether nothing is counted.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn count(&mut self, version: &Version, response: &Response, times: i64) {
        debug_assert_eq!(version.number(), response.version);
        if version.plan().is_empty() {
            return;
        }
        if let Some(row) = version.plan().row(response) {
            self.add_row(version.number(), row, times);
        }
    }
}
