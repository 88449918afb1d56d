//! The change from another period.

use std::collections::BTreeSet;
use std::sync::Arc;

use plaudit_core::Violation;
use plaudit_core::compare::{brunner_munzel, detectable_change};
use plaudit_core::estimate::Level;
use plaudit_core::measure::{Figure, Measure};
use plaudit_core::privacy::{self, is_small};
use plaudit_core::series::mix_adjusted;
use plaudit_core::survey::{RESPONSES, Version};
use plaudit_proto::v1;

use super::observed::Observed;
use super::self_selected::among;
use super::split::{Groups, difference};
use super::{Builder, Error, Material, estimate, hides};
use crate::query::{Base, Query};
use crate::sums::Sums;

/// The power at which a change counts as detectable.
const POWER: f64 = 0.8;

/// The sums of the period that `query` compares with.
///
/// # Errors
/// As for the period of the report, in words that tell the two apart.
pub(super) fn base(
    versions: &[Arc<Version>],
    material: &Material,
    query: &Query,
) -> Result<Option<Sums>, Error> {
    let tally = material.base.as_ref().filter(|_| query.compare.is_some());
    let sums = tally.map(|tally| Sums::new(versions, tally, None, query)).transpose();
    sums.map_err(|refused| match refused.into() {
        Error::Invalid(Violation { field, reason }) => {
            Error::Invalid(Violation::new(field, format!("in the period compared with: {reason}")))
        }
        other => other,
    })
}

impl Builder<'_> {
    /// The change from the period that was asked for.
    pub(super) fn change(&self) -> Option<v1::Change> {
        let (asked, base) = (self.query.compare?, self.base?);
        let measures = self.measures.iter();
        Some(v1::Change {
            kind: asked.kind.name().to_owned(),
            base: Some(v1::Period {
                from: Some(asked.from.to_string()),
                to: Some(asked.to.to_string()),
            }),
            responses: base.total.counts[RESPONSES],
            measures: measures
                .map(|(measure, hidden)| self.measure_change(measure, *hidden, base, asked))
                .collect(),
            self_selected: among(self.material.base_by_open_link, base),
        })
    }

    fn measure_change(
        &self,
        measure: &Measure,
        hidden: bool,
        base: &Sums,
        asked: Base,
    ) -> v1::MeasureChange {
        let level = self.query.level;
        let now = self.headline(measure, self.sums);
        let before = self.headline(measure, base);
        let hidden = hidden
            || hides(self.version, base, measure)
            || (self.overlaps(asked)
                && is_small(now.figure.n().abs_diff(before.figure.n()), self.k(measure)));
        let withheld = hidden && now.figure.n() + before.figure.n() > 0;
        let mut change =
            v1::MeasureChange { measure: measure.id.clone(), withheld, ..Default::default() };
        if withheld {
            return change;
        }
        change.base = before.estimate(level).map(estimate);
        change.difference = now.difference(&before, level).map(difference);
        let weighted = |sums: &Sums| self.weighted_headline(measure, sums);
        let weighted = weighted(self.sums).zip(weighted(base));
        change.weighted_difference =
            weighted.and_then(|(now, before)| now.difference(&before, level)).map(difference);
        if change.difference.is_some() {
            change.shared_respondents = now.shared_respondents(&before);
            let error = |of: &Observed| of.figure.variance().map(f64::sqrt);
            change.detectable = error(&now)
                .zip(error(&before))
                .and_then(|(a, b)| detectable_change(a, b, POWER, level));
            change.held_steady = self.query.steady_within.and_then(|points| {
                let (low, high) = now.figure.bounds();
                held_steady(&now, &before, points / 100.0 * (high - low), level)
            });
            change.superiority = superiority(&before.figure, &now.figure, level);
            if now.figure.sample().is_some() {
                // Only a mean is made of those of its groups.
                change.mixes = self.mixes(measure, base);
            }
        }
        change
    }

    /// Whether the two periods share a day, so that one might be subtracted from the other.
    fn overlaps(&self, base: Base) -> bool {
        let (first, last) = self.sums.days.unzip();
        let from = self.query.from.or(first);
        let to = self.query.to.or(last);
        from.is_none_or(|from| from <= base.to) && to.is_none_or(|to| base.from <= to)
    }

    /// The change split by each segment that the report splits by.
    fn mixes(&self, measure: &Measure, base: &Sums) -> Vec<v1::MixChange> {
        let segments = self.query.splits.iter().zip(self.sums.splits.iter().zip(&base.splits));
        segments
            .filter_map(|(at, (now, before))| {
                let (before, now) = self.groups_of_both(measure, before, now);
                let split = mix_adjusted(&before, &now)?;
                Some(v1::MixChange {
                    segment: self.version.segments()[*at].id.clone(),
                    within: split.real,
                    mix: split.mix,
                })
            })
            .collect()
    }

    /// Answers and mean of each group in both periods. Groups that are withheld in either are taken as
    /// one, so that the parts of the change tell nothing of them.
    fn groups_of_both(&self, measure: &Measure, before: &Groups, now: &Groups) -> Pairs {
        let values: Vec<&Option<String>> =
            before.keys().chain(now.keys()).collect::<BTreeSet<_>>().into_iter().collect();
        let of = |groups: &Groups| -> Vec<(u64, f64)> {
            let group = |value: &&Option<String>| {
                let figure = groups.get(*value).map(|g| measure.figure(self.version, &g.counts));
                figure.map_or((0, 0.0), |f| (f.n(), f.value().unwrap_or(0.0)))
            };
            values.iter().map(group).collect()
        };
        let (before, now) = (of(before), of(now));
        let small = |groups: &[(u64, f64)]| {
            let sizes: Vec<u64> = groups.iter().map(|(n, _)| *n).collect();
            privacy::withheld(&sizes, self.k(measure))
        };
        let hidden: Vec<bool> =
            small(&before).into_iter().zip(small(&now)).map(|(a, b)| a || b).collect();
        (pooled(&before, &hidden), pooled(&now, &hidden))
    }
}

/// Answers and mean of each group before and now.
type Pairs = (Vec<(f64, f64)>, Vec<(f64, f64)>);

/// The groups with those that are hidden as one, the last.
fn pooled(groups: &[(u64, f64)], hidden: &[bool]) -> Vec<(f64, f64)> {
    let of = |which: bool| {
        let groups = groups.iter().zip(hidden).filter(move |(_, hidden)| **hidden == which);
        groups.map(|((n, mean), _)| (*n as f64, *mean))
    };
    let n: f64 = of(true).map(|(n, _)| n).sum();
    let sum: f64 = of(true).map(|(n, mean)| n * mean).sum();
    of(false).chain([(n, if n > 0.0 { sum / n } else { 0.0 })]).collect()
}

/// Two one-sided tests at 1 - level (Schuirmann 1987), by the interval of level 2·level - 1.
fn held_steady(now: &Observed, before: &Observed, margin: f64, level: Level) -> Option<bool> {
    let difference = now.difference(before, Level::new(2.0 * level.share() - 1.0)?)?;
    Some(-margin < difference.lower && difference.upper < margin)
}

/// Percent chance that an answer of now is above one of before.
fn superiority(before: &Figure, now: &Figure, level: Level) -> Option<v1::Range> {
    let test = brunner_munzel(before.ordered()?.1, now.ordered()?.1, level)?;
    Some(v1::Range {
        value: 100.0 * test.probability,
        lower: Some(100.0 * test.lower),
        upper: Some(100.0 * test.upper),
    })
}
