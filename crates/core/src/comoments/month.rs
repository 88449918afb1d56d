//! How the responses of a month are kept.

use std::collections::BTreeMap;

use super::{Comoments, Mismatch, Plan, Rows};
use crate::moments::Pattern;

/// Bytes that a number of the co-moments takes, about, when rows become sums.
const BYTES_A_NUMBER: usize = 2;

/// Rows that have not become sums yet, and the sums of those that have. What it stands for is the
/// total of both, so that merging and condensing in any order stands for the same.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Month {
    /// The rows.
    pub rows: Rows,
    /// The sums.
    pub sums: Comoments,
}

impl From<Rows> for Month {
    fn from(rows: Rows) -> Self {
        Self { rows, sums: Comoments::default() }
    }
}

impl Month {
    /// Adds all of `other`.
    ///
    /// # Errors
    /// As [`Comoments::merge`].
    pub fn merge(&mut self, other: Self) -> Result<(), Mismatch> {
        self.rows.merge(other.rows);
        self.sums.merge(&other.sums)
    }

    /// Turns rows into sums where that takes fewer bytes: those of one respondent group that answered
    /// the same questions stay rows while they are few. `plan` is that of the version of a number.
    ///
    /// # Errors
    /// As [`Comoments::add_rows`].
    pub fn condense<'p>(&mut self, plan: impl Fn(u32) -> Option<&'p Plan>) -> Result<(), Mismatch> {
        let mut condensed = Rows::default();
        for (version, rows) in &mut self.rows.0 {
            let mismatch = Mismatch { version: *version };
            let plan = plan(*version).ok_or(mismatch)?;
            let mut alike: BTreeMap<(u8, Pattern), Vec<Box<[u8]>>> = BTreeMap::new();
            for row in rows.keys() {
                let (group, codes) = row.split_first().ok_or(mismatch)?;
                if codes.len() != plan.questions().len() {
                    return Err(mismatch);
                }
                alike.entry((*group, answered(codes))).or_default().push(row.clone());
            }
            for ((group, pattern), same) in alike {
                let columns = plan.columns().iter();
                let columns = columns.filter(|column| pattern >> column.question & 1 == 1).count();
                let numbers = 1 + columns + columns * (columns + 1) / 2;
                let as_rows = same.len() * same[0].len();
                if as_rows <= numbers * BYTES_A_NUMBER
                    && !self.sums.has_cell(*version, plan, group, pattern)
                {
                    continue;
                }
                for row in same {
                    let times = rows.remove(&row).expect("it is one of the rows");
                    condensed.add_row(*version, row, times);
                }
            }
        }
        self.rows.0.retain(|_, rows| !rows.is_empty());
        self.sums.add_rows(&condensed, plan)
    }

    /// What it stands for.
    ///
    /// # Errors
    /// As [`Comoments::add_rows`].
    pub fn total<'p>(self, plan: impl Fn(u32) -> Option<&'p Plan>) -> Result<Comoments, Mismatch> {
        let mut total = self.sums;
        total.add_rows(&self.rows, plan)?;
        Ok(total)
    }
}

/// Which questions a row answers: bit i for question i.
fn answered(codes: &[u8]) -> Pattern {
    let given = codes.iter().enumerate().filter(|(_, code)| **code != 0);
    given.fold(0, |pattern, (question, _)| pattern | 1 << question)
}
