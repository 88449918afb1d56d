//! What a better score on some drivers would go with.

use super::Regression;
use crate::Interval;
use crate::estimate::Level;
use crate::scale::{Direction, Scale};
use crate::student;

/// Why a scenario is refused.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum ScenarioError {
    /// There is not one change for each driver of the regression.
    #[error("{given} changes for {drivers} drivers")]
    OneEach {
        /// Changes given.
        given: usize,
        /// Drivers.
        drivers: usize,
    },
    /// A change is not a finite number.
    #[error("the change of driver {driver} is not a number")]
    NotFinite {
        /// Position of the driver.
        driver: usize,
    },
    /// A change is larger than what teams were ever seen to differ by.
    #[error("a change of {change} goes beyond the standard deviation {limit} between teams")]
    Extrapolates {
        /// The change.
        change: f64,
        /// Standard deviation of the team means.
        limit: f64,
    },
}

/// What is left of a change by `delta` when scores stop at `min` and `max`:
/// the mean of clamp(x + δ) − x, in points, from counts by score. Absent without answers.
///
/// ```
/// // Half answered 9 of 10, half 10: one point more moves the mean by half a point.
/// let left = plaudit_core::drivers::capped_change(&[(9, 50), (10, 50)], (1, 10), 1.0);
/// assert_eq!(left, Some(0.5));
/// ```
#[must_use]
pub fn capped_change(counts: &[(i32, u64)], (min, max): (i32, i32), delta: f64) -> Option<f64> {
    let n: u64 = counts.iter().map(|(_, count)| count).sum();
    if n == 0 || !delta.is_finite() || min > max {
        return None;
    }
    let moved = |score: i32| {
        let score = f64::from(score);
        (score + delta).clamp(f64::from(min), f64::from(max)) - score
    };
    Some(counts.iter().map(|(score, count)| moved(*score) * *count as f64).sum::<f64>() / n as f64)
}

/// What is left of one point more towards the good end of `scale` when scores stop there, in points:
/// 0 to 1. `counts` are those of the scores from the lowest. Absent without answers, and when nobody
/// gave the best answer: beyond the scores that were seen nothing is known (METHODS §4.5).
///
/// ```
/// use plaudit_core::{drivers::one_point_more, scale::Scale};
/// let scale = Scale::new(1, 3);
/// assert_eq!(one_point_more(&[2, 1, 1], &scale), Some(0.75));
/// assert_eq!(one_point_more(&[2, 1, 0], &scale), None);
/// ```
#[must_use]
pub fn one_point_more(counts: &[u64], scale: &Scale) -> Option<f64> {
    let (best, delta) = match scale.direction {
        Direction::HigherIsBetter => (counts.last(), 1.0),
        Direction::LowerIsBetter => (counts.first(), -1.0),
    };
    if counts.len() != scale.len() || best.is_none_or(|count| *count == 0) {
        return None;
    }
    let counts: Vec<(i32, u64)> = scale.scores().zip(counts.iter().copied()).collect();
    Some(capped_change(&counts, (scale.min, scale.max), delta)? * delta)
}

/// What changes of drivers would go with, if the association were fully causal:
/// Δy = Σ b_j·δ_j with standard error √(δᵀV(b)δ), where `changes` are the effective changes of all
/// drivers of `regression` in order ([`capped_change`]), clamped to ± `range`, the width of the
/// outcome's scale (METHODS §4.5). `limits` are the standard deviations of team means, one a driver;
/// larger changes are refused. For an NPS regress the ±1 column and multiply by 100.
///
/// # Errors
/// When there is not one change and limit a driver, or a change extrapolates.
///
/// ```
/// use plaudit_core::{drivers::{regress, what_if}, estimate::Level, moments::Moments};
/// let mut moments = Moments::zero(2);
/// for (y, x) in [(3, 1), (5, 2), (6, 3), (8, 4), (9, 5)] {
///     assert!(moments.add(&[y, x]));
/// }
/// let fit = regress(&moments.centred().unwrap(), 0, &[1]).unwrap();
/// let found = what_if(&fit, &[0.5], &[None], 9.0, Level::default()).unwrap();
/// assert!((found.value - 0.75).abs() < 1e-12);
/// ```
pub fn what_if(
    regression: &Regression,
    changes: &[f64],
    limits: &[Option<f64>],
    range: f64,
    level: Level,
) -> Result<Interval, ScenarioError> {
    let drivers = regression.slopes.len();
    for list in [changes.len(), limits.len()] {
        if list != drivers {
            return Err(ScenarioError::OneEach { given: list, drivers });
        }
    }
    for (driver, (change, limit)) in changes.iter().zip(limits).enumerate() {
        if !change.is_finite() {
            return Err(ScenarioError::NotFinite { driver });
        }
        if let Some(limit) = limit.filter(|limit| change.abs() > *limit) {
            return Err(ScenarioError::Extrapolates { change: *change, limit });
        }
    }
    let value: f64 =
        regression.slopes.iter().zip(changes).map(|(slope, change)| slope.b * change).sum();
    let variance: f64 = (0..drivers)
        .flat_map(|i| (0..drivers).map(move |j| (i, j)))
        .map(|(i, j)| changes[i] * changes[j] * regression.covariance(i, j).unwrap_or(0.0))
        .sum();
    let half = student::quantile(level, regression.df as f64) * variance.max(0.0).sqrt();
    let within = |x: f64| if range > 0.0 { x.clamp(-range, range) } else { x };
    Ok(Interval { value: within(value), lower: within(value - half), upper: within(value + half) })
}
