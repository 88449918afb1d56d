//! The store: one type over two databases.

use std::sync::Arc;

use sqlx::{PgPool, SqlitePool};

use crate::{Error, Options};

/// Surveys, responses, tallies and keys, on SQLite or PostgreSQL. Clones share the connections.
#[derive(Clone, Debug)]
#[allow(dead_code)]
pub struct Store {
    pub(crate) pool: Arc<Pool>,
}

/// The connections to the database.
#[derive(Debug)]
#[allow(dead_code)]
pub(crate) enum Pool {
    /// One connection that writes and some that read.
    Sqlite { writer: SqlitePool, readers: SqlitePool },
    /// Connections for everything.
    Postgres(PgPool),
}

#[allow(unused_variables, clippy::todo)]
impl Store {
    /// Connects to the database, and makes the file of an SQLite database that is missing.
    ///
    /// # Errors
    /// [`Error::Settings`] when the URL is wrong; otherwise when the database cannot be reached.
    pub async fn connect(options: &Options) -> Result<Self, Error> {
        todo!()
    }

    /// Waits for what is under way, then closes the connections. Whatever is asked afterwards fails
    /// with [`Error::Unavailable`].
    pub async fn close(&self) {}
}
