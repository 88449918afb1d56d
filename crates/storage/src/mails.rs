//! Mails that wait to be sent: each is taken by one server at a time, or handed to whoever asks for it, and
//! never both.

use std::collections::BTreeSet;

use plaudit_core::time::Timestamp;
use uuid::Uuid;

use crate::invitations::{ADDRESS, INVITATION, InvitationRow, digest};
use crate::transaction::{reading, writing};
use crate::{Error, Invitation, Store, Tenant};

/// Mails that are looked at for one that no other server takes meanwhile.
const LOOKED_AT: i64 = 32;

/// A mail that this server alone tries to send, until its time is up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outgoing {
    /// What it is about.
    pub invitation: Invitation,
    /// Whom it is to, as a pseudonym.
    pub contact: String,
    /// 0 for the invitation, n for its nth reminder.
    pub number: u32,
    /// Where it goes, sealed. Absent when that is not known any more.
    pub address: Option<Vec<u8>>,
    /// Since when it waits.
    pub waits_since: Timestamp,
    /// How often it was tried, this time included.
    pub tries: u32,
    /// When another server may take it.
    pub until: Timestamp,
}

/// How a try ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Posted {
    /// A mail server took it.
    Sent,
    /// It is to be tried again then.
    Later(Timestamp),
    /// It cannot be delivered.
    Bounced,
}

/// Makes a mail wait, unless the invitation has one already.
pub(crate) const QUEUE: &str = "
INSERT INTO mail (tenant_id, invitation, number, due_at, waits_since, tries)
VALUES ($1, $2, 0, $3, $3, 0) ON CONFLICT DO NOTHING";

/// Leaves the mail of an invitation to the caller, unless one waits or was sent: it never waits and is
/// never tried.
const HAND_OUT: &str = "
INSERT INTO mail (tenant_id, invitation, number, due_at, waits_since, tries)
VALUES ($1, $2, 0, NULL, $3, 0) ON CONFLICT DO NOTHING";

const HANDED_OUT: &str = "
SELECT EXISTS (SELECT 1 FROM mail
    WHERE tenant_id = $1 AND invitation = $2 AND due_at IS NULL AND tries = 0)";

/// Makes a reminder wait. One that is due before its predecessor was sent is left out.
pub(crate) const QUEUE_REMINDER: &str = "
UPDATE mail SET number = $3, due_at = $4, waits_since = $4, tries = 0
WHERE tenant_id = $1 AND invitation = $2 AND due_at IS NULL";

/// Takes what waits for a contact, in one survey ($3) or in all. $2 is the pseudonym.
pub(crate) const FORGET: &str = "
DELETE FROM mail WHERE tenant_id = $1 AND invitation IN
    (SELECT id FROM invitation
     WHERE tenant_id = $1 AND contact = $2 AND ($3 IS NULL OR survey_id = $3))";

const DUE: &str = "
SELECT mail.invitation, mail.number, mail.due_at, mail.waits_since, mail.tries
FROM mail
    JOIN invitation ON invitation.tenant_id = mail.tenant_id AND invitation.id = mail.invitation
    JOIN survey ON survey.tenant_id = mail.tenant_id AND survey.survey_id = invitation.survey_id
WHERE mail.tenant_id = $1 AND mail.due_at <= $2 AND survey.state = 'open'
ORDER BY mail.due_at, mail.invitation LIMIT $3";

/// Only if no other server took it meanwhile.
const TAKE: &str = "
UPDATE mail SET due_at = $4, tries = tries + 1
WHERE tenant_id = $1 AND invitation = $2 AND due_at = $3";

const DROP: &str = "DELETE FROM mail WHERE tenant_id = $1 AND invitation = $2";

/// $3 is what the server took it with: nothing changes when another has it now.
const SETTLE: &str = "
UPDATE mail SET due_at = $4 WHERE tenant_id = $1 AND invitation = $2 AND due_at = $3";

const SENT: &str = "
UPDATE invitation SET state = 'sent', changed_at = $3
WHERE tenant_id = $1 AND id = $2 AND state = 'invited'";

const BOUNCED: &str = "
UPDATE invitation SET state = 'bounced', changed_at = $3, remind_at = NULL
WHERE tenant_id = $1 AND id = $2 AND state IN ('invited', 'sent')";

/// Invitation, number, when it is due, since when it waits, tries.
type DueRow = (Uuid, i32, i64, i64, i32);

impl Store {
    /// Leaves the mails of invitations to the caller, who sends them. Returns those that are its own, now or
    /// since it asked before; the others are sent by a server.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn hand_out(
        &self,
        tenant: &Tenant,
        invitations: &BTreeSet<Uuid>,
        now: Timestamp,
    ) -> Result<BTreeSet<Uuid>, Error> {
        if invitations.is_empty() {
            return Ok(BTreeSet::new());
        }
        let tenant_id = tenant.as_str();
        writing!(self, tx => {
            for id in invitations {
                let hand_out = sqlx::query(HAND_OUT).bind(tenant_id).bind(id);
                hand_out.bind(now.as_micros()).execute(&mut *tx).await?;
            }
        })?;
        self.handed_out(tenant, invitations).await
    }

    /// Those of the invitations whose mails were left to a caller.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn handed_out(
        &self,
        tenant: &Tenant,
        invitations: &BTreeSet<Uuid>,
    ) -> Result<BTreeSet<Uuid>, Error> {
        let mut found = BTreeSet::new();
        for id in invitations {
            let handed: bool = reading!(self, pool => {
                let query = sqlx::query_scalar(HANDED_OUT).bind(tenant.as_str()).bind(id);
                query.fetch_one(pool).await?
            });
            if handed {
                found.insert(*id);
            }
        }
        Ok(found)
    }

    /// Takes the mail that is longest due at `now` and leaves it to the caller until `until`. Mails of a
    /// closed survey wait until it is opened again; those that nobody needs any more (the invitation is
    /// answered, refused, bounced, expired or names nobody) are dropped. None when none is due.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn take_mail(
        &self,
        tenant: &Tenant,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Option<Outgoing>, Error> {
        let tenant = tenant.as_str();
        writing!(self, tx => {
            let mut taken = None;
            let due: Vec<DueRow> = sqlx::query_as(DUE)
                .bind(tenant)
                .bind(now.as_micros())
                .bind(LOOKED_AT)
                .fetch_all(&mut *tx)
                .await?;
            for (id, number, due_at, waits_since, tries) in due {
                let done = sqlx::query(TAKE)
                    .bind(tenant)
                    .bind(id)
                    .bind(due_at)
                    .bind(until.as_micros())
                    .execute(&mut *tx)
                    .await?;
                if done.rows_affected() == 0 {
                    continue;
                }
                let row: InvitationRow = sqlx::query_as(INVITATION)
                    .bind(tenant)
                    .bind(id)
                    .fetch_one(&mut *tx)
                    .await?;
                let invitation = row.read()?;
                let wanted = invitation.state.is_open() && now < invitation.expires_at;
                let Some(contact) = invitation.contact.clone().filter(|_| wanted) else {
                    sqlx::query(DROP).bind(tenant).bind(id).execute(&mut *tx).await?;
                    continue;
                };
                let address: Option<Vec<u8>> = sqlx::query_scalar(ADDRESS)
                    .bind(tenant)
                    .bind(digest(tenant, &contact).as_slice())
                    .fetch_optional(&mut *tx)
                    .await?;
                let waits_since = Timestamp::from_micros(waits_since);
                taken = Some(Outgoing {
                    invitation,
                    contact,
                    number: number.cast_unsigned(),
                    address,
                    waits_since: waits_since.ok_or_else(|| Error::corrupt("a mail", id))?,
                    tries: tries.cast_unsigned() + 1,
                    until,
                });
                break;
            }
            taken
        })
    }

    /// Keeps how a try ended, with the state of the invitation. A server whose time was up before leaves
    /// the mail to the one that has it now.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn settle_mail(
        &self,
        tenant: &Tenant,
        mail: &Outgoing,
        posted: Posted,
        now: Timestamp,
    ) -> Result<(), Error> {
        let (tenant, id) = (tenant.as_str(), mail.invitation.id);
        writing!(self, tx => {
            if posted == Posted::Bounced {
                sqlx::query(DROP).bind(tenant).bind(id).execute(&mut *tx).await?;
            } else {
                let again = match posted {
                    Posted::Later(at) => Some(at.as_micros()),
                    _ => None,
                };
                sqlx::query(SETTLE)
                    .bind(tenant)
                    .bind(id)
                    .bind(mail.until.as_micros())
                    .bind(again)
                    .execute(&mut *tx)
                    .await?;
            }
            let record = match posted {
                Posted::Sent => Some(SENT),
                Posted::Bounced => Some(BOUNCED),
                Posted::Later(_) => None,
            };
            if let Some(record) = record {
                let record = sqlx::query(record).bind(tenant).bind(id);
                record.bind(now.as_micros()).execute(&mut *tx).await?;
            }
        })
    }
}
