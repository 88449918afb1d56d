//! Merging the tallies of old days into those of their months.

use std::fmt::Display;

use plaudit_core::tally::Tally;
use plaudit_core::time::{Day, Interval};

use super::{Change, made};
use crate::transaction::{reading, within, writing};
use crate::{Error, Store, Tenant, tallies};

const OLD_DAYS: &str = "
SELECT survey_id, day FROM tally_day WHERE tenant_id = $1 AND day < $2 ORDER BY survey_id, day";

const DAYS: &str = "
SELECT day, tally FROM tally_day
WHERE tenant_id = $1 AND survey_id = $2 AND day BETWEEN $3 AND $4 ORDER BY day";

const MONTH: &str = "
SELECT tally FROM tally_month WHERE tenant_id = $1 AND survey_id = $2 AND month = $3";

/// Takes a day's tally if it is what was read.
const TAKE_DAY: &str = "
DELETE FROM tally_day WHERE tenant_id = $1 AND survey_id = $2 AND day = $3 AND tally = $4";

/// Changes a month's tally if it is what was read.
const CHANGE_MONTH: &str = "
UPDATE tally_month SET tally = $4
WHERE tenant_id = $1 AND survey_id = $2 AND month = $3 AND tally = $5";

const FIRST_OF_MONTH: &str = "
INSERT INTO tally_month (tenant_id, survey_id, month, tally) VALUES ($1, $2, $3, $4)
ON CONFLICT DO NOTHING";

/// What a month and its days held when they were read.
struct Found {
    month: Option<Vec<u8>>,
    days: Vec<(i32, Vec<u8>)>,
}

impl Store {
    /// Merges the tallies of days of months that ended before `day` into those of their months, and
    /// returns how many; those of a month that another changes meanwhile wait for the next time. What
    /// comes late for such a month is merged when this is asked again. Nothing that is read changes.
    /// Safe with any number of folders.
    ///
    /// # Errors
    /// [`Error::Corrupt`] when a stored tally cannot be read, or when the database cannot be written.
    pub async fn fold_months(&self, tenant: &Tenant, day: Day) -> Result<usize, Error> {
        let before = day.start_of(Interval::Month).epoch_days();
        let old: Vec<(String, i32)> = reading!(self, pool => {
            sqlx::query_as(OLD_DAYS).bind(tenant.as_str()).bind(before).fetch_all(pool).await?
        });
        let month = |day: i32| Some(Day::from_epoch_days(day)?.start_of(Interval::Month));
        let mut months: Vec<(String, Day)> =
            old.into_iter().filter_map(|(survey, day)| Some((survey, month(day)?))).collect();
        months.dedup();
        let mut folded = 0;
        for (survey_id, month) in months {
            folded += self.fold_days(tenant, &survey_id, month).await?;
        }
        Ok(folded)
    }

    /// Merges outside the transaction, which only puts the sum in place of what was read.
    async fn fold_days(
        &self,
        tenant: &Tenant,
        survey_id: &str,
        month: Day,
    ) -> Result<usize, Error> {
        let Found { month: kept, days } = self.to_fold(tenant, survey_id, month).await?;
        if days.is_empty() {
            return Ok(0);
        }
        let first = month.epoch_days();
        let (tenant, mut sum) = (tenant.as_str(), Tally::default());
        for (day, bytes) in
            kept.iter().map(|kept| (first, kept)).chain(days.iter().map(|(d, b)| (*d, b)))
        {
            let corrupt = |reason: &dyn Display| tallies::corrupt(survey_id, day, reason);
            let tally = tallies::decode(bytes).map_err(|reason| corrupt(&reason))?;
            sum.merge(tally).map_err(|mismatch| corrupt(&mismatch))?;
        }
        let after = tallies::encode_folded(&sum);
        let change = Change { survey_id: survey_id.to_owned(), day: first, before: kept, after };
        writing!(self, tx => {
            for (day, tally) in &days {
                let taken = sqlx::query(TAKE_DAY)
                    .bind(tenant)
                    .bind(survey_id)
                    .bind(day)
                    .bind(tally)
                    .execute(&mut *tx)
                    .await?;
                if taken.rows_affected() == 0 {
                    return Ok(0);
                }
            }
            if !made!(tx, tenant, &change, FIRST_OF_MONTH, CHANGE_MONTH) {
                return Ok(0);
            }
            days.len()
        })
    }

    async fn to_fold(&self, tenant: &Tenant, survey_id: &str, month: Day) -> Result<Found, Error> {
        let mut snapshot = self.snapshot().await?;
        Ok(within!(&mut snapshot, tx => {
            let days = sqlx::query_as(DAYS)
                .bind(tenant.as_str())
                .bind(survey_id)
                .bind(month.epoch_days())
                .bind(month.end_of(Interval::Month).epoch_days())
                .fetch_all(&mut **tx)
                .await?;
            let month = sqlx::query_scalar(MONTH)
                .bind(tenant.as_str())
                .bind(survey_id)
                .bind(month.epoch_days())
                .fetch_optional(&mut **tx)
                .await?;
            Found { month, days }
        }))
    }
}
