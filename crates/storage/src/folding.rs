//! Merging the deltas of batches into the tallies of days.

use plaudit_core::tally::Tally;
use uuid::Uuid;

use crate::transaction::{reading, writing};
use crate::{Error, Store, Tenant, tallies};

/// Deltas that one transaction merges, at most.
const MOST: i64 = 4_096;

const READY: &str = "
SELECT survey_id, day FROM tally_delta WHERE tenant_id = $1
GROUP BY survey_id, day HAVING COUNT(*) >= $2 ORDER BY survey_id, day";

const DELTAS: &str = "
SELECT batch, tally FROM tally_delta
WHERE tenant_id = $1 AND survey_id = $2 AND day = $3 ORDER BY batch LIMIT $4";

const DAY: &str = "
SELECT tally FROM tally_day WHERE tenant_id = $1 AND survey_id = $2 AND day = $3";

const FIRST_OF_DAY: &str = "
INSERT INTO tally_day (tenant_id, survey_id, day, tally) VALUES ($1, $2, $3, $4)
ON CONFLICT DO NOTHING";

/// Unless another folder was faster.
const CHANGE_DAY: &str = "
UPDATE tally_day SET tally = $4
WHERE tenant_id = $1 AND survey_id = $2 AND day = $3 AND tally = $5";

const TENANTS: &str = "
SELECT tenant_id FROM survey UNION SELECT tenant_id FROM api_key ORDER BY tenant_id";

impl Store {
    /// Merges what waits for a day into its tally, for each survey and day of the tenant for which at
    /// least `least` batches wait, and returns how many were merged. Merging writes the whole day
    /// anew, so a small `least` costs; reading is right and fresh whatever waits. Safe with any number
    /// of folders: where two meet, one leaves the day to the other.
    ///
    /// # Errors
    /// [`Error::Corrupt`] when a stored tally cannot be read; the other days are folded then. Otherwise
    /// when the database cannot be written.
    pub async fn fold(&self, tenant: &Tenant, least: usize) -> Result<usize, Error> {
        let least = i64::try_from(least).unwrap_or(i64::MAX);
        let ready: Vec<(String, i32)> = reading!(self, pool => {
            sqlx::query_as(READY).bind(tenant.as_str()).bind(least).fetch_all(pool).await?
        });
        let (mut folded, mut corrupt) = (0, None);
        for (survey_id, day) in ready {
            match self.fold_day(tenant, &survey_id, day).await {
                Ok(more) => folded += more,
                Err(error @ Error::Corrupt { .. }) => corrupt = Some(error),
                Err(error) => return Err(error),
            }
        }
        corrupt.map_or(Ok(folded), Err)
    }

    /// Adds up before the transaction begins, so that writers wait for no sums. What was read then
    /// must still be there; if it is not, nothing is changed.
    async fn fold_day(&self, tenant: &Tenant, survey_id: &str, day: i32) -> Result<usize, Error> {
        let deltas: Vec<(Uuid, Vec<u8>)> = reading!(self, pool => {
            sqlx::query_as(DELTAS)
                .bind(tenant.as_str())
                .bind(survey_id)
                .bind(day)
                .bind(MOST)
                .fetch_all(pool)
                .await?
        });
        if deltas.is_empty() {
            return Ok(0);
        }
        let before: Option<Vec<u8>> = reading!(self, pool => {
            sqlx::query_scalar(DAY)
                .bind(tenant.as_str())
                .bind(survey_id)
                .bind(day)
                .fetch_optional(pool)
                .await?
        });
        let mut sum = Tally::default();
        for bytes in before.iter().chain(deltas.iter().map(|(_, tally)| tally)) {
            tallies::add(&mut sum, bytes)
                .map_err(|reason| tallies::corrupt(survey_id, day, reason))?;
        }
        let after = tallies::encode(&sum);
        let batches: Vec<Uuid> = deltas.iter().map(|(batch, _)| *batch).collect();
        writing!(self, tx => {
            let taken = dialect::take_deltas(&mut tx, tenant, survey_id, day, &batches).await?;
            let write = match &before {
                None => sqlx::query(FIRST_OF_DAY),
                Some(_) => sqlx::query(CHANGE_DAY),
            };
            let write = write.bind(tenant.as_str()).bind(survey_id).bind(day).bind(&after);
            let write = match &before {
                None => write,
                Some(before) => write.bind(before),
            };
            let written = write.execute(&mut *tx).await?.rows_affected();
            if taken < batches.len() || written == 0 {
                return Ok(0);
            }
            taken
        })
    }

    /// All tenants that have surveys or keys, for background work.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn tenants(&self) -> Result<Vec<Tenant>, Error> {
        let names: Vec<String> = reading!(self, pool => {
            sqlx::query_scalar(TENANTS).fetch_all(pool).await?
        });
        let tenant =
            |name: String| name.parse().map_err(|reason| Error::corrupt("a tenant", reason));
        names.into_iter().map(tenant).collect()
    }
}
