//! Comparisons: of two groups, of many, along an order.
//!
//! | question | answer |
//! |---|---|
//! | how far apart are two means | [`mover`], [`mover_shared`] where respondents are in both; shares as [`agresti_caffo`] published them |
//! | did it hold steady | [`held_steady`] |
//! | what change could have been seen | [`detectable_change`], [`answers_needed`] |
//! | who scores higher, order alone counting | [`brunner_munzel`], [`mann_whitney`], [`kruskal_wallis`] |
//! | by what common odds | [`proportional_odds`], with the check that there are common odds |
//! | with fewer than ten answers in a group | [`fisher`] for shares, [`permutation`] for scores |
//! | did the shape change in any way | [`shape_differs`] |
//! | does the score rise with an ordered exposure | [`linear_trend`] |
//! | how strongly do two ordered answers go together | [`association`] |

mod agresti_caffo;
mod association;
mod equivalence;
mod fisher;
mod mover;
mod ordinal;
mod permutation;
mod planning;
mod proportional;
mod shape;
mod trend;

pub use agresti_caffo::agresti_caffo;
pub use association::{Association, Measured, association};
pub use equivalence::held_steady;
pub use fisher::{Exact, fisher};
pub(crate) use mover::{Side, between};
pub use mover::{mover, mover_shared};
pub use ordinal::{
    BrunnerMunzel, KruskalWallis, MannWhitney, brunner_munzel, kruskal_wallis, mann_whitney,
};
pub use permutation::{Against, DRAWS, Permutation, permutation};
pub use planning::{answers_needed, detectable_change};
pub use proportional::{ProportionalOdds, proportional_odds};
pub use shape::{ChiSquare, shape_differs};
pub use trend::{Trend, linear_trend};

use crate::estimate::Level;

/// A difference with its interval and the p-value of the test that agrees with it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Difference {
    /// Mean of the first minus mean of the second, in the unit of the samples.
    pub value: f64,
    /// Lower limit.
    pub lower: f64,
    /// Upper limit.
    pub upper: f64,
    /// Confidence level of the interval.
    pub level: Level,
    /// The smallest 1 - level at which the interval excludes 0.
    pub p: f64,
}

#[cfg(test)]
mod tests;
