//! What signs the links of a tenant: one secret for all its servers.

use crate::transaction::{reading, writing};
use crate::{Error, Store, Tenant};

const SECRET: &str = "SELECT secret FROM link_secret WHERE tenant_id = $1";

const KEEP: &str = "
INSERT INTO link_secret (tenant_id, secret) VALUES ($1, $2) ON CONFLICT DO NOTHING";

impl Store {
    /// The tenant's secret, if it has one.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn link_secret(&self, tenant: &Tenant) -> Result<Option<[u8; 32]>, Error> {
        let secret: Option<Vec<u8>> = reading!(self, pool => {
            sqlx::query_scalar(SECRET).bind(tenant.as_str()).fetch_optional(pool).await?
        });
        secret.map(read).transpose()
    }

    /// Keeps `fresh` as the tenant's secret, unless another process was first; returns the one that is
    /// kept.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn keep_link_secret(
        &self,
        tenant: &Tenant,
        fresh: &[u8; 32],
    ) -> Result<[u8; 32], Error> {
        let kept: Vec<u8> = writing!(self, tx => {
            sqlx::query(KEEP)
                .bind(tenant.as_str())
                .bind(fresh.as_slice())
                .execute(&mut *tx)
                .await?;
            sqlx::query_scalar(SECRET).bind(tenant.as_str()).fetch_one(&mut *tx).await?
        })?;
        read(kept)
    }
}

fn read(secret: Vec<u8>) -> Result<[u8; 32], Error> {
    let length = secret.len();
    secret.try_into().map_err(|_| Error::corrupt("a secret of links", format!("{length} bytes")))
}
