//! The connection that writes to SQLite, for one caller after the other.
//!
//! A pool of one connection would ask it after each transaction whether it is well, while the next caller
//! waits: a third of the time that a small batch takes.

use std::time::Duration;

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection, Error, Sqlite, SqliteConnection, Transaction};
use tokio::sync::{MappedMutexGuard, Mutex, MutexGuard};
use tokio::time::timeout;

/// One connection, and those who wait for it in line.
#[derive(Debug)]
pub(crate) struct Writer {
    file: SqliteConnectOptions,
    patience: Duration,
    /// Absent once it is closed.
    state: Mutex<Option<State>>,
}

#[derive(Debug)]
struct State {
    connection: SqliteConnection,
    /// Whether whoever had it last did not say that it is as it was.
    doubtful: bool,
}

/// The connection in the hands of a caller.
pub(crate) struct Turn<'a>(MappedMutexGuard<'a, State>);

impl Writer {
    /// Callers wait up to `patience` for their turn.
    pub(crate) async fn open(
        file: SqliteConnectOptions,
        patience: Duration,
    ) -> Result<Self, Error> {
        let state = State { connection: file.connect().await?, doubtful: false };
        Ok(Self { file, patience, state: Mutex::new(Some(state)) })
    }

    /// Waits in line.
    pub(crate) async fn turn(&self) -> Result<Turn<'_>, Error> {
        let state = timeout(self.patience, self.state.lock()).await;
        let state = state.map_err(|_| Error::PoolTimedOut)?;
        let mut state =
            MutexGuard::try_map(state, Option::as_mut).map_err(|_| Error::PoolClosed)?;
        if state.doubtful && !is_well(&mut state.connection).await {
            state.connection = self.file.connect().await?;
        }
        state.doubtful = true;
        Ok(Turn(state))
    }

    /// Waits for those in line, then closes the connection.
    pub(crate) async fn close(&self) {
        if let Some(state) = self.state.lock().await.take() {
            drop(state.connection.close().await);
        }
    }
}

/// Whether the connection answers, outside of transactions. When SQLite cannot write, as on a full disk,
/// it ends the transaction by itself; sqlx does not notice and would never begin another.
pub(crate) async fn is_well(connection: &mut SqliteConnection) -> bool {
    // The end of a transaction that was dropped may be on its way.
    connection.ping().await.is_ok() && !connection.is_in_transaction()
}

impl Turn<'_> {
    /// The connection, which must be as it was when the turn is [`done`](Self::done).
    pub(crate) fn connection(&mut self) -> &mut SqliteConnection {
        &mut self.0.connection
    }

    /// Begins a transaction that writes.
    pub(crate) async fn begin(&mut self) -> Result<Transaction<'_, Sqlite>, Error> {
        self.0.connection.begin_with("BEGIN IMMEDIATE").await
    }

    /// Leaves it to the next without further questions.
    pub(crate) fn done(mut self) {
        self.0.doubtful = false;
    }
}
