//! Merging the deltas of batches into the tallies of days.

use plaudit_core::tally::Tally;
use uuid::Uuid;

use crate::transaction::{reading, writing};
use crate::{Error, Store, Tenant, tallies};

const NEXT_DELTAS: &str = "
SELECT survey_id, day, batch FROM tally_delta
WHERE tenant_id = $1 ORDER BY survey_id, day, batch LIMIT $2";

/// Reads the day's tally, made empty when it is missing, and locks it until the transaction ends.
const LOCK_DAY: &str = "
INSERT INTO tally_day (tenant_id, survey_id, day, tally) VALUES ($1, $2, $3, $4)
ON CONFLICT (tenant_id, survey_id, day) DO UPDATE SET tally = tally_day.tally
RETURNING tally";

const TAKE_DELTAS: &str = "
DELETE FROM tally_delta WHERE tenant_id = $1 AND survey_id = $2 AND day = $3 AND batch <= $4
RETURNING tally";

const KEEP_DAY: &str = "
UPDATE tally_day SET tally = $4 WHERE tenant_id = $1 AND survey_id = $2 AND day = $3";

const TENANTS: &str = "
SELECT tenant_id FROM survey UNION SELECT tenant_id FROM api_key ORDER BY tenant_id";

impl Store {
    /// Merges about `limit` of the tenant's deltas into the tallies of their days, and returns how
    /// many; fewer than `limit` when none is left, or others are folding them. Safe with any number
    /// of folders.
    ///
    /// # Errors
    /// [`Error::Corrupt`] when a stored tally cannot be read, or when the database cannot be written.
    pub async fn fold(&self, tenant: &Tenant, limit: usize) -> Result<usize, Error> {
        let tenant = tenant.as_str();
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        // Read before the transaction: what is taken is what the day's lock then shows.
        let next: Vec<(String, i32, Uuid)> = reading!(self, pool => {
            sqlx::query_as(NEXT_DELTAS).bind(tenant).bind(limit).fetch_all(pool).await?
        });
        if next.is_empty() {
            return Ok(0);
        }
        writing!(self, tx => {
            let mut folded = 0;
            // Every folder locks the days in this order, so that none waits in a circle.
            for deltas in next.chunk_by(|a, b| (&a.0, a.1) == (&b.0, b.1)) {
                let (survey_id, day, last) = &deltas[deltas.len() - 1];
                let day_tally: Vec<u8> = sqlx::query_scalar(LOCK_DAY)
                    .bind(tenant)
                    .bind(survey_id)
                    .bind(day)
                    .bind(tallies::encode(&Tally::default()))
                    .fetch_one(&mut *tx)
                    .await?;
                let taken: Vec<Vec<u8>> = sqlx::query_scalar(TAKE_DELTAS)
                    .bind(tenant)
                    .bind(survey_id)
                    .bind(day)
                    .bind(last)
                    .fetch_all(&mut *tx)
                    .await?;
                if taken.is_empty() {
                    continue;
                }
                let mut sum = Tally::default();
                for bytes in std::iter::once(&day_tally).chain(&taken) {
                    tallies::add(&mut sum, bytes)
                        .map_err(|reason| tallies::corrupt(survey_id, *day, reason))?;
                }
                sqlx::query(KEEP_DAY)
                    .bind(tenant)
                    .bind(survey_id)
                    .bind(day)
                    .bind(tallies::encode(&sum))
                    .execute(&mut *tx)
                    .await?;
                folded += taken.len();
            }
            folded
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
