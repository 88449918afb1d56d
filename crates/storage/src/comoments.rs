//! Co-moments of driver models: how they are stored, folded and read.

mod folding;
mod months;

use std::fmt::Display;
use std::ops::RangeInclusive;

use plaudit_core::comoments::{Comoments, Mismatch, Month, Rows};
use plaudit_core::response::Response;
use plaudit_core::survey::Version;
use plaudit_core::time::Day;
use plaudit_proto::convert::BadComoments;
use plaudit_proto::v1;
use prost::Message;

use crate::scan::{Reader, Versions};
use crate::transaction::{Snapshot, within};
use crate::{Error, Store, Tenant};
use months::Months;

/// Whether a response counts.
pub type Keep<'a> = dyn Fn(&Version, &Response) -> bool + Send + Sync + 'a;

/// One statement, so that folded and unfolded sums are of one snapshot.
pub(crate) const ALL: &str = "
SELECT month, comoments FROM comoment_month
WHERE tenant_id = $1 AND survey_id = $2 AND month BETWEEN $3 AND $4
UNION ALL
SELECT month, comoments FROM comoment_delta
WHERE tenant_id = $1 AND survey_id = $2 AND month BETWEEN $3 AND $4";

impl Store {
    /// The co-moments of the survey's responses of these days, up to the last one acknowledged, in one
    /// snapshot. Empty when no version has driver models.
    ///
    /// Whole months are read from what is stored for them. The responses themselves are read for the
    /// days of other months, and with `keep`, which names the responses that count, for all days.
    ///
    /// # Errors
    /// [`Error::Corrupt`] when what is stored cannot be read, or when the database cannot.
    pub async fn comoments(
        &self,
        tenant: &Tenant,
        survey_id: &str,
        days: RangeInclusive<Day>,
        keep: Option<&Keep<'_>>,
    ) -> Result<Comoments, Error> {
        let mut snapshot = self.snapshot().await?;
        let versions = Versions::read(&mut snapshot, tenant, survey_id).await?;
        if !versions.have_models() {
            return Ok(Comoments::default());
        }
        let Months { whole, parts } = Months::of(days, keep.is_some());
        let mut month = Month::default();
        if let Some(whole) = whole {
            let rows = stored(&mut snapshot, tenant, survey_id, &whole).await?;
            for (first, bytes) in rows {
                add(&mut month, &bytes).map_err(|reason| corrupt(survey_id, first, reason))?;
            }
        }
        let of_survey =
            |reason| Error::corrupt(format_args!("the co-moments of survey {survey_id}"), reason);
        let total = month.total(|number| versions.plan(number));
        let mut sums = total.map_err(of_survey)?;
        for days in parts {
            let mut outcome = Ok(());
            let reader = Reader::new(tenant, survey_id, days);
            let count = |version: &Version, response: Response| {
                if outcome.is_ok() && keep.is_none_or(|keep| keep(version, &response)) {
                    outcome = sums.add(version, &response);
                }
            };
            versions.scan(&mut snapshot, reader, count).await?;
            outcome.map_err(of_survey)?;
        }
        Ok(sums)
    }
}

/// What is stored for these months, named by their first days.
async fn stored(
    snapshot: &mut Snapshot,
    tenant: &Tenant,
    survey_id: &str,
    months: &RangeInclusive<Day>,
) -> Result<Vec<(i32, Vec<u8>)>, Error> {
    Ok(within!(snapshot, tx => {
        sqlx::query_as(ALL)
            .bind(tenant.as_str())
            .bind(survey_id)
            .bind(months.start().epoch_days())
            .bind(months.end().epoch_days())
            .fetch_all(&mut **tx)
            .await?
    }))
}

/// Why stored co-moments cannot be added.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Unreadable {
    #[error(transparent)]
    Bytes(#[from] prost::DecodeError),
    #[error(transparent)]
    Comoments(#[from] BadComoments),
    #[error(transparent)]
    Mismatch(#[from] Mismatch),
}

/// Co-moments as they are stored.
pub(crate) fn encode(month: &Month) -> Vec<u8> {
    v1::Comoments::from(month).encode_to_vec()
}

/// The answers of one response to the questions of driver models as they are stored; empty when there are
/// none. Such bytes laid end to end are those of all of them.
pub(crate) fn encode_row(version: &Version, response: &Response) -> Vec<u8> {
    let mut rows = Rows::default();
    rows.add(version, response);
    if rows.is_empty() { Vec::new() } else { encode(&rows.into()) }
}

/// Adds stored co-moments to `month`, which must be dropped when that fails.
pub(crate) fn add(month: &mut Month, bytes: &[u8]) -> Result<(), Unreadable> {
    Ok(month.merge(v1::Comoments::decode(bytes)?.try_into()?)?)
}

/// The co-moments of a month of `survey_id` cannot be read.
fn corrupt(survey_id: &str, first: i32, reason: impl Display) -> Error {
    let month = month_name(first);
    Error::corrupt(format_args!("the co-moments of survey {survey_id}, {month}"), reason)
}

/// A month as `2026-03`, by its first day.
pub(crate) fn month_name(first: i32) -> String {
    Day::from_epoch_days(first).map_or_else(
        || format!("the month of day {first}"),
        |day| day.to_string().trim_end_matches("-01").to_owned(),
    )
}
