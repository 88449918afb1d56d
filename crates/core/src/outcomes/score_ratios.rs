//! Ratios with score intervals, which hold also where counts are few.

use super::Exposure;
use crate::Interval;
use crate::estimate::Level;
use crate::numeric::crossing;

/// Beyond this, a ratio has no upper limit.
const FAR: f64 = 1e15;

/// Risk in `a` over risk in `b` with the score interval (Koopman 1984): the ratios that a z-test with
/// the variance of the hypothesis does not reject. 0 or more; the upper limit is infinite where the
/// counts set none. Absent when `b` has no events or either has no customers.
///
/// ```
/// use plaudit_core::{estimate::Level, outcomes::{Exposure, risk_ratio_score}};
/// // METHODS §8.12, R's PropCIs.
/// let (placebo, aspirin) = (Exposure { events: 189, n: 11034 }, Exposure { events: 104, n: 11037 });
/// let ratio = risk_ratio_score(placebo, aspirin, Level::default()).unwrap();
/// assert_eq!(format!("{:.6} {:.6}", ratio.lower, ratio.upper), "1.433904 2.304713");
/// ```
#[must_use]
pub fn risk_ratio_score(a: Exposure, b: Exposure, level: Level) -> Option<Interval> {
    let ((x, _), (y, _)) = (a.split()?, b.split()?);
    let (n, m) = (a.n as f64, b.n as f64);
    // The most likely risk of `b` when that of `a` is r times it.
    let z = |r: f64| {
        let (square, linear) = ((n + m) * r, n * r + x + m + y * r);
        let root = (linear * linear - 4.0 * square * (x + y)).max(0.0).sqrt();
        let q = 2.0 * (x + y) / (linear + root);
        let p = r * q;
        (x / n - r * y / m) / (p * (1.0 - p) / n + r * r * q * (1.0 - q) / m).sqrt()
    };
    (y > 0.0).then(|| within(x / n / (y / m), level, z))
}

/// Odds in `a` over odds in `b` with the score interval (Cornfield 1956, without continuity
/// correction). As [`risk_ratio_score`]. Absent when nobody of `a` is without the outcome or nobody
/// of `b` has it.
///
/// ```
/// use plaudit_core::{estimate::Level, outcomes::{Exposure, odds_ratio_score}};
/// let (placebo, aspirin) = (Exposure { events: 189, n: 11034 }, Exposure { events: 104, n: 11037 });
/// let ratio = odds_ratio_score(placebo, aspirin, Level::default()).unwrap();
/// assert_eq!(format!("{:.6} {:.6}", ratio.lower, ratio.upper), "1.440846 2.329475");
/// ```
#[must_use]
pub fn odds_ratio_score(a: Exposure, b: Exposure, level: Level) -> Option<Interval> {
    let ((x, without), (y, rest)) = (a.split()?, b.split()?);
    let (n, m) = (a.n as f64, b.n as f64);
    let z = |t: f64| {
        let linear = n * t + m - (x + y) * (t - 1.0);
        let root = (linear * linear + 4.0 * m * (t - 1.0) * (x + y)).max(0.0).sqrt();
        let q = 2.0 * (x + y) / (linear + root);
        let p = t * q / (1.0 + (t - 1.0) * q);
        (x - n * p) * (1.0 / (n * p * (1.0 - p)) + 1.0 / (m * q * (1.0 - q))).sqrt()
    };
    let value = x * rest / (without * y);
    value.is_finite().then(|| within(value, level, z))
}

/// The limits where `z`, which falls with the ratio, is at the level's quantile.
fn within(value: f64, level: Level, z: impl Fn(f64) -> f64) -> Interval {
    let quantile = level.z();
    let lower = crossing(value, 0.0, |ratio| z(ratio) - quantile);
    let upper = crossing(value, FAR, |ratio| -z(ratio) - quantile);
    Interval { value, lower, upper: if upper < FAR { upper } else { f64::INFINITY } }
}
