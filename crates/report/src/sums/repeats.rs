//! The responses of those who gave several, in the layout of the latest version, and where they count.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::sync::Arc;

use plaudit_core::comparable::Projection;
use plaudit_core::design::Repeaters;
use plaudit_core::survey::Version;
use plaudit_core::tally::Cell;
use plaudit_core::time::Day;

use super::Sums;
use crate::query::Query;

/// One response of a respondent who has more than one.
pub(crate) struct Repeat {
    /// A number that stands for the respondent, ascending.
    pub(crate) respondent: u32,
    /// Positions of the counters that count it, ascending.
    pub(crate) counted: Vec<usize>,
    place: Place,
    weight: f64,
}

/// All such responses, of the report's period and the one it is compared with.
#[derive(Default)]
pub(crate) struct Repeats {
    pub(crate) list: Vec<Repeat>,
    anonymous: Vec<(Place, u64)>,
}

/// Where responses count.
struct Place {
    day: Day,
    segments: Vec<Option<String>>,
}

/// A response among some that are counted.
#[derive(Clone, Copy)]
pub(crate) struct Repeated {
    /// Its position in the list of all.
    pub(crate) at: usize,
    /// The weight it has there.
    pub(crate) weight: f64,
}

impl Repeats {
    /// Responses to versions that are not known are left out: they came after the tally was read.
    pub(crate) fn new(versions: &[Arc<Version>], repeaters: &Repeaters) -> Self {
        let latest = versions.last().expect("a published survey has a version");
        let projections: BTreeMap<u32, Projection> =
            versions.iter().map(|v| (v.number(), Projection::new(v, latest))).collect();
        let place = |cell: &Cell| {
            let projection = projections.get(&cell.version)?;
            let value = |at: &Option<usize>| cell.segments.get((*at)?).cloned().flatten();
            let segments = projection.segments().iter().map(value).collect();
            Some((projection, Place { day: cell.day, segments }))
        };
        let repeat = |repeat: &plaudit_core::design::Repeat| {
            let (projection, place) = place(&repeat.cell)?;
            let counted = match repeat.cell.version {
                version if version == latest.number() => repeat.counted.clone(),
                _ => projection.positions(&repeat.counted),
            };
            let weight = repeat.weight.map_or(1.0, plaudit_core::response::Weight::value);
            Some(Repeat { respondent: repeat.respondent, counted, place, weight })
        };
        let anonymous = repeaters.anonymous.iter();
        Self {
            list: repeaters.repeats.iter().filter_map(repeat).collect(),
            anonymous: anonymous.filter_map(|(cell, n)| Some((place(cell)?.1, *n))).collect(),
        }
    }
}

impl Sums {
    /// Tells the sums which of their responses are `repeats`. Of these, those of `days` are in them.
    pub(crate) fn know(&mut self, repeats: &Repeats, query: &Query, days: &RangeInclusive<Day>) {
        let counts = |place: &Place| {
            let passes = |(at, values): &(usize, _)| passes(values, &place.segments[*at]);
            days.contains(&place.day) && query.filters.iter().all(passes)
        };
        for (at, repeat) in repeats.list.iter().enumerate().filter(|(_, r)| counts(&r.place)) {
            let Place { day, segments } = &repeat.place;
            let weight = match &self.raking {
                Some(raking) => {
                    let key = query.margins.iter().map(|margin| segments[margin.segment].clone());
                    raking.weight(&key.collect::<Vec<_>>())
                }
                None => repeat.weight,
            };
            let repeated = Repeated { at, weight };
            self.total.repeats.push(repeated);
            let point = query.interval().and_then(|i| self.trend.get_mut(&day.start_of(i)));
            let groups = self.splits.iter_mut().zip(&query.splits);
            let groups = groups.filter_map(|(groups, at)| groups.get_mut(&segments[*at]));
            for counted in point.into_iter().chain(groups) {
                counted.repeats.push(repeated);
            }
        }
        let anonymous = repeats.anonymous.iter().filter(|(place, _)| counts(place));
        self.anonymous = anonymous.map(|(_, n)| n).sum();
    }
}

fn passes(values: &std::collections::HashSet<Option<String>>, value: &Option<String>) -> bool {
    values.contains(value)
}
