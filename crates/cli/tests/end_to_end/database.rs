//! A database for each test, and a way to look into it past the store.

use plaudit_proto::convert::StoredTally;
use plaudit_proto::v1;
use prost::Message;
use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, Connection, PgConnection, SqliteConnection};
use tempfile::TempDir;

#[path = "../../../storage/tests/conformance/server.rs"]
pub(crate) mod postgres;

/// An empty database, removed with this value.
pub(crate) enum Database {
    Sqlite(TempDir),
    Postgres { server: Box<PgConnectOptions>, name: String },
}

impl Database {
    pub(crate) fn sqlite() -> Self {
        Self::Sqlite(TempDir::new().unwrap())
    }

    pub(crate) fn postgres() -> Self {
        let server = postgres::server();
        let name = format!("plaudit_test_{}", plaudit_storage::ids::batch().simple());
        wait(postgres::create(&server, &name));
        Self::Postgres { server: Box::new(server), name }
    }

    /// Without tables, even where databases are sharded.
    pub(crate) fn empty_postgres() -> Self {
        let server = postgres::server();
        let name = format!("plaudit_test_{}", plaudit_storage::ids::batch().simple());
        wait(postgres::create_empty(&server, &name));
        Self::Postgres { server: Box::new(server), name }
    }

    pub(crate) fn url(&self) -> String {
        match self {
            Self::Sqlite(directory) => {
                format!("sqlite:{}", directory.path().join("plaudit.db").display())
            }
            Self::Postgres { server, name } => postgres::url(server, name),
        }
    }

    /// As a person says it.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Sqlite(_) => "SQLite",
            Self::Postgres { .. } => "PostgreSQL",
        }
    }

    /// Keeps everybody from storing responses until it is released. They can be read.
    pub(crate) async fn hold(&self) -> Held {
        match self {
            Self::Sqlite(_) => {
                let mut connection = SqliteConnection::connect(&self.url()).await.unwrap();
                sqlx::query("BEGIN IMMEDIATE").execute(&mut connection).await.unwrap();
                Held::Sqlite(connection)
            }
            Self::Postgres { .. } => {
                let mut connection = PgConnection::connect(&self.url()).await.unwrap();
                let lock = "BEGIN; LOCK TABLE response IN SHARE ROW EXCLUSIVE MODE";
                sqlx::raw_sql(lock).execute(&mut connection).await.unwrap();
                Held::Postgres(connection)
            }
        }
    }

    /// Runs statements in a PostgreSQL database.
    pub(crate) async fn execute(&self, sql: &str) {
        let mut connection = PgConnection::connect(&self.url()).await.unwrap();
        sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut connection).await.unwrap();
    }

    /// Runs a statement in the PostgreSQL that this database is of.
    pub(crate) fn administer(&self, sql: &str) {
        let Self::Postgres { server, .. } = self else { panic!("SQLite has no server") };
        wait(async {
            let mut admin = PgConnection::connect_with(server).await.unwrap();
            sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut admin).await.unwrap();
        });
    }

    /// Whether a PostgreSQL database takes writes in new sessions; those there are end.
    pub(crate) async fn take_writes(&self, yes: bool) {
        let Self::Postgres { server, name } = self else { panic!("PostgreSQL alone can say so") };
        let mut admin = PgConnection::connect_with(server).await.unwrap();
        let refuse = if yes { "off" } else { "on" };
        let statements = [
            format!("ALTER DATABASE {name} SET default_transaction_read_only = {refuse}"),
            format!(
                "SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity \
                 WHERE datname = '{name}'"
            ),
        ];
        for sql in statements {
            sqlx::query(AssertSqlSafe(sql)).execute(&mut admin).await.unwrap();
        }
    }

    /// Counts one response too many in the first cell of one stored tally; returns that cell.
    pub(crate) fn alter_a_tally(&self) -> v1::Cell {
        wait(async {
            match self {
                Self::Sqlite(_) => {
                    let mut connection = SqliteConnection::connect(&self.url()).await.unwrap();
                    alter!(connection)
                }
                Self::Postgres { .. } => {
                    let mut connection = PgConnection::connect(&self.url()).await.unwrap();
                    alter!(connection)
                }
            }
        })
    }
}

/// See [`Database::hold`].
pub(crate) enum Held {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

impl Held {
    pub(crate) async fn release(self) {
        match self {
            Self::Sqlite(connection) => connection.close().await.unwrap(),
            Self::Postgres(connection) => connection.close().await.unwrap(),
        }
    }
}

/// One body for both databases.
macro_rules! alter {
    ($connection:expr) => {{
        // Where it lies depends on how far the background work of the commands before has come.
        let tables = ["tally_month", "tally_day", "tally_delta"];
        let mut changed = None;
        for table in tables {
            let select = format!("SELECT tally FROM {table} ORDER BY survey_id LIMIT 1");
            let found: Option<Vec<u8>> = sqlx::query_scalar(AssertSqlSafe(select))
                .fetch_optional(&mut $connection)
                .await
                .unwrap();
            let Some(bytes) = found else { continue };
            let tally = StoredTally::decode(&bytes).and_then(StoredTally::sum).unwrap();
            let mut tally = v1::Tally::from(&tally);
            tally.cells[0].counts[0] += 1;
            let update = format!("UPDATE {table} SET tally = $1 WHERE tally = $2");
            let done = sqlx::query(AssertSqlSafe(update))
                .bind(tally.encode_to_vec())
                .bind(bytes)
                .execute(&mut $connection)
                .await
                .unwrap();
            assert_eq!(done.rows_affected(), 1);
            changed = Some(tally.cells.swap_remove(0));
            break;
        }
        changed.expect("a tally is stored")
    }};
}
use alter;

impl Drop for Database {
    fn drop(&mut self) {
        if let Self::Postgres { server, name } = self {
            wait(postgres::remove(server, name));
        }
    }
}

/// Runs a future to its end.
pub(crate) fn wait<F: Future>(future: F) -> F::Output {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}
