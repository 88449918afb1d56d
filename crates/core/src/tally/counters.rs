//! The sums of one cell.

use super::{Durations, Row, row};
use crate::response::Response;
use crate::survey::Version;

/// One counter for each position of a version's layout, for a weighted survey the sums of weights and
/// of squared weights beside them, and how long answering took.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counters {
    counts: Vec<i64>,
    sums: Option<Sums>,
    durations: Durations,
}

/// Weighted sums, one for each counter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sums {
    /// Sums of weights, in steps of 2^-32.
    pub weights: Vec<i128>,
    /// Sums of squared weights, in steps of 2^-64.
    pub squares: Vec<i128>,
}

impl Counters {
    /// `len` counters at zero.
    #[must_use]
    pub fn zero(len: usize, weighted: bool) -> Self {
        let zeros = || vec![0; len];
        let sums = weighted.then(|| Sums { weights: zeros(), squares: zeros() });
        Self { counts: vec![0; len], sums, durations: Durations::default() }
    }

    /// Counters with these sums. Absent when the lists differ in length.
    #[must_use]
    pub fn from_parts(counts: Vec<i64>, sums: Option<Sums>) -> Option<Self> {
        let fits = sums.as_ref().is_none_or(|sums| {
            (sums.weights.len(), sums.squares.len()) == (counts.len(), counts.len())
        });
        fits.then_some(Self { counts, sums, durations: Durations::default() })
    }

    /// The same with these durations in place of its own.
    #[must_use]
    pub fn with_durations(self, durations: Durations) -> Self {
        Self { durations, ..self }
    }

    /// How long answering took, for the responses that say so.
    #[must_use]
    pub fn durations(&self) -> &Durations {
        &self.durations
    }

    /// How many responses each counter counted.
    #[must_use]
    pub fn counts(&self) -> &[i64] {
        &self.counts
    }

    /// The weighted sums, for a weighted survey.
    #[must_use]
    pub fn sums(&self) -> Option<&Sums> {
        self.sums.as_ref()
    }

    /// Whether every sum is zero.
    #[must_use]
    pub fn is_zero(&self) -> bool {
        self.durations.is_empty()
            && self.counts.iter().all(|count| *count == 0)
            && self.sums.as_ref().is_none_or(|sums| {
                sums.weights.iter().chain(&sums.squares).all(|weight| *weight == 0)
            })
    }

    /// Adds `other` position by position. False, and nothing changes, when the two have different
    /// positions.
    #[must_use]
    pub fn add(&mut self, other: &Self) -> bool {
        if self.counts.len() != other.counts.len() || self.sums.is_some() != other.sums.is_some() {
            return false;
        }
        self.durations.merge(&other.durations);
        add_each(&mut self.counts, &other.counts, i64::wrapping_add);
        if let (Some(sums), Some(more)) = (&mut self.sums, &other.sums) {
            add_each(&mut sums.weights, &more.weights, i128::wrapping_add);
            add_each(&mut sums.squares, &more.squares, i128::wrapping_add);
        }
        true
    }

    /// Turns every sum into its opposite.
    pub fn negate(&mut self) {
        self.durations.negate();
        self.counts.iter_mut().for_each(|count| *count = count.wrapping_neg());
        if let Some(sums) = &mut self.sums {
            let all = sums.weights.iter_mut().chain(&mut sums.squares);
            all.for_each(|sum| *sum = sum.wrapping_neg());
        }
    }

    /// Positions of the counters that count `response`, ascending.
    #[must_use]
    pub fn positions(version: &Version, response: &Response) -> Vec<usize> {
        row::positions(version, response)
    }

    /// Counts `row` `sign` times (1 or -1). False, and nothing changes, when it is of other counters.
    #[must_use]
    pub fn count(&mut self, row: &Row, sign: i64) -> bool {
        if self.counts.len() != row.counters || self.sums.is_some() != row.weight.is_some() {
            return false;
        }
        let weight = row.weight.map_or(0, |weight| i128::from(weight.steps()));
        for at in &row.positions {
            self.counts[*at] = self.counts[*at].wrapping_add(sign);
            if let Some(sums) = &mut self.sums {
                let (first, second) =
                    (i128::from(sign) * weight, i128::from(sign) * weight * weight);
                sums.weights[*at] = sums.weights[*at].wrapping_add(first);
                sums.squares[*at] = sums.squares[*at].wrapping_add(second);
            }
        }
        if let Some(seconds) = row.duration_seconds {
            self.durations.add(seconds, sign);
        }
        true
    }
}

/// Adds modulo the width of the counters: no responses reach that far, and stored bytes that were
/// damaged stay a group.
fn add_each<T: Copy>(sums: &mut [T], more: &[T], add: impl Fn(T, T) -> T) {
    for (sum, more) in sums.iter_mut().zip(more) {
        *sum = add(*sum, *more);
    }
}
