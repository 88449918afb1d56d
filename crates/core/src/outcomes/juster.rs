//! Juster's scale of purchase probability.

/// The probability of a score from 0 to 10 on a scale whose scores are labelled with chances
/// (Juster 1966): .01, .1, .2, …, .9, .99. The mean over answers is the share expected by those who
/// answer, not a forecast before it is calibrated ([`calibration`](super::calibration)). Absent off
/// the scale.
///
/// ```
/// use plaudit_core::outcomes::juster;
/// assert_eq!([0, 1, 9, 10].map(juster), [Some(0.01), Some(0.1), Some(0.9), Some(0.99)]);
/// assert_eq!(juster(11), None);
/// ```
#[must_use]
pub fn juster(score: i32) -> Option<f64> {
    match score {
        0 => Some(0.01),
        1..=9 => Some(f64::from(score) / 10.0),
        10 => Some(0.99),
        _ => None,
    }
}
