//! Merging the answers of batches into the co-moments of months.

use plaudit_core::comoments::Month;
use uuid::Uuid;

use super::{add, corrupt, encode};
use crate::scan::{VERSIONS, Versions};
use crate::transaction::{reading, writing};
use crate::{Error, Store, Tenant};

/// Batches that one transaction merges, at most.
const MOST: i64 = 1_000;

const READY: &str = "
SELECT survey_id, month FROM comoment_delta WHERE tenant_id = $1
GROUP BY survey_id, month HAVING COUNT(*) >= $2 ORDER BY survey_id, month";

const NEXT: &str = "
SELECT batch FROM comoment_delta WHERE tenant_id = $1 AND survey_id = $2 AND month = $3
ORDER BY batch LIMIT $4";

/// Reads the month's co-moments, made empty when they are missing, and locks them until the
/// transaction ends.
const LOCK_MONTH: &str = "
INSERT INTO comoment_month (tenant_id, survey_id, month, comoments) VALUES ($1, $2, $3, $4)
ON CONFLICT (tenant_id, survey_id, month) DO UPDATE SET comoments = comoment_month.comoments
RETURNING comoments";

const TAKE: &str = "
DELETE FROM comoment_delta
WHERE tenant_id = $1 AND survey_id = $2 AND month = $3 AND batch <= $4
RETURNING comoments";

const KEEP_MONTH: &str = "
UPDATE comoment_month SET comoments = $4 WHERE tenant_id = $1 AND survey_id = $2 AND month = $3";

impl Store {
    /// Merges what waits for a month into its co-moments, for each survey and month of the tenant on
    /// which at least `least` batches wait, and returns how many were merged. Merging writes the whole
    /// month anew, so a small `least` costs; reading is right and fresh whatever waits. Safe with any
    /// number of folders.
    ///
    /// # Errors
    /// [`Error::Corrupt`] when stored co-moments cannot be read, or when the database cannot be
    /// written.
    pub async fn fold_comoments(&self, tenant: &Tenant, least: usize) -> Result<usize, Error> {
        let least = i64::try_from(least).unwrap_or(i64::MAX);
        let ready: Vec<(String, i32)> = reading!(self, pool => {
            sqlx::query_as(READY).bind(tenant.as_str()).bind(least).fetch_all(pool).await?
        });
        let mut folded = 0;
        for (survey_id, month) in ready {
            folded += self.fold_month(tenant, &survey_id, month).await?;
        }
        Ok(folded)
    }

    async fn fold_month(
        &self,
        tenant: &Tenant,
        survey_id: &str,
        month: i32,
    ) -> Result<usize, Error> {
        let tenant = tenant.as_str();
        // Read before the transaction: what is taken is what the month's lock then shows.
        let next: Vec<Uuid> = reading!(self, pool => {
            sqlx::query_scalar(NEXT)
                .bind(tenant)
                .bind(survey_id)
                .bind(month)
                .bind(MOST)
                .fetch_all(pool)
                .await?
        });
        let Some(last) = next.last() else { return Ok(0) };
        writing!(self, tx => {
            let kept: Vec<u8> = sqlx::query_scalar(LOCK_MONTH)
                .bind(tenant)
                .bind(survey_id)
                .bind(month)
                .bind(encode(&Month::default()))
                .fetch_one(&mut *tx)
                .await?;
            let taken: Vec<Vec<u8>> = sqlx::query_scalar(TAKE)
                .bind(tenant)
                .bind(survey_id)
                .bind(month)
                .bind(last)
                .fetch_all(&mut *tx)
                .await?;
            if !taken.is_empty() {
                let versions: Vec<Vec<u8>> = sqlx::query_scalar(VERSIONS)
                    .bind(tenant)
                    .bind(survey_id)
                    .fetch_all(&mut *tx)
                    .await?;
                let versions = Versions::of(survey_id, &versions)?;
                let mut sum = Month::default();
                for bytes in std::iter::once(&kept).chain(&taken) {
                    add(&mut sum, bytes).map_err(|reason| corrupt(survey_id, month, reason))?;
                }
                sum.condense(|number| versions.plan(number))
                    .map_err(|reason| corrupt(survey_id, month, reason))?;
                sqlx::query(KEEP_MONTH)
                    .bind(tenant)
                    .bind(survey_id)
                    .bind(month)
                    .bind(encode(&sum))
                    .execute(&mut *tx)
                    .await?;
            }
            taken.len()
        })
    }
}
