//! The store: one type over two databases.

use std::sync::Arc;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection, PgPool, SqlitePool};

use crate::log::Log;
use crate::scan::CHUNK;
use crate::transaction::retrying;
use crate::writer::postgres::Writers;
use crate::writer::sqlite::{Writer, is_well};
use crate::{Error, Options};

/// How long a caller waits for a free connection, and on SQLite for a writer of another process.
const PATIENCE: Duration = Duration::from_secs(10);
/// Pages of an SQLite database that its writer keeps in memory, in KiB. Mostly SQLite goes through all of them
/// in each commit, since a page that it has moved had a number beyond the last for a moment: 64 MiB took 4 % of
/// the server's work, and made inserts in random order no faster.
const WRITER_CACHE_KIB: u32 = 16 * 1024;
/// Pages of 4 KiB that SQLite's log takes before they are carried over into the database. Ids come
/// in random order, so that each batch touches pages all over an index: carrying them over after 64
/// MiB instead of 4 made inserts 1.6 to 2.7 times as fast.
const LOG_PAGES: u32 = 16 * 1024;

/// Surveys, responses, tallies and keys, on SQLite or PostgreSQL. Clones share the connections.
#[derive(Clone, Debug)]
pub struct Store {
    pub(crate) pool: Arc<Pool>,
}

/// The connections to the database.
#[derive(Debug)]
pub(crate) enum Pool {
    /// One connection that writes and some that read, and the log that makes what was written durable.
    Sqlite { writer: Box<Writer>, readers: SqlitePool, log: Log },
    /// Connections for everything, and those of them that write.
    Postgres { pool: PgPool, writers: Writers },
}

impl Store {
    /// Connects to the database, and makes the file of an SQLite database that is missing.
    ///
    /// # Errors
    /// [`Error::Settings`] when the URL is wrong; otherwise when the database cannot be reached.
    pub async fn connect(options: &Options) -> Result<Self, Error> {
        let pool = match options.url.split_once(':').map(|(scheme, _)| scheme) {
            Some("sqlite") => retrying!({ open_sqlite(options).await })?,
            Some("postgres" | "postgresql") => connect_postgres(options).await?,
            _ => {
                let reason = "the URL must start with sqlite: or postgres:";
                return Err(Error::Settings(reason.to_owned()));
            }
        };
        Ok(Self { pool: Arc::new(pool) })
    }

    /// How many transactions can write at once, at most.
    #[must_use]
    pub fn writers(&self) -> u32 {
        match &*self.pool {
            Pool::Sqlite { .. } => 1,
            Pool::Postgres { pool, .. } => pool.options().get_max_connections(),
        }
    }

    /// Makes sure that the file of an SQLite database can be written: where it may only be read, SQLite
    /// opens it so without a word. A PostgreSQL that takes no writes says so when it is asked for one.
    ///
    /// # Errors
    /// [`Error::Full`] when it cannot be written.
    pub async fn takes_writes(&self) -> Result<(), Error> {
        if let Pool::Sqlite { writer, .. } = &*self.pool {
            let mut turn = writer.turn().await?;
            let mut tx = turn.begin().await?;
            // A transaction on such a file is refused only when it writes.
            sqlx::query("PRAGMA user_version = 0").execute(&mut *tx).await?;
            tx.rollback().await?;
        }
        Ok(())
    }

    /// Waits for what is under way, then closes the connections. Whatever is asked afterwards fails
    /// with [`Error::Unavailable`].
    pub async fn close(&self) {
        match &*self.pool {
            Pool::Sqlite { writer, readers, .. } => {
                readers.close().await;
                writer.close().await;
            }
            Pool::Postgres { writers, .. } => writers.close().await,
        }
    }
}

/// WAL lets readers go on beside the writer; NORMAL leaves it to [`Log`] to make commits durable.
async fn open_sqlite(options: &Options) -> Result<Pool, Error> {
    let file: SqliteConnectOptions = options.url.parse()?;
    if options.url.contains(":memory:") || options.url.contains("mode=memory") {
        let reason = "an SQLite database must be a file: its connections do not share memory";
        return Err(Error::Settings(reason.to_owned()));
    }
    let file = file
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Normal)
        .busy_timeout(PATIENCE)
        .disable_statement_logging();
    let log = Log::of(file.get_filename());
    let writer = file
        .clone()
        .pragma("cache_size", format!("-{WRITER_CACHE_KIB}"))
        .pragma("temp_store", "MEMORY")
        .pragma("wal_autocheckpoint", LOG_PAGES.to_string())
        .pragma("journal_size_limit", (u64::from(LOG_PAGES) * 4096).to_string());
    let writer = Box::new(Writer::open(writer, PATIENCE).await?);
    let reader = file.pragma("query_only", "ON").row_buffer_size(CHUNK);
    let readers = SqlitePoolOptions::new()
        .acquire_timeout(PATIENCE)
        .idle_timeout(None)
        .max_lifetime(None)
        .test_before_acquire(false)
        .before_acquire(|connection, _| {
            Box::pin(async { Ok(!connection.is_in_transaction() || is_well(connection).await) })
        })
        .max_connections(options.max_connections.max(1))
        .connect_lazy_with(reader);
    Ok(Pool::Sqlite { writer, readers, log })
}

async fn connect_postgres(options: &Options) -> Result<Pool, Error> {
    let server: PgConnectOptions = options.url.parse()?;
    let server = server.application_name("plaudit").disable_statement_logging();
    let pool = PgPoolOptions::new()
        .max_connections(options.max_connections.max(1))
        .acquire_timeout(PATIENCE)
        .connect_with(server)
        .await?;
    Ok(Pool::Postgres { writers: Writers::of(pool.clone()), pool })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_wrong_setting_is_named() {
        for url in [
            "",
            "plaudit.db",
            "mysql://localhost/x",
            "sqlite::memory:",
            "sqlite:x?mode=memory",
            "sqlite:/no/such/directory/x.db",
            "postgres://localhost:port/x",
        ] {
            let options = Options { url: url.to_owned(), max_connections: 1 };
            let refused = Store::connect(&options).await;
            assert!(matches!(refused, Err(Error::Settings(_))), "{url}: {refused:?}");
        }
    }
}
