//! A common odds ratio over strata.

use super::chi_squared_tail;
use crate::Interval;
use crate::estimate::Level;

/// A common odds ratio with its test.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MantelHaenszel {
    /// The ratio with the interval from the variance of Robins, Breslow & Greenland (1986).
    pub odds_ratio: Interval,
    /// χ² of the test of no association within strata, without continuity correction.
    pub chi_squared: f64,
    /// The same with continuity correction, ½ off the excess.
    pub chi_squared_corrected: f64,
    /// p-value of `chi_squared`, one degree of freedom.
    pub p: f64,
}

/// The Mantel-Haenszel odds ratio Σ(ad/n)/Σ(bc/n) over strata `[a, b, c, d]`: a and b with the
/// outcome, a and c exposed. Absent when no stratum is informative for ratio and test.
///
/// ```
/// use plaudit_core::{estimate::Level, outcomes::mantel_haenszel};
/// // R's UCBAdmissions: admitted men and women, rejected men and women, by department.
/// let departments = [[512, 89, 313, 19], [353, 17, 207, 8], [120, 202, 205, 391],
///     [138, 131, 279, 244], [53, 94, 138, 299], [22, 24, 351, 317]];
/// let found = mantel_haenszel(&departments, Level::default()).unwrap();
/// let ratio = found.odds_ratio;
/// assert_eq!(format!("{:.7} {:.7} {:.7}", ratio.value, ratio.lower, ratio.upper),
///     "0.9046968 0.7719074 1.0603298");
/// assert_eq!(format!("{:.4} {:.4}", found.chi_squared, found.chi_squared_corrected),
///     "1.5246 1.4269");
/// ```
#[must_use]
pub fn mantel_haenszel(strata: &[[u64; 4]], level: Level) -> Option<MantelHaenszel> {
    let (mut r, mut s) = (0.0, 0.0);
    let (mut pr, mut mixed, mut qs) = (0.0, 0.0, 0.0);
    let (mut excess, mut spread) = (0.0, 0.0);
    for stratum in strata {
        let [a, b, c, d] = stratum.map(|count| count as f64);
        let n = a + b + c + d;
        if n < 2.0 {
            continue;
        }
        let (towards, against) = (a * d / n, b * c / n);
        let (p, q) = ((a + d) / n, (b + c) / n);
        r += towards;
        s += against;
        pr += p * towards;
        mixed += p * against + q * towards;
        qs += q * against;
        excess += a - (a + b) * (a + c) / n;
        spread += (a + b) * (c + d) * (a + c) * (b + d) / (n * n * (n - 1.0));
    }
    if r <= 0.0 || s <= 0.0 || spread <= 0.0 {
        return None;
    }
    let variance = pr / (2.0 * r * r) + mixed / (2.0 * r * s) + qs / (2.0 * s * s);
    let chi_squared = excess * excess / spread;
    Some(MantelHaenszel {
        odds_ratio: Interval::around((r / s).ln(), level.z() * variance.sqrt()).exp(),
        chi_squared,
        chi_squared_corrected: (excess.abs() - 0.5).max(0.0).powi(2) / spread,
        p: chi_squared_tail(chi_squared, 1.0),
    })
}
