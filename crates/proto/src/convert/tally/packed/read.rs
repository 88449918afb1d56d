//! Packed cells are added to sums, counter by counter.

use std::collections::BTreeMap;
use std::ops::{AddAssign, RangeInclusive};

use plaudit_core::tally::{Cell, Counters, Durations, Grain, Sums, Tally};
use plaudit_core::time::Day;

use super::super::{MOST_COUNTERS, unpack};
use super::MOST_SUMS;
use crate::v1;

/// Why packed cells cannot be added.
pub(in super::super) enum Broken {
    /// Their parts do not fit together.
    Parts,
    /// A cell stands elsewhere with other counters.
    Counters,
}

impl v1::PackedCells {
    /// Adds the cells of `days`, seen through `grain`, to `sum`.
    pub(in super::super) fn add_to(
        &self,
        days: &RangeInclusive<Day>,
        grain: &Grain,
        sum: &mut Tally,
    ) -> Result<(), Broken> {
        let places = self.places(days, grain).ok_or(Broken::Parts)?;
        let counters = self.summed(&places).ok_or(Broken::Parts)?;
        for (cell, counters) in places.seen.into_iter().zip(counters) {
            sum.merge_cell(cell, counters).map_err(|_| Broken::Counters)?;
        }
        Ok(())
    }

    /// Where each cell is counted. Absent when the parts that name the cells do not fit together.
    fn places(&self, days: &RangeInclusive<Day>, grain: &Grain) -> Option<Places> {
        let sums = self.cells.len().checked_mul(usize::try_from(self.counters).ok()?)?;
        let fits = self.counters <= MOST_COUNTERS
            && sums <= MOST_SUMS
            && self.days.len() == self.cells_of_day.len();
        let combinations = self.combinations(grain).filter(|_| fits)?;
        let mut places =
            Places { seen: Vec::new(), of_cells: Vec::with_capacity(self.cells.len()) };
        let mut known: BTreeMap<(Day, usize), usize> = BTreeMap::new();
        let mut cells = self.cells.iter();
        for (day, count) in self.days.iter().zip(&self.cells_of_day) {
            let day = Day::from_epoch_days(*day)?;
            for _ in 0..*count {
                let combination = combinations.get(usize::try_from(*cells.next()?).ok()?)?;
                if !days.contains(&day) {
                    places.of_cells.push(0);
                    continue;
                }
                let place =
                    known.entry((grain.day(day), combination.number)).or_insert_with(|| {
                        let segments =
                            combination.values.iter().map(|v| v.map(str::to_owned)).collect();
                        places.seen.push(Cell {
                            version: self.version,
                            day: grain.day(day),
                            segments,
                        });
                        places.seen.len()
                    });
                places.of_cells.push(*place);
            }
        }
        cells.next().is_none().then_some(places)
    }

    /// The combinations, without the values that `grain` does not tell apart.
    fn combinations(&self, grain: &Grain) -> Option<Vec<Combination<'_>>> {
        let segments = usize::try_from(self.segments).ok()?;
        if segments == 0 {
            let fits = self.combinations.is_empty();
            return fits.then(|| vec![Combination { number: 0, values: Vec::new() }]);
        }
        let mut numbers: BTreeMap<Vec<Option<&str>>, usize> = BTreeMap::new();
        let combinations = self.combinations.chunks_exact(segments);
        if !combinations.remainder().is_empty() {
            return None;
        }
        let combination = |places: &[u32]| {
            let value = |(segment, place): (usize, &u32)| {
                let Some(at) = place.checked_sub(1) else { return Some(None) };
                let value = self.values.get(usize::try_from(at).ok()?)?;
                Some(grain.keeps(self.version, segment).then_some(value.as_str()))
            };
            let values: Vec<_> = places.iter().enumerate().map(value).collect::<Option<_>>()?;
            let next = numbers.len();
            let number = *numbers.entry(values.clone()).or_insert(next);
            Some(Combination { number, values })
        };
        combinations.map(combination).collect()
    }

    /// The sums of the cells that `places` tells apart. Absent when the columns do not fit them.
    fn summed(&self, places: &Places) -> Option<Vec<Counters>> {
        let (len, stride) = (usize::try_from(self.counters).ok()?, places.seen.len() + 1);
        let mut counts = vec![0_i64; len * stride];
        let mut weights = vec![0_i128; if self.weighted { len * stride } else { 0 }];
        let mut squares = weights.clone();
        for column in &self.columns {
            let position = usize::try_from(column.position).ok().filter(|at| *at < len)?;
            let range = position * stride..(position + 1) * stride;
            column.add(&places.of_cells, &column.counts, &mut counts[range.clone()])?;
            let (weight, square) = (unpack(&column.weights)?, unpack(&column.squared_weights)?);
            if self.weighted {
                column.add(&places.of_cells, &weight, &mut weights[range.clone()])?;
                column.add(&places.of_cells, &square, &mut squares[range])?;
            } else if !weight.is_empty() || !square.is_empty() {
                return None;
            }
        }
        let mut durations = vec![Durations::default(); stride];
        let mut bucket = vec![0_i64; stride];
        for column in &self.durations {
            bucket.fill(0);
            column.add(&places.of_cells, &column.counts, &mut bucket)?;
            let counted = durations.iter_mut().zip(&bucket).filter(|(_, count)| **count != 0);
            counted.for_each(|(durations, count)| durations.add_bucket(column.position, *count));
        }
        let of_cell = |(at, durations): (usize, Durations)| {
            let sums = self.weighted.then(|| Sums {
                weights: every(&weights, at, stride),
                squares: every(&squares, at, stride),
            });
            let counters = Counters::from_parts(every(&counts, at, stride), sums)?;
            Some(counters.with_durations(durations))
        };
        durations.into_iter().enumerate().skip(1).map(of_cell).collect()
    }
}

/// Where cells are counted.
struct Places {
    /// The cells that are told apart; that at i has the place i + 1.
    seen: Vec<Cell>,
    /// For each packed cell its place; 0 when it is not counted.
    of_cells: Vec<usize>,
}

/// A combination of segment values.
struct Combination<'a> {
    /// The same for combinations that are not told apart.
    number: usize,
    values: Vec<Option<&'a str>>,
}

impl v1::PackedColumn {
    /// Adds `values`, one for each cell in which the column counts, to the sums at their places. Absent
    /// when there are more or fewer.
    fn add<T: Copy + AddAssign>(
        &self,
        places: &[usize],
        values: &[T],
        sums: &mut [T],
    ) -> Option<()> {
        if self.gaps.is_empty() {
            if values.len() != places.len() {
                return None;
            }
            for (place, value) in places.iter().zip(values) {
                sums[*place] += *value;
            }
            return Some(());
        }
        if values.len() != self.gaps.len() {
            return None;
        }
        let mut next = 0_usize;
        for (gap, value) in self.gaps.iter().zip(values) {
            let at = next.checked_add(usize::try_from(*gap).ok()?)?;
            let place = *places.get(at)?;
            sums[place] += *value;
            next = at + 1;
        }
        Some(())
    }
}

/// Every `stride`th value, from the one at `at`.
fn every<T: Copy>(values: &[T], at: usize, stride: usize) -> Vec<T> {
    values.iter().skip(at).step_by(stride).copied().collect()
}
