//! Ranks that respect uncertainty.

use crate::Interval;

/// Ranks by value from the highest, where a driver stands behind another only when their intervals
/// do not overlap: 1 + the number of drivers whose lower limit is above its upper limit (METHODS
/// §4.1). Drivers that cannot be told apart may share a rank.
///
/// ```
/// use plaudit_core::{Interval, drivers::ranks};
/// let bars = [(0.30, 0.05), (0.26, 0.05), (0.10, 0.04)].map(|(x, half)| Interval::around(x, half));
/// assert_eq!(ranks(&bars), [1, 1, 3]);
/// ```
#[must_use]
pub fn ranks(intervals: &[Interval]) -> Vec<usize> {
    let ahead = |of: &Interval| intervals.iter().filter(|other| other.lower > of.upper).count();
    intervals.iter().map(|interval| 1 + ahead(interval)).collect()
}
