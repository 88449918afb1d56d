//! Reading tallies.

use std::ops::RangeInclusive;

use plaudit_core::tally::Tally;
use plaudit_core::time::Day;

use crate::{Error, Store, Tenant};

#[allow(unused_variables, clippy::todo)]
impl Store {
    /// The sums of the survey's responses of these days, up to the last one acknowledged. Empty when
    /// there are none.
    ///
    /// # Errors
    /// [`Error::Corrupt`] when a stored tally cannot be read, or when the database cannot.
    pub async fn tally(
        &self,
        tenant: &Tenant,
        survey_id: &str,
        days: RangeInclusive<Day>,
    ) -> Result<Tally, Error> {
        todo!()
    }
}
