//! Two groups and one outcome: ratios from a two-by-two table.

use crate::Interval;
use crate::estimate::Level;

/// Customers of one group and how many of them had the outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exposure {
    /// With the outcome; at most `n`.
    pub events: u64,
    /// All whose follow-up window has closed.
    pub n: u64,
}

impl Exposure {
    /// With and without the outcome. Absent when there are more events than customers, or none.
    pub(super) fn split(self) -> Option<(f64, f64)> {
        let without = self.n.checked_sub(self.events)?;
        (self.n > 0).then_some((self.events as f64, without as f64))
    }
}

/// Risk in `a` over risk in `b`, with exp(ln RR ± z√(1/a − 1/n₁ + 1/c − 1/n₂)) (Katz et al. 1978).
/// Above 0. Absent when either group has no events or no customers.
///
/// ```
/// use plaudit_core::{estimate::Level, outcomes::{Exposure, risk_ratio}};
/// // Heart attacks in the Physicians' Health Study, placebo over aspirin: METHODS §8.12.
/// let (placebo, aspirin) = (Exposure { events: 189, n: 11034 }, Exposure { events: 104, n: 11037 });
/// let ratio = risk_ratio(placebo, aspirin, Level::default()).unwrap();
/// assert_eq!(format!("{:.6} {:.6} {:.6}", ratio.value, ratio.lower, ratio.upper),
///     "1.817802 1.433031 2.305884");
/// ```
#[must_use]
pub fn risk_ratio(a: Exposure, b: Exposure, level: Level) -> Option<Interval> {
    let ((x, _), (y, _)) = (a.split()?, b.split()?);
    if x == 0.0 || y == 0.0 {
        return None;
    }
    let (n, m) = (a.n as f64, b.n as f64);
    let variance = (1.0 / x - 1.0 / n + 1.0 / y - 1.0 / m).max(0.0);
    Some(Interval::around((x / n / (y / m)).ln(), level.z() * variance.sqrt()).exp())
}

/// Odds in `a` over odds in `b`, with exp(ln OR ± z√(1/a + 1/b + 1/c + 1/d)) (Woolf 1955); ½ is
/// added to every count when one is 0 (Haldane 1956). Above 0. Absent when a group has no customers.
///
/// ```
/// use plaudit_core::{estimate::Level, outcomes::{Exposure, odds_ratio}};
/// let (placebo, aspirin) = (Exposure { events: 189, n: 11034 }, Exposure { events: 104, n: 11037 });
/// let ratio = odds_ratio(placebo, aspirin, Level::default()).unwrap();
/// assert_eq!(format!("{:.6} {:.6} {:.6}", ratio.value, ratio.lower, ratio.upper),
///     "1.832054 1.440042 2.330780");
/// ```
#[must_use]
pub fn odds_ratio(a: Exposure, b: Exposure, level: Level) -> Option<Interval> {
    let ((a, b), (c, d)) = (a.split()?, b.split()?);
    let add = if [a, b, c, d].contains(&0.0) { 0.5 } else { 0.0 };
    let [a, b, c, d] = [a + add, b + add, c + add, d + add];
    let variance = 1.0 / a + 1.0 / b + 1.0 / c + 1.0 / d;
    Some(Interval::around((a * d / (b * c)).ln(), level.z() * variance.sqrt()).exp())
}

/// The E-value of a risk ratio: how strongly, as a risk ratio, an unmeasured factor would have to go
/// with both exposure and outcome to explain it away; at least 1 (VanderWeele & Ding 2017). Absent
/// unless the ratio is positive and finite.
///
/// ```
/// let value = plaudit_core::outcomes::e_value(3.9).unwrap();
/// assert_eq!(format!("{value:.2}"), "7.26");
/// ```
#[must_use]
pub fn e_value(risk_ratio: f64) -> Option<f64> {
    if !risk_ratio.is_finite() || risk_ratio <= 0.0 {
        return None;
    }
    let away = risk_ratio.max(1.0 / risk_ratio);
    Some(away + (away * (away - 1.0)).sqrt())
}
