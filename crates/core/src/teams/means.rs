//! Means of teams, by the normal distribution.

use super::Shrunk;
use crate::estimate::Level;
use crate::numeric::crossing;

/// Means of teams, drawn towards the common mean.
#[derive(Clone, Debug, PartialEq)]
pub struct Means {
    /// Variance of the true means of the teams, in their unit squared; 0 when the teams do not differ
    /// beyond chance.
    pub between: f64,
    /// The common mean.
    pub common: f64,
    /// One a team.
    pub teams: Vec<Shrunk>,
}

/// The means of teams, each given with its variance above 0: common + B·(mean - common) with B =
/// τ²/(τ² + variance), where τ² makes Σ (mean - common)²/(τ² + variance) its expectation, teams - 1
/// (Paule & Mandel 1982), and the common mean weighs by 1/(τ² + variance). The posterior variance is
/// B·variance and what the common mean is not known by. Absent below two teams and where a number is
/// not finite or a variance not above 0.
///
/// ```
/// use plaudit_core::{estimate::Level, teams::means};
///
/// let found = means(&[(8.1, 0.01), (7.4, 0.01), (6.2, 1.0)], Level::default()).unwrap();
/// // The third is known least and moves most.
/// assert!(found.teams[2].own < 0.5 && found.teams[0].own > 0.9);
/// ```
#[must_use]
pub fn means(teams: &[(f64, f64)], level: Level) -> Option<Means> {
    let usable = |(mean, v): &(f64, f64)| mean.is_finite() && v.is_finite() && *v > 0.0;
    if teams.len() < 2 || !teams.iter().all(usable) {
        return None;
    }
    let common = |between: f64| {
        let weight = |v: f64| 1.0 / (between + v);
        let sum: f64 = teams.iter().map(|(_, v)| weight(*v)).sum();
        (teams.iter().map(|(mean, v)| mean * weight(*v)).sum::<f64>() / sum, 1.0 / sum)
    };
    let excess = |between: f64| {
        let (centre, _) = common(between);
        let each = teams.iter().map(|(mean, v)| (mean - centre).powi(2) / (between + v));
        each.sum::<f64>() - (teams.len() as f64 - 1.0)
    };
    let between = if excess(0.0) <= 0.0 {
        0.0
    } else {
        let centre = common(0.0).0;
        let most: f64 = teams.iter().map(|(mean, _)| (mean - centre).powi(2)).sum();
        crossing(0.0, 2.0 * most, |between| -excess(between))
    };
    let (centre, uncertainty) = common(between);
    let shrunk = |(mean, v): &(f64, f64)| {
        let own = between / (between + v);
        let value = centre + own * (mean - centre);
        let deviation = (own * v + (1.0 - own).powi(2) * uncertainty).sqrt();
        let half = level.z() * deviation;
        Shrunk { value, deviation, lower: value - half, upper: value + half, own }
    };
    Some(Means { between, common: centre, teams: teams.iter().map(shrunk).collect() })
}
