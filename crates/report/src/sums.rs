//! One pass over a tally: the sums that a report needs, in the layout of the latest version.

mod raking;
mod repeats;

pub(crate) use raking::{Raking, Refused};
pub(crate) use repeats::{Repeated, Repeats};

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use plaudit_core::comparable::Projection;
use plaudit_core::survey::{RESPONSES, Version};
use plaudit_core::tally::{Cell, Counters, Durations, Tally};
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
    /// How long answering took, for those that say so.
    pub(crate) durations: Durations,
    /// The same counters with the weights, where all responses of the report carry one.
    pub(crate) weighted: Option<Counters>,
    /// Those of respondents with more than one response, in the order of [`Repeats::list`].
    pub(crate) repeats: Vec<Repeated>,
}

/// Teams by value of their segment, each by the values of the case mix.
pub(crate) type Teams = BTreeMap<Option<String>, Cells>;

/// Some responses by the values of the case mix.
pub(crate) type Cells = BTreeMap<Vec<Option<String>>, Counted>;

/// Sums in the layout of the latest version.
pub(crate) struct Sums {
    /// All responses that pass the filters.
    pub(crate) total: Counted,
    /// All responses of the period, whether or not they pass.
    pub(crate) unfiltered: Counted,
    /// Those that pass, by first day of the interval of trends and charts.
    pub(crate) trend: BTreeMap<Day, Counted>,
    /// Those that pass, by value of each segment that is split by.
    pub(crate) splits: Vec<BTreeMap<Option<String>, Counted>>,
    /// Responses that pass, by value of the frame's segment.
    pub(crate) frame: BTreeMap<Option<String>, u64>,
    /// Those that pass, by team, for each segment that is ranked.
    pub(crate) teams: Vec<Teams>,
    /// Those that pass, by stratum, where the survey has strata.
    pub(crate) strata: BTreeMap<Option<String>, Counted>,
    /// Responses that pass and name nobody, in a survey that expects repeat respondents.
    pub(crate) anonymous: u64,
    /// Versions with responses that do not expect repeat respondents.
    pub(crate) unlinked: BTreeSet<u32>,
    /// First and last day with a response.
    pub(crate) days: Option<(Day, Day)>,
    /// Versions with responses.
    pub(crate) versions: BTreeSet<u32>,
    /// Version and question of answers that are not comparable with the latest version.
    pub(crate) left_out: BTreeSet<(u32, String)>,
    /// Version and measure of several questions for which that version counted nothing comparable.
    pub(crate) measures_left_out: BTreeSet<(u32, String)>,
    /// Whether the versions do not agree on weights, so that none count.
    pub(crate) weights_differ: bool,
    /// Those that pass, by value of the segment of each margin.
    pub(crate) margins: Vec<BTreeMap<Option<String>, Counted>>,
    /// The weights that stand in place of the responses' own, where margins are known.
    pub(crate) raking: Option<Raking>,
}

impl Sums {
    /// From `tally`, and by day from `by_day` where `tally` does not tell days apart.
    pub(crate) fn new<'t>(
        versions: &[Arc<Version>],
        tally: &'t Tally,
        by_day: Option<&'t Tally>,
        query: &Query,
    ) -> Result<Self, Refused> {
        let latest = versions.last().expect("a published survey has a version");
        let projections: Projections = versions
            .iter()
            .map(|v| (v.number(), (v.layout().len(), Projection::new(v, latest))))
            .collect();
        let raking = rake(tally, query, &projections)?;
        let differs = |counters: &Counters| counters.sums().is_some() != latest.survey().weighted;
        let raked = !query.margins.is_empty();
        let weights_differ = !raked && tally.cells().any(|(_, counters)| differs(counters));
        let own = !raked && latest.survey().weighted && !weights_differ;
        let weighted = own || raking.is_some();
        let zero = || Counters::zero(latest.layout().len(), weighted);
        let (mut total, mut unfiltered) = (zero(), Counters::zero(latest.layout().len(), false));
        let mut trend = BTreeMap::new();
        let mut splits = vec![BTreeMap::new(); query.splits.len()];
        let mut margins = vec![BTreeMap::new(); query.margins.len()];
        let mut teams = vec![BTreeMap::<_, BTreeMap<_, Counters>>::new(); query.teams.len()];
        let mut frame: BTreeMap<Option<String>, Counters> = BTreeMap::new();
        let invited = query.frame.as_ref().and_then(|frame| frame.invited.as_ref());
        let stratum =
            latest.survey().strata.as_ref().and_then(|strata| latest.segment_position(strata));
        let mut strata = BTreeMap::new();
        let mut seen = BTreeSet::new();
        let projected = |cell: &Cell, projection: &Projection, counters: &'t Counters| {
            if cell.version == latest.number() && counters.sums().is_some() == own {
                return Cow::Borrowed(counters);
            }
            let mut projected = Counters::zero(latest.layout().len(), own);
            let fits = projection.add_counters(counters, &mut projected);
            debug_assert!(fits, "weights count only where every cell has them");
            Cow::Owned(projected)
        };
        let weighed =
            |cell: &Cell, projection: &Projection, counters: Cow<'t, Counters>| match &raking {
                None => counters,
                Some(raking) => Cow::Owned(raking.weigh(&counters, &key(cell, projection, query))),
            };
        for (cell, counters) in tally.cells() {
            let projection = projection(&projections, cell, counters)?;
            seen.insert(cell.version);
            let counters = projected(cell, projection, counters);
            add(&mut unfiltered, &counts_of(&counters));
            if !passes(cell, projection, query) {
                continue;
            }
            let value = |segment: usize| value(cell, projection, segment);
            let counters = &weighed(cell, projection, counters);
            add(&mut total, counters);
            if let Some((segment, _)) = invited {
                add(frame.entry(value(*segment).cloned()).or_insert_with(zero), counters);
            }
            if let Some(segment) = stratum {
                add(strata.entry(value(segment).cloned()).or_insert_with(zero), counters);
            }
            for (groups, segment) in splits.iter_mut().zip(&query.splits) {
                add(groups.entry(value(*segment).cloned()).or_insert_with(zero), counters);
            }
            for (groups, margin) in margins.iter_mut().zip(&query.margins) {
                add(groups.entry(value(margin.segment).cloned()).or_insert_with(zero), counters);
            }
            let mix = || query.case_mix.iter().map(|segment| value(*segment).cloned()).collect();
            for (teams, segment) in teams.iter_mut().zip(&query.teams) {
                let team = teams.entry(value(*segment).cloned()).or_default();
                add(team.entry(mix()).or_insert_with(zero), counters);
            }
        }
        let mut days: Option<(Day, Day)> = None;
        for (cell, counters) in by_day.unwrap_or(tally).cells() {
            let projection = projection(&projections, cell, counters)?;
            if !passes(cell, projection, query) {
                continue;
            }
            let day = cell.day;
            days = Some(days.map_or((day, day), |(from, to)| (from.min(day), to.max(day))));
            if let Some(interval) = query.interval() {
                let counters = projected(cell, projection, counters);
                let counters = weighed(cell, projection, counters);
                add(trend.entry(day.start_of(interval)).or_insert_with(zero), &counters);
            }
        }
        let of_versions = |ids: fn(&Projection) -> &[String]| {
            let of = |number: &u32| {
                let ids = ids(&projections[number].1).to_vec();
                ids.into_iter().map(|id| (*number, id)).collect::<Vec<_>>()
            };
            seen.iter().flat_map(of).collect::<BTreeSet<_>>()
        };
        let left_out = of_versions(Projection::left_out);
        let measures_left_out = of_versions(Projection::measures_left_out);
        Ok(Self {
            total: total.try_into()?,
            unfiltered: unfiltered.try_into()?,
            trend: counted(trend)?,
            splits: splits.into_iter().map(counted).collect::<Result<_, _>>()?,
            frame: counted(frame)?.into_iter().map(|(v, of)| (v, of.counts[RESPONSES])).collect(),
            teams: teams.into_iter().map(by_team).collect::<Result<_, _>>()?,
            strata: counted(strata)?,
            anonymous: 0,
            unlinked: versions
                .iter()
                .filter(|v| seen.contains(&v.number()) && !v.survey().repeat_respondents)
                .map(|v| v.number())
                .collect(),
            days,
            versions: seen,
            left_out,
            measures_left_out,
            weights_differ,
            margins: margins.into_iter().map(counted).collect::<Result<_, _>>()?,
            raking,
        })
    }
}

type Projections = BTreeMap<u32, (usize, Projection)>;

/// The projection of a cell's version, when the cell is of that version.
fn projection<'p>(
    projections: &'p Projections,
    cell: &Cell,
    counters: &Counters,
) -> Result<&'p Projection, BadTally> {
    let known = projections.get(&cell.version);
    let known = known.filter(|(len, _)| *len == counters.counts().len());
    known.map(|(_, projection)| projection).ok_or(BadTally::Version(cell.version))
}

/// The weights that the margins of `query` give to the responses that pass its filters.
fn rake(
    tally: &Tally,
    query: &Query,
    projections: &Projections,
) -> Result<Option<Raking>, Refused> {
    if query.margins.is_empty() {
        return Ok(None);
    }
    let mut counts = BTreeMap::new();
    for (cell, counters) in tally.cells() {
        let projection = projection(projections, cell, counters)?;
        if passes(cell, projection, query) {
            raking::count(&mut counts, key(cell, projection, query), counters);
        }
    }
    Raking::new(counts, &query.margins)
}

fn passes(cell: &Cell, projection: &Projection, query: &Query) -> bool {
    let passes = |(at, values): &(usize, HashSet<Option<String>>)| {
        values.contains(&value(cell, projection, *at).cloned())
    };
    query.filters.iter().all(passes)
}

/// The values of a cell in the segments of the margins.
fn key(cell: &Cell, projection: &Projection, query: &Query) -> raking::Key {
    query.margins.iter().map(|margin| value(cell, projection, margin.segment).cloned()).collect()
}

/// The counters without weights.
fn counts_of(counters: &Counters) -> Counters {
    Counters::from_parts(counters.counts().to_vec(), None).expect("there is one list")
}

impl From<BadTally> for Refused {
    fn from(problem: BadTally) -> Self {
        Self::Tally(problem)
    }
}

impl TryFrom<Counters> for Counted {
    type Error = BadTally;

    fn try_from(counters: Counters) -> Result<Self, BadTally> {
        let unsigned = |count: &i64| u64::try_from(*count).map_err(|_| BadTally::Negative);
        let counts = counters.counts().iter().map(unsigned).collect::<Result<_, _>>()?;
        let durations = counters.durations().clone();
        let weighted = counters.sums().is_some().then_some(counters);
        Ok(Self { durations, counts, weighted, repeats: Vec::new() })
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

fn by_team<K: Ord, M: Ord>(
    teams: BTreeMap<K, BTreeMap<M, Counters>>,
) -> Result<BTreeMap<K, BTreeMap<M, Counted>>, BadTally> {
    teams.into_iter().map(|(team, cells)| Ok((team, counted(cells)?))).collect()
}
