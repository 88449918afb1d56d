//! API keys. Secrets are never stored, only their hashes.

use plaudit_core::time::Timestamp;

use crate::{Error, Store, Tenant};

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

#[allow(unused_variables, clippy::todo)]
impl Store {
    /// Keeps a new key.
    ///
    /// # Errors
    /// [`Error::Exists`] when the tenant has a key of this id.
    pub async fn create_key(&self, tenant: &Tenant, key: &KeyRecord) -> Result<(), Error> {
        todo!()
    }

    /// The tenant's keys in the order they were made, revoked ones too.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn keys(&self, tenant: &Tenant) -> Result<Vec<KeyRecord>, Error> {
        todo!()
    }

    /// The key, revoked or not, if there is one.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn key(&self, tenant: &Tenant, id: &str) -> Result<Option<KeyRecord>, Error> {
        todo!()
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
        todo!()
    }

    /// Whether any tenant has a key, revoked ones included.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn has_keys(&self) -> Result<bool, Error> {
        todo!()
    }
}
