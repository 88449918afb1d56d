//! Teams: small groups beside each other, without fooling oneself.
//!
//! A leaderboard of raw scores puts the smallest teams first and last. Here each team's figure is drawn
//! towards the common one by as much as its answers are few ([`shares`], below 15 teams
//! [`hierarchical_shares`], [`nps`], [`means`]), and its place is told with its uncertainty
//! ([`ranking`], [`rank_intervals`]). Adjust for the work assigned first ([`standardise`]), or the
//! ranking ranks that.

mod dirichlet;
mod hierarchical;
mod homogeneity;
mod means;
mod nps;
mod rank;
mod shares;
mod simultaneous;
mod standardise;

pub use dirichlet::dirichlet_multinomial;
pub use hierarchical::{HierarchicalShares, hierarchical_shares};
pub use homogeneity::{Homogeneity, homogeneity};
pub use means::{Means, james_stein, means};
pub use nps::{NpsTeams, nps};
pub use rank::{Posterior, Ranking, rank_intervals, ranking};
pub use shares::{Shares, shares};
pub use simultaneous::simultaneous_z;
pub use standardise::{Standardised, standardise};

/// A team's figure, drawn towards the common one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shrunk {
    /// The shrunk value.
    pub value: f64,
    /// Its standard deviation.
    pub deviation: f64,
    /// Lower limit.
    pub lower: f64,
    /// Upper limit.
    pub upper: f64,
    /// How much of the value is the team's own, within [0, 1]; the rest is the common one.
    pub own: f64,
}

#[cfg(test)]
mod tests;
