//! Shares of teams, by the beta-binomial distribution.

use super::rank::Posterior;
use super::{Shrunk, dirichlet_multinomial};
use crate::estimate::Level;
use crate::interval::{beta_quantile, wilson};

/// Shares of teams, drawn towards their common share.
#[derive(Clone, Debug, PartialEq)]
pub struct Shares {
    /// The parameters (α, β) of the distribution of the teams' shares; absent when the teams do not
    /// differ beyond chance, and each then has the common share.
    pub prior: Option<(f64, f64)>,
    /// The common share: α/(α + β), or that of all answers.
    pub common: f64,
    /// One a team, as shares.
    pub teams: Vec<Shrunk>,
    /// What is known of each team, for [`ranking`](super::ranking); absent with the prior.
    pub posteriors: Option<Vec<Posterior>>,
}

/// The shares of teams that gave `x` of `n` answers each: (α + x)/(α + β + n), with α and β found by
/// maximum likelihood from the teams themselves (empirical Bayes). The intervals are the central parts
/// of Beta(α + x, β + n - x); they do not know that α and β are estimates, which matters below 15
/// teams: see [`hierarchical_shares`](super::hierarchical_shares()).
///
/// Absent without answers, and when x exceeds n.
///
/// ```
/// use plaudit_core::{estimate::Level, teams::shares};
///
/// let x = [0, 18, 8, 46, 8, 13, 9, 31, 14, 8, 29, 24];
/// let n = [47, 148, 119, 810, 211, 196, 148, 215, 207, 97, 256, 360];
/// let teams: Vec<(u64, u64)> = x.into_iter().zip(n).collect();
/// let found = shares(&teams, Level::default()).unwrap();
/// // The hospital without a death is not said to have none: METHODS §8.11.
/// assert_eq!(format!("{:.6}", found.teams[0].value), "0.053286");
/// ```
#[must_use]
pub fn shares(teams: &[(u64, u64)], level: Level) -> Option<Shares> {
    let (x, n) = teams.iter().fold((0, 0), |(x, n): (u64, u64), team| {
        (x.saturating_add(team.0), n.saturating_add(team.1))
    });
    if n == 0 || teams.iter().any(|(x, n)| x > n) {
        return None;
    }
    let counts: Vec<Vec<u64>> = teams.iter().map(|(x, n)| vec![*x, n - x]).collect();
    let Some(alpha) = dirichlet_multinomial(&counts) else {
        let common = x as f64 / n as f64;
        let (lower, upper) = wilson(common, n as f64, level.z());
        let deviation = (common * (1.0 - common) / n as f64).sqrt();
        let team = Shrunk { value: common, deviation, lower, upper, own: 0.0 };
        return Some(Shares {
            prior: None,
            common,
            teams: vec![team; teams.len()],
            posteriors: None,
        });
    };
    let (a, b) = (alpha[0], alpha[1]);
    let shapes = teams.iter().map(|(x, n)| (a + *x as f64, b + (*n - *x) as f64));
    let posteriors: Vec<Posterior> = shapes.map(|(a, b)| Posterior::Beta { a, b }).collect();
    let tail = (1.0 - level.share()) / 2.0;
    let shrunk = |(posterior, (_, n)): (&Posterior, &(u64, u64))| {
        let (value, deviation) = (posterior.mean(), posterior.deviation());
        let (lower, upper) = match *posterior {
            Posterior::Beta { a, b } => {
                (beta_quantile(a, b, tail), beta_quantile(a, b, 1.0 - tail))
            }
            Posterior::Normal { .. } => (value, value),
        };
        Shrunk { value, deviation, lower, upper, own: *n as f64 / (a + b + *n as f64) }
    };
    let teams = posteriors.iter().zip(teams).map(shrunk).collect();
    Some(Shares { prior: Some((a, b)), common: a / (a + b), teams, posteriors: Some(posteriors) })
}
