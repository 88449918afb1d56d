//! How much can be seen with how many answers.

use statrs::distribution::{ContinuousCDF, Normal};

use crate::estimate::Level;

/// The smallest true difference that a test at 1 - level finds with the probability `power`, given the
/// standard errors of the two means, in their unit: (z + z of the power)·√(se²+se²). Absent unless the
/// errors are finite and not negative and the power is above one half and below 1.
///
/// ```
/// use plaudit_core::{compare::detectable_change, estimate::Level};
///
/// // Two waves of 100 answers with the variance 0.60: METHODS §2.5 gives 31 points.
/// let se = 100.0 * (0.60_f64 / 100.0).sqrt();
/// let change = detectable_change(se, se, 0.8, Level::default()).unwrap();
/// assert_eq!(change.round(), 31.0);
/// ```
#[must_use]
pub fn detectable_change(se_a: f64, se_b: f64, power: f64, level: Level) -> Option<f64> {
    let fits = [se_a, se_b].iter().all(|se| se.is_finite() && *se >= 0.0);
    let z = power_z(power)?;
    fits.then(|| (level.z() + z) * se_a.hypot(se_b))
}

/// How many answers give an interval of ± `half_width` around a mean of values with `variance`:
/// z²·variance/half², rounded up; both in the unit of the values. Absent unless both are above 0 and
/// finite.
///
/// ```
/// use plaudit_core::{compare::answers_needed, estimate::Level};
///
/// // An NPS to ± 5 points where 60% promote and 11% do not: METHODS §2.5 gives 753 for 0.49.
/// assert_eq!(answers_needed(0.49 * 100.0 * 100.0, 5.0, Level::default()), Some(753));
/// assert_eq!(answers_needed(0.75, 0.03, Level::default()), Some(3_202));
/// ```
#[must_use]
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
pub fn answers_needed(variance: f64, half_width: f64, level: Level) -> Option<u64> {
    let needed = level.z().powi(2) * variance / (half_width * half_width);
    let fits = variance > 0.0 && half_width > 0.0 && needed < 1e18;
    // Rounding must not ask for one more than the formula.
    fits.then(|| (needed - 1e-9).ceil().max(1.0) as u64)
}

fn power_z(power: f64) -> Option<f64> {
    (power > 0.5 && power < 1.0).then(|| Normal::standard().inverse_cdf(power))
}
