//! Recounting the responses against the stored tallies.

mod comoments;
mod compare;
mod recount;

use futures::TryStreamExt;

use crate::comoments::ALL;
use crate::scan::VERSIONS;
use crate::slug::is_slug;
use crate::stored::StoredResponse;
use crate::surveys::version_of;
use crate::transaction::within;
use crate::{Error, Store, Tenant, order};
use recount::{Recount, StoredTallies};

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

/// A sum whose stored value is not what the responses give, named for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Discrepancy {
    /// The cell, as `version 1, 2026-03-01, team=north, channel=email`; for co-moments
    /// `version 1, 2026-03, respondent group 9`.
    pub cell: String,
    /// The counter, as `recommend: score 9`; for co-moments `speed times recommend (net)`.
    pub counter: String,
    /// The stored sum.
    pub stored: String,
    /// What the responses give.
    pub recounted: String,
}

const SURVEYS: &str = "
SELECT COUNT(*) FROM survey WHERE tenant_id = $1 AND survey_id = $2";

/// With whether a tally is of the month that begins on its day.
const TALLIES: &str = "
SELECT month AS day, TRUE AS of_month, tally FROM tally_month WHERE tenant_id = $1 AND survey_id = $2
UNION ALL
SELECT day, FALSE, tally FROM tally_day WHERE tenant_id = $1 AND survey_id = $2
UNION ALL
SELECT day, FALSE, tally FROM tally_delta WHERE tenant_id = $1 AND survey_id = $2";

const RESPONSES: &str = "
SELECT id, version, answered_at, day, respondent, channel, language, weight, segments, answers,
    completed, digest, duration_seconds
FROM response WHERE tenant_id = $1 AND survey_id = $2";

impl Store {
    /// Recounts the survey's responses and compares them with the stored tallies, in one snapshot.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is no such survey. What cannot be read of its responses and
    /// tallies is a discrepancy, not an error.
    pub async fn verify(&self, tenant: &Tenant, survey_id: &str) -> Result<Verification, Error> {
        if !is_slug(survey_id) {
            return Err(Error::NotFound);
        }
        let mut snapshot = self.snapshot().await?;
        let mut verification = within!(&mut snapshot, tx => {
            let surveys: i64 = sqlx::query_scalar(SURVEYS)
                .bind(tenant.as_str())
                .bind(survey_id)
                .fetch_one(&mut **tx)
                .await?;
            if surveys == 0 {
                return Err(Error::NotFound);
            }
            let versions: Vec<Vec<u8>> = sqlx::query_scalar(VERSIONS)
                .bind(tenant.as_str())
                .bind(survey_id)
                .fetch_all(&mut **tx)
                .await?;
            let versions = versions.iter().map(|bytes| version_of(survey_id, bytes));
            let mut recount = Recount::new(versions.collect::<Result<_, _>>()?);

            let mut rows = sqlx::query_as::<_, StoredResponse>(RESPONSES)
                .bind(tenant.as_str())
                .bind(survey_id)
                .fetch(&mut **tx);
            while let Some(row) = rows.try_next().await? {
                recount.add(&row);
            }
            drop(rows);

            let mut stored = StoredTallies::default();
            let mut rows = sqlx::query_as::<_, (i32, bool, Vec<u8>)>(TALLIES)
                .bind(tenant.as_str())
                .bind(survey_id)
                .fetch(&mut **tx);
            while let Some((day, of_month, bytes)) = rows.try_next().await? {
                stored.add(day, of_month, &bytes);
            }
            drop(rows);

            let mut rows = sqlx::query_as::<_, (i32, Vec<u8>)>(ALL)
                .bind(tenant.as_str())
                .bind(survey_id)
                .bind(i32::MIN)
                .bind(i32::MAX)
                .fetch(&mut **tx);
            while let Some((month, bytes)) = rows.try_next().await? {
                stored.add_comoments(month, &bytes);
            }
            recount.against(stored)
        });
        let responses = verification.responses;
        let order = order::verify(&mut snapshot, tenant, survey_id, responses).await?;
        verification.discrepancies.extend(order);
        Ok(verification)
    }
}
