//! Strata: parts of the population that were sampled each for itself.

use crate::sample::Sample;

/// The answers of one stratum.
#[derive(Clone, Debug, PartialEq)]
pub struct Stratum {
    /// The answers. All strata have the same values.
    pub sample: Sample,
    /// How many answers were sampled in the stratum, those of other domains included; at least those
    /// of `sample`. The same as `sample` when nothing was left out.
    pub sampled: u64,
    /// How many the stratum has, where it was sampled at random from a list without replacement;
    /// absent for no finite population correction.
    pub population: Option<u64>,
}

/// The mean over strata.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stratified {
    /// Weighted mean of all answers, in the unit of the samples.
    pub mean: f64,
    /// Variance of the mean, in the unit squared.
    pub variance: f64,
    /// Answers sampled minus strata.
    pub df: f64,
}

/// The weighted mean of all strata with its linearised variance (METHODS §1.3), as R's `svymean` has
/// it: Σ over strata of (1 - f)·n/(n - 1)·(e₂ - e₁²/n), where n answers were sampled of a stratum of
/// n/f, and e₁ and e₂ are the sums over its answers of w(y - mean)/W and of its square.
///
/// Absent without answers, when the values differ, and when a stratum has a single answer, from which
/// no variance is known.
///
/// ```
/// use plaudit_core::{design::{Stratum, stratified}, sample::Sample};
///
/// // sch.wide in the stratified sample of Californian schools (R's api data, METHODS §8.6):
/// // 91 of 100, 26 of 50, 35 of 50, from 4421, 755 and 1018 schools.
/// let stratum = |yes: u64, n: u64, population: u64| {
///     let weight = population as f64 / n as f64;
///     let counts = vec![n - yes, yes];
///     let sums = counts.iter().map(|n| *n as f64 * weight).collect();
///     let squares = counts.iter().map(|n| *n as f64 * weight * weight).collect();
///     let sample = Sample::weighted(vec![0.0, 1.0], counts, sums, squares).unwrap();
///     Stratum { sample, sampled: n, population: Some(population) }
/// };
/// let all = stratified(&[stratum(91, 100, 4421), stratum(26, 50, 755), stratum(35, 50, 1018)]).unwrap();
/// assert_eq!(format!("{:.7} {:.7}", all.mean, all.variance.sqrt()), "0.8279480 0.0243448");
/// ```
#[must_use]
pub fn stratified(strata: &[Stratum]) -> Option<Stratified> {
    let values = strata.first()?.sample.values();
    let same = strata.iter().all(|stratum| stratum.sample.values() == values);
    let weight: f64 = strata.iter().map(|stratum| stratum.sample.weight()).sum();
    if !same || weight <= 0.0 {
        return None;
    }
    let total =
        |stratum: &Stratum| stratum.sample.mean().map_or(0.0, |m| m * stratum.sample.weight());
    let mean = strata.iter().map(total).sum::<f64>() / weight;
    let (mut variance, mut df) = (0.0, 0.0);
    for stratum in strata {
        let n = stratum.sampled.max(stratum.sample.n());
        if n == 0 {
            continue;
        }
        if n == 1 {
            return None;
        }
        let n = n as f64;
        let (first, second) = stratum.sample.residuals(mean, weight);
        let unsampled =
            stratum.population.map_or(1.0, |all| (1.0 - n / all.max(1) as f64).max(0.0));
        variance += unsampled * n / (n - 1.0) * (second - first * first / n).max(0.0);
        df += n - 1.0;
    }
    Some(Stratified { mean, variance, df })
}
