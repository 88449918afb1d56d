//! Several groups of stakeholders, none of them drowned by a larger one.

use crate::estimate::Level;
use crate::multiplicity::sidak_level;

/// A mean over groups, and the lowest of them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MacroAverage {
    /// Σ a·value, a the weights of the groups.
    pub value: f64,
    /// Its standard error.
    pub error: f64,
    /// Position of the group with the lowest value.
    pub lowest: usize,
    /// Limits of the lowest value at Šidák's level, which hold for all groups together.
    pub lowest_limits: (f64, f64),
}

/// The average of groups (value, standard error) by weights, which are scaled to sum to 1: equal ones
/// give each group the same say, populations that of its people. Publish all groups beside it. Absent
/// without groups, and unless each has one weight of 0 or more.
///
/// ```
/// use plaudit_core::{corrected::macro_average, estimate::Level};
///
/// let groups = [(0.82, 0.03), (0.60, 0.06), (0.71, 0.05)];
/// let all = macro_average(&groups, &[1.0; 3], Level::default()).unwrap();
/// assert_eq!(format!("{:.2} {:.6}", all.value, all.error), "0.71 0.027889"); // METHODS §8.14
/// assert_eq!(all.lowest, 1);
/// ```
#[must_use]
pub fn macro_average(groups: &[(f64, f64)], weights: &[f64], level: Level) -> Option<MacroAverage> {
    let sum: f64 = weights.iter().sum();
    let fits = groups.len() == weights.len()
        && weights.iter().all(|w| *w >= 0.0)
        && groups.iter().all(|(value, error)| value.is_finite() && *error >= 0.0);
    if !fits || !sum.is_finite() || sum <= 0.0 {
        return None;
    }
    let pairs = || groups.iter().zip(weights).map(|(group, w)| (group, w / sum));
    let value = pairs().map(|((value, _), a)| a * value).sum();
    let variance: f64 = pairs().map(|((_, error), a)| (a * error).powi(2)).sum();
    let (lowest, (least, error)) =
        groups.iter().enumerate().min_by(|(_, a), (_, b)| a.0.total_cmp(&b.0))?;
    let half = sidak_level(groups.len(), level)?.z() * error;
    let lowest_limits = (least - half, least + half);
    Some(MacroAverage { value, error: variance.sqrt(), lowest, lowest_limits })
}
