//! Intervals for a share.

use statrs::distribution::{Binomial, DiscreteCDF};
use statrs::function::beta::beta_reg;

use crate::estimate::Level;
use crate::numeric::crossing;

/// What is known of a share without a usable answer.
pub(super) const ALL: (f64, f64) = (0.0, 1.0);

/// Wilson's score interval for a share `p` of `n` answers, within [0, 1] (Wilson 1927): the shares
/// that a z-test with the variance of the hypothesis does not reject.
///
/// `n` may be an effective sample size.
///
/// ```
/// // 81 of 263, Newcombe 1998, table I
/// let (lower, upper) = plaudit_core::interval::wilson(81.0 / 263.0, 263.0, 1.959963984540054);
/// assert_eq!((format!("{lower:.6}"), format!("{upper:.6}")), ("0.255289".into(), "0.366210".into()));
/// ```
#[must_use]
pub fn wilson(p: f64, n: f64, z: f64) -> (f64, f64) {
    if !possible(p, n) {
        return ALL;
    }
    let shrink = 1.0 + z * z / n;
    let centre = (p + z * z / (2.0 * n)) / shrink;
    let half = z / shrink * (p * (1.0 - p) / n + z * z / (4.0 * n * n)).max(0.0).sqrt();
    around(p, centre, half)
}

/// Agresti and Coull's interval for a share `p` of `n` answers, within [0, 1] (Agresti & Coull 1998):
/// Wald's with z²/2 answers added for and against. It contains Wilson's.
///
/// ```
/// // 81 of 263, METHODS §8.1: 0.255221 to 0.366277
/// let (lower, upper) = plaudit_core::interval::agresti_coull(81.0 / 263.0, 263.0, 1.959963984540054);
/// assert_eq!((format!("{lower:.6}"), format!("{upper:.6}")), ("0.255221".into(), "0.366277".into()));
/// ```
#[must_use]
pub fn agresti_coull(p: f64, n: f64, z: f64) -> (f64, f64) {
    if !possible(p, n) {
        return ALL;
    }
    let all = n + z * z;
    let centre = (p * n + z * z / 2.0) / all;
    around(p, centre, z * (centre * (1.0 - centre) / all).max(0.0).sqrt())
}

/// Clopper and Pearson's exact interval for a share `p` of `n` answers, within [0, 1] (Clopper &
/// Pearson 1934): neither tail of the binomial distribution is below half of 1 - level. Its coverage
/// is never below the level and often well above it.
///
/// ```
/// use plaudit_core::{estimate::Level, interval::clopper_pearson};
///
/// // 81 of 263, METHODS §8.1: 0.252737 to 0.367622
/// let (lower, upper) = clopper_pearson(81.0 / 263.0, 263.0, Level::default());
/// assert_eq!((format!("{lower:.6}"), format!("{upper:.6}")), ("0.252737".into(), "0.367622".into()));
/// ```
#[must_use]
pub fn clopper_pearson(p: f64, n: f64, level: Level) -> (f64, f64) {
    if !possible(p, n) {
        return ALL;
    }
    let (for_it, against) = (p * n, n - p * n);
    beta_limits(p, (for_it, against + 1.0), (for_it + 1.0, against), level)
}

/// Jeffreys' interval for a share `p` of `n` answers, within [0, 1] (Brown, Cai & DasGupta 2001): the
/// central part of the distribution Beta(pn + ½, n - pn + ½); 0 and 1 are in it when observed.
///
/// ```
/// use plaudit_core::{estimate::Level, interval::jeffreys};
///
/// // 81 of 263, METHODS §8.1: 0.254522 to 0.365647
/// let (lower, upper) = jeffreys(81.0 / 263.0, 263.0, Level::default());
/// assert_eq!((format!("{lower:.6}"), format!("{upper:.6}")), ("0.254522".into(), "0.365647".into()));
/// ```
#[must_use]
pub fn jeffreys(p: f64, n: f64, level: Level) -> (f64, f64) {
    if !possible(p, n) {
        return ALL;
    }
    let shape = (p * n + 0.5, n - p * n + 0.5);
    beta_limits(p, shape, shape, level)
}

/// Korn and Graubard's interval for a share `p` whose variance comes from a design, within [0, 1]
/// (Korn & Graubard 1998): Clopper and Pearson's with the effective sample size
/// p(1-p)/variance · (t of n-1 / t of `df`)².
///
/// `n` counts answers, `df` the degrees of freedom of the variance. Where the variance is 0, all
/// having answered alike, the effective size is `n`.
///
/// ```
/// use plaudit_core::{estimate::Level, interval::korn_graubard};
///
/// // 0.8743169 with SE 0.0203595 from 15 clusters, 183 schools: METHODS §8.6, R's survey.
/// let (lower, upper) =
///     korn_graubard(160.0 / 183.0, 0.0203595_f64.powi(2), 183.0, 14.0, Level::default());
/// assert_eq!((format!("{lower:.5}"), format!("{upper:.5}")), ("0.82370".into(), "0.91470".into()));
/// ```
#[must_use]
pub fn korn_graubard(p: f64, variance: f64, n: f64, df: f64, level: Level) -> (f64, f64) {
    if !possible(p, n) || variance.is_nan() || variance < 0.0 {
        return ALL;
    }
    let ratio = level.t(n - 1.0) / level.t(df);
    let effective = if variance > 0.0 { p * (1.0 - p) / variance * ratio * ratio } else { n };
    clopper_pearson(p, effective, level)
}

/// The interval for a share `p` with standard error `se` that is symmetric on the logit scale, within
/// [0, 1]: logit p ± z·se/(p(1-p)). At 0 and 1 there is none: the whole range.
///
/// ```
/// use plaudit_core::{estimate::Level, interval::logit};
///
/// // The same schools, METHODS §8.6: 0.8237989 to 0.9119001
/// let (lower, upper) = logit(160.0 / 183.0, 0.0203595, Level::default().t(14.0));
/// assert_eq!((format!("{lower:.5}"), format!("{upper:.5}")), ("0.82380".into(), "0.91190".into()));
/// ```
#[must_use]
pub fn logit(p: f64, se: f64, z: f64) -> (f64, f64) {
    if !(p > 0.0 && p < 1.0 && se >= 0.0) {
        return ALL;
    }
    let centre = (p / (1.0 - p)).ln();
    let half = z * se / (p * (1.0 - p));
    let back = |x: f64| 1.0 / (1.0 + (-x).exp());
    (back(centre - half).min(p), back(centre + half).max(p))
}

/// The ranks, from 1, of the ordered answers between which the median of the population lies with at
/// least the confidence `level`, and that confidence (order statistics; Binomial(n, ½)): exact for any
/// distribution. Absent where even the lowest and the highest answer do not suffice.
///
/// ```
/// use plaudit_core::{estimate::Level, interval::median_ranks};
///
/// // METHODS §8.14
/// let (low, high, confidence) = median_ranks(20, Level::default()).unwrap();
/// assert_eq!((low, high, format!("{confidence:.6}")), (6, 15, "0.958611".into()));
/// assert_eq!(median_ranks(5, Level::default()), None);
/// ```
#[must_use]
pub fn median_ranks(n: u64, level: Level) -> Option<(u64, u64, f64)> {
    let half = Binomial::new(0.5, n).ok().filter(|_| n > 0)?;
    // Ranks k and n + 1 - k miss when fewer than k answers lie on one side.
    let confidence = |k: u64| 1.0 - 2.0 * half.cdf(k - 1);
    // The widest pair suffices or none does; from there the confidence falls with k.
    let (mut enough, mut too_many) = (1, n / 2 + 1);
    if confidence(enough) < level.share() {
        return None;
    }
    while too_many - enough > 1 {
        let middle = enough + (too_many - enough) / 2;
        if confidence(middle) >= level.share() { enough = middle } else { too_many = middle }
    }
    Some((enough, n + 1 - enough, confidence(enough)))
}

/// Whether there can be a share `p` of `n` answers.
pub(super) fn possible(p: f64, n: f64) -> bool {
    (0.0..=1.0).contains(&p) && n > 0.0
}

/// At 0 and 1 the limit is the bound itself; rounding must not move it or the estimate out.
fn around(p: f64, centre: f64, half: f64) -> (f64, f64) {
    ((centre - half).max(0.0).min(p), (centre + half).min(1.0).max(p))
}

/// The quantiles of two beta distributions at the ends of the level; 0 and 1 where they are observed.
fn beta_limits(p: f64, lower: (f64, f64), upper: (f64, f64), level: Level) -> (f64, f64) {
    let tail = (1.0 - level.share()) / 2.0;
    (
        if p <= 0.0 { 0.0 } else { beta_quantile(lower.0, lower.1, tail).min(p) },
        if p >= 1.0 { 1.0 } else { beta_quantile(upper.0, upper.1, 1.0 - tail).max(p) },
    )
}

/// The quantile of Beta(a, b) at `share`, down to neighbouring numbers.
pub(crate) fn beta_quantile(a: f64, b: f64, share: f64) -> f64 {
    if !(a > 0.0 && b > 0.0 && a.is_finite() && b.is_finite()) {
        return a / (a + b);
    }
    crossing(0.0, 1.0, |x| beta_reg(a, b, x) - share)
}
