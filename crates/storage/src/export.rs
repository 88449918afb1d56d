//! Reading the responses themselves.

use std::ops::RangeInclusive;

use futures::Stream;
use plaudit_core::response::Submission;
use plaudit_core::time::Day;

use crate::{Error, Store, Tenant};

/// A stored response, as it was submitted.
#[derive(Clone, Debug, PartialEq)]
pub struct Exported {
    /// Number of the version that it answers.
    pub version: u32,
    /// The response.
    pub submission: Submission,
}

#[allow(unused_variables)]
impl Store {
    /// The survey's responses of these days in one snapshot, ordered by time and id, in chunks of up
    /// to 1,000. Nothing is read before the first chunk is asked for; the snapshot is held until the
    /// stream ends or is dropped.
    pub fn export(
        &self,
        tenant: &Tenant,
        survey_id: &str,
        days: RangeInclusive<Day>,
    ) -> impl Stream<Item = Result<Vec<Exported>, Error>> + Send + use<> {
        futures::stream::empty()
    }
}
