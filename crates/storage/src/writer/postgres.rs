//! The connections that write to PostgreSQL: what was used last is used next.
//!
//! A pool takes them in turn, and asks each whether it is well when it gives it and when it gets it back.
//! The processes behind sixteen connections then each find their caches cold: batches took 8 % more of the
//! machine than with three, and two round trips that nobody needs.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use sqlx::pool::PoolConnection;
use sqlx::{Connection, Error, PgPool, Postgres, Transaction};

/// How long a connection may have rested that is used without asking whether it is well.
const TRUSTED_FOR: Duration = Duration::from_secs(1);
/// One of how many connections may wait here, and so not be there for others.
const SHARE: u32 = 4;

/// Connections of a pool, and those of them that were used a moment ago.
#[derive(Debug)]
pub(crate) struct Writers {
    pool: PgPool,
    most: usize,
    /// The last is the one that was used last.
    warm: Mutex<Vec<Warm>>,
}

#[derive(Debug)]
struct Warm {
    connection: PoolConnection<Postgres>,
    since: Instant,
}

/// A connection in the hands of a caller.
pub(crate) struct Turn<'a> {
    writers: &'a Writers,
    /// Absent once it is given back.
    connection: Option<PoolConnection<Postgres>>,
    /// Whether nobody asked if it is well.
    trusted: bool,
    /// Whether it is in doubt if a transaction has begun.
    beginning: bool,
}

impl Writers {
    pub(crate) fn of(pool: PgPool) -> Self {
        let most = pool.options().get_max_connections() / SHARE;
        Self { pool, most: most as usize, warm: Mutex::default() }
    }

    /// Waits for a connection of the pool, unless there is one that is warm.
    pub(crate) async fn turn(&self) -> Result<Turn<'_>, Error> {
        let warm = self.warm().pop();
        let warm = warm.filter(|warm| warm.since.elapsed() < TRUSTED_FOR);
        let trusted = warm.is_some();
        let connection = match warm {
            Some(warm) => warm.connection,
            None => self.pool.acquire().await?,
        };
        Ok(Turn { writers: self, connection: Some(connection), trusted, beginning: false })
    }

    /// Closes the connections when those who have them are done.
    pub(crate) async fn close(&self) {
        let closed = self.pool.close();
        self.warm().clear();
        closed.await;
    }

    fn warm(&self) -> MutexGuard<'_, Vec<Warm>> {
        self.warm.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Turn<'_> {
    /// Begins a transaction.
    ///
    /// # Errors
    /// [`Error::BeginFailed`] when the connection was trusted and is gone: it is worth another turn.
    pub(crate) async fn begin(&mut self) -> Result<Transaction<'_, Postgres>, Error> {
        let connection = self.connection.as_mut().ok_or(Error::WorkerCrashed)?;
        self.beginning = true;
        match connection.begin().await {
            Ok(tx) => {
                self.beginning = false;
                Ok(tx)
            }
            Err(_) if self.trusted => {
                // The pool asks the others, which may be gone, too.
                self.writers.warm().clear();
                Err(Error::BeginFailed)
            }
            Err(error) => Err(error),
        }
    }

    /// Leaves it to the next without further questions.
    pub(crate) fn done(mut self) {
        let mut warm = self.writers.warm();
        if warm.len() < self.writers.most && !self.writers.pool.is_closed() {
            let since = Instant::now();
            warm.extend(self.connection.take().map(|connection| Warm { connection, since }));
        }
    }
}

impl Drop for Turn<'_> {
    /// The pool asks whether it is well and ends a transaction that is open. It would not know of one that
    /// began while the caller gave up.
    fn drop(&mut self) {
        if self.beginning
            && let Some(connection) = self.connection.take()
        {
            drop(connection.detach());
        }
    }
}
