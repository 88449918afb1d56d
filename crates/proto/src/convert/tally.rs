//! Tallies, as they are kept on disk.

use plaudit_core::tally::{Cell, Counters, Durations, Sums, Tally};
use plaudit_core::time::Day;

use crate::v1;

/// A stored tally that cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[allow(missing_docs)]
pub enum BadTally {
    #[error("cell {0} has a day out of range")]
    Day(usize),
    #[error("cell {0} has weighted sums that do not match its counters")]
    Sums(usize),
    #[error("cell {0} has durations whose buckets do not match their counts")]
    Durations(usize),
    #[error("cell {0} stands twice with different counters")]
    Counters(usize),
}

impl From<&Tally> for v1::Tally {
    fn from(tally: &Tally) -> Self {
        let cells = tally.cells().map(|(cell, counters)| {
            let value = |value: &Option<String>| v1::CellValue { value: value.clone() };
            let (duration_buckets, duration_counts) = counters.durations().buckets().unzip();
            v1::Cell {
                version: cell.version,
                day: cell.day.epoch_days(),
                segments: cell.segments.iter().map(value).collect(),
                counts: counters.counts().to_vec(),
                weights: counters.sums().map(|sums| pack(&sums.weights)).unwrap_or_default(),
                squared_weights: counters.sums().map(|s| pack(&s.squares)).unwrap_or_default(),
                duration_buckets,
                duration_counts,
            }
        });
        Self { cells: cells.collect() }
    }
}

impl TryFrom<v1::Tally> for Tally {
    type Error = BadTally;

    fn try_from(stored: v1::Tally) -> Result<Self, BadTally> {
        let mut tally = Self::default();
        for (i, stored) in stored.cells.into_iter().enumerate() {
            let sums = match (unpack(&stored.weights), unpack(&stored.squared_weights)) {
                (Some(weights), Some(squares)) => Some(Sums { weights, squares }),
                _ => return Err(BadTally::Sums(i)),
            };
            let sums = sums.filter(|sums| !sums.weights.is_empty());
            let counters = Counters::from_parts(stored.counts, sums).ok_or(BadTally::Sums(i))?;
            if stored.duration_buckets.len() != stored.duration_counts.len() {
                return Err(BadTally::Durations(i));
            }
            let mut durations = Durations::default();
            let buckets = stored.duration_buckets.iter().zip(&stored.duration_counts);
            buckets.for_each(|(bucket, count)| durations.add_bucket(*bucket, *count));
            let counters = counters.with_durations(durations);
            let cell = Cell {
                version: stored.version,
                day: Day::from_epoch_days(stored.day).ok_or(BadTally::Day(i))?,
                segments: stored.segments.into_iter().map(|segment| segment.value).collect(),
            };
            tally.merge_cell(cell, counters).map_err(|_| BadTally::Counters(i))?;
        }
        Ok(tally)
    }
}

fn pack(sums: &[i128]) -> Vec<u8> {
    sums.iter().flat_map(|sum| sum.to_le_bytes()).collect()
}

fn unpack(bytes: &[u8]) -> Option<Vec<i128>> {
    let (sums, rest) = bytes.as_chunks::<16>();
    rest.is_empty().then(|| sums.iter().map(|sum| i128::from_le_bytes(*sum)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(day: i32, counts: Vec<i64>, weights: Vec<u8>) -> v1::Cell {
        let squared_weights = weights.clone();
        let segments =
            vec![v1::CellValue { value: Some("north".into()) }, v1::CellValue::default()];
        let (duration_buckets, duration_counts) = (vec![7, 300], vec![2, -1]);
        v1::Cell {
            version: 1,
            day,
            segments,
            counts,
            weights,
            squared_weights,
            duration_buckets,
            duration_counts,
        }
    }

    #[test]
    fn a_tally_is_read_back_as_it_was_written() {
        let weights = pack(&[1, -2, i128::MAX]);
        let cells = vec![cell(3, vec![4, -5, 6], weights), cell(20_779, vec![1, 0, 0], vec![])];
        let stored = v1::Tally { cells };
        let tally = Tally::try_from(stored.clone()).unwrap();
        assert_eq!(v1::Tally::from(&tally), stored);
    }

    #[test]
    fn a_broken_tally_is_refused_and_the_cell_is_named() {
        let read = |cells| Tally::try_from(v1::Tally { cells });
        let good = cell(3, vec![1], vec![]);
        assert_eq!(
            read(vec![good.clone(), cell(i32::MAX, vec![1], vec![])]),
            Err(BadTally::Day(1))
        );
        assert_eq!(read(vec![cell(3, vec![1], vec![0; 15])]), Err(BadTally::Sums(0)));
        assert_eq!(read(vec![cell(3, vec![1], vec![0; 32])]), Err(BadTally::Sums(0)));
        let mut odd = good.clone();
        odd.duration_counts.push(1);
        assert_eq!(read(vec![odd]), Err(BadTally::Durations(0)));
        assert_eq!(read(vec![good, cell(3, vec![1, 2], vec![])]), Err(BadTally::Counters(1)));
    }
}
