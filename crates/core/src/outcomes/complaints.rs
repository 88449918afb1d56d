//! Complaint rates.

use super::{chi_squared_tail, rate, share};
use crate::Interval;
use crate::estimate::{Estimate, Level};

/// Complaints per exposure over several periods.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ComplaintRate {
    /// Complaints per unit of exposure: Garwood's interval, or where the periods vary more than chance
    /// the wider of that and exp(ln ± z√(φ/D)).
    pub rate: Interval,
    /// Overdispersion φ: Pearson's χ² of the periods over its degrees of freedom. 1 is chance alone.
    /// Absent with one period.
    pub phi: Option<f64>,
    /// p-value of equal rates in all periods. Absent with one period.
    pub p: Option<f64>,
}

/// Complaints per exposure, such as customer-months, from (complaints, exposure) by period, where a
/// customer may complain repeatedly. More complaints after a channel was opened are not worse service:
/// show [`contact_propensity`] beside it. Absent without periods, and unless each exposure is positive
/// and finite.
///
/// ```
/// use plaudit_core::{estimate::Level, outcomes::complaint_rate};
///
/// let months = [(12, 1000.0), (7, 900.0), (19, 1100.0), (4, 800.0), (15, 1050.0), (9, 950.0)];
/// let found = complaint_rate(&months, Level::default()).unwrap();
/// assert_eq!(format!("{:.6}", found.phi.unwrap()), "1.672169"); // statsmodels, quasi-Poisson
/// assert_eq!(format!("{:.6} {:.6}", found.rate.lower, found.rate.upper), "0.008330 0.015545");
/// ```
#[must_use]
pub fn complaint_rate(periods: &[(u64, f64)], level: Level) -> Option<ComplaintRate> {
    let complaints = periods.iter().fold(0_u64, |sum, (d, _)| sum.saturating_add(*d));
    let exposure: f64 = periods.iter().map(|(_, exposure)| exposure).sum();
    if periods.iter().any(|(_, exposure)| exposure.is_nan() || *exposure <= 0.0) {
        return None;
    }
    let mut rate = rate(complaints, exposure, level)?;
    if periods.len() < 2 || complaints == 0 {
        return Some(ComplaintRate { rate, phi: None, p: None });
    }
    let distance = |(d, exposure): &(u64, f64)| {
        let expected = rate.value * exposure;
        (*d as f64 - expected).powi(2) / expected
    };
    let chi_squared: f64 = periods.iter().map(distance).sum();
    let df = (periods.len() - 1) as f64;
    let phi = chi_squared / df;
    if phi > 1.0 {
        let half = level.z() * (phi / complaints as f64).sqrt();
        let wide = Interval::around(rate.value.ln(), half).exp();
        rate.lower = rate.lower.min(wide.lower);
        rate.upper = rate.upper.max(wide.upper);
    }
    Some(ComplaintRate { rate, phi: Some(phi), p: Some(chi_squared_tail(chi_squared, df)) })
}

/// The share of dissatisfied respondents who say that they complained, Wilson. Where it rises, more
/// complaints mean an easier channel. Absent without dissatisfied respondents, and where more
/// complained than there are.
///
/// ```
/// use plaudit_core::{estimate::Level, outcomes::contact_propensity};
/// let found = contact_propensity(30, 120, Level::default()).unwrap();
/// assert_eq!((found.value, found.n), (0.25, 120));
/// ```
#[must_use]
pub fn contact_propensity(complained: u64, dissatisfied: u64, level: Level) -> Option<Estimate> {
    share(complained, dissatisfied, level)
}
