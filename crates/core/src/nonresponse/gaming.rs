//! Agents who invite another share of their customers than the rest.

use statrs::distribution::{Binomial, DiscreteCDF};

use crate::multiplicity::benjamini_hochberg;

/// How an agent invites.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Invitations {
    /// Invited over eligible.
    pub rate: f64,
    /// The limits of the p-chart: the rate of all ± 3√(p(1 − p)/eligible), cut to [0, 1].
    pub limits: (f64, f64),
    /// Distance from the rate of all in standard errors; negative for who invites too few.
    pub z: f64,
    /// p-value: twice the smaller tail of the binomial distribution, at most 1.
    pub p: f64,
    /// The same adjusted by Benjamini and Hochberg over the agents.
    pub adjusted_p: f64,
}

impl Invitations {
    /// Whether the rate is beyond a limit: ask how customers are chosen before trusting the score.
    #[must_use]
    pub fn is_unusual(&self) -> bool {
        self.rate < self.limits.0 || self.rate > self.limits.1
    }
}

/// The p-chart of invitation rates, from (invited, eligible) by agent: who sends the survey to happy
/// customers alone invites fewer. An agent without eligible customers has no figure. Absent where
/// someone invited more than were eligible, and where all or none were invited.
///
/// ```
/// use plaudit_core::nonresponse::invitations;
///
/// let agents = [(80, 100), (95, 110), (60, 75), (30, 70), (88, 100)];
/// let found = invitations(&agents).unwrap();
/// let unusual: Vec<bool> = found.iter().map(|agent| agent.unwrap().is_unusual()).collect();
/// assert_eq!(unusual, [false, false, false, true, false]);
/// assert_eq!(format!("{:.6}", found[3].unwrap().z), "-6.966565"); // SciPy
/// ```
#[must_use]
pub fn invitations(agents: &[(u64, u64)]) -> Option<Vec<Option<Invitations>>> {
    let invited: f64 = agents.iter().map(|(invited, _)| *invited as f64).sum();
    let eligible: f64 = agents.iter().map(|(_, eligible)| *eligible as f64).sum();
    let all = invited / eligible;
    if agents.iter().any(|(invited, eligible)| invited > eligible) || !(all > 0.0 && all < 1.0) {
        return None;
    }
    let mut found: Vec<Option<Invitations>> = agents
        .iter()
        .map(|&(invited, eligible)| {
            let chance = Binomial::new(all, eligible).ok().filter(|_| eligible > 0)?;
            let rate = invited as f64 / eligible as f64;
            let error = (all * (1.0 - all) / eligible as f64).sqrt();
            let above = if invited == 0 { 1.0 } else { chance.sf(invited - 1) };
            let p = (2.0 * chance.cdf(invited).min(above)).min(1.0);
            let limits = ((all - 3.0 * error).max(0.0), (all + 3.0 * error).min(1.0));
            Some(Invitations { rate, limits, z: (rate - all) / error, p, adjusted_p: p })
        })
        .collect();
    let p: Vec<f64> = found.iter().flatten().map(|agent| agent.p).collect();
    for (agent, p) in found.iter_mut().flatten().zip(benjamini_hochberg(&p)) {
        agent.adjusted_p = p;
    }
    Some(found)
}
