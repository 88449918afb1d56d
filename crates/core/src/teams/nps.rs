//! Net promoter scores of teams, by the Dirichlet-multinomial distribution.

use super::{Shrunk, dirichlet_multinomial};
use crate::estimate::Level;

/// Scores of teams, drawn towards the common one.
#[derive(Clone, Debug, PartialEq)]
pub struct NpsTeams {
    /// Parameters for detractors, passives, promoters; absent when the teams do not differ beyond
    /// chance, and each then has the common score.
    pub prior: Option<[f64; 3]>,
    /// One a team, within [-1, 1].
    pub teams: Vec<Shrunk>,
}

/// The scores of teams with these detractors, passives and promoters, in [-1, 1]: m = (α_P + P - α_D -
/// D)/(A + n) with the variance ((α_P + P + α_D + D)/(A + n) - m²)/(A + n + 1) and the interval m ±
/// z·deviation. Absent without answers.
///
/// ```
/// use plaudit_core::{estimate::Level, teams::nps};
///
/// let teams = [[2, 3, 15], [1, 0, 4], [6, 8, 26], [0, 1, 2], [9, 10, 11], [3, 9, 48], [4, 4, 4], [30, 60, 210]];
/// let found = nps(&teams, Level::default()).unwrap();
/// assert_eq!(format!("{:.6}", found.teams[0].value), "0.550805"); // METHODS §8.11; raw it is 0.65
/// ```
#[must_use]
pub fn nps(teams: &[[u64; 3]], level: Level) -> Option<NpsTeams> {
    let all = teams
        .iter()
        .fold([0_u64; 3], |sum, team| [0, 1, 2].map(|k| sum[k].saturating_add(team[k])));
    if all.iter().all(|n| *n == 0) {
        return None;
    }
    let counts: Vec<Vec<u64>> = teams.iter().map(|team| team.to_vec()).collect();
    let prior: Option<[f64; 3]> = dirichlet_multinomial(&counts).and_then(|a| a.try_into().ok());
    let posterior = |d: f64, passive: f64, p: f64, own: f64| {
        let sum = d + passive + p;
        let value = (p - d) / sum;
        let deviation = (((p + d) / sum - value * value).max(0.0) / (sum + 1.0)).sqrt();
        let half = level.z() * deviation;
        let (lower, upper) = ((value - half).max(-1.0), (value + half).min(1.0));
        Shrunk { value, deviation, lower, upper, own }
    };
    let shrunk = |team: &[u64; 3]| match prior {
        Some([d, passive, p]) => {
            let [x, y, z] = team.map(|n| n as f64);
            let n = x + y + z;
            posterior(d + x, passive + y, p + z, n / (d + passive + p + n))
        }
        None => {
            let [x, y, z] = all.map(|n| n as f64);
            posterior(x, y, z, 0.0)
        }
    };
    Some(NpsTeams { prior, teams: teams.iter().map(shrunk).collect() })
}
