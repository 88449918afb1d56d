//! Reading tallies.

use std::fmt::Display;
use std::ops::RangeInclusive;

use futures::TryStreamExt;
use plaudit_core::response::Response;
use plaudit_core::survey::Version;
use plaudit_core::tally::{Cell, Row, Tally};
use plaudit_core::time::Day;
use plaudit_proto::v1;
use prost::Message;

use crate::transaction::reading;
use crate::{Error, Store, Tenant};

/// One statement, so that folded and unfolded sums are of one snapshot.
const READ: &str = "
SELECT day, tally FROM tally_day
WHERE tenant_id = $1 AND survey_id = $2 AND day BETWEEN $3 AND $4
UNION ALL
SELECT day, tally FROM tally_delta
WHERE tenant_id = $1 AND survey_id = $2 AND day BETWEEN $3 AND $4";

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
        let mut sum = Tally::default();
        reading!(self, pool => {
            let mut rows = sqlx::query_as::<_, (i32, Vec<u8>)>(READ)
                .bind(tenant.as_str())
                .bind(survey_id)
                .bind(days.start().epoch_days())
                .bind(days.end().epoch_days())
                .fetch(pool);
            while let Some((day, bytes)) = rows.try_next().await? {
                add(&mut sum, &bytes).map_err(|reason| corrupt(survey_id, day, reason))?;
            }
        });
        Ok(sum)
    }
}

/// Why a stored tally cannot be added.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Unreadable {
    #[error(transparent)]
    Bytes(#[from] prost::DecodeError),
    #[error(transparent)]
    Tally(#[from] plaudit_proto::convert::BadTally),
}

/// Reads a stored tally.
pub(crate) fn decode(bytes: &[u8]) -> Result<Tally, Unreadable> {
    Ok(v1::Tally::decode(bytes)?.try_into()?)
}

/// A tally as it is stored.
pub(crate) fn encode(tally: &Tally) -> Vec<u8> {
    v1::Tally::from(tally).encode_to_vec()
}

/// The tally of one response as it is stored. Such bytes laid end to end are the tally of all of them.
pub(crate) fn encode_row(version: &Version, response: &Response) -> Vec<u8> {
    let row = v1::TallyRow::new(Cell::of(response), &Row::of(version, response));
    v1::Tally { cells: Vec::new(), rows: vec![row] }.encode_to_vec()
}

/// Adds a stored tally to `sum`, which must be dropped when that fails.
pub(crate) fn add(sum: &mut Tally, bytes: &[u8]) -> Result<(), Unreadable> {
    Ok(v1::Tally::decode(bytes)?.add_to(sum)?)
}

/// A tally of `survey_id` and `day` cannot be read.
pub(crate) fn corrupt(survey_id: &str, day: i32, reason: impl Display) -> Error {
    let day = Day::from_epoch_days(day).map_or_else(|| day.to_string(), |day| day.to_string());
    Error::corrupt(format_args!("a tally of survey {survey_id}, {day}"), reason)
}
