//! API keys. Secrets are never stored, only their hashes.

use plaudit_core::time::Timestamp;

use crate::transaction::{reading, writing};
use crate::{Error, News, Store, Tenant};

/// An API key as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyRecord {
    /// Unique in the tenant; the readable part of the secret.
    pub id: String,
    /// What its maker called it.
    pub name: String,
    /// What it may do, one bit a scope; which bit is which is the server's to say.
    pub scopes: u32,
    /// SHA-256 of the secret.
    pub hash: [u8; 32],
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was revoked. Absent while it works.
    pub revoked_at: Option<Timestamp>,
}

const CREATE: &str = "
INSERT INTO api_key (tenant_id, id, name, scopes, hash, created_at, revoked_at)
VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING";

const KEYS: &str = "
SELECT id, name, scopes, hash, created_at, revoked_at FROM api_key
WHERE tenant_id = $1 ORDER BY created_at, id";

const KEY: &str = "
SELECT id, name, scopes, hash, created_at, revoked_at FROM api_key
WHERE tenant_id = $1 AND id = $2";

const REVOKE: &str = "
UPDATE api_key SET revoked_at = COALESCE(revoked_at, $3) WHERE tenant_id = $1 AND id = $2";

type Row = (String, String, i64, Vec<u8>, i64, Option<i64>);

impl Store {
    /// Keeps a new key.
    ///
    /// # Errors
    /// [`Error::Exists`] when the tenant has a key of this id.
    pub async fn create_key(&self, tenant: &Tenant, key: &KeyRecord) -> Result<(), Error> {
        writing!(self, tx => {
            let created = sqlx::query(CREATE)
                .bind(tenant.as_str())
                .bind(&key.id)
                .bind(&key.name)
                .bind(i64::from(key.scopes))
                .bind(key.hash.as_slice())
                .bind(key.created_at.as_micros())
                .bind(key.revoked_at.map(Timestamp::as_micros))
                .execute(&mut *tx)
                .await?;
            if created.rows_affected() == 0 {
                return Err(Error::Exists);
            }
            dialect::tell(&mut tx, &News::Keys).await?;
        })
    }

    /// The tenant's keys in the order they were made, revoked ones too.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn keys(&self, tenant: &Tenant) -> Result<Vec<KeyRecord>, Error> {
        let rows: Vec<Row> = reading!(self, pool => {
            sqlx::query_as(KEYS).bind(tenant.as_str()).fetch_all(pool).await?
        });
        rows.into_iter().map(record).collect()
    }

    /// The key, revoked or not, if there is one.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn key(&self, tenant: &Tenant, id: &str) -> Result<Option<KeyRecord>, Error> {
        let row: Option<Row> = reading!(self, pool => {
            sqlx::query_as(KEY).bind(tenant.as_str()).bind(id).fetch_optional(pool).await?
        });
        row.map(record).transpose()
    }

    /// Revokes a key for good; the first time counts. Returns whether there is such a key.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn revoke_key(
        &self,
        tenant: &Tenant,
        id: &str,
        now: Timestamp,
    ) -> Result<bool, Error> {
        writing!(self, tx => {
            let revoked = sqlx::query(REVOKE)
                .bind(tenant.as_str())
                .bind(id)
                .bind(now.as_micros())
                .execute(&mut *tx)
                .await?;
            let found = revoked.rows_affected() > 0;
            if found {
                dialect::tell(&mut tx, &News::Keys).await?;
            }
            found
        })
    }

    /// Whether any tenant has a key, revoked ones included.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn has_keys(&self) -> Result<bool, Error> {
        reading!(self, pool => {
            Ok(sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM api_key)").fetch_one(pool).await?)
        })
    }
}

fn record((id, name, scopes, hash, created_at, revoked_at): Row) -> Result<KeyRecord, Error> {
    let corrupt = |what: &str| Error::corrupt(format_args!("key {id}"), what);
    let instant = |micros| Timestamp::from_micros(micros).ok_or_else(|| corrupt("time"));
    Ok(KeyRecord {
        scopes: u32::try_from(scopes).map_err(|_| corrupt("scopes"))?,
        hash: hash.try_into().map_err(|_| corrupt("hash"))?,
        created_at: instant(created_at)?,
        revoked_at: revoked_at.map(instant).transpose()?,
        id,
        name,
    })
}
