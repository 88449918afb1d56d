//! Merging the deltas of batches into the tallies of days.

use crate::{Error, Store, Tenant};

#[allow(unused_variables, clippy::todo)]
impl Store {
    /// Merges about `limit` of the tenant's deltas into the tallies of their days, and returns how
    /// many; fewer than `limit` when none is left. Safe with any number of folders.
    ///
    /// # Errors
    /// [`Error::Corrupt`] when a stored tally cannot be read, or when the database cannot be written.
    pub async fn fold(&self, tenant: &Tenant, limit: usize) -> Result<usize, Error> {
        todo!()
    }

    /// All tenants that have surveys or keys, for background work.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn tenants(&self) -> Result<Vec<Tenant>, Error> {
        todo!()
    }
}
