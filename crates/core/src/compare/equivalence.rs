//! Whether something stayed as it was.

use super::mover;
use crate::estimate::Level;
use crate::sample::Sample;

/// Whether the means of `a` and `b` are within `margin` of each other (in the unit of the samples), by
/// two one-sided tests at 1 - level: the interval of level 2·level - 1 lies inside ±`margin`
/// (Schuirmann 1987). At the level 0.95 that is the 90% interval. Absent where [`mover`] is, unless the
/// margin is above 0, and below the level 0.75.
///
/// No reliable difference is not the same as no difference: this says the second.
///
/// ```
/// use plaudit_core::{compare::held_steady, estimate::Level, sample::Sample};
///
/// let nps = |d, passive, p| Sample::new(vec![-100.0, 0.0, 100.0], vec![d, passive, p]).unwrap();
/// let steady = |times: u64| {
///     let (a, b) = (nps(12 * times, 28 * times, 60 * times), nps(13 * times, 27 * times, 60 * times));
///     held_steady(&a, &b, 5.0, Level::default()).unwrap()
/// };
/// assert!(!steady(1)); // 48 and 47 of a hundred answers each
/// assert!(steady(40));
/// ```
#[must_use]
pub fn held_steady(a: &Sample, b: &Sample, margin: f64, level: Level) -> Option<bool> {
    if margin.is_nan() || margin <= 0.0 {
        return None;
    }
    let difference = mover(a, b, Level::new(2.0 * level.share() - 1.0)?)?;
    Some(-margin < difference.lower && difference.upper < margin)
}
