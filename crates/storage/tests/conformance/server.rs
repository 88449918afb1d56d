//! The PostgreSQL that the tests are told of, and databases on it: with PLAUDIT_TEST_DISTRIBUTED=1 it
//! is a coordinator of Citus, and every database is sharded over the nodes that it knows.

use plaudit_storage::{Options, Store};
use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, PgConnection};

const MISSING: &str = "set PLAUDIT_TEST_POSTGRES_URL or run `cargo xtask test`, which starts a \
    PostgreSQL by itself";

/// Few, since each costs time to make: what holds of four holds of thirty-two.
const SHARDS: &str = "ALTER DATABASE {name} SET citus.shard_count = 4";

const WORKERS: &str = "
SELECT nodename, nodeport FROM pg_dist_node
WHERE groupid <> 0 AND isactive AND noderole = 'primary' ORDER BY nodeid";

/// The server of PLAUDIT_TEST_POSTGRES_URL.
pub(crate) fn server() -> PgConnectOptions {
    let url = std::env::var_os("PLAUDIT_TEST_POSTGRES_URL").expect(MISSING);
    url.to_str().unwrap().parse().unwrap()
}

/// Whether each database is to be sharded.
pub(crate) fn is_distributed() -> bool {
    std::env::var_os("PLAUDIT_TEST_DISTRIBUTED").is_some_and(|value| value == "1")
}

/// The URL of a database.
pub(crate) fn url(server: &PgConnectOptions, name: &str) -> String {
    server.clone().database(name).to_url_lossy().to_string()
}

/// Makes a database; a sharded one has its tables already.
pub(crate) async fn create(server: &PgConnectOptions, name: &str) {
    create_empty(server, name).await;
    if is_distributed() {
        let options = Options { url: url(server, name), max_connections: 2 };
        let store = Store::connect(&options).await.unwrap();
        store.migrate().await.unwrap();
        store.distribute().await.unwrap();
        store.close().await;
    }
}

/// Makes a database without tables, on each node that the coordinator knows.
pub(crate) async fn create_empty(server: &PgConnectOptions, name: &str) {
    let create = format!("CREATE DATABASE {name}");
    if !is_distributed() {
        return run(server, &create).await;
    }
    let workers = workers(server).await;
    assert!(!workers.is_empty(), "the coordinator knows no workers");
    for node in workers.iter().chain([server]) {
        run(node, &create).await;
        run(node, &SHARDS.replace("{name}", name)).await;
        run(&node.clone().database(name), "CREATE EXTENSION citus").await;
    }
    let coordinator = server.clone().database(name);
    let address = |node: &PgConnectOptions| format!("'{}', {}", node.get_host(), node.get_port());
    run(&coordinator, &format!("SELECT citus_set_coordinator_host({})", address(server))).await;
    // Each one tells the worker about the roles, which cannot be done twice at a time.
    let mut lock = PgConnection::connect_with(server).await.unwrap();
    sqlx::query("SELECT pg_advisory_lock(1)").execute(&mut lock).await.unwrap();
    for worker in &workers {
        run(&coordinator, &format!("SELECT citus_add_node({})", address(worker))).await;
    }
    lock.close().await.unwrap();
}

/// Removes a database, whoever still uses it.
pub(crate) async fn remove(server: &PgConnectOptions, name: &str) {
    let remove = format!("DROP DATABASE {name} WITH (FORCE)");
    let workers = if is_distributed() { workers(server).await } else { Vec::new() };
    for node in workers.iter().chain([server]) {
        run(node, &remove).await;
    }
}

/// The workers that the coordinator knows.
async fn workers(server: &PgConnectOptions) -> Vec<PgConnectOptions> {
    let mut coordinator = PgConnection::connect_with(server).await.unwrap();
    let found: Vec<(String, i32)> =
        sqlx::query_as(WORKERS).fetch_all(&mut coordinator).await.unwrap();
    let worker = |(host, port): &(String, i32)| {
        server.clone().host(host).port(u16::try_from(*port).unwrap())
    };
    found.iter().map(worker).collect()
}

pub(crate) async fn run(server: &PgConnectOptions, sql: &str) {
    let mut connection = PgConnection::connect_with(server).await.unwrap();
    let done = sqlx::query(AssertSqlSafe(sql)).execute(&mut connection).await;
    done.unwrap_or_else(|error| panic!("{sql}: {error}"));
    connection.close().await.unwrap();
}
