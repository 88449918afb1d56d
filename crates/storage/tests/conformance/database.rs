//! A database for each case: made before it, dropped after it, also when the case fails.

use std::panic::AssertUnwindSafe;

use futures::FutureExt;
use plaudit_storage::{Options, Store};
use sqlx::{AssertSqlSafe, Connection, PgConnection, Row, SqliteConnection};
use tempfile::TempDir;

use crate::server;

/// An empty database, and a way to look into it past the store.
pub(crate) struct Database {
    url: String,
}

pub(crate) fn on_sqlite(case: impl AsyncFnOnce(&Database)) {
    let directory = TempDir::new().unwrap();
    let url = format!("sqlite:{}", directory.path().join("plaudit.db").display());
    run(async || case(&Database { url }).await);
}

pub(crate) fn on_postgres(case: impl AsyncFnOnce(&Database)) {
    let server = server::server();
    let name = format!("plaudit_test_{}", plaudit_storage::ids::batch().simple());
    let url = server::url(&server, &name);
    run(async || {
        server::create(&server, &name).await;
        let outcome = AssertUnwindSafe(case(&Database { url })).catch_unwind().await;
        server::remove(&server, &name).await;
        if let Err(panic) = outcome {
            std::panic::resume_unwind(panic);
        }
    });
}

fn run(case: impl AsyncFnOnce()) {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap()
        .block_on(case());
}

/// Runs `$body` on a new connection past the store.
macro_rules! past_the_store {
    ($database:expr, $connection:ident => $body:expr) => {
        if $database.url.starts_with("sqlite:") {
            let mut $connection = SqliteConnection::connect(&$database.url).await.unwrap();
            $body
        } else {
            let mut $connection = PgConnection::connect(&$database.url).await.unwrap();
            $body
        }
    };
}

impl Database {
    pub(crate) fn options(&self) -> Options {
        Options { url: self.url.clone(), max_connections: 8 }
    }

    pub(crate) fn is_sqlite(&self) -> bool {
        self.url.starts_with("sqlite:")
    }

    /// A database that one of several cases at once has to itself: a file of its own on SQLite, where
    /// all writers would wait for each other; the same on PostgreSQL.
    pub(crate) fn lane(&self, number: u64) -> Self {
        Self { url: self.url.replace("plaudit.db", &format!("plaudit-{number}.db")) }
    }

    /// A store of its own connections, as another process would have.
    pub(crate) async fn connect(&self) -> Store {
        Store::connect(&self.options()).await.unwrap()
    }

    /// A store whose schema is up to date.
    pub(crate) async fn store(&self) -> Store {
        let store = self.connect().await;
        store.migrate().await.unwrap();
        store
    }

    /// Runs a statement; returns how many rows it changed.
    pub(crate) async fn execute(&self, sql: &str) -> u64 {
        past_the_store!(self, connection => {
            let done = sqlx::query(AssertSqlSafe(sql)).execute(&mut connection).await.unwrap();
            done.rows_affected()
        })
    }

    /// Runs a statement whose `$1` is `bytes`.
    pub(crate) async fn execute_with(&self, sql: &str, bytes: &[u8]) -> u64 {
        past_the_store!(self, connection => {
            let query = sqlx::query(AssertSqlSafe(sql)).bind(bytes);
            query.execute(&mut connection).await.unwrap().rows_affected()
        })
    }

    /// The one number that a query returns.
    pub(crate) async fn number(&self, sql: &str) -> i64 {
        past_the_store!(self, connection => {
            sqlx::query(AssertSqlSafe(sql)).fetch_one(&mut connection).await.unwrap().get(0)
        })
    }

    /// The one text that a query returns.
    pub(crate) async fn text(&self, sql: &str) -> String {
        past_the_store!(self, connection => {
            sqlx::query(AssertSqlSafe(sql)).fetch_one(&mut connection).await.unwrap().get(0)
        })
    }

    /// The bytes of each row that a query returns.
    pub(crate) async fn bytes(&self, sql: &str) -> Vec<Vec<u8>> {
        past_the_store!(self, connection => {
            let rows = sqlx::query(AssertSqlSafe(sql)).fetch_all(&mut connection).await.unwrap();
            rows.iter().map(|row| row.get(0)).collect()
        })
    }
}
