//! Revenue at risk.

use super::Exposure;
use crate::Interval;
use crate::estimate::Level;
use crate::interval::wilson;

/// Customers with a current score in one band.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RevenueBand {
    /// Their yearly value, in money.
    pub value: f64,
    /// How many of the band left, of those whose window is over.
    pub churn: Exposure,
}

/// What is at risk beyond the churn of the reference band.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RevenueAtRisk {
    /// The money, with MOVER's interval on Wilson's limits of the churn rates (Zou & Donner 2008).
    pub at_risk: Interval,
    /// Variance, in money squared: Σ value²·V(p) + (Σ value)²·V(p of the reference), both sums
    /// without the reference band.
    pub variance: f64,
    /// The share of all revenue that has a current score. The figure says nothing of the rest.
    pub covered: f64,
}

/// Σ value·(p − p of the reference) over bands, p the churn: what more is lost than if all left as
/// rarely as the band at position `reference`, usually promoters. It is an association: moving a
/// customer to another band does not give them its churn. The churn of every band is from the same
/// window. Absent unless each band has customers and a value of 0 or more, and the bands have no more
/// than `all_revenue`.
///
/// ```
/// use plaudit_core::{estimate::Level, outcomes::{Exposure, RevenueBand, revenue_at_risk}};
///
/// let band = |value, events, n| RevenueBand { value, churn: Exposure { events, n } };
/// let bands = [band(120e3, 42, 120), band(80e3, 25, 150), band(300e3, 30, 300)];
/// let found = revenue_at_risk(&bands, 2, 1e6, Level::default()).unwrap();
/// assert_eq!(format!("{:.2} ± {:.2}", found.at_risk.value, found.variance.sqrt()),
///     "35333.33 ± 6725.02");
/// assert_eq!(found.covered, 0.5);
/// ```
#[must_use]
pub fn revenue_at_risk(
    bands: &[RevenueBand],
    reference: usize,
    all_revenue: f64,
    level: Level,
) -> Option<RevenueAtRisk> {
    let known: f64 = bands.iter().map(|band| band.value).sum();
    let usable = |band: &RevenueBand| {
        band.value.is_finite() && band.value >= 0.0 && band.churn.split().is_some()
    };
    let others = known - bands.get(reference)?.value;
    if !bands.iter().all(usable) || known > all_revenue || !all_revenue.is_finite() || known <= 0.0
    {
        return None;
    }
    let (mut value, mut variance, mut below, mut above) = (0.0, 0.0, 0.0, 0.0);
    for (at, band) in bands.iter().enumerate() {
        let money = if at == reference { -others } else { band.value };
        let n = band.churn.n as f64;
        let p = band.churn.events as f64 / n;
        let (lower, upper) = wilson(p, n, level.z());
        let (down, up) = if money < 0.0 { (upper - p, p - lower) } else { (p - lower, upper - p) };
        value += money * p;
        variance += money * money * p * (1.0 - p) / n;
        below += (money * down).powi(2);
        above += (money * up).powi(2);
    }
    let (lower, upper) = (value - f64::sqrt(below), value + f64::sqrt(above));
    let at_risk = Interval { value, lower, upper };
    Some(RevenueAtRisk { at_risk, variance, covered: known / all_revenue })
}
