//! Bringing the schema up to date.

use crate::{Error, Store};

#[allow(clippy::todo)]
impl Store {
    /// Brings the schema up to date. Processes may start at once: one migrates, the others wait.
    ///
    /// # Errors
    /// [`Error::Schema`] when the database was migrated by a newer program.
    pub async fn migrate(&self) -> Result<(), Error> {
        todo!()
    }
}
