//! Many cells, packed counter by counter.

mod column;
mod read;

use std::collections::{BTreeMap, BTreeSet};

use plaudit_core::tally::{Cell, Counters, Tally};

use crate::v1;
use column::Column;
pub(super) use read::Broken;

/// Most sums of one block, so that reading one takes a bounded part of memory.
const MOST_SUMS: usize = 1 << 22;

impl v1::Tally {
    /// The packed form: for tallies of more than a few cells.
    #[must_use]
    pub fn packed(tally: &Tally) -> Self {
        let mut packed = Vec::new();
        let mut block: Vec<(&Cell, &Counters)> = Vec::new();
        for next in tally.cells() {
            let fits = |first: &(&Cell, &Counters)| {
                shape(*first) == shape(next)
                    && (block.len() + 1) * next.1.counts().len() <= MOST_SUMS
            };
            if block.first().is_some_and(|first| !fits(first)) {
                packed.push(pack(&std::mem::take(&mut block)));
            }
            block.push(next);
        }
        if !block.is_empty() {
            packed.push(pack(&block));
        }
        Self { packed, ..Self::default() }
    }
}

/// What cells of one block have in common: version, counters, weights and segments.
fn shape((cell, counters): (&Cell, &Counters)) -> (u32, usize, bool, usize) {
    (cell.version, counters.counts().len(), counters.sums().is_some(), cell.segments.len())
}

/// Cells of one shape, by day and segment values.
fn pack(block: &[(&Cell, &Counters)]) -> v1::PackedCells {
    let (version, counters, weighted, segments) = shape(block[0]);
    let values: BTreeSet<&str> =
        block.iter().flat_map(|(cell, _)| &cell.segments).flatten().map(String::as_str).collect();
    let values: Vec<&str> = values.into_iter().collect();
    let mut combinations: BTreeMap<&[Option<String>], u32> =
        block.iter().map(|(cell, _)| (cell.segments.as_slice(), 0)).collect();
    combinations.values_mut().zip(0..).for_each(|(place, at)| *place = at);
    let place = |value: &Option<String>| {
        let at = value.as_deref().map(|value| values.partition_point(|other| *other < value));
        at.map_or(0, |at| short(at + 1))
    };
    let days = || block.chunk_by(|(a, _), (b, _)| a.day == b.day);
    let column = |position: usize| {
        let sums = || block.iter().filter_map(|(_, counters)| counters.sums());
        Column {
            counts: block.iter().map(|(_, counters)| counters.counts()[position]).collect(),
            weights: sums().map(|sums| sums.weights[position]).collect(),
            squares: sums().map(|sums| sums.squares[position]).collect(),
        }
    };
    let mut durations: BTreeMap<u32, Vec<i64>> = BTreeMap::new();
    for (at, (_, counters)) in block.iter().enumerate() {
        for (bucket, count) in counters.durations().buckets() {
            durations.entry(bucket).or_insert_with(|| vec![0; block.len()])[at] = count;
        }
    }
    v1::PackedCells {
        version,
        counters: short(counters),
        weighted,
        segments: short(segments),
        combinations: combinations.keys().copied().flatten().map(place).collect(),
        days: days().map(|day| day[0].0.day.epoch_days()).collect(),
        cells_of_day: days().map(|day| short(day.len())).collect(),
        cells: block.iter().map(|(cell, _)| combinations[cell.segments.as_slice()]).collect(),
        columns: (0..counters).filter_map(|at| column(at).finish(short(at))).collect(),
        durations: durations
            .into_iter()
            .filter_map(|(bucket, counts)| Column::unweighted(counts).finish(bucket))
            .collect(),
        values: values.into_iter().map(str::to_owned).collect(),
    }
}

fn short(number: usize) -> u32 {
    u32::try_from(number).expect("a block is small")
}

#[cfg(test)]
mod tests;
