//! Differences between two groups of different respondents.

use statrs::function::erf::erfc;

use crate::estimate::Level;
use crate::sample::Sample;

/// A difference with its interval and the p-value of the test that agrees with it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Difference {
    /// Mean of the first minus mean of the second, in the unit of the samples.
    pub value: f64,
    /// Lower limit.
    pub lower: f64,
    /// Upper limit.
    pub upper: f64,
    /// Confidence level of the interval.
    pub level: Level,
    /// The smallest 1 - level at which the interval excludes 0.
    pub p: f64,
}

/// `a` minus `b` by MOVER on the two variance-ratio Wilson intervals (Zou & Donner 2008); for shares
/// this is Newcombe's method 10. Absent when one has no
/// answers or the two have different ranges.
///
/// ```
/// use plaudit_core::{compare::mover, estimate::Level, sample::Sample};
///
/// // 60/28/12 against 45/30/25: METHODS §8.2 gives 28, 6.672192 to 48.586390.
/// let nps = |d, passive, p| Sample::new(vec![-100.0, 0.0, 100.0], vec![d, passive, p]).unwrap();
/// let change = mover(&nps(12, 28, 60), &nps(25, 30, 45), Level::default()).unwrap();
/// assert_eq!(format!("{:.6} {:.6} {:.6}", change.value, change.lower, change.upper),
///     "28.000000 6.672192 48.586390");
/// ```
#[must_use]
pub fn mover(a: &Sample, b: &Sample, level: Level) -> Option<Difference> {
    if !a.same_scale(b) {
        return None;
    }
    let range = a.range();
    let value = a.mean()? - b.mean()?;
    let (lower, upper) = limits(a, b, level.z())?;
    Some(Difference {
        value,
        lower: (lower * range).min(value),
        upper: (upper * range).max(value),
        level,
        p: p_value(a, b)?,
    })
}

/// The limits at `z`, on the range mapped to [0, 1].
fn limits(a: &Sample, b: &Sample, z: f64) -> Option<(f64, f64)> {
    let (mean_a, mean_b) = (a.unit_mean()?, b.unit_mean()?);
    let (lower_a, upper_a) = a.vr_wilson_limits(z)?;
    let (lower_b, upper_b) = b.vr_wilson_limits(z)?;
    let difference = mean_a - mean_b;
    Some((
        difference - (mean_a - lower_a).hypot(upper_b - mean_b),
        difference + (upper_a - mean_a).hypot(mean_b - lower_b),
    ))
}

/// Finds by bisection the z at which one limit is 0, and its two-sided tail.
fn p_value(a: &Sample, b: &Sample) -> Option<f64> {
    const FAR: f64 = 40.0; // erfc is 0 beyond
    let (lower, upper) = limits(a, b, 0.0)?;
    if lower <= 0.0 && upper >= 0.0 {
        return Some(1.0);
    }
    let excludes =
        |z: f64| limits(a, b, z).is_some_and(|(lower, upper)| lower > 0.0 || upper < 0.0);
    let (mut near, mut far) = (0.0, FAR);
    if !excludes(far) {
        for _ in 0..100 {
            let middle = (near + far) / 2.0;
            if excludes(middle) { near = middle } else { far = middle }
        }
    }
    Some(erfc(far / std::f64::consts::SQRT_2))
}

#[cfg(test)]
mod tests;
