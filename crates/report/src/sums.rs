//! One pass over a tally: the sums that a report needs, in the layout of the latest version.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use plaudit_core::comparable::Projection;
use plaudit_core::survey::Version;
use plaudit_core::tally::{Cell, Counters, Tally};
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

/// Some responses, counted in the layout of the latest version.
pub(crate) struct Counted {
    /// How many each counter counted.
    pub(crate) counts: Vec<u64>,
    /// The same counters with the weights, where all responses of the report carry one.
    pub(crate) weighted: Option<Counters>,
}

/// Sums in the layout of the latest version.
pub(crate) struct Sums {
    /// All responses that pass the filters.
    pub(crate) total: Counted,
    /// All responses of the period, whether or not they pass.
    pub(crate) unfiltered: Counted,
    /// Those that pass, by first day of the trend's interval.
    pub(crate) trend: BTreeMap<Day, Counted>,
    /// Those that pass, by value of each segment that is split by.
    pub(crate) splits: Vec<BTreeMap<Option<String>, Counted>>,
    /// First and last day with a response.
    pub(crate) days: Option<(Day, Day)>,
    /// Versions with responses.
    pub(crate) versions: BTreeSet<u32>,
    /// Version and question of answers that are not comparable with the latest version.
    pub(crate) left_out: BTreeSet<(u32, String)>,
    /// Whether the versions do not agree on weights, so that none count.
    pub(crate) weights_differ: bool,
}

impl Sums {
    pub(crate) fn new(
        versions: &[Arc<Version>],
        tally: &Tally,
        query: &Query,
    ) -> Result<Self, BadTally> {
        let latest = versions.last().expect("a published survey has a version");
        let differs = |counters: &Counters| counters.sums().is_some() != latest.survey().weighted;
        let weights_differ = tally.cells().any(|(_, counters)| differs(counters));
        let weighted = latest.survey().weighted && !weights_differ;
        let zero = || Counters::zero(latest.layout().len(), weighted);
        let (mut total, mut unfiltered) = (zero(), zero());
        let mut trend = BTreeMap::new();
        let mut splits = vec![BTreeMap::new(); query.splits.len()];
        let mut days: Option<(Day, Day)> = None;
        let mut seen = BTreeSet::new();
        let projections: BTreeMap<u32, (usize, Projection)> = versions
            .iter()
            .map(|v| (v.number(), (v.layout().len(), Projection::new(v, latest))))
            .collect();
        for (cell, counters) in tally.cells() {
            let number = cell.version;
            let known = projections.get(&number);
            let known = known.filter(|(len, _)| *len == counters.counts().len());
            let (_, projection) = known.ok_or(BadTally::Version(number))?;
            seen.insert(number);
            let mut projected;
            let counters = if number == latest.number() && counters.sums().is_some() == weighted {
                counters
            } else {
                projected = zero();
                let fits = projection.add_counters(counters, &mut projected);
                debug_assert!(fits, "weights count only where every cell has them");
                &projected
            };
            add(&mut unfiltered, counters);
            let value = |segment: usize| value(cell, projection, segment);
            if !query.filters.iter().all(|(at, values)| values.contains(&value(*at).cloned())) {
                continue;
            }
            days =
                Some(days.map_or((cell.day, cell.day), |(from, to)| {
                    (from.min(cell.day), to.max(cell.day))
                }));
            add(&mut total, counters);
            if let Some(interval) = query.trend {
                add(trend.entry(cell.day.start_of(interval)).or_insert_with(zero), counters);
            }
            for (groups, segment) in splits.iter_mut().zip(&query.splits) {
                add(groups.entry(value(*segment).cloned()).or_insert_with(zero), counters);
            }
        }
        let left_out = seen.iter().flat_map(|number| {
            let questions = projections[number].1.left_out().iter();
            questions.map(|question| (*number, question.clone()))
        });
        let left_out = left_out.collect();
        Ok(Self {
            total: total.try_into()?,
            unfiltered: unfiltered.try_into()?,
            trend: counted(trend)?,
            splits: splits.into_iter().map(counted).collect::<Result<_, _>>()?,
            days,
            versions: seen,
            left_out,
            weights_differ,
        })
    }
}

impl TryFrom<Counters> for Counted {
    type Error = BadTally;

    fn try_from(counters: Counters) -> Result<Self, BadTally> {
        let unsigned = |count: &i64| u64::try_from(*count).map_err(|_| BadTally::Negative);
        let counts = counters.counts().iter().map(unsigned).collect::<Result<_, _>>()?;
        let weighted = counters.sums().is_some().then_some(counters);
        Ok(Self { counts, weighted })
    }
}

fn value<'c>(cell: &'c Cell, projection: &Projection, segment: usize) -> Option<&'c String> {
    let at = projection.segments().get(segment).copied().flatten()?;
    cell.segments.get(at)?.as_ref()
}

fn add(sums: &mut Counters, counters: &Counters) {
    let fits = sums.add(counters);
    debug_assert!(fits, "all are in the layout of the latest version");
}

fn counted<K: Ord>(sums: BTreeMap<K, Counters>) -> Result<BTreeMap<K, Counted>, BadTally> {
    sums.into_iter().map(|(key, counters)| Ok((key, counters.try_into()?))).collect()
}
