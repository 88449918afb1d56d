//! Drivers: what satisfaction goes with, and how strongly (METHODS §4).
//!
//! Everything here is computed from one [`Centred`](crate::moments::Centred) matrix of co-moments:
//! the regression with its diagnostics, the Shapley shares of explained variation, and what is
//! derived from them. Standard errors that respect repeat respondents come from the
//! [`jackknife`](crate::jackknife). All of it is association; [`wording`] says what may be called
//! more.
//!
//! | question | function |
//! |---|---|
//! | all of it, with intervals, from stored co-moments | [`analyse`] |
//! | which drivers carry the explained variation | [`lmg`], [`johnson`] beyond 20 drivers, [`owen`] for drivers in groups |
//! | how many points of the outcome per point of a driver | [`regress`] |
//! | where to act first | [`importance_performance`] |
//! | does it punish, reward, or both | [`penalty_reward`], [`contrasts`] from stored co-moments |
//! | what would one more point go with | [`one_point_more`], [`what_if`] for several drivers |
//! | are the items one scale | [`reliability`], [`composite`] |
//! | the ECSI/ACSI model | [`path_model`] |
//!
//! ```
//! use plaudit_core::{drivers, moments::Moments};
//!
//! // Satisfaction, speed and friendliness of five customers.
//! let mut moments = Moments::zero(3);
//! for row in [[9, 8, 9], [7, 7, 6], [3, 2, 5], [8, 9, 8], [5, 6, 4]] {
//!     assert!(moments.add(&row));
//! }
//! let moments = moments.centred().unwrap();
//! let shares = drivers::lmg(&moments, 0, &[1, 2]).unwrap();
//! let fit = drivers::regress(&moments, 0, &[1, 2]).unwrap();
//! assert!((shares.values.iter().sum::<f64>() - fit.r2).abs() < 1e-12);
//! ```

mod analysis;
mod composite;
mod contrasts;
mod diagnostics;
mod groups;
mod johnson;
mod map;
pub mod path_model;
mod penalty;
mod ranks;
mod regression;
mod reliability;
mod robustness;
mod scenario;
mod shapley;
mod system;
pub mod wording;

pub use analysis::{Analysis, AnalysisError, Importance, KeyDriver, Missing, analyse};
pub use composite::{Composite, composite};
pub use contrasts::{Contrast, contrasts};
pub use diagnostics::{Diagnostics, diagnostics};
pub use groups::{lmg_groups, owen};
pub use johnson::johnson;
pub use map::{Map, Point, Quadrant, importance_performance, priority, quadrant_probabilities};
pub use penalty::{Class, PenaltyReward, Side, penalty_reward};
pub use ranks::ranks;
pub use regression::{Regression, Slope, regress};
pub use reliability::{Reliability, reliability};
pub use robustness::robustness_value;
pub use scenario::{ScenarioError, capped_change, one_point_more, what_if};
pub use shapley::{MAX_EXACT, Shapley, lmg, lmg_given};
pub use system::Error;

#[cfg(test)]
mod tests;
