//! Storing responses, each once.

use std::sync::Arc;

use plaudit_core::response::Response;
use plaudit_core::survey::Version;
use plaudit_core::time::Timestamp;

use crate::{Error, Store, Tenant};

/// A response to be stored, with the version that it was checked against.
#[derive(Clone, Debug)]
pub struct Incoming {
    /// The version, which also names the survey.
    pub version: Arc<Version>,
    /// The response.
    pub response: Response,
}

/// What became of one response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// New, and durable.
    Stored,
    /// The same id with the same content is stored already; nothing changed.
    Duplicate,
    /// The same id is stored with other content; nothing changed.
    Conflict,
}

#[allow(unused_variables, clippy::todo)]
impl Store {
    /// Stores those responses of `batch` that are new, together with their tally, in one
    /// transaction. The outcomes are in the order of the batch.
    ///
    /// # Errors
    /// When the database cannot be written; nothing is stored then, unless the connection was lost
    /// at the very end. Sending the same batch again is always right.
    pub async fn submit(
        &self,
        tenant: &Tenant,
        batch: &[Incoming],
        now: Timestamp,
    ) -> Result<Vec<Outcome>, Error> {
        todo!()
    }
}
