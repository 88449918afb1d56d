//! The databases, what Plaudit left in them, and the bulk insert of the same rows without Plaudit.

use std::str::FromStr;
use std::time::{Duration, Instant};

use futures::{Stream, TryStreamExt};
use sqlx::postgres::PgPoolOptions;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{AssertSqlSafe, Connection, PgConnection, PgPool, Row, SqliteConnection, SqlitePool};
use tempfile::TempDir;
use tokio::task::JoinSet;

use super::command;

/// Rows of one transaction of the bulk insert.
const BATCH: usize = 1_000;
/// Rows of one statement on SQLite.
const CHUNK: usize = 500;

const COLUMNS: &str = "tenant_id, survey_id, id, version, answered_at, received_at, day, respondent, \
                       channel, language, segments, answers, completed, digest, batch";

/// A row as Plaudit stored it.
#[derive(Clone, sqlx::FromRow)]
pub(crate) struct Stored {
    tenant_id: String,
    survey_id: String,
    id: String,
    version: i32,
    answered_at: i64,
    received_at: i64,
    day: i32,
    respondent: Option<String>,
    channel: Option<String>,
    language: Option<String>,
    segments: String,
    answers: String,
    completed: bool,
    digest: Vec<u8>,
    batch: uuid::Uuid,
}

pub(crate) enum Database {
    Sqlite(TempDir),
    Postgres(String),
}

impl Database {
    /// Files in a folder of their own.
    pub(crate) fn sqlite() -> Option<Self> {
        Some(Self::Sqlite(command::folder()))
    }

    /// The PostgreSQL that xtask gives.
    pub(crate) fn postgres() -> Option<Self> {
        let url = variable("PLAUDIT_TEST_POSTGRES_URL");
        if url.is_none() {
            println!("NOT MEASURED on PostgreSQL: run it by cargo xtask bench");
        }
        url.map(Self::Postgres)
    }

    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Sqlite(_) => "SQLite",
            Self::Postgres(_) => "PostgreSQL",
        }
    }

    /// A new database, empty.
    pub(crate) async fn create(&self, name: &str) -> String {
        match self {
            Self::Sqlite(folder) => format!("sqlite:{}/{name}.db", folder.path().display()),
            Self::Postgres(url) => {
                self.remove(name).await;
                let create = format!("CREATE DATABASE bench_{name}");
                let mut admin = PgConnection::connect(url).await.unwrap();
                sqlx::query(AssertSqlSafe(create)).execute(&mut admin).await.unwrap();
                let (server, _) = url.rsplit_once('/').unwrap();
                format!("{server}/bench_{name}")
            }
        }
    }

    pub(crate) async fn remove(&self, name: &str) {
        match self {
            Self::Sqlite(folder) => {
                for ending in ["", "-wal", "-shm"] {
                    let file = folder.path().join(format!("{name}.db{ending}"));
                    if file.exists() {
                        std::fs::remove_file(file).unwrap();
                    }
                }
            }
            Self::Postgres(url) => {
                let drop = format!("DROP DATABASE IF EXISTS bench_{name} WITH (FORCE)");
                let mut admin = PgConnection::connect(url).await.unwrap();
                sqlx::query(AssertSqlSafe(drop)).execute(&mut admin).await.unwrap();
            }
        }
    }

    /// Seconds until no delta is left to be folded.
    pub(crate) async fn folded(&self, url: &str) -> f64 {
        let start = Instant::now();
        loop {
            let left: i64 = self.number(url, "SELECT COUNT(*) FROM tally_delta").await;
            if left == 0 {
                return start.elapsed().as_secs_f64();
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Bytes of the table of responses with its indexes; on SQLite of the whole file.
    pub(crate) async fn bytes(&self, url: &str) -> f64 {
        let sql = match self {
            Self::Sqlite(_) => {
                "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"
            }
            Self::Postgres(_) => "SELECT pg_total_relation_size('response')",
        };
        self.number(url, sql).await as f64
    }

    async fn number(&self, url: &str, sql: &'static str) -> i64 {
        match self {
            Self::Sqlite(_) => {
                let mut reader = SqliteConnection::connect(url).await.unwrap();
                sqlx::query(sql).fetch_one(&mut reader).await.unwrap().get(0)
            }
            Self::Postgres(_) => {
                let mut reader = PgConnection::connect(url).await.unwrap();
                sqlx::query(sql).fetch_one(&mut reader).await.unwrap().get(0)
            }
        }
    }

    /// All rows, in the order they came.
    pub(crate) async fn rows(&self, url: &str) -> Vec<Stored> {
        let sql = format!("SELECT {COLUMNS} FROM response ORDER BY received_at, survey_id, id");
        match self {
            Self::Sqlite(_) => {
                let mut reader = SqliteConnection::connect(url).await.unwrap();
                sqlx::query_as(AssertSqlSafe(sql)).fetch_all(&mut reader).await.unwrap()
            }
            Self::Postgres(_) => {
                let mut reader = PgConnection::connect(url).await.unwrap();
                sqlx::query_as(AssertSqlSafe(sql)).fetch_all(&mut reader).await.unwrap()
            }
        }
    }

    /// Seconds to read the survey's rows as they are, in the order of an export.
    pub(crate) async fn read_raw(&self, url: &str, survey: &str, rows: usize) -> f64 {
        let sql = AssertSqlSafe(format!("{} ORDER BY answered_at, id", select(survey)));
        let start = Instant::now();
        let read = match self {
            Self::Sqlite(_) => {
                let mut reader = SqliteConnection::connect(url).await.unwrap();
                count(sqlx::query_as(sql).fetch(&mut reader)).await
            }
            Self::Postgres(_) => {
                let mut reader = PgConnection::connect(url).await.unwrap();
                count(sqlx::query_as(sql).fetch(&mut reader)).await
            }
        };
        assert_eq!(read, rows);
        start.elapsed().as_secs_f64()
    }

    /// Seconds until PostgreSQL has sent the same as text.
    pub(crate) async fn copy_raw(&self, url: &str, survey: &str) -> Option<f64> {
        let Self::Postgres(_) = self else { return None };
        let sql = format!("COPY ({} ORDER BY answered_at, id) TO STDOUT", select(survey));
        let start = Instant::now();
        let mut reader = PgConnection::connect(url).await.unwrap();
        let mut sent = reader.copy_out_raw(&sql).await.unwrap();
        while sent.try_next().await.unwrap().is_some() {}
        Some(start.elapsed().as_secs_f64())
    }

    /// Seconds to insert `rows` in bulk, a thousand a transaction, into a table with the same columns,
    /// key and index.
    pub(crate) async fn insert_raw(&self, rows: &[Stored], writers: usize) -> f64 {
        let url = self.create("raw").await;
        let seconds = match self {
            Self::Sqlite(_) => insert_sqlite(&url, rows).await,
            Self::Postgres(_) => insert_postgres(&url, rows, writers).await,
        };
        self.remove("raw").await;
        seconds
    }
}

/// What xtask tells its benchmarks.
pub(crate) fn variable(name: &str) -> Option<String> {
    #[expect(clippy::disallowed_methods, reason = "xtask tells its benchmarks by variables")]
    let value = std::env::var(name).ok();
    value.filter(|value| !value.is_empty())
}

fn select(survey: &str) -> String {
    format!("SELECT {COLUMNS} FROM response WHERE survey_id = '{survey}'")
}

async fn count(mut rows: impl Stream<Item = Result<Stored, sqlx::Error>> + Unpin) -> usize {
    let mut read = 0;
    while rows.try_next().await.unwrap().is_some() {
        read += 1;
    }
    read
}

const TABLE: &str = "
CREATE TABLE response (
    tenant_id TEXT NOT NULL, survey_id TEXT NOT NULL, id TEXT NOT NULL, version INTEGER NOT NULL,
    answered_at BIGINT NOT NULL, received_at BIGINT NOT NULL, day INTEGER NOT NULL, respondent TEXT,
    channel TEXT, language TEXT, segments TEXT NOT NULL, answers TEXT NOT NULL,
    completed BOOLEAN NOT NULL, digest BYTEA NOT NULL, batch UUID NOT NULL,
    PRIMARY KEY (tenant_id, survey_id, id)
)";
const INDEX: &str =
    "CREATE INDEX response_by_time ON response (tenant_id, survey_id, answered_at, id)";
/// Ids are compared as Plaudit lets PostgreSQL compare them.
const AS_BYTES: &str = "ALTER TABLE response ALTER COLUMN survey_id TYPE TEXT COLLATE \"C\", \
                        ALTER COLUMN id TYPE TEXT COLLATE \"C\"";

async fn insert_sqlite(url: &str, rows: &[Stored]) -> f64 {
    let options = SqliteConnectOptions::from_str(url)
        .unwrap()
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full);
    let pool: SqlitePool =
        SqlitePoolOptions::new().max_connections(1).connect_with(options).await.unwrap();
    sqlx::query(TABLE).execute(&pool).await.unwrap();
    sqlx::query(INDEX).execute(&pool).await.unwrap();
    let insert = |rows: usize| {
        let row = "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
        format!("INSERT INTO response ({COLUMNS}) VALUES {}", vec![row; rows].join(", "))
    };
    let full = insert(CHUNK);
    let start = Instant::now();
    for batch in rows.chunks(BATCH) {
        let mut tx = pool.begin().await.unwrap();
        for chunk in batch.chunks(CHUNK) {
            let sql = if chunk.len() == CHUNK { full.clone() } else { insert(chunk.len()) };
            let mut query = sqlx::query(AssertSqlSafe(sql));
            for row in chunk {
                query = query
                    .bind(&row.tenant_id)
                    .bind(&row.survey_id)
                    .bind(&row.id)
                    .bind(row.version)
                    .bind(row.answered_at)
                    .bind(row.received_at)
                    .bind(row.day)
                    .bind(&row.respondent)
                    .bind(&row.channel)
                    .bind(&row.language)
                    .bind(&row.segments)
                    .bind(&row.answers)
                    .bind(row.completed)
                    .bind(&row.digest)
                    .bind(row.batch);
            }
            query.execute(&mut *tx).await.unwrap();
        }
        tx.commit().await.unwrap();
    }
    start.elapsed().as_secs_f64()
}

async fn insert_postgres(url: &str, rows: &[Stored], writers: usize) -> f64 {
    let pool: PgPool = PgPoolOptions::new()
        .max_connections(u32::try_from(writers).unwrap())
        .connect(url)
        .await
        .unwrap();
    sqlx::query(TABLE).execute(&pool).await.unwrap();
    sqlx::query(AS_BYTES).execute(&pool).await.unwrap();
    sqlx::query(INDEX).execute(&pool).await.unwrap();
    let batches: Vec<Vec<Stored>> = rows.chunks(BATCH).map(<[Stored]>::to_vec).collect();
    let mut shares: Vec<Vec<Vec<Stored>>> = vec![Vec::new(); writers];
    for (i, batch) in batches.into_iter().enumerate() {
        shares[i % writers].push(batch);
    }
    let start = Instant::now();
    let mut tasks = JoinSet::new();
    for share in shares {
        let pool = pool.clone();
        tasks.spawn(async move {
            for batch in &share {
                unnest(&pool, batch).await;
            }
        });
    }
    tasks.join_all().await;
    start.elapsed().as_secs_f64()
}

async fn unnest(pool: &PgPool, rows: &[Stored]) {
    fn column<'r, T>(rows: &'r [Stored], value: impl Fn(&'r Stored) -> T) -> Vec<T> {
        rows.iter().map(value).collect()
    }
    let sql = format!(
        "INSERT INTO response ({COLUMNS}) SELECT * FROM UNNEST($1::text[], $2::text[], $3::text[], \
         $4::int[], $5::bigint[], $6::bigint[], $7::int[], $8::text[], $9::text[], $10::text[], \
         $11::text[], $12::text[], $13::bool[], $14::bytea[], $15::uuid[])"
    );
    sqlx::query(AssertSqlSafe(sql))
        .bind(column(rows, |row| row.tenant_id.as_str()))
        .bind(column(rows, |row| row.survey_id.as_str()))
        .bind(column(rows, |row| row.id.as_str()))
        .bind(column(rows, |row| row.version))
        .bind(column(rows, |row| row.answered_at))
        .bind(column(rows, |row| row.received_at))
        .bind(column(rows, |row| row.day))
        .bind(column(rows, |row| row.respondent.as_deref()))
        .bind(column(rows, |row| row.channel.as_deref()))
        .bind(column(rows, |row| row.language.as_deref()))
        .bind(column(rows, |row| row.segments.as_str()))
        .bind(column(rows, |row| row.answers.as_str()))
        .bind(column(rows, |row| row.completed))
        .bind(column(rows, |row| row.digest.as_slice()))
        .bind(column(rows, |row| row.batch))
        .execute(pool)
        .await
        .unwrap();
}
