//! Bringing the schema up to date.

use std::sync::LazyLock;

use sqlx::migrate::{Migration, Migrator};
use sqlx::{AssertSqlSafe, SqlSafeStr};

use crate::Error;
use crate::store::{Pool, Store};
use crate::transaction::{begun, retrying};

/// Without the lock that sqlx takes: it has none on SQLite, and on PostgreSQL it belongs to a session,
/// which a pooler of transactions gives to others.
static MIGRATIONS: LazyLock<Migrator> = LazyLock::new(|| {
    let mut migrations = sqlx::migrate!("./migrations");
    migrations.set_locking(false);
    migrations
});

/// The advisory lock on PostgreSQL of the transaction that changes the schema: "plaudit" in ASCII.
pub(crate) const LOCK: i64 = 0x70_6c61_7564_6974;

/// The same, with the clauses that only SQLite knows and that are comments to others.
static SQLITE_MIGRATIONS: LazyLock<Migrator> = LazyLock::new(|| {
    let with_clauses = |migration: &Migration| {
        let mut parts = migration.sql.as_str().split("/*SQLite:");
        let common = parts.next().unwrap_or_default().to_owned();
        let sql = parts.fold(common, |sql, part| sql + &part.replacen("*/", "", 1));
        Migration { sql: AssertSqlSafe(sql).into_sql_str(), ..migration.clone() }
    };
    let migrations = MIGRATIONS.iter().map(with_clauses).collect();
    Migrator { migrations, ..Migrator::DEFAULT }
});

/// What only PostgreSQL has: whether it is missing, and how it is set.
///
/// Deltas come and go all the time: their tables are cleaned after each 5,000 instead of after a share
/// of what they once held. Ids of responses are compared as bytes: by the rules of a language, finding
/// their places in the indexes took an eighth of the time of an insert. Of responses, a small sample is
/// analysed, and the columns alone by which they are found: all of a large one took a third of a second
/// of a core now and then, and those who wait stood behind it. Citus refuses that for a table that is
/// distributed; one that is distributed later keeps it.
const SETTINGS: [(&str, &str); 4] = [
    (
        "SELECT reloptions IS NULL FROM pg_class WHERE oid = to_regclass('tally_delta')",
        "ALTER TABLE tally_delta SET (autovacuum_vacuum_scale_factor = 0, \
            autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_cost_delay = 0)",
    ),
    (
        "SELECT reloptions IS NULL FROM pg_class WHERE oid = to_regclass('comoment_delta')",
        "ALTER TABLE comoment_delta SET (autovacuum_vacuum_scale_factor = 0, \
            autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_cost_delay = 0)",
    ),
    (
        "SELECT attcollation <> to_regcollation('\"C\"') FROM pg_attribute \
            WHERE attrelid = to_regclass('response') AND attname = 'id'",
        "ALTER TABLE response ALTER COLUMN survey_id TYPE TEXT COLLATE \"C\", \
            ALTER COLUMN id TYPE TEXT COLLATE \"C\"",
    ),
    (
        "SELECT COALESCE(attstattarget, -1) < 0 AND to_regclass('pg_dist_partition') IS NULL \
            FROM pg_attribute WHERE attrelid = to_regclass('response') AND attname = 'id'",
        "ALTER TABLE response \
            ALTER COLUMN tenant_id SET STATISTICS 10, ALTER COLUMN survey_id SET STATISTICS 10, \
            ALTER COLUMN id SET STATISTICS 10, ALTER COLUMN answered_at SET STATISTICS 10, \
            ALTER COLUMN day SET STATISTICS 10, ALTER COLUMN respondent SET STATISTICS 10, \
            ALTER COLUMN may_repeat SET STATISTICS 10, ALTER COLUMN version SET STATISTICS 0, \
            ALTER COLUMN received_at SET STATISTICS 0, ALTER COLUMN channel SET STATISTICS 0, \
            ALTER COLUMN language SET STATISTICS 0, ALTER COLUMN weight SET STATISTICS 0, \
            ALTER COLUMN duration_seconds SET STATISTICS 0, ALTER COLUMN segments SET STATISTICS 0, \
            ALTER COLUMN answers SET STATISTICS 0, ALTER COLUMN completed SET STATISTICS 0, \
            ALTER COLUMN digest SET STATISTICS 0, ALTER COLUMN batch SET STATISTICS 0",
    ),
];

impl Store {
    /// Brings the schema up to date. Processes may start at once: one migrates, the others wait.
    ///
    /// # Errors
    /// [`Error::Schema`] when the database was migrated by a newer program.
    pub async fn migrate(&self) -> Result<(), Error> {
        match &*self.pool {
            // Within one transaction those of sqlx become savepoints.
            Pool::Sqlite { writer, .. } => {
                retrying!({
                    let mut turn = writer.turn().await?;
                    let mut tx = turn.begin().await?;
                    SQLITE_MIGRATIONS.run_direct(None, &mut *tx, false).await?;
                    Ok(tx.commit().await?)
                })
            }
            Pool::Postgres { pool, .. } => {
                retrying!({
                    let mut tx = begun(pool, "BEGIN").await?;
                    sqlx::query("SELECT pg_advisory_xact_lock($1)")
                        .bind(LOCK)
                        .execute(&mut *tx)
                        .await?;
                    MIGRATIONS.run_direct(None, &mut *tx, false).await?;
                    for (missing, set) in SETTINGS {
                        if sqlx::query_scalar(missing).fetch_one(&mut *tx).await? {
                            sqlx::query(set).execute(&mut *tx).await?;
                        }
                    }
                    Ok(tx.commit().await?)
                })
            }
        }
    }
}
