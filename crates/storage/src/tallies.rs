//! Reading tallies.

use std::fmt::Display;
use std::ops::RangeInclusive;

use futures::TryStreamExt;
use plaudit_core::response::Response;
use plaudit_core::survey::{Segment, Version};
use plaudit_core::tally::{Cell, Grain, Row, Tally};
use plaudit_core::time::{Day, Interval};
use plaudit_proto::convert::{BadTally, StoredTally};
use plaudit_proto::v1;
use prost::Message;

use crate::scan::{Reader, Versions};
use crate::transaction::reading;
use crate::{Error, Store, Tenant};

/// One statement, so that folded and unfolded sums are of one snapshot. $5 is the first day of the first
/// month.
const READ: &str = "
SELECT month AS day, tally FROM tally_month
WHERE tenant_id = $1 AND survey_id = $2 AND month BETWEEN $5 AND $4
UNION ALL
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
        let [tally] = self.tally_seen(tenant, survey_id, days, [Grain::default()]).await?;
        Ok(tally)
    }

    /// As [`tally`](Self::tally), seen through each of `grains`: all of one snapshot, and without making
    /// the cells that none of them tells apart.
    ///
    /// # Errors
    /// As [`tally`](Self::tally).
    pub async fn tally_seen<const N: usize>(
        &self,
        tenant: &Tenant,
        survey_id: &str,
        days: RangeInclusive<Day>,
        grains: [Grain; N],
    ) -> Result<[Tally; N], Error> {
        let mut views = grains.map(|grain| (grain, Tally::default()));
        reading!(self, pool => {
            let mut rows = sqlx::query_as::<_, (i32, Vec<u8>)>(READ)
                .bind(tenant.as_str())
                .bind(survey_id)
                .bind(days.start().epoch_days())
                .bind(days.end().epoch_days())
                .bind(days.start().start_of(Interval::Month).epoch_days())
                .fetch(pool);
            while let Some((day, bytes)) = rows.try_next().await? {
                StoredTally::decode(&bytes)
                    .and_then(|tally| tally.read(&days, &mut views))
                    .map_err(|reason| corrupt(survey_id, day, reason))?;
            }
        });
        Ok(views.map(|(_, sum)| sum))
    }
}

impl Store {
    /// As [`tally_seen`](Self::tally_seen), had each version declared the segments of `also`, too: counted
    /// anew from the responses, which costs as much as there are, in memory for the cells alone.
    ///
    /// # Errors
    /// [`Error::Corrupt`] when a stored response cannot be read, or when the database cannot.
    pub async fn tally_scanned<const N: usize>(
        &self,
        tenant: &Tenant,
        survey_id: &str,
        days: RangeInclusive<Day>,
        also: &[Segment],
        grains: [Grain; N],
    ) -> Result<[Tally; N], Error> {
        let mut views = grains.map(|grain| (grain, Tally::default()));
        let mut outcome = Ok(());
        let count = |version: &Version, response: Response| {
            let (cell, row) = (Cell::of(&response), Row::of(version, &response));
            for (grain, sum) in &mut views {
                outcome = outcome.clone().and(sum.add_row(grain.cell(cell.clone()), &row));
            }
        };
        let mut snapshot = self.snapshot().await?;
        let versions = Versions::read(&mut snapshot, tenant, survey_id).await?.declaring(also);
        versions.scan(&mut snapshot, Reader::new(tenant, survey_id, days), count).await?;
        outcome.map_err(|mismatch| Error::corrupt(format_args!("survey {survey_id}"), mismatch))?;
        Ok(views.map(|(_, sum)| sum))
    }
}

/// Reads a stored tally, or the sum of several laid end to end.
pub(crate) fn decode(bytes: &[u8]) -> Result<Tally, BadTally> {
    StoredTally::decode(bytes)?.sum()
}

/// A tally as it is stored when it was folded.
pub(crate) fn encode_folded(tally: &Tally) -> Vec<u8> {
    v1::Tally::packed(tally).encode_to_vec()
}

/// A tally of few cells as it is stored.
pub(crate) fn encode(tally: &Tally) -> Vec<u8> {
    v1::Tally::from(tally).encode_to_vec()
}

/// The tally of one response as it is stored. Such bytes laid end to end are the tally of all of them.
pub(crate) fn encode_row(version: &Version, response: Response) -> Vec<u8> {
    let row = Row::of(version, &response);
    v1::TallyRow::new(response.into(), &row).encode_tally()
}

/// A tally of `survey_id` and `day` cannot be read.
pub(crate) fn corrupt(survey_id: &str, day: i32, reason: impl Display) -> Error {
    let day = Day::from_epoch_days(day).map_or_else(|| day.to_string(), |day| day.to_string());
    Error::corrupt(format_args!("a tally of survey {survey_id}, {day}"), reason)
}
