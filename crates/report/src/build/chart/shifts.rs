//! Lasting changes of the level.

use plaudit_core::measure::Measure;
use plaudit_core::sample::Sample;
use plaudit_core::series::{change_points, costs};
use plaudit_proto::v1;

use super::Given;
use crate::build::{Builder, teams::sum};

/// Points that a level lasts at least.
const SHORTEST: usize = 4;

impl Builder<'_> {
    /// Where the answers of the points changed for good, with the level of each stretch before and
    /// after. `dispersion` keeps points that differ by more than chance from being taken for changes.
    pub(super) fn shifts(
        &self,
        measure: &Measure,
        given: &[Given<'_>],
        dispersion: Option<f64>,
    ) -> Vec<v1::Shift> {
        let times = dispersion.unwrap_or(1.0).max(1.0).powi(2);
        let level = self.query.level;
        let find = |parameters, cost: &dyn Fn(usize, usize) -> f64| {
            change_points(given.len(), SHORTEST, parameters, times, level, cost)
        };
        let samples: Option<Vec<&Sample>> =
            given.iter().map(|point| point.figure.sample()).collect();
        let changes = match samples {
            Some(samples) => {
                let histograms = by_value(&samples);
                let used = |at: &usize| histograms.iter().any(|counts| counts[*at] > 0);
                let values = histograms.first().map_or(0, Vec::len);
                find((0..values).filter(used).count().max(2), &costs(&histograms))
            }
            None => {
                let cost = levels(given);
                find(2, &cost)
            }
        };
        let bounds: Vec<usize> = std::iter::once(0)
            .chain(changes.iter().map(|change| change.at))
            .chain([given.len()])
            .collect();
        let mean = |from: usize, to: usize| {
            let counts = given[from..to].iter().map(|point| point.counts);
            let counts = sum(counts, self.version.layout().len());
            measure.figure(self.version, &counts).value().unwrap_or_default()
        };
        let day = |at: usize| given[at].from.to_string();
        let shift = |(change, around): (&plaudit_core::series::ChangePoint, &[usize])| v1::Shift {
            day: day(change.at),
            between: Some(v1::Period {
                from: Some(day(change.earliest)),
                to: Some(day(change.latest)),
            }),
            before: mean(around[0], around[1]),
            after: mean(around[1], around[2]),
        };
        changes.iter().zip(bounds.windows(3)).map(shift).collect()
    }
}

/// How many gave each value of the measure: three for an NPS, whatever its scores.
#[allow(clippy::float_cmp)] // the values are few and given, not computed
fn by_value(samples: &[&Sample]) -> Vec<Vec<u64>> {
    let mut values: Vec<f64> = samples.iter().flat_map(|sample| sample.values()).copied().collect();
    values.sort_by(f64::total_cmp);
    values.dedup();
    let counts = |sample: &&Sample| {
        let mut counts = vec![0; values.len()];
        for (value, n) in sample.values().iter().zip(sample.counts()) {
            if let Some(at) = values.iter().position(|other| other == value) {
                counts[at] += n;
            }
        }
        counts
    };
    samples.iter().map(counts).collect()
}

/// The cost of one normal level in the points from start to end, from prefix sums: Σ (value -
/// mean)²·n/variance of an answer.
fn levels(given: &[Given<'_>]) -> impl Fn(usize, usize) -> f64 + use<> {
    let mut sums = vec![(0.0, 0.0, 0.0)];
    let n = |point: &Given<'_>| point.figure.n() as f64;
    let within =
        |point: &Given<'_>| point.figure.variance().map(|v| (v * n(point) * n(point), n(point)));
    let (sum, all) =
        given.iter().filter_map(within).fold((0.0, 0.0), |(s, m), (v, n)| (s + v, m + n));
    let one = if sum > 0.0 { sum / all } else { 1.0 };
    for point in given {
        let (weight, first, second): (f64, f64, f64) = sums[sums.len() - 1];
        let w = n(point) / one;
        sums.push((weight + w, first + w * point.value, second + w * point.value.powi(2)));
    }
    move |start, end| {
        let (from, to) = (sums[start], sums[end]);
        let (weight, first, second) = (to.0 - from.0, to.1 - from.1, to.2 - from.2);
        second - first * first / weight
    }
}
