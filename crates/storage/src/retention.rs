//! Erasing what was kept for as long as its survey says.

use plaudit_core::time::Timestamp;

use crate::order::InOrder;
use crate::transaction::{reading, writing};
use crate::{Erasure, Error, Store, Tenant, Whose};

/// Responses that one transaction erases, at most: writers wait for it on SQLite.
const AT_ONCE: i64 = 500;

const EXPIRED: InOrder = InOrder {
    sqlite: "
SELECT id FROM response_by_time WHERE tenant_id = $1 AND survey_id = $2 AND answered_at < $3
ORDER BY answered_at, id LIMIT $4",
    postgres: "
SELECT id FROM response WHERE tenant_id = $1 AND survey_id = $2 AND answered_at < $3
ORDER BY answered_at, id LIMIT $4",
};

const FORGET_INVITATIONS: &str = "
UPDATE invitation SET contact = NULL, event_id = NULL, remind_at = NULL
WHERE tenant_id = $1 AND survey_id = $2 AND invited_at < $3 AND expires_at < $4
    AND contact IS NOT NULL";

/// A survey that says how long its responses are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Retention {
    /// The survey.
    pub survey_id: String,
    /// What is older is erased.
    pub before: Timestamp,
}

impl Store {
    /// The surveys whose latest version has `retention_days`, with what these mean at `now`.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn retentions(
        &self,
        tenant: &Tenant,
        now: Timestamp,
    ) -> Result<Vec<Retention>, Error> {
        let mut retentions = Vec::new();
        for survey in self.surveys(tenant).await? {
            let Some(survey) = self.survey(tenant, &survey.id).await? else { continue };
            let latest = survey.versions.last().map(|version| version.survey());
            let days = latest.and_then(|survey| Some((survey, survey.retention_days?)));
            retentions.extend(days.map(|(survey, days)| Retention {
                survey_id: survey.id.clone(),
                before: now.plus_days(-i64::from(days)),
            }));
        }
        Ok(retentions)
    }

    /// Erases the oldest responses of a survey that were kept long enough, at most 500, as
    /// [`erase`](Self::erase) does. Returns how many; ask again until it is 0. Safe with any number of
    /// servers: none leaves a trace of what another has erased.
    ///
    /// # Errors
    /// As for [`erase`](Self::erase). What was erased before stays erased.
    pub async fn erase_expired(
        &self,
        tenant: &Tenant,
        retention: &Retention,
        now: Timestamp,
    ) -> Result<u64, Error> {
        self.put_in_order(tenant, true).await?;
        let Retention { survey_id, before } = retention;
        let ids: Vec<String> = reading!(self, pool => {
            sqlx::query_scalar(EXPIRED.of(self))
                .bind(tenant.as_str())
                .bind(survey_id)
                .bind(before.as_micros())
                .bind(AT_ONCE)
                .fetch_all(pool)
                .await?
        });
        if ids.is_empty() {
            return Ok(0);
        }
        let whose = Whose::Expired(&ids);
        let erasure = Erasure { whose, survey_id: Some(survey_id), by: None };
        Ok(self.erase(tenant, &erasure, now).await?.responses.values().sum())
    }

    /// Takes from the invitations of a survey that are as old, and cannot be answered any more, whom they
    /// named.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn forget_expired(
        &self,
        tenant: &Tenant,
        retention: &Retention,
        now: Timestamp,
    ) -> Result<(), Error> {
        let Retention { survey_id, before } = retention;
        writing!(self, tx => {
            sqlx::query(FORGET_INVITATIONS)
                .bind(tenant.as_str())
                .bind(survey_id)
                .bind(before.as_micros())
                .bind(now.as_micros())
                .execute(&mut *tx)
                .await?;
        })
    }
}
