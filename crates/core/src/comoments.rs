//! What the driver models and the path model of a survey need: which answers were given together,
//! summed by respondent group.
//!
//! A [`Plan`] follows from a version's models. A response becomes a row of [`Rows`]: its
//! respondent group and a byte for the answer to each question of the models, which is cheap to
//! write down. Rows become [`Comoments`]: by version and group the co-moments of the columns, by
//! version the joint counts of each driver and its outcome. [`Month`] is how they are kept: rows
//! where they are fewer bytes, sums where those are. [`Comoments::model`] reads what an analysis of
//! one outcome needs, [`Comoments::path_model`] what a path model does.
//!
//! All of them are abelian groups, and becoming a sum is a homomorphism: any order and any split of
//! the responses gives the same co-moments, to the last unit.

mod joint;
mod model;
mod month;
mod paths;
mod plan;
mod rows;
mod sums;
#[cfg(test)]
mod tests;

pub use joint::Joint;
pub use model::{Driver, Model};
pub use month::Month;
pub use paths::PathSums;
pub use plan::{Asked, Pair, Plan, low_and_high};
pub use rows::Rows;
pub use sums::{Comoments, OfVersion};

/// Co-moments that cannot be of the survey version they are kept for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("co-moments do not fit the models of version {version}")]
pub struct Mismatch {
    /// Number of the version.
    pub version: u32,
}
