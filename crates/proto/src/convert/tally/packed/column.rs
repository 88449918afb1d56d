//! One counter of many cells, as it is written.

use super::super::pack;
use super::short;
use crate::v1;

/// What a counter counts in each cell of a block.
pub(super) struct Column {
    pub(super) counts: Vec<i64>,
    /// The sums of weights. Empty unless they are weighted, and so are the next.
    pub(super) weights: Vec<i128>,
    /// The sums of squared weights.
    pub(super) squares: Vec<i128>,
}

impl Column {
    /// Of counts that have no weights.
    pub(super) fn unweighted(counts: Vec<i64>) -> Self {
        Self { counts, weights: Vec::new(), squares: Vec::new() }
    }

    /// The column as it is written. Absent when it counts nothing.
    pub(super) fn finish(self, position: u32) -> Option<v1::PackedColumn> {
        let Self { mut counts, mut weights, mut squares } = self;
        let counted: Vec<usize> = if weights.is_empty() {
            (0..counts.len()).filter(|at| counts[*at] != 0).collect()
        } else {
            let sums = |at: usize| (counts[at], weights[at], squares[at]);
            (0..counts.len()).filter(|at| sums(*at) != (0, 0, 0)).collect()
        };
        if counted.is_empty() {
            return None;
        }
        let mut gaps = Vec::new();
        // A count that is zero takes a byte, and so does the gap that leaves it out.
        if 2 * counted.len() < counts.len() {
            let mut next = 0;
            let gap = |at: &usize| short(at - std::mem::replace(&mut next, at + 1));
            gaps = counted.iter().map(gap).collect();
            keep(&mut counts, &counted);
            if !weights.is_empty() {
                keep(&mut weights, &counted);
                keep(&mut squares, &counted);
            }
        }
        let (weights, squared_weights) = (pack(&weights), pack(&squares));
        Some(v1::PackedColumn { position, gaps, counts, weights, squared_weights })
    }
}

/// Keeps the values at these places, which ascend.
fn keep<T: Copy>(values: &mut Vec<T>, places: &[usize]) {
    places.iter().enumerate().for_each(|(to, from)| values[to] = values[*from]);
    values.truncate(places.len());
}
