//! Contacts: who does not want to be asked, and where they are reached.

use plaudit_core::time::Timestamp;

use crate::transaction::{reading, writing};
use crate::{Error, Store, Tenant, mails, tombstones};

/// Makes the contact where it is missing, locks it until the transaction ends, and returns when it opted
/// out.
pub(super) const LOCK: &str = "
INSERT INTO contact (tenant_id, id) VALUES ($1, $2)
ON CONFLICT (tenant_id, id) DO UPDATE SET opted_out_at = contact.opted_out_at
RETURNING opted_out_at";

pub(super) const KEEP_ADDRESS: &str = "
INSERT INTO contact_address (tenant_id, contact, sealed) VALUES ($1, $2, $3)
ON CONFLICT (tenant_id, contact) DO UPDATE SET sealed = excluded.sealed";

/// The same where none is known.
pub(super) const KEEP_FIRST_ADDRESS: &str = "
INSERT INTO contact_address (tenant_id, contact, sealed) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";

/// Where a contact is reached. $2 is the digest.
pub(crate) const ADDRESS: &str = "
SELECT sealed FROM contact_address WHERE tenant_id = $1 AND contact = $2";

const CHANGE: &str = "
UPDATE contact SET opted_out_at = $3 WHERE tenant_id = $1 AND id = $2";

/// Who opts out refuses what was asked.
const REFUSE: &str = "
UPDATE invitation SET state = 'refused', changed_at = $3, remind_at = NULL
WHERE tenant_id = $1 AND contact = $2 AND state NOT IN ('bounced', 'refused', 'completed')";

const FORGET_ADDRESS: &str = "
DELETE FROM contact_address WHERE tenant_id = $1 AND contact = $2";

/// Who opted out stays known by the digest, so that nobody asks again.
const FORGET: &str = "
DELETE FROM contact WHERE tenant_id = $1 AND id = $2 AND opted_out_at IS NULL";

/// What takes a contact out of the database, but that it opted out. $1 is the tenant, $2 the digest.
pub(crate) const FORGET_CONTACT: [&str; 2] = [FORGET, FORGET_ADDRESS];

/// What a contact is known by: SHA-256 of tenant, 0 and pseudonym.
pub(crate) fn digest(tenant: &str, pseudonym: &str) -> [u8; 32] {
    tombstones::digest(&[tenant, pseudonym])
}

impl Store {
    /// Never invites or reminds this contact again, not even by a mail that waits; what it has not answered
    /// yet counts as refused. Returns whether that is new.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn opt_out(
        &self,
        tenant: &Tenant,
        contact: &str,
        now: Timestamp,
    ) -> Result<bool, Error> {
        self.change(tenant, contact, Some(now)).await
    }

    /// The contact may be invited again. Returns whether that is new.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn opt_in(&self, tenant: &Tenant, contact: &str) -> Result<bool, Error> {
        self.change(tenant, contact, None).await
    }

    async fn change(
        &self,
        tenant: &Tenant,
        contact: &str,
        opted_out_at: Option<Timestamp>,
    ) -> Result<bool, Error> {
        let tenant = tenant.as_str();
        let id = digest(tenant, contact);
        writing!(self, tx => {
            let before: Option<i64> = sqlx::query_scalar(LOCK)
                .bind(tenant)
                .bind(id.as_slice())
                .fetch_one(&mut *tx)
                .await?;
            let changes = before.is_some() != opted_out_at.is_some();
            if changes {
                sqlx::query(CHANGE)
                    .bind(tenant)
                    .bind(id.as_slice())
                    .bind(opted_out_at.map(Timestamp::as_micros))
                    .execute(&mut *tx)
                    .await?;
            }
            if let (true, Some(at)) = (changes, opted_out_at) {
                let refuse = sqlx::query(REFUSE).bind(tenant).bind(contact);
                refuse.bind(at.as_micros()).execute(&mut *tx).await?;
                let forget = sqlx::query(mails::FORGET).bind(tenant).bind(contact);
                forget.bind(None::<&str>).execute(&mut *tx).await?;
            }
            changes
        })
    }

    /// Where the contact is reached, sealed, if that is known.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn address(&self, tenant: &Tenant, contact: &str) -> Result<Option<Vec<u8>>, Error> {
        let id = digest(tenant.as_str(), contact);
        reading!(self, pool => {
            let query = sqlx::query_scalar(ADDRESS).bind(tenant.as_str()).bind(id.as_slice());
            Ok(query.fetch_optional(pool).await?)
        })
    }
}
