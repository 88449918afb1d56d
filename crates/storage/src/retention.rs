//! Erasing what was kept for as long as its survey says.

use plaudit_core::time::Timestamp;

use crate::transaction::{reading, writing};
use crate::{Erasure, Error, Store, Tenant, Whose};

/// Responses that one transaction erases, at most: writers wait for it on SQLite.
const AT_ONCE: i64 = 500;

const EXPIRED: &str = "
SELECT id FROM response WHERE tenant_id = $1 AND survey_id = $2 AND answered_at < $3
ORDER BY answered_at, id LIMIT $4";

const FORGET_INVITATIONS: &str = "
UPDATE invitation SET contact = NULL, event_id = NULL, remind_at = NULL
WHERE tenant_id = $1 AND survey_id = $2 AND invited_at < $3 AND expires_at < $4
    AND contact IS NOT NULL";

impl Store {
    /// Erases the oldest responses of each survey that were answered longer ago than the
    /// `retention_days` of its latest version, at most 500 a survey, as [`erase`](Self::erase) does, and
    /// takes from its invitations of that time whom they named. Returns how many responses were erased;
    /// ask again until it is 0. Safe with any number of servers.
    ///
    /// # Errors
    /// As for [`erase`](Self::erase). What was erased before stays erased.
    pub async fn erase_expired(&self, tenant: &Tenant, now: Timestamp) -> Result<u64, Error> {
        let mut erased = 0;
        for survey in self.surveys(tenant).await? {
            let Some(survey) = self.survey(tenant, &survey.id).await? else { continue };
            let Some(version) = survey.versions.last() else { continue };
            let Some(days) = version.survey().retention_days else { continue };
            let before = now.plus_days(-i64::from(days));
            erased += self.erase_before(tenant, &version.survey().id, before, now).await?;
        }
        Ok(erased)
    }

    async fn erase_before(
        &self,
        tenant: &Tenant,
        survey_id: &str,
        before: Timestamp,
        now: Timestamp,
    ) -> Result<u64, Error> {
        self.forget_invitations(tenant, survey_id, before, now).await?;
        let ids: Vec<String> = reading!(self, pool => {
            sqlx::query_scalar(EXPIRED)
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
        let whose = Whose::Responses(&ids);
        let erasure = Erasure { whose, survey_id: Some(survey_id), by: None };
        Ok(self.erase(tenant, &erasure, now).await?.responses.values().sum())
    }

    async fn forget_invitations(
        &self,
        tenant: &Tenant,
        survey_id: &str,
        before: Timestamp,
        now: Timestamp,
    ) -> Result<(), Error> {
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
