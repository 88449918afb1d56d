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
/// their places in the indexes took an eighth of the time of an insert.
const SETTINGS: [(&str, &str); 3] = [
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
            Pool::Postgres(pool) => {
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
