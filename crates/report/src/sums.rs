//! One pass over a tally: the sums that a report needs, in the layout of the latest version.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use plaudit_core::comparable::Projection;
use plaudit_core::survey::Version;
use plaudit_core::tally::{Cell, Tally};
use plaudit_core::time::Day;

use crate::query::Query;

/// A tally that cannot be of the survey it is stored for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadTally {
    /// A cell of a version that does not exist or has other counters.
    #[error("a stored tally has a cell that is not of version {0}")]
    Version(u32),
    /// More was taken out than put in.
    #[error("a stored tally counts fewer than no answers")]
    Negative,
}

/// Sums in the layout of the latest version.
pub(crate) struct Sums {
    /// All responses that pass the filters.
    pub(crate) total: Vec<u64>,
    /// All responses of the period, whether or not they pass.
    pub(crate) unfiltered: Vec<u64>,
    /// Those that pass, by first day of the trend's interval.
    pub(crate) trend: BTreeMap<Day, Vec<u64>>,
    /// Those that pass, by value of each segment that is split by.
    pub(crate) splits: Vec<BTreeMap<Option<String>, Vec<u64>>>,
    /// First and last day with a response.
    pub(crate) days: Option<(Day, Day)>,
    /// Versions with responses.
    pub(crate) versions: BTreeSet<u32>,
    /// Version and question of answers that are not comparable with the latest version.
    pub(crate) left_out: BTreeSet<(u32, String)>,
}

impl Sums {
    pub(crate) fn new(
        versions: &[Arc<Version>],
        tally: &Tally,
        query: &Query,
    ) -> Result<Self, BadTally> {
        let latest = versions.last().expect("a published survey has a version");
        let zero = || vec![0_i64; latest.layout().len()];
        let (mut total, mut unfiltered) = (zero(), zero());
        let mut trend = BTreeMap::new();
        let mut splits = vec![BTreeMap::new(); query.splits.len()];
        let mut days: Option<(Day, Day)> = None;
        let mut seen = BTreeSet::new();
        let mut left_out = BTreeSet::new();
        let mut projected = zero();
        let mut current: Option<(u32, usize, Projection)> = None;
        for (cell, counters) in tally.cells() {
            if current.as_ref().is_none_or(|(number, ..)| *number != cell.version) {
                let version = versions.iter().find(|v| v.number() == cell.version);
                let version = version.ok_or(BadTally::Version(cell.version))?;
                let projection = Projection::new(version, latest);
                let questions = projection.left_out().iter().cloned();
                left_out.extend(questions.map(|question| (cell.version, question)));
                seen.insert(cell.version);
                current = Some((cell.version, version.layout().len(), projection));
            }
            let Some((number, len, projection)) = &current else { continue };
            if counters.counts().len() != *len {
                return Err(BadTally::Version(*number));
            }
            let counts = if *number == latest.number() {
                counters.counts()
            } else {
                projected.fill(0);
                projection.add(counters.counts(), &mut projected);
                &projected
            };
            add(&mut unfiltered, counts);
            let value = |segment: usize| value(cell, projection, segment);
            if !query.filters.iter().all(|(at, values)| values.contains(&value(*at).cloned())) {
                continue;
            }
            days =
                Some(days.map_or((cell.day, cell.day), |(from, to)| {
                    (from.min(cell.day), to.max(cell.day))
                }));
            add(&mut total, counts);
            if let Some(interval) = query.trend {
                add(trend.entry(cell.day.start_of(interval)).or_insert_with(zero), counts);
            }
            for (groups, segment) in splits.iter_mut().zip(&query.splits) {
                add(groups.entry(value(*segment).cloned()).or_insert_with(zero), counts);
            }
        }
        Ok(Self {
            total: unsigned(total)?,
            unfiltered: unsigned(unfiltered)?,
            trend: unsigned_each(trend)?,
            splits: splits.into_iter().map(unsigned_each).collect::<Result<_, _>>()?,
            days,
            versions: seen,
            left_out,
        })
    }
}

fn value<'c>(cell: &'c Cell, projection: &Projection, segment: usize) -> Option<&'c String> {
    let at = projection.segments().get(segment).copied().flatten()?;
    cell.segments.get(at)?.as_ref()
}

fn add(sums: &mut [i64], counts: &[i64]) {
    for (sum, count) in sums.iter_mut().zip(counts) {
        *sum += count;
    }
}

fn unsigned(sums: Vec<i64>) -> Result<Vec<u64>, BadTally> {
    sums.into_iter().map(|sum| u64::try_from(sum).map_err(|_| BadTally::Negative)).collect()
}

fn unsigned_each<K: Ord>(sums: BTreeMap<K, Vec<i64>>) -> Result<BTreeMap<K, Vec<u64>>, BadTally> {
    sums.into_iter().map(|(key, sums)| Ok((key, unsigned(sums)?))).collect()
}
