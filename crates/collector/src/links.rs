//! Links that let a contact in without a key: signed, expiring, and naming nobody.
//!
//! The secret that signs them is the tenant's own, made on first need and kept in the database, so that
//! every server makes and reads the same links.

use std::collections::HashMap;
use std::sync::Mutex;

use plaudit_core::invitation::{Claim, Token};
use plaudit_core::time::Timestamp;
use plaudit_storage::{Store, Tenant};
use uuid::Uuid;

use crate::secrets;
pub use plaudit_core::invitation::Purpose;

/// What a link says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Whose invitation it is.
    pub tenant: Tenant,
    /// What it is for.
    pub purpose: Purpose,
    /// The invitation.
    pub invitation: Uuid,
    /// Until when it works, to the second, within the years 1970 to 2106.
    pub expires_at: Timestamp,
}

/// Why a token opens nothing.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// It has not the form of a token.
    #[error("the link is incomplete")]
    Malformed,
    /// It is of a tenant that this database has made no links for.
    #[error("the link belongs elsewhere")]
    Foreign,
    /// Its signature does not fit what it says.
    #[error("the link was changed")]
    Tampered,
    /// It is genuine and too old.
    #[error("the link has expired")]
    Expired(Link),
    /// The database could not be asked.
    #[error("the database failed")]
    Storage(#[from] plaudit_storage::Error),
}

/// Makes and reads the links of all tenants.
#[derive(Debug)]
pub struct Links {
    store: Store,
    secrets: Mutex<HashMap<Tenant, [u8; 32]>>,
}

impl Links {
    /// Links whose secrets are in `store`.
    #[must_use]
    pub fn new(store: Store) -> Self {
        Self { store, secrets: Mutex::default() }
    }

    /// The token of `link`: at most 136 characters that stand in a URL as they are.
    ///
    /// # Errors
    /// When the tenant's secret cannot be read or made.
    pub async fn sign(&self, link: &Link) -> Result<String, plaudit_storage::Error> {
        let token = Token {
            tenant: link.tenant.to_string(),
            purpose: link.purpose,
            invitation: link.invitation.into_bytes(),
            expires_at: link.expires_at,
        };
        Ok(token.signed(&self.own_secret(&link.tenant).await?))
    }

    /// The tenant's secret, made when it has none: it signs whatever lets people in without a key.
    ///
    /// # Errors
    /// When it cannot be read or made.
    pub async fn own_secret(&self, tenant: &Tenant) -> Result<[u8; 32], plaudit_storage::Error> {
        if let Some(secret) = self.secret(tenant).await? {
            return Ok(secret);
        }
        let kept = self.store.keep_link_secret(tenant, &secrets::random()).await?;
        self.remember(tenant, kept);
        Ok(kept)
    }

    /// What the token says, at `now`.
    ///
    /// # Errors
    /// As [`Error`] tells them apart.
    pub async fn open(&self, token: &str, now: Timestamp) -> Result<Link, Error> {
        let claim = Claim::read(token).ok_or(Error::Malformed)?;
        let tenant: Tenant = claim.tenant().parse().map_err(|_| Error::Malformed)?;
        let secret = self.secret(&tenant).await?.ok_or(Error::Foreign)?;
        let token = claim.verified(&secret).ok_or(Error::Tampered)?;
        let link = Link {
            tenant,
            purpose: token.purpose,
            invitation: Uuid::from_bytes(token.invitation),
            expires_at: token.expires_at,
        };
        if link.expires_at <= now { Err(Error::Expired(link)) } else { Ok(link) }
    }

    async fn secret(&self, tenant: &Tenant) -> Result<Option<[u8; 32]>, plaudit_storage::Error> {
        let known =
            self.secrets.lock().expect("no holder of this lock panics").get(tenant).copied();
        if known.is_some() {
            return Ok(known);
        }
        let kept = self.store.link_secret(tenant).await?;
        if let Some(secret) = kept {
            self.remember(tenant, secret);
        }
        Ok(kept)
    }

    fn remember(&self, tenant: &Tenant, secret: [u8; 32]) {
        let mut secrets = self.secrets.lock().expect("no holder of this lock panics");
        secrets.insert(tenant.clone(), secret);
    }
}
