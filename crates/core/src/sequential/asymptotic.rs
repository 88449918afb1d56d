//! The asymptotic confidence sequence (Waudby-Smith, Arbour, Sinha, Kennedy & Ramdas 2024).

use crate::estimate::Level;
use crate::numeric::crossing;

/// Half the width of the band around a mean of `n` answers, in their unit:
/// σ·√(2(nρ² + 1)/(n²ρ²)·ln(√(nρ² + 1)/α)), with ρ² = [`tightest`]/`tuned_for`, so that the band is
/// tightest at that many answers, chosen before looking.
///
/// `deviation` is the standard deviation of the values; `n` may be an effective number of answers.
/// Absent below 30 answers, where the theory does not reach, and unless the others are above 0.
///
/// ```
/// use plaudit_core::{estimate::Level, sequential::asymptotic_half_width};
///
/// // METHODS §8.10: variance .4896, tuned for 500, at 1,000 answers: .067797.
/// let half = asymptotic_half_width(0.4896_f64.sqrt(), 1_000.0, 500.0, Level::default()).unwrap();
/// assert_eq!(format!("{half:.6}"), "0.067797");
/// ```
#[must_use]
pub fn asymptotic_half_width(deviation: f64, n: f64, tuned_for: f64, level: Level) -> Option<f64> {
    const FROM: f64 = 30.0;
    let fits = deviation >= 0.0 && n >= FROM && n.is_finite() && tuned_for > 0.0;
    let scaled = n * tightest(level) / tuned_for; // nρ²
    let log = ((scaled + 1.0).sqrt() / (1.0 - level.share())).ln();
    let half = deviation * (2.0 * (scaled + 1.0) / (n * scaled) * log).sqrt();
    (fits && half.is_finite()).then_some(half)
}

/// The nρ² at which the band is tightest: -W₋₁(-α²/e) - 1, W₋₁ the lower branch of Lambert's function.
///
/// ```
/// use plaudit_core::{estimate::Level, sequential::tightest};
///
/// assert_eq!(format!("{:.6}", tightest(Level::default())), "8.211968");
/// ```
#[must_use]
pub fn tightest(level: Level) -> f64 {
    // y = -W solves ln y - y = 2 ln α - 1 with y > 1; the left side falls from -1.
    let target = 2.0 * (1.0 - level.share()).ln() - 1.0;
    crossing(1.0, 1e3, |y| target - (y.ln() - y)) - 1.0
}
