//! Differences of two means by the limits of their intervals.

use statrs::function::erf::erfc;

use super::Difference;
use crate::estimate::Level;
use crate::numeric::crossing;
use crate::sample::Sample;

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
    mover_shared(a, b, 0.0, level)
}

/// `a` minus `b` where some respondents answered in both, so that the two means are correlated (Zou &
/// Donner 2008): MOVER with 2·r·product taken off under the root. Absent where [`mover`] is, and unless
/// `correlation` is within -1 and 1.
///
/// `correlation` is that of the two means: their covariance, as [`Clusters`](crate::design::Clusters)
/// and the hash groups give it, divided by both standard errors. It is not that of the answers, unless
/// all respondents answered in both.
///
/// ```
/// use plaudit_core::{compare::{mover, mover_shared}, estimate::Level, sample::Sample};
///
/// let nps = |d, passive, p| Sample::new(vec![-100.0, 0.0, 100.0], vec![d, passive, p]).unwrap();
/// let (before, after) = (nps(25, 30, 45), nps(12, 28, 60));
/// let panel = mover_shared(&after, &before, 0.5, Level::default()).unwrap();
/// let others = mover(&after, &before, Level::default()).unwrap();
/// assert!(panel.upper - panel.lower < others.upper - others.lower);
/// ```
#[must_use]
pub fn mover_shared(a: &Sample, b: &Sample, correlation: f64, level: Level) -> Option<Difference> {
    if !a.same_scale(b) {
        return None;
    }
    let (first, second) = (Side::of_sample(a.clone())?, Side::of_sample(b.clone())?);
    between(&first, &second, a.range(), correlation, level)
}

/// One side of a difference: a value and its limits.
pub(crate) struct Side {
    /// The value, in its unit.
    pub(crate) value: f64,
    /// The value on its range mapped to [0, 1].
    pub(crate) unit: f64,
    /// The limits at z on that range.
    pub(crate) limits: Box<dyn Fn(f64) -> Option<(f64, f64)>>,
}

impl Side {
    /// The mean of a sample with its variance-ratio Wilson limits. Absent without answers.
    pub(crate) fn of_sample(sample: Sample) -> Option<Self> {
        let (value, unit) = (sample.mean()?, sample.unit_mean()?);
        Some(Self { value, unit, limits: Box::new(move |z| sample.vr_wilson_limits(z)) })
    }
}

/// `a` minus `b`, both on a range of this width, as [`mover_shared`] has it for means.
pub(crate) fn between(
    a: &Side,
    b: &Side,
    range: f64,
    correlation: f64,
    level: Level,
) -> Option<Difference> {
    if !(-1.0..=1.0).contains(&correlation) {
        return None;
    }
    let pair = Pair { a, b, correlation };
    let value = a.value - b.value;
    let (lower, upper) = pair.limits(level.z())?;
    Some(Difference {
        value,
        lower: (lower * range).max(-range).min(value),
        upper: (upper * range).min(range).max(value),
        level,
        p: pair.p_value()?,
    })
}

struct Pair<'s> {
    a: &'s Side,
    b: &'s Side,
    correlation: f64,
}

impl Pair<'_> {
    /// The limits at `z`, on the range mapped to [0, 1].
    fn limits(&self, z: f64) -> Option<(f64, f64)> {
        let (mean_a, mean_b) = (self.a.unit, self.b.unit);
        let (lower_a, upper_a) = (self.a.limits)(z)?;
        let (lower_b, upper_b) = (self.b.limits)(z)?;
        let difference = mean_a - mean_b;
        Some((
            difference - self.distance(mean_a - lower_a, upper_b - mean_b),
            difference + self.distance(upper_a - mean_a, mean_b - lower_b),
        ))
    }

    fn distance(&self, a: f64, b: f64) -> f64 {
        (a * a + b * b - 2.0 * self.correlation * a * b).max(0.0).sqrt()
    }

    /// Finds the z at which one limit is 0, and its two-sided tail.
    fn p_value(&self) -> Option<f64> {
        const FAR: f64 = 40.0; // erfc is 0 beyond
        let (lower, upper) = self.limits(0.0)?;
        if lower <= 0.0 && upper >= 0.0 {
            return Some(1.0);
        }
        let includes = |z: f64| {
            let excluded = self.limits(z).is_some_and(|(lower, upper)| lower > 0.0 || upper < 0.0);
            if excluded { -1.0 } else { 1.0 }
        };
        Some(erfc(crossing(0.0, FAR, includes) / std::f64::consts::SQRT_2))
    }
}
