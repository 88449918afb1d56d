//! A place for a database, and servers on it.

use std::net::SocketAddr;
use std::time::Duration;

use plaudit_client::Client;
use plaudit_collector::Clock;
use plaudit_server::settings::{
    Asking, Collector, Database, Folding, Mail, Only, Server as Listen,
};
use plaudit_server::{Error, Local, Settings};
use plaudit_storage::{Options, Store};
use sqlx::{AssertSqlSafe, Connection, Row, SqliteConnection};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::samples;

/// How long a condition is waited for before the test fails.
const PATIENCE: Duration = Duration::from_secs(60);

/// A directory with a database, on which servers can be started, stopped and killed.
pub(crate) struct Place {
    directory: TempDir,
    url: String,
}

impl Place {
    pub(crate) fn new() -> Self {
        let directory = TempDir::new().unwrap();
        let url = format!("sqlite:{}", directory.path().join("plaudit.db").display());
        Self { directory, url }
    }

    /// With a PostgreSQL database instead of SQLite.
    pub(crate) fn on(url: String) -> Self {
        Self { directory: TempDir::new().unwrap(), url }
    }

    pub(crate) fn path(&self) -> &std::path::Path {
        self.directory.path()
    }

    fn url(&self) -> String {
        self.url.clone()
    }

    pub(crate) fn settings(&self) -> Settings {
        Settings {
            server: Listen {
                listen: SocketAddr::from(([127, 0, 0, 1], 0)),
                only: Only::All,
                drain_seconds: 60,
                follow_ms: 1_000,
            },
            database: Database { url: self.url(), max_connections: 4 },
            collector: Collector {
                queue_responses: 1_000,
                transaction_responses: 5_000,
                committers: 2,
            },
            folding: Folding { pause_ms: 100, deltas: 2, lag_ms: 200, months_after_days: 62 },
            asking: Asking {
                secret: "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=".to_owned(),
                public_url: "https://ask.example".to_owned(),
                draft_hours: 24,
                least_seconds: 0,
                requests_a_minute: 10_000,
                address_header: String::new(),
                frame_ancestors: String::new(),
            },
            mail: Mail::default(),
        }
    }

    /// A store of its own connections, as another process has.
    pub(crate) async fn store(&self) -> Store {
        let options = Options { url: self.url(), max_connections: 2 };
        let store = Store::connect(&options).await.unwrap();
        store.migrate().await.unwrap();
        store
    }

    /// The services of another process, for any tenant and without keys.
    pub(crate) async fn other_process(&self, tenant: &str) -> OtherProcess {
        let Settings { collector, folding, asking, mail, .. } = self.settings();
        let store = self.store().await;
        let tenant = tenant.parse().unwrap();
        let clock = samples::ticking_clock();
        let local = Local::new(store, clock, collector, folding, &asking, &mail, tenant);
        OtherProcess { client: Client::local(local.routes()), local }
    }

    pub(crate) async fn serve(&self) -> Server {
        self.serve_with(self.settings()).await
    }

    pub(crate) async fn serve_with(&self, settings: Settings) -> Server {
        self.serve_at(settings, samples::clock()).await
    }

    pub(crate) async fn serve_at(&self, settings: Settings, clock: Clock) -> Server {
        let store = self.store().await;
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .unwrap();
        let listener = TcpListener::bind(settings.server.listen).await.unwrap();
        let address = listener.local_addr().unwrap();
        let listener = listener.into_std().unwrap();
        let (stop, stopped) = oneshot::channel();
        let running = runtime.spawn(async move {
            let listener = TcpListener::from_std(listener).unwrap();
            let stopped = async { drop(stopped.await) };
            plaudit_server::run(listener, store, clock, &settings, stopped).await
        });
        Server { address, runtime: Some(runtime), stop: Some(stop), running }
    }

    /// Past the server and the store.
    pub(crate) async fn connection(&self) -> SqliteConnection {
        SqliteConnection::connect(&self.url()).await.unwrap()
    }

    /// Keeps everybody else from writing until it is dropped.
    pub(crate) async fn lock(&self) -> WriteLock {
        let mut connection = self.connection().await;
        sqlx::query("BEGIN IMMEDIATE").execute(&mut connection).await.unwrap();
        WriteLock { connection }
    }

    /// The one number that a query returns.
    pub(crate) async fn number(&self, sql: &str) -> i64 {
        let mut connection = self.connection().await;
        let row = sqlx::query(AssertSqlSafe(sql)).fetch_one(&mut connection).await.unwrap();
        row.get(0)
    }
}

/// See [`Place::other_process`].
pub(crate) struct OtherProcess {
    pub(crate) client: Client,
    local: Local,
}

impl OtherProcess {
    pub(crate) async fn close(self) {
        let Self { client, local } = self;
        drop(client);
        local.close().await;
    }
}

/// See [`Place::lock`].
pub(crate) struct WriteLock {
    connection: SqliteConnection,
}

impl WriteLock {
    pub(crate) async fn release(self) {
        self.connection.close().await.unwrap();
    }
}

/// A server on a runtime of its own, so that it can be killed whole. A dropped one is killed.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    runtime: Option<Runtime>,
    stop: Option<oneshot::Sender<()>>,
    running: JoinHandle<Result<(), Error>>,
}

impl Server {
    pub(crate) fn client(&self) -> Client {
        self.client_with(None)
    }

    pub(crate) fn client_with(&self, key: Option<&str>) -> Client {
        Client::connect(&format!("http://{}", self.address), key).unwrap()
    }

    /// A channel for the services that Plaudit's client does not know.
    pub(crate) async fn channel(&self) -> tonic::transport::Channel {
        let url = format!("http://{}", self.address);
        tonic::transport::Endpoint::from_shared(url).unwrap().connect().await.unwrap()
    }

    /// Tells it to stop.
    pub(crate) fn stop(&mut self) {
        self.stop.take().unwrap().send(()).unwrap();
    }

    pub(crate) fn is_running(&self) -> bool {
        !self.running.is_finished()
    }

    /// Waits until it has stopped.
    pub(crate) async fn stopped(&mut self) -> Result<(), Error> {
        tokio::time::timeout(PATIENCE, &mut self.running).await.expect("it does not stop").unwrap()
    }

    /// Ends it in the middle of whatever it does.
    pub(crate) fn kill(self) {
        drop(self);
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.runtime.take().unwrap().shutdown_background();
    }
}

/// Waits until `condition` holds, looking again and again.
pub(crate) async fn until(what: &str, mut condition: impl AsyncFnMut() -> bool) {
    let waited = async {
        while !condition().await {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    if tokio::time::timeout(PATIENCE, waited).await.is_err() {
        panic!("in vain was waited until {what}");
    }
}
