//! How rarely a CUSUM signals falsely.

use crate::numeric::crossing;

/// The average run length of the one-sided [`cusum`](super::cusum()) with the reference value `k` and
/// the decision limit `h`, when the true mean of z is `shift` (Siegmund 1985): periods until a signal,
/// (exp(-2Δb) + 2Δb - 1)/(2Δ²) with Δ = shift - k and b = h + 1.166, and b² for Δ = 0. Infinite where
/// it is too large to say. Absent unless k is finite and h finite and at least 0.
///
/// ```
/// use plaudit_core::series::run_length;
///
/// // Montgomery, Statistical Quality Control, §9.1: 938.2 on target and 10.34 at one deviation.
/// assert_eq!(format!("{:.1}", run_length(0.5, 5.0, 0.0).unwrap()), "938.2");
/// assert_eq!(format!("{:.2}", run_length(0.5, 5.0, 1.0).unwrap()), "10.34");
/// ```
#[must_use]
pub fn run_length(k: f64, h: f64, shift: f64) -> Option<f64> {
    if !(k.is_finite() && h.is_finite() && shift.is_finite()) || h < 0.0 {
        return None;
    }
    let (delta, b) = (shift - k, h + 1.166);
    // (exp(-x) + x - 1)/x²·2b² with x = 2Δb; its series where the difference would cancel.
    let x = 2.0 * delta * b;
    let ratio =
        if x.abs() < 1e-4 { 0.5 - x / 6.0 + x * x / 24.0 } else { ((-x).exp_m1() + x) / (x * x) };
    Some(2.0 * b * b * ratio)
}

/// The average run length of the two-sided CUSUM when the true mean of z is `shift`: 1/(1/up + 1/down).
/// Absent where [`run_length`] is.
///
/// ```
/// use plaudit_core::series::run_length_both;
///
/// // Montgomery: 469.1 for h = 5, where the exact figure is 465.
/// assert_eq!(format!("{:.1}", run_length_both(0.5, 5.0, 0.0).unwrap()), "469.1");
/// ```
#[must_use]
pub fn run_length_both(k: f64, h: f64, shift: f64) -> Option<f64> {
    Some(1.0 / (1.0 / run_length(k, h, shift)? + 1.0 / run_length(k, h, -shift)?))
}

/// The decision limit h of the two-sided CUSUM with `k` that, on target, signals falsely every `periods`
/// periods on average. Absent unless k is above 0 and some h up to 1,000 does.
///
/// With many segments watched the false alarms of all add up: for 20 segments a day and one false alarm
/// a year, ask for 365·20 periods.
///
/// ```
/// use plaudit_core::series::decision_limit;
///
/// assert_eq!(format!("{:.2}", decision_limit(0.5, 469.1).unwrap()), "5.00");
/// assert_eq!(format!("{:.2}", decision_limit(0.5, 365.0 * 20.0).unwrap()), "7.73");
/// ```
#[must_use]
pub fn decision_limit(k: f64, periods: f64) -> Option<f64> {
    const MOST: f64 = 1_000.0;
    let least = run_length_both(k, 0.0, 0.0)?;
    if k <= 0.0 || periods.is_nan() || periods < least {
        return None;
    }
    let missing = |h: f64| run_length_both(k, h, 0.0).unwrap_or(f64::INFINITY) - periods;
    let found = crossing(0.0, MOST, missing);
    (found < MOST).then_some(found)
}
