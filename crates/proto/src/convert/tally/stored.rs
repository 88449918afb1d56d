//! Stored tallies are read from their bytes.

use std::collections::HashMap;
use std::ops::RangeInclusive;

use plaudit_core::response::Weight;
use plaudit_core::tally::{Cell, Counters, Grain, Mismatch, Row, Tally};
use plaudit_core::time::Day;
use prost::Message;

use super::packed::Broken;
use super::{BadTally, MOST_COUNTERS, ROWS, cell, counters};
use crate::fields::{Field, Fields, Malformed, each_field, varint};
use crate::v1;

/// A [`v1::Tally`] whose rows stay where they lie: a delta has one for each response, most of them in a few
/// cells.
pub struct StoredTally<'a> {
    cells: Vec<v1::Cell>,
    rows: Vec<&'a [u8]>,
    packed: Vec<v1::PackedCells>,
}

impl<'a> StoredTally<'a> {
    /// Reads an encoded [`v1::Tally`], or several laid end to end: their sum.
    ///
    /// # Errors
    /// When the bytes are no such message.
    pub fn decode(bytes: &'a [u8]) -> Result<Self, BadTally> {
        const CELLS: u32 = 1;
        const PACKED: u32 = 3;
        let mut read = Self { cells: Vec::new(), rows: Vec::new(), packed: Vec::new() };
        each_field(bytes, |tag, field| {
            match tag {
                CELLS => read.cells.push(message(&field)?),
                ROWS => read.rows.push(field.bytes()?),
                PACKED => read.packed.push(message(&field)?),
                _ => {}
            }
            Ok(())
        })
        .map_err(|_| BadTally::Bytes)?;
        Ok(read)
    }

    /// All of it.
    ///
    /// # Errors
    /// When its parts cannot be read or are not of one survey.
    pub fn sum(self) -> Result<Tally, BadTally> {
        let mut views = [(Grain::default(), Tally::default())];
        self.read(&(Day::MIN..=Day::MAX), &mut views)?;
        let [(_, sum)] = views;
        Ok(sum)
    }

    /// Adds the cells of `days` to each tally, seen through the grain beside it.
    ///
    /// # Errors
    /// When it cannot be read, or is of another survey. The tallies then hold part of it and must be
    /// dropped.
    pub fn read(
        self,
        days: &RangeInclusive<Day>,
        views: &mut [(Grain, Tally)],
    ) -> Result<(), BadTally> {
        for (i, stored) in self.cells.into_iter().enumerate() {
            let counters = counters(&stored, i)?;
            let cell = cell(stored.version, stored.day, stored.segments).ok_or(BadTally::Day(i))?;
            if days.contains(&cell.day) {
                see(views, cell, counters).map_err(|_| BadTally::Counters(i))?;
            }
        }
        for (cell, Counted { counters, row }) in counted(&self.rows)? {
            let cell = v1::TallyRow::decode(cell).map_err(|_| BadTally::Row(row))?;
            let cell = super::cell(cell.version, cell.day, cell.segments);
            let cell = cell.ok_or(BadTally::Row(row))?;
            if days.contains(&cell.day) {
                see(views, cell, counters).map_err(|_| BadTally::RowCounters(row))?;
            }
        }
        for (i, packed) in self.packed.iter().enumerate() {
            for (grain, sum) in &mut *views {
                packed.add_to(days, grain, sum).map_err(|broken| match broken {
                    Broken::Parts => BadTally::Packed(i),
                    Broken::Counters => BadTally::PackedCounters(i),
                })?;
            }
        }
        Ok(())
    }
}

fn message<M: Message + Default>(field: &Field<'_>) -> Result<M, Malformed> {
    M::decode(field.bytes()?).map_err(|_| Malformed)
}

/// Adds to `cell`, as each of the views sees it.
fn see(views: &mut [(Grain, Tally)], cell: Cell, counters: Counters) -> Result<(), Mismatch> {
    let Some(((grain, sum), others)) = views.split_last_mut() else { return Ok(()) };
    for (grain, sum) in others {
        sum.merge_cell(grain.cell(cell.clone()), counters.clone())?;
    }
    sum.merge_cell(grain.cell(cell), counters)
}

/// What some rows count together.
struct Counted {
    counters: Counters,
    /// The first of them.
    row: usize,
}

/// The sums of the rows, by the bytes that name their cell.
fn counted<'a>(rows: &[&'a [u8]]) -> Result<HashMap<&'a [u8], Counted>, BadTally> {
    let mut sums: HashMap<&[u8], Counted> = HashMap::new();
    let mut scratch =
        Row { counters: 0, positions: Vec::new(), weight: None, duration_seconds: None };
    for (i, bytes) in rows.iter().enumerate() {
        let cell = read_row(bytes, &mut scratch).map_err(|_| BadTally::Row(i))?;
        let empty = || Counted {
            counters: Counters::zero(scratch.counters, scratch.weight.is_some()),
            row: i,
        };
        if !sums.entry(cell).or_insert_with(empty).counters.count(&scratch, 1) {
            return Err(BadTally::RowCounters(i));
        }
    }
    Ok(sums)
}

/// Reads an encoded [`v1::TallyRow`] into `row`, and returns the bytes that name its cell: version, day and
/// segments, which every encoder puts first.
fn read_row<'a>(bytes: &'a [u8], row: &mut Row) -> Result<&'a [u8], Malformed> {
    let short = |number| usize::try_from(number).map_err(|_| Malformed);
    let Row { counters, positions, weight, duration_seconds } = row;
    (*counters, *weight, *duration_seconds) = (0, None, None);
    positions.clear();
    let mut fields = Fields { rest: bytes };
    let mut cell = 0;
    let mut at = 0;
    while let Some(field) = fields.next() {
        let (tag, field) = field?;
        let end = bytes.len() - fields.rest.len();
        match tag {
            1..=3 if at == cell => cell = end,
            1..=3 => return Err(Malformed),
            4 => *counters = short(field.varint()?)?,
            5 => {
                let mut packed = field.bytes()?;
                while !packed.is_empty() {
                    positions.push(short(varint(&mut packed).ok_or(Malformed)?)?);
                }
            }
            6 => *weight = Some(Weight::from_steps(field.varint()?).ok_or(Malformed)?),
            7 => *duration_seconds = Some(field.u32()?),
            _ => {}
        }
        at = end;
    }
    // Every response is counted somewhere.
    let in_range = positions.is_sorted()
        && positions.last().is_some_and(|last| last < counters)
        && *counters <= MOST_COUNTERS as usize;
    in_range.then(|| &bytes[..cell]).ok_or(Malformed)
}
