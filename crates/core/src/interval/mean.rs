//! Intervals for the mean of values with bounds.

use super::wilson;

/// The variance-ratio Wilson interval for a bounded mean, within [0, 1] (METHODS §2.3).
///
/// `m` is the mean of values y in [0, 1], `q` the mean of y², `n` the effective number of answers.
/// It is Wilson's interval with the sample size n/ρ, where ρ is the ratio of the observed variance to
/// that of a share with the same mean. For y in {0, 1} it is Wilson's interval exactly; it never has
/// zero width.
///
/// ```
/// // Six answers, all 5 on 1 to 5: METHODS §8.3 gives 3.438662849 to 5.
/// let (lower, upper) = plaudit_core::interval::vr_wilson(1.0, 1.0, 6.0, 1.959963984540054);
/// assert!((1.0 + 4.0 * lower - 3.438662849).abs() < 1e-9 && upper == 1.0);
/// ```
#[must_use]
pub fn vr_wilson(m: f64, q: f64, n: f64, z: f64) -> (f64, f64) {
    wilson(m, n / ratio(m, q, n).min(1.0), z)
}

/// The variance-ratio Wilson interval for a figure within [0, 1] that is no mean of such values, as a
/// consensus: `spread` is `n` times its variance. The ratio may then exceed 1, which makes the interval
/// wider than that of a share.
///
/// ```
/// use plaudit_core::interval::{variance_ratio, vr_wilson};
///
/// // Of a mean it is the same: values with mean .6 and mean square .45 have the variance .09.
/// let (mean, figure) = (vr_wilson(0.6, 0.45, 50.0, 1.96), variance_ratio(0.6, 0.09, 50.0, 1.96));
/// assert!((mean.0 - figure.0).abs() < 1e-12 && (mean.1 - figure.1).abs() < 1e-12);
/// ```
#[must_use]
pub fn variance_ratio(m: f64, spread: f64, n: f64, z: f64) -> (f64, f64) {
    wilson(m, n / ratio(m, spread + m * m, n), z)
}

/// The ratio of the variance q - m² to that of a share of m, both steadied by pseudo-observations.
fn ratio(m: f64, q: f64, n: f64) -> f64 {
    const KAPPA: f64 = 2.0; // half at each end
    let steady = |mean: f64| (n * mean + KAPPA / 2.0) / (n + KAPPA);
    let (m_steady, q_steady) = (steady(m), steady(q));
    let variance = (q_steady - m_steady * m_steady).max(0.0);
    variance / (m_steady * (1.0 - m_steady))
}

/// Student's interval for a bounded mean with standard error `se`, cut to [0, 1]. `t` is the quantile
/// for its degrees of freedom ([`Level::t`](crate::estimate::Level::t)). It is kept to compare with:
/// it has no width when all answer alike, and covers far less than its level in small skewed samples
/// (METHODS §2.3).
///
/// ```
/// use plaudit_core::{estimate::Level, interval};
///
/// // 100 answers with mean 8.36 and variance 4.273131313 on 1 to 10: METHODS §8.3 gives
/// // 7.949831528 to 8.770168472.
/// let se = (4.273131313_f64 / 100.0).sqrt() / 9.0;
/// let (lower, upper) = interval::t(7.36 / 9.0, se, Level::default().t(99.0));
/// assert!((1.0 + 9.0 * lower - 7.949831528).abs() < 1e-8);
/// assert!((1.0 + 9.0 * upper - 8.770168472).abs() < 1e-8);
/// ```
#[must_use]
pub fn t(m: f64, se: f64, t: f64) -> (f64, f64) {
    if !((0.0..=1.0).contains(&m) && se >= 0.0 && t >= 0.0) {
        return (0.0, 1.0);
    }
    ((m - t * se).max(0.0), (m + t * se).min(1.0))
}
