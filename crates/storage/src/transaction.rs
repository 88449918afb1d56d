//! One body, compiled for each database: reads, snapshots and write transactions.
//!
//! In a body of [`writing!`], `dialect` is the module of statements whose text differs.

use std::time::Duration;

use sqlx::{Database, Postgres, Sqlite};

use crate::store::{Pool, Store};
use crate::{Error, error};

/// How often a transaction is tried that gets in the way of others.
const ATTEMPTS: u32 = 6;

/// Runs one statement outside a transaction: `reading!(store, connection => future)`.
macro_rules! reading {
    ($store:expr, $connection:ident => $body:expr) => {
        match &*$store.pool {
            $crate::store::Pool::Sqlite { readers: $connection, .. } => $body,
            $crate::store::Pool::Postgres { pool: $connection, .. } => $body,
        }
    };
}

/// Runs a body in a write transaction and commits it durably: `writing!(store, tx => { … value })`. When
/// the body fails or returns early nothing is changed; when it collides with another transaction it
/// runs again.
macro_rules! writing {
    ($store:expr, $tx:ident => $body:block) => {
        match $crate::transaction::committing!($store, $tx => $body) {
            Ok(value) => $store.durable().await.map(|()| value),
            failed => failed,
        }
    };
}

/// As [`writing!`], but what was committed is durable only after [`Store::durable`]. It is seen before
/// that, and lost by a power failure together with all that was committed after it.
macro_rules! committing {
    ($store:expr, $tx:ident => $body:block) => {
        match &*$store.pool {
            $crate::store::Pool::Sqlite { writer, .. } => {
                #[allow(unused_imports)]
                use $crate::dialect::sqlite as dialect;
                $crate::transaction::retrying!({
                    let mut turn = writer.turn().await?;
                    let mut $tx = turn.begin().await?;
                    let value = $body;
                    $tx.commit().await?;
                    turn.done();
                    Ok(value)
                })
            }
            $crate::store::Pool::Postgres { writers, .. } => {
                #[allow(unused_imports)]
                use $crate::dialect::postgres as dialect;
                $crate::transaction::retrying!({
                    let mut turn = writers.turn().await?;
                    let mut $tx = turn.begin().await?;
                    let value = $body;
                    $tx.commit().await?;
                    turn.done();
                    Ok(value)
                })
            }
        }
    };
}

/// Runs an asynchronous body again while it collides with other transactions, a little later each
/// time. An async closure would say this better, but its future is not known to be `Send`.
macro_rules! retrying {
    ($body:block) => {{
        let mut attempt = 1;
        loop {
            let outcome: Result<_, $crate::Error> = async { $body }.await;
            match outcome {
                Err(error) if $crate::transaction::may_retry(&error, attempt) => {
                    $crate::transaction::pause(attempt).await;
                    attempt += 1;
                }
                outcome => break outcome,
            }
        }
    }};
}

/// Runs statements in a [`Snapshot`]: `within!(snapshot, tx => body)`.
macro_rules! within {
    ($snapshot:expr, $tx:ident => $body:expr) => {
        match $snapshot {
            $crate::transaction::Snapshot::Sqlite($tx) => $body,
            $crate::transaction::Snapshot::Postgres($tx) => $body,
        }
    };
}

pub(crate) use {committing, reading, retrying, within, writing};

/// A transaction that reads, and sees one state of the database from its first statement to its
/// last. Ends when it is dropped.
pub(crate) enum Snapshot {
    Sqlite(sqlx::Transaction<'static, Sqlite>),
    Postgres(sqlx::Transaction<'static, Postgres>),
}

impl Store {
    pub(crate) async fn snapshot(&self) -> Result<Snapshot, Error> {
        const REPEATABLE: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
        Ok(match &*self.pool {
            Pool::Sqlite { readers, .. } => Snapshot::Sqlite(begun(readers, "BEGIN").await?),
            Pool::Postgres { pool, .. } => Snapshot::Postgres(begun(pool, REPEATABLE).await?),
        })
    }
}

/// A transaction that `statement` began, in a task of its own: a caller that gives up half way would
/// leave it open on a connection that the pool then hands to others.
pub(crate) async fn begun<D: Database>(
    pool: &sqlx::Pool<D>,
    statement: &'static str,
) -> Result<sqlx::Transaction<'static, D>, sqlx::Error> {
    let pool = pool.clone();
    let begun = tokio::spawn(async move { pool.begin_with(statement).await });
    begun.await.unwrap_or(Err(sqlx::Error::WorkerCrashed))
}

/// Whether a transaction that failed for the `attempt`th time (from 1) is tried again.
pub(crate) fn may_retry(error: &Error, attempt: u32) -> bool {
    attempt < ATTEMPTS && error::is_collision(error)
}

/// Waits a little longer after each attempt.
pub(crate) async fn pause(attempt: u32) {
    tokio::time::sleep(Duration::from_millis(1 << attempt)).await;
}
