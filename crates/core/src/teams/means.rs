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

/// The means of teams that all have the same `variance`, by James and Stein: common + c·(mean -
/// common) with c = 1 - (k - 3)·variance/Σ (mean - common)², not below 0 (Efron & Morris 1977). It is
/// better in total than the raw means for four teams or more; use [`means`] unless the variances are
/// equal. Returns c and the values. Absent below four teams, and unless the variance is above 0.
///
/// ```
/// use plaudit_core::teams::james_stein;
///
/// // Batting averages after 45 at bats, METHODS §8.11: c = .212, Clemente .294 instead of .400.
/// let hits = [18, 17, 16, 15, 14, 14, 13, 12, 11, 11, 10, 10, 10, 10, 10, 9, 8, 7];
/// let means = hits.map(|hits| f64::from(hits) / 45.0);
/// let common = means.iter().sum::<f64>() / 18.0;
/// let (c, found) = james_stein(&means, common * (1.0 - common) / 45.0).unwrap();
/// assert_eq!(format!("{c:.3} {:.3} {:.3}", found[0], found[17]), "0.212 0.294 0.242");
/// ```
#[must_use]
pub fn james_stein(means: &[f64], variance: f64) -> Option<(f64, Vec<f64>)> {
    let k = means.len() as f64;
    let common = means.iter().sum::<f64>() / k;
    let squares: f64 = means.iter().map(|mean| (mean - common).powi(2)).sum();
    if means.len() < 4 || !common.is_finite() || variance.is_nan() || variance <= 0.0 {
        return None;
    }
    let c = (1.0 - (k - 3.0) * variance / squares).max(0.0);
    Some((c, means.iter().map(|mean| common + c * (mean - common)).collect()))
}
