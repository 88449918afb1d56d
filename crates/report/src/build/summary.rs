//! One measure over all groups of a split.

use plaudit_core::compare::{kruskal_wallis, linear_trend};
use plaudit_core::estimate::{Estimate, Standing};
use plaudit_core::measure::{Figure, Measure};
use plaudit_core::multiplicity::sidak_level;
use plaudit_core::sample::Sample;
use plaudit_core::survey::Segment;
use plaudit_proto::v1;

use super::{Builder, estimate};

/// A group that is shown.
pub(super) struct Shown<'g> {
    pub(super) value: &'g str,
    pub(super) figure: &'g Figure,
}

/// Groups that a trend needs: two say no more than their difference.
const TREND: usize = 3;

impl Builder<'_> {
    /// The summary of the groups that are shown and have a value. Absent below two.
    pub(super) fn summary(
        &self,
        measure: &Measure,
        segment: &Segment,
        groups: &[Shown<'_>],
    ) -> Option<v1::SplitSummary> {
        let level = self.query.level;
        let estimates: Option<Vec<Estimate>> =
            groups.iter().map(|group| group.figure.estimate(level)).collect();
        let estimates = estimates.filter(|estimates| estimates.len() >= 2)?;
        let lowest = lowest(&estimates);
        let simultaneous = sidak_level(groups.len(), level);
        let bound =
            lowest.zip(simultaneous).and_then(|(at, level)| groups[at].figure.estimate(level));
        Some(v1::SplitSummary {
            measure: measure.id.clone(),
            p_any: any(groups),
            p_trend: trend(segment, groups),
            equal_weighted: Some(equally(&estimates)),
            lowest: lowest.map(|at| groups[at].value.to_owned()).unwrap_or_default(),
            lowest_bound: bound.map(|estimate| estimate.lower),
        })
    }
}

/// The p-value against equal answers in all groups.
fn any(groups: &[Shown<'_>]) -> Option<f64> {
    let counts: Vec<Vec<u64>> =
        groups.iter().map(|group| by_order(group.figure)).collect::<Option<_>>()?;
    let counts: Vec<&[u64]> = counts.iter().map(Vec::as_slice).collect();
    kruskal_wallis(&counts).map(|test| test.p)
}

/// Counts in the order of the scores, and where answers have none, by the value that they stand for.
fn by_order(figure: &Figure) -> Option<Vec<u64>> {
    match figure.ordered() {
        Some((_, counts)) => Some(counts.to_vec()),
        None => Some(figure.sample()?.by_value().into_iter().map(|(_, n)| n).collect()),
    }
}

/// The p-value against no straight trend of the values over the declared order.
fn trend(segment: &Segment, groups: &[Shown<'_>]) -> Option<f64> {
    let place =
        |group: &Shown<'_>| segment.values.iter().position(|declared| declared.id == group.value);
    let declared = groups.iter().filter_map(|g| Some((place(g)? as f64, g.figure.sample()?)));
    let (places, samples): (Vec<f64>, Vec<&Sample>) = declared.unzip();
    let values = samples.first().filter(|_| samples.len() >= TREND)?.values();
    let table: Vec<&[u64]> = samples.iter().map(|sample| sample.counts()).collect();
    linear_trend(&table, &places, values).map(|test| test.p)
}

/// The mean of the groups, each counting alike, by MOVER on their limits (Zou & Donner 2008).
fn equally(groups: &[Estimate]) -> v1::Estimate {
    let share = 1.0 / groups.len() as f64;
    let mean = |of: fn(&Estimate) -> f64| groups.iter().map(of).sum::<f64>() * share;
    let distance = |of: fn(&Estimate) -> f64| {
        groups.iter().map(|e| (share * (e.value - of(e))).powi(2)).sum::<f64>().sqrt()
    };
    let value = mean(|e| e.value);
    let spent: f64 = groups.iter().map(|e| share * share / e.effective_n).sum();
    let variance: Option<f64> = groups.iter().map(|e| e.standard_error.map(|se| se * se)).sum();
    let mean = Estimate {
        value,
        lower: value - distance(|e| e.lower),
        upper: value + distance(|e| e.upper),
        n: groups.iter().map(|e| e.n).sum(),
        effective_n: 1.0 / spent,
        standard_error: variance.map(|variance| share * variance.sqrt()),
        count: None,
        ..groups[0]
    };
    v1::Estimate { method: "mover".to_owned(), ..estimate(mean) }
}

/// Position of the group with the lowest value, among those whose value may be shown.
fn lowest(groups: &[Estimate]) -> Option<usize> {
    let shown = groups.iter().enumerate().filter(|(_, e)| e.standing() != Standing::IntervalOnly);
    shown.min_by(|(_, a), (_, b)| a.value.total_cmp(&b.value)).map(|(at, _)| at)
}
