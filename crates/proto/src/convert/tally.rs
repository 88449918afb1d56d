//! Tallies, as they are kept on disk.

mod packed;
mod stored;

use plaudit_core::response::Weight;
use plaudit_core::tally::{Cell, Counters, Durations, Row, Sums, Tally};
use plaudit_core::time::Day;

use crate::v1;
pub use stored::StoredTally;

/// A stored tally that cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[allow(missing_docs)]
pub enum BadTally {
    #[error("the bytes are no plaudit.v1.Tally")]
    Bytes,
    #[error("cell {0} has a day out of range")]
    Day(usize),
    #[error("cell {0} has weighted sums that do not match its counters")]
    Sums(usize),
    #[error("cell {0} has durations whose buckets do not match their counts")]
    Durations(usize),
    #[error("cell {0} stands elsewhere with other counters")]
    Counters(usize),
    #[error("row {0} has a day, weight, or position out of range")]
    Row(usize),
    #[error("the cell of row {0} stands elsewhere with other counters")]
    RowCounters(usize),
    #[error("the parts of packed cells {0} do not fit together")]
    Packed(usize),
    #[error("a cell of packed cells {0} stands elsewhere with other counters")]
    PackedCounters(usize),
}

/// The number of [`v1::Tally`]'s field of that name.
const ROWS: u32 = 2;

/// Most counters of a cell: far more than 200 questions of 200 values have.
const MOST_COUNTERS: u32 = 1 << 20;

impl From<&Tally> for v1::Tally {
    fn from(tally: &Tally) -> Self {
        let cells = tally.cells().map(|(cell, counters)| {
            let (duration_buckets, duration_counts) = counters.durations().buckets().unzip();
            v1::Cell {
                version: cell.version,
                day: cell.day.epoch_days(),
                segments: cell.segments.iter().cloned().map(value).collect(),
                counts: counters.counts().to_vec(),
                weights: counters.sums().map(|sums| pack(&sums.weights)).unwrap_or_default(),
                squared_weights: counters.sums().map(|s| pack(&s.squares)).unwrap_or_default(),
                duration_buckets,
                duration_counts,
            }
        });
        Self { cells: cells.collect(), ..Self::default() }
    }
}

impl v1::TallyRow {
    /// The contract form of a response's row in `cell`.
    #[must_use]
    pub fn new(cell: Cell, row: &Row) -> Self {
        let short = |at: usize| u32::try_from(at).expect("there are few counters");
        Self {
            version: cell.version,
            day: cell.day.epoch_days(),
            segments: cell.segments.into_iter().map(value).collect(),
            counters: short(row.counters),
            positions: row.positions.iter().copied().map(short).collect(),
            weight: row.weight.map(Weight::steps),
            duration_seconds: row.duration_seconds,
        }
    }

    /// The bytes of a tally that has this row alone.
    #[must_use]
    pub fn encode_tally(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(128);
        prost::encoding::message::encode(ROWS, self, &mut bytes);
        bytes
    }
}

fn value(value: Option<String>) -> v1::CellValue {
    v1::CellValue { value }
}

/// The counters of the cell at `i`.
fn counters(stored: &v1::Cell, i: usize) -> Result<Counters, BadTally> {
    let (Some(weights), Some(squares)) = (unpack(&stored.weights), unpack(&stored.squared_weights))
    else {
        return Err(BadTally::Sums(i));
    };
    let sums = Some(Sums { weights, squares }).filter(|sums| !sums.weights.is_empty());
    let counters = Counters::from_parts(stored.counts.clone(), sums).ok_or(BadTally::Sums(i))?;
    if stored.duration_buckets.len() != stored.duration_counts.len() {
        return Err(BadTally::Durations(i));
    }
    let mut durations = Durations::default();
    let buckets = stored.duration_buckets.iter().zip(&stored.duration_counts);
    buckets.for_each(|(bucket, count)| durations.add_bucket(*bucket, *count));
    Ok(counters.with_durations(durations))
}

fn cell(version: u32, day: i32, segments: Vec<v1::CellValue>) -> Option<Cell> {
    let segments = segments.into_iter().map(|segment| segment.value).collect();
    Some(Cell { version, day: Day::from_epoch_days(day)?, segments })
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
    use prost::Message;

    use super::*;

    fn read(stored: &v1::Tally) -> Result<Tally, BadTally> {
        StoredTally::decode(&stored.encode_to_vec())?.sum()
    }

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
        let stored = v1::Tally { cells, ..v1::Tally::default() };
        let tally = read(&stored).unwrap();
        assert_eq!(v1::Tally::from(&tally), stored);
    }

    #[test]
    fn a_broken_tally_is_refused_and_the_cell_is_named() {
        let read = |cells| read(&v1::Tally { cells, ..v1::Tally::default() });
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
        assert_eq!(
            read(vec![good.clone(), cell(3, vec![1, 2], vec![])]),
            Err(BadTally::Counters(1))
        );
        let read = |change: fn(&mut v1::TallyRow)| {
            let mut row = row_of_three();
            change(&mut row);
            let rows = vec![row_of_three(), row];
            self::read(&v1::Tally { rows, ..v1::Tally::default() })
        };
        assert_eq!(read(|row| row.positions.push(3)), Err(BadTally::Row(1)));
        assert_eq!(read(|row| row.positions.clear()), Err(BadTally::Row(1)));
        assert_eq!(read(|row| row.positions = vec![1, 0]), Err(BadTally::Row(1)));
        assert_eq!(read(|row| row.counters = u32::MAX), Err(BadTally::Row(1)));
        assert_eq!(read(|row| row.day = i32::MAX), Err(BadTally::Row(1)));
        assert_eq!(read(|row| row.weight = Some(0)), Err(BadTally::Row(1)));
        assert_eq!(read(|row| row.weight = None), Err(BadTally::RowCounters(1)));
        assert_eq!(read(|row| row.counters = 4), Err(BadTally::RowCounters(1)));
        // A row that names its cell anywhere but first.
        let segment = [3 << 3 | 2, 0];
        let row = [row_of_three().encode_to_vec(), segment.to_vec()].concat();
        let mut bytes = Vec::new();
        prost::encoding::bytes::encode(ROWS, &row, &mut bytes);
        assert_eq!(StoredTally::decode(&bytes).unwrap().sum(), Err(BadTally::Row(0)));
    }

    fn row_of_three() -> v1::TallyRow {
        v1::TallyRow {
            version: 1,
            day: 3,
            segments: vec![],
            counters: 3,
            positions: vec![0, 2],
            weight: Some(1 << 31),
            duration_seconds: Some(1),
        }
    }

    #[test]
    fn rows_add_to_cells_and_bytes_laid_end_to_end_are_a_sum() {
        let tally = v1::Tally { rows: vec![row_of_three()], ..v1::Tally::default() };
        let rows = row_of_three().encode_tally();
        assert_eq!(rows, tally.encode_to_vec());
        let halves = |n: i128| pack(&[n << 31, 0, n << 31]);
        let quarters = |n: i128| pack(&[n << 62, 0, n << 62]);
        let cells = |n: u8| v1::Tally {
            cells: vec![v1::Cell {
                version: 1,
                day: 3,
                counts: vec![n.into(), 0, n.into()],
                weights: halves(n.into()),
                squared_weights: quarters(n.into()),
                duration_buckets: vec![0],
                duration_counts: vec![n.into()],
                ..v1::Cell::default()
            }],
            ..v1::Tally::default()
        };
        let bytes = [rows.clone(), cells(2).encode_to_vec(), rows].concat();
        let sum = StoredTally::decode(&bytes).and_then(StoredTally::sum).unwrap();
        assert_eq!(v1::Tally::from(&sum), cells(4));
    }
}
