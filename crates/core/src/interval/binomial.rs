//! Further intervals for a share, from the binomial distribution itself.

use statrs::function::beta::beta_reg;

use super::share::{ALL, possible};
use crate::estimate::Level;
use crate::numeric::crossing;

/// Wilson's interval with continuity correction for a share `p` of `n` answers, within [0, 1]
/// (Newcombe 1998a, method 4): (2np + z² ∓ (1 + z·√(z² ∓ 2 - 1/n + 4p(n(1-p) ± 1)))) / (2(n + z²)). It
/// contains Wilson's and is close to Clopper and Pearson's; 0 and 1 are in it when observed.
///
/// ```
/// use plaudit_core::interval::wilson_corrected;
///
/// // 81 of 263, METHODS §8.1: 0.253509 to 0.368176
/// let (lower, upper) = wilson_corrected(81.0 / 263.0, 263.0, 1.959963984540054);
/// assert_eq!((format!("{lower:.6}"), format!("{upper:.6}")), ("0.253509".into(), "0.368176".into()));
/// ```
#[must_use]
pub fn wilson_corrected(p: f64, n: f64, z: f64) -> (f64, f64) {
    if !possible(p, n) || z.is_nan() {
        return ALL;
    }
    let limit = |sign: f64| {
        let under = z * z + sign * (2.0 - 4.0 * p) - 1.0 / n + 4.0 * n * p * (1.0 - p);
        let half = 1.0 + z * under.max(0.0).sqrt();
        ((2.0 * n * p + z * z + sign * half) / (2.0 * (n + z * z))).clamp(0.0, 1.0)
    };
    (
        if p <= 0.0 { 0.0 } else { limit(-1.0).min(p) },
        if p >= 1.0 { 1.0 } else { limit(1.0).max(p) },
    )
}

/// The mid-P interval for a share `p` of `n` answers, within [0, 1] (Lancaster 1961; Newcombe 1998a,
/// method 6): Clopper and Pearson's with only half the probability of the result itself in each tail,
/// so that it covers at the level on average instead of at least.
///
/// ```
/// use plaudit_core::{estimate::Level, interval::mid_p};
///
/// // 81 of 263, METHODS §8.1: 0.254402 to 0.365773
/// let (lower, upper) = mid_p(81.0 / 263.0, 263.0, Level::default());
/// assert_eq!((format!("{lower:.6}"), format!("{upper:.6}")), ("0.254402".into(), "0.365773".into()));
/// ```
#[must_use]
pub fn mid_p(p: f64, n: f64, level: Level) -> (f64, f64) {
    if !possible(p, n) {
        return ALL;
    }
    if n.is_infinite() {
        return (p, p);
    }
    let (x, rest) = (p * n, n - p * n);
    // P(X ≥ x) and P(X > x) of n answers with the share `at`, as incomplete beta functions.
    let from = |at: f64| if x > 0.0 { beta_reg(x, rest + 1.0, at) } else { 1.0 };
    let above = |at: f64| if rest > 0.0 { beta_reg(x + 1.0, rest, at) } else { 0.0 };
    let upper_tail = |at: f64| f64::midpoint(from(at), above(at));
    let tail = (1.0 - level.share()) / 2.0;
    (
        if p <= 0.0 { 0.0 } else { crossing(p, 0.0, |at| tail - upper_tail(at)).min(p) },
        if p >= 1.0 { 1.0 } else { crossing(p, 1.0, |at| upper_tail(at) - (1.0 - tail)).max(p) },
    )
}

/// The likelihood-ratio interval for a share `p` of `n` answers, within [0, 1] (Newcombe 1998a, method
/// 8): the shares π with 2n(p·ln(p/π) + (1-p)·ln((1-p)/(1-π))) at most z².
///
/// ```
/// use plaudit_core::interval::likelihood_ratio;
///
/// // 81 of 263, METHODS §8.1: 0.254239 to 0.365453
/// let (lower, upper) = likelihood_ratio(81.0 / 263.0, 263.0, 1.959963984540054);
/// assert_eq!((format!("{lower:.6}"), format!("{upper:.6}")), ("0.254239".into(), "0.365453".into()));
/// ```
#[must_use]
pub fn likelihood_ratio(p: f64, n: f64, z: f64) -> (f64, f64) {
    if !possible(p, n) {
        return ALL;
    }
    let part = |p: f64, at: f64| if p > 0.0 { p * (p / at).ln() } else { 0.0 };
    let beyond = |at: f64| 2.0 * n * (part(p, at) + part(1.0 - p, 1.0 - at)) - z * z;
    (crossing(p, 0.0, beyond).min(p), crossing(p, 1.0, beyond).max(p))
}
