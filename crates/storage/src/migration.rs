//! Bringing the schema up to date.

use sqlx::migrate::Migrator;

use crate::Error;
use crate::store::{Pool, Store};
use crate::transaction::retrying;

static MIGRATIONS: Migrator = sqlx::migrate!("./migrations");

/// Deltas come and go all the time: their tables are cleaned after each 5,000 instead of after a share
/// of what they once held.
const CLEAN_DELTAS_OFTEN: [(&str, &str); 2] = [
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
];

impl Store {
    /// Brings the schema up to date. Processes may start at once: one migrates, the others wait.
    ///
    /// # Errors
    /// [`Error::Schema`] when the database was migrated by a newer program.
    pub async fn migrate(&self) -> Result<(), Error> {
        match &*self.pool {
            // sqlx takes no lock on SQLite; within one transaction its own become savepoints.
            Pool::Sqlite { writer, .. } => {
                retrying!({
                    let mut tx = writer.begin_with("BEGIN IMMEDIATE").await?;
                    MIGRATIONS.run_direct(None, &mut *tx, false).await?;
                    Ok(tx.commit().await?)
                })
            }
            // Here sqlx takes an advisory lock.
            Pool::Postgres(pool) => {
                MIGRATIONS.run(pool).await?;
                for (unset, set) in CLEAN_DELTAS_OFTEN {
                    if sqlx::query_scalar(unset).fetch_one(pool).await? {
                        sqlx::query(set).execute(pool).await?;
                    }
                }
                Ok(())
            }
        }
    }
}
