//! Storing other content for a response that is stored already.

use plaudit_core::response::Response;
use plaudit_core::survey::Version;
use plaudit_core::time::Timestamp;
use uuid::Uuid;

use crate::changes::Changes;
use crate::scan::{VERSIONS, Versions};
use crate::stored::{NewRow, StoredResponse, bound};
use crate::submit::Batch;
use crate::transaction::writing;
use crate::{Error, Store, Tenant, ids, tombstones};

/// What a stored response is to say from now on.
#[derive(Clone, Copy, Debug)]
pub struct Correction<'a> {
    /// The version that the response was checked against, which also names the survey.
    pub version: &'a Version,
    /// The response, whose id is that of the stored one.
    pub response: &'a Response,
    /// Why, for the trace.
    pub reason: &'a str,
    /// Id of the key that asked for it, for the trace.
    pub by: Option<&'a str>,
}

/// What became of a correction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Corrected {
    /// The response says something else now.
    Changed,
    /// It said so already; nothing changed.
    Unchanged,
    /// There is no response of this id; nothing changed.
    Missing,
    /// The response of this id was erased; nothing changed.
    Erased,
}

/// Reads the response and locks it until the transaction ends.
const LOCK: &str = "
UPDATE response SET batch = batch WHERE tenant_id = $1 AND survey_id = $2 AND id = $3
RETURNING id, version, answered_at, day, respondent, channel, language, weight, segments, answers,
    completed, digest, duration_seconds";

const ERASED: &str = "
SELECT EXISTS (SELECT 1 FROM tombstone WHERE tenant_id = $1 AND survey_id = $2 AND id = $3)";

const REPLACE: &str = "
UPDATE response SET version = $4, answered_at = $5, day = $6, respondent = $7, channel = $8,
    language = $9, weight = $10, duration_seconds = $11, segments = $12, answers = $13,
    completed = $14, digest = $15, may_repeat = $16
WHERE tenant_id = $1 AND survey_id = $2 AND id = $3";

const TRACE: &str = "
INSERT INTO correction (tenant_id, survey_id, id, batch, corrected_at, old_digest, new_digest,
    corrected_by, reason)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";

impl Store {
    /// Replaces what a stored response says, together with its part of the tallies, and leaves a
    /// trace. Asking for the same again changes nothing.
    ///
    /// # Errors
    /// [`Error::Corrupt`] when the stored response cannot be read, or when the database cannot be
    /// written; nothing is changed then, unless the connection was lost at the very end.
    pub async fn correct(
        &self,
        tenant: &Tenant,
        correction: &Correction<'_>,
        now: Timestamp,
    ) -> Result<Corrected, Error> {
        let Correction { version, response, .. } = *correction;
        let row = NewRow::new(version, response);
        let head = Batch { tenant, id: ids::batch(), received_at: now.as_micros() };
        writing!(self, tx => {
            let stored: Option<StoredResponse> = sqlx::query_as(LOCK)
                .bind(tenant.as_str())
                .bind(&*row.survey_id)
                .bind(&*row.id)
                .fetch_optional(&mut *tx)
                .await?;
            let Some(stored) = stored else {
                let erased: bool = sqlx::query_scalar(ERASED)
                    .bind(tenant.as_str())
                    .bind(&*row.survey_id)
                    .bind(tombstones::digest(&[tenant.as_str(), &row.survey_id, &row.id]).as_slice())
                    .fetch_one(&mut *tx)
                    .await?;
                return Ok(if erased { Corrected::Erased } else { Corrected::Missing });
            };
            let old_digest = stored.digest.clone();
            if old_digest == row.digest {
                return Ok(Corrected::Unchanged);
            }
            let versions: Vec<Vec<u8>> = sqlx::query_scalar(VERSIONS)
                .bind(tenant.as_str())
                .bind(&*row.survey_id)
                .fetch_all(&mut *tx)
                .await?;
            let versions = Versions::of(&row.survey_id, &versions)?;
            let mut changes = Changes::default();
            let (old_version, old_response) = versions.checked_row(&stored)?;
            changes.take_out(old_version, &old_response);
            changes.put_in(version, response);
            bound!(sqlx::query(REPLACE).bind(tenant.as_str()), row).execute(&mut *tx).await?;
            dialect::put_in_order(&mut tx, tenant, Uuid::max()).await?;
            let old = [(stored.answered_at, &*stored.id)];
            dialect::take_from_order(&mut tx, tenant, &row.survey_id, &old).await?;
            let arrived = dialect::arrive(&mut tx, &head, std::iter::once(&row)).await?;
            sqlx::query(TRACE)
                .bind(tenant.as_str())
                .bind(&*row.survey_id)
                .bind(&*row.id)
                .bind(head.id)
                .bind(head.received_at)
                .bind(&old_digest)
                .bind(row.digest.as_slice())
                .bind(correction.by)
                .bind(correction.reason)
                .execute(&mut *tx)
                .await?;
            dialect::insert_deltas(&mut tx, &head, &changes.deltas(), arrived).await?;
            dialect::insert_month_deltas(&mut tx, &head, &changes.month_deltas()).await?;
            Corrected::Changed
        })
    }
}
