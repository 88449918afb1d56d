//! One counter of many cells, as it is written.

use super::super::pack;
use super::short;
use crate::v1;

/// The cells in which the counter counts anything.
#[derive(Default)]
pub(super) struct Column {
    cells: Vec<usize>,
    counts: Vec<i64>,
    weights: Vec<i128>,
    squares: Vec<i128>,
}

impl Column {
    /// What it counts in the cell at `at`, with the sums of weights and of their squares. Cells ascend.
    pub(super) fn push(&mut self, at: usize, count: i64, sums: Option<(i128, i128)>) {
        if count == 0 && sums.is_none_or(|sums| sums == (0, 0)) {
            return;
        }
        self.cells.push(at);
        self.counts.push(count);
        if let Some((weight, square)) = sums {
            self.weights.push(weight);
            self.squares.push(square);
        }
    }

    /// The column of a block of so many cells. Absent when it counts nothing.
    pub(super) fn finish(mut self, position: u32, cells: usize) -> Option<v1::PackedColumn> {
        if self.cells.is_empty() {
            return None;
        }
        // A count that is zero takes a byte, and so does the gap that leaves it out.
        if 2 * self.cells.len() >= cells {
            let mut dense = Self { cells: Vec::new(), ..Self::default() };
            dense.counts = spread(&self.cells, &self.counts, cells);
            if !self.weights.is_empty() {
                dense.weights = spread(&self.cells, &self.weights, cells);
                dense.squares = spread(&self.cells, &self.squares, cells);
            }
            self = dense;
        }
        let mut next = 0;
        let gap = |at: usize| short(at - std::mem::replace(&mut next, at + 1));
        Some(v1::PackedColumn {
            position,
            gaps: self.cells.into_iter().map(gap).collect(),
            counts: self.counts,
            weights: pack(&self.weights),
            squared_weights: pack(&self.squares),
        })
    }
}

fn spread<T: Copy + Default>(cells: &[usize], values: &[T], len: usize) -> Vec<T> {
    let mut all = vec![T::default(); len];
    cells.iter().zip(values).for_each(|(at, value)| all[*at] = *value);
    all
}
