//! Reminders, each taken once.

use std::collections::HashMap;

use plaudit_core::time::Timestamp;
use uuid::Uuid;

use super::records::InvitationRow;
use super::{INVITATION, Invitation};
use crate::surveys::version_of;
use crate::transaction::writing;
use crate::{Error, Store, Tenant, mails};

/// $5: whether a server mails them. A mail that neither waits nor was ever tried was left to a caller.
const DUE: &str = "
SELECT invitation.id, invitation.remind_at, invitation.survey_id, invitation.version
FROM invitation
    JOIN survey
        ON survey.tenant_id = invitation.tenant_id AND survey.survey_id = invitation.survey_id
    LEFT JOIN mail ON mail.tenant_id = invitation.tenant_id AND mail.invitation = invitation.id
WHERE invitation.tenant_id = $1 AND invitation.remind_at <= $2 AND survey.state = 'open'
    AND ($3 = '' OR invitation.survey_id = $3)
    AND (mail.invitation IS NOT NULL AND (mail.due_at IS NOT NULL OR mail.tries > 0)) = $5
ORDER BY invitation.remind_at, invitation.id LIMIT $4";

const VERSION: &str = "
SELECT version FROM survey_version WHERE tenant_id = $1 AND survey_id = $2 AND number = $3";

/// Only if nobody else took it meanwhile.
const TAKE: &str = "
UPDATE invitation SET reminders = reminders + 1, remind_at = $4
WHERE tenant_id = $1 AND id = $2 AND remind_at = $3";

const DROP: &str = "
UPDATE invitation SET remind_at = NULL WHERE tenant_id = $1 AND id = $2 AND remind_at = $3";

impl Store {
    /// Takes at most so many reminders that are due at `now`, the longest due first, and marks them as
    /// taken in the same transaction: nobody else gets them. Those of a survey that is closed wait
    /// until it is opened again; those of an invitation that has expired are dropped. Those of
    /// invitations that a server mails are left to [`mail_reminders`](Self::mail_reminders).
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn take_reminders(
        &self,
        tenant: &Tenant,
        survey_id: Option<&str>,
        at_most: u32,
        now: Timestamp,
    ) -> Result<Vec<Invitation>, Error> {
        self.take(tenant, survey_id, at_most, now, false).await
    }

    /// The same for invitations that went out by mail: in the same transaction the reminder waits to be
    /// sent in the same way. Returns how many there were.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn mail_reminders(
        &self,
        tenant: &Tenant,
        at_most: u32,
        now: Timestamp,
    ) -> Result<usize, Error> {
        Ok(self.take(tenant, None, at_most, now, true).await?.len())
    }

    async fn take(
        &self,
        tenant: &Tenant,
        survey_id: Option<&str>,
        at_most: u32,
        now: Timestamp,
        mailed: bool,
    ) -> Result<Vec<Invitation>, Error> {
        let tenant = tenant.as_str();
        writing!(self, tx => {
            let due: Vec<(Uuid, i64, String, i32)> = sqlx::query_as(DUE)
                .bind(tenant)
                .bind(now.as_micros())
                .bind(survey_id.unwrap_or_default())
                .bind(i64::from(at_most))
                .bind(mailed)
                .fetch_all(&mut *tx)
                .await?;
            let mut versions = HashMap::new();
            let mut taken = Vec::with_capacity(due.len());
            for (id, remind_at, survey_id, number) in due {
                let row: InvitationRow = sqlx::query_as(INVITATION)
                    .bind(tenant)
                    .bind(id)
                    .fetch_one(&mut *tx)
                    .await?;
                let mut invitation = row.read()?;
                if invitation.expires_at <= now {
                    sqlx::query(DROP)
                        .bind(tenant)
                        .bind(id)
                        .bind(remind_at)
                        .execute(&mut *tx)
                        .await?;
                    continue;
                }
                let key = (survey_id, number);
                if !versions.contains_key(&key) {
                    let bytes: Vec<u8> = sqlx::query_scalar(VERSION)
                        .bind(tenant)
                        .bind(&key.0)
                        .bind(key.1)
                        .fetch_one(&mut *tx)
                        .await?;
                    versions.insert(key.clone(), version_of(&key.0, &bytes)?);
                }
                let asking = &versions[&key].survey().asking;
                invitation.reminders += 1;
                let next = asking.remind_at(now, invitation.reminders, invitation.expires_at);
                let done = sqlx::query(TAKE)
                    .bind(tenant)
                    .bind(id)
                    .bind(remind_at)
                    .bind(next.map(Timestamp::as_micros))
                    .execute(&mut *tx)
                    .await?;
                if done.rows_affected() == 0 {
                    continue;
                }
                if mailed {
                    sqlx::query(mails::QUEUE_REMINDER)
                        .bind(tenant)
                        .bind(id)
                        .bind(invitation.reminders.cast_signed())
                        .bind(now.as_micros())
                        .execute(&mut *tx)
                        .await?;
                }
                taken.push(invitation);
            }
            taken
        })
    }
}
