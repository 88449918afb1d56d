//! Sharding a PostgreSQL by tenant, with the extension Citus.

use sqlx::{PgConnection, PgPool};

use crate::migration::LOCK;
use crate::store::{Pool, Store};
use crate::transaction::retrying;
use crate::{Error, transaction};

/// What [`Store::distribute`] found and did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Distribution {
    /// Every table of the schema, by name.
    pub tables: Vec<Table>,
    /// The nodes that hold shards, as `host:port`, by name.
    pub nodes: Vec<String>,
    /// Shards of each distributed table.
    pub shards: u32,
}

/// One table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// Its name.
    pub name: String,
    /// Where its rows are.
    pub placement: Placement,
}

/// Where the rows of a table are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Placement {
    /// On the nodes by tenant, since now.
    Distributed,
    /// On the nodes by tenant, as before.
    Already,
    /// On the coordinator alone: the rows have no tenant.
    Local,
}

const AVAILABLE: &str = "SELECT EXISTS (SELECT FROM pg_available_extensions WHERE name = 'citus')";
const INSTALLED: &str = "SELECT EXISTS (SELECT FROM pg_extension WHERE extname = 'citus')";

/// The schema's tables with: is it Plaudit's by tenant, is it distributed. Views and tables of
/// extensions are none.
const TABLES: &str = "
SELECT class.relname::text,
    EXISTS (SELECT FROM pg_attribute WHERE attrelid = class.oid AND attname = 'tenant_id'),
    EXISTS (SELECT FROM pg_dist_partition WHERE logicalrelid = class.oid)
FROM pg_class AS class
WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r'
    AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = class.oid AND deptype = 'e')
ORDER BY relname";

/// One connection a node for all shards: what was made in a transaction is seen by its later parts.
const ONE_CONNECTION: &str = "SET LOCAL citus.multi_shard_modify_mode = 'sequential'";

/// Copies what is there, as others wait.
const DISTRIBUTE: &str = "
SELECT create_distributed_table(format('%I', $1), 'tenant_id', colocate_with => $2)";

/// The copied rows are still in the table on the coordinator, out of sight.
const DROP_COPIED: &str = "
SELECT truncate_local_data_after_distributing_table(format('%I', $1)::regclass)";

const NODES: &str = "
SELECT nodename || ':' || nodeport FROM pg_dist_node
WHERE shouldhaveshards AND isactive AND noderole = 'primary' ORDER BY nodename, nodeport";

const SHARDS: &str = "
SELECT count(*) FROM pg_dist_shard WHERE logicalrelid = to_regclass(format('%I', $1))";

impl Store {
    /// Distributes the tables over the nodes of Citus by tenant, all or none, with what is in them;
    /// a tenant's rows of all tables are on one node. Those that are distributed stay as they are, so
    /// that it is right to do again, as after a migration that makes a table. Whoever writes
    /// meanwhile waits.
    ///
    /// # Errors
    /// [`Error::Unsupported`] on SQLite and on a PostgreSQL without Citus, or when the database
    /// cannot be written.
    pub async fn distribute(&self) -> Result<Distribution, Error> {
        match &*self.pool {
            Pool::Sqlite { .. } => Err(Error::Unsupported(
                "SQLite is one file; only PostgreSQL with the extension citus can be distributed",
            )),
            Pool::Postgres { pool, .. } => {
                install(pool).await?;
                retrying!({
                    let mut tx = transaction::begun(pool, "BEGIN").await?;
                    let distribution = distribute(&mut tx).await?;
                    tx.commit().await?;
                    Ok(distribution)
                })
            }
        }
    }
}

async fn install(pool: &PgPool) -> Result<(), Error> {
    if sqlx::query_scalar(INSTALLED).fetch_one(pool).await? {
        return Ok(());
    }
    if !sqlx::query_scalar(AVAILABLE).fetch_one(pool).await? {
        return Err(Error::Unsupported("this PostgreSQL server has no extension citus installed"));
    }
    sqlx::query("CREATE EXTENSION IF NOT EXISTS citus").execute(pool).await?;
    Ok(())
}

async fn distribute(tx: &mut PgConnection) -> Result<Distribution, Error> {
    sqlx::query("SELECT pg_advisory_xact_lock($1)").bind(LOCK).execute(&mut *tx).await?;
    sqlx::query(ONE_CONNECTION).execute(&mut *tx).await?;
    let found: Vec<(String, bool, bool)> = sqlx::query_as(TABLES).fetch_all(&mut *tx).await?;
    // All others are put beside the first.
    let mut first = found.iter().find(|(.., distributed)| *distributed).map(|(name, ..)| name);
    let mut tables = Vec::new();
    for (name, by_tenant, distributed) in &found {
        let placement = match (by_tenant, distributed) {
            (_, true) => Placement::Already,
            (false, false) => Placement::Local,
            (true, false) => {
                let beside = first.map_or("none", String::as_str);
                sqlx::query(DISTRIBUTE).bind(name).bind(beside).execute(&mut *tx).await?;
                sqlx::query(DROP_COPIED).bind(name).execute(&mut *tx).await?;
                first.get_or_insert(name);
                Placement::Distributed
            }
        };
        tables.push(Table { name: name.clone(), placement });
    }
    let nodes = sqlx::query_scalar(NODES).fetch_all(&mut *tx).await?;
    let shards: i64 = sqlx::query_scalar(SHARDS).bind(first).fetch_one(&mut *tx).await?;
    Ok(Distribution { tables, nodes, shards: u32::try_from(shards).unwrap_or(u32::MAX) })
}
