//! Recounting the responses against the stored tallies.

use crate::{Error, Store, Tenant};

/// The result of a recount.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verification {
    /// Responses recounted.
    pub responses: u64,
    /// Stored tallies compared, folded and unfolded.
    pub tallies: u64,
    /// Where they differ; empty when all is well.
    pub discrepancies: Vec<Discrepancy>,
}

/// A counter whose stored sum is not what the responses give, named for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Discrepancy {
    /// The cell, as `version 1, 2026-03-01, team=north, channel=email`.
    pub cell: String,
    /// The counter, as `recommend: score 9`.
    pub counter: String,
    /// The stored sum.
    pub stored: String,
    /// What the responses give.
    pub recounted: String,
}

#[allow(unused_variables, clippy::todo)]
impl Store {
    /// Recounts the survey's responses and compares them with the stored tallies, in one snapshot.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is no such survey. What cannot be read of its responses and
    /// tallies is a discrepancy.
    pub async fn verify(&self, tenant: &Tenant, survey_id: &str) -> Result<Verification, Error> {
        todo!()
    }
}
