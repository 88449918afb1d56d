//! PostgreSQL goes away in the middle of everything, again and again, while collectors write. A test
//! program of its own, since other tests could not use that PostgreSQL meanwhile.

#![allow(clippy::unwrap_used, missing_docs, reason = "a test fails by panicking")]

#[allow(dead_code, reason = "shared with the tests over the wire")]
#[path = "wire/samples.rs"]
mod samples;

use std::collections::BTreeSet;
use std::process::{Command, Stdio};

use plaudit_client::Client;
use plaudit_proto::v1::Outcome;
use plaudit_server::Local;
use plaudit_server::settings::{Asking, Collector, Folding, Mail};
use plaudit_storage::{Options, Store};
use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, PgConnection};
use tokio::sync::mpsc;

const MISSING: &str = "set PLAUDIT_TEST_POSTGRES_URL or run `cargo xtask test`, which starts a \
    PostgreSQL by itself";
const BLOWS: usize = 3;
const COLLECTORS: usize = 4;
/// Responses of each collector.
const RESPONSES: usize = 5_000;

/// What takes PostgreSQL away.
enum Blow {
    /// `pg_ctl stop --mode=immediate`, as a power cut, by the script of `cargo xtask test`.
    Stop(String),
    /// Of a PostgreSQL that somebody else runs, every connection to the test's database is ended.
    Disconnect(Box<PgConnectOptions>, String),
}

impl Blow {
    async fn strike(&self) {
        match self {
            Self::Stop(script) => {
                control(script, &["stop", "--mode=immediate"]);
                control(script, &["start", "--wait", "--log", "log"]);
            }
            Self::Disconnect(server, name) => {
                let ended =
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1";
                let mut admin = PgConnection::connect_with(server).await.unwrap();
                sqlx::query(ended).bind(name).execute(&mut admin).await.unwrap();
            }
        }
    }

    fn name(&self) -> &'static str {
        match self {
            Self::Stop(_) => "stop --mode=immediate",
            Self::Disconnect(..) => "pg_terminate_backend, for want of PLAUDIT_TEST_PG_CTL",
        }
    }
}

fn control(script: &str, args: &[&str]) {
    let mut command = Command::new("sh");
    command.arg(script).args(args).stdin(Stdio::null()).stdout(Stdio::null());
    assert!(command.status().unwrap().success(), "{args:?}");
}

async fn admin(server: &PgConnectOptions, sql: String) {
    let mut connection = PgConnection::connect_with(server).await.unwrap();
    sqlx::query(AssertSqlSafe(sql)).execute(&mut connection).await.unwrap();
}

/// The services of one process.
async fn process(url: &str) -> Local {
    let options = Options { url: url.to_owned(), max_connections: 4 };
    let store = Store::connect(&options).await.unwrap();
    store.migrate().await.unwrap();
    let collector =
        Collector { queue_responses: 5_000, transaction_responses: 1_000, committers: 2 };
    let folding = Folding { pause_ms: 50, deltas: 1, lag_ms: 50, months_after_days: 62 };
    let (asking, mail) = (Asking::default(), Mail::default());
    let tenant = "acme".parse().unwrap();
    Local::new(store, samples::clock(), collector, folding, &asking, &mail, tenant)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_acknowledged_outlives_a_postgres_that_is_stopped_again_and_again() {
    let variable = |name: &str| std::env::var_os(name).map(|value| value.into_string().unwrap());
    let server = variable("PLAUDIT_TEST_POSTGRES_URL").expect(MISSING);
    let server: PgConnectOptions = server.parse().unwrap();
    let name = format!("plaudit_test_{}", plaudit_storage::ids::batch().simple());
    let url = server.clone().database(&name).to_url_lossy().to_string();
    admin(&server, format!("CREATE DATABASE {name}")).await;
    let blow = match variable("PLAUDIT_TEST_PG_CTL") {
        Some(script) => Blow::Stop(script),
        None => Blow::Disconnect(Box::new(server.clone()), name.clone()),
    };

    let processes = [process(&url).await, process(&url).await];
    let clients = processes.each_ref().map(|process| Client::local(process.routes()));
    samples::cafe(&clients[0]).await;
    let (acknowledged, mut heard) = mpsc::unbounded_channel();
    let mut collectors = Vec::new();
    for i in 0..COLLECTORS {
        let (client, acknowledged) = (clients[i % 2].clone(), acknowledged.clone());
        // The client sends again what was refused, with the same ids.
        collectors.push(tokio::spawn(async move {
            let responses = samples::guests(&format!("c{i}"), RESPONSES);
            let tell = |outcomes: &[plaudit_proto::v1::ResponseOutcome]| {
                for outcome in outcomes {
                    let kind = outcome.outcome();
                    assert!(matches!(kind, Outcome::Stored | Outcome::Duplicate), "{outcome:?}");
                    acknowledged.send(outcome.response_id.clone()).unwrap();
                }
            };
            client.deliver(responses, tell).await.unwrap()
        }));
    }
    drop(acknowledged);
    let mut all = BTreeSet::new();
    for _ in 0..BLOWS {
        // Between two blows something more is acknowledged.
        for _ in 0..COLLECTORS * RESPONSES / (BLOWS + 2) {
            all.extend(heard.recv().await);
        }
        assert!(collectors.iter().any(|it| !it.is_finished()), "a blow must hit a writer");
        blow.strike().await;
    }
    while let Some(id) = heard.recv().await {
        assert!(all.insert(id), "acknowledged once");
    }
    let mut duplicates = 0;
    for collector in collectors {
        duplicates += collector.await.unwrap().duplicates;
    }
    samples::tell(&format!(
        "{BLOWS} times {} while {COLLECTORS} collectors write: {} acknowledged, {duplicates} of them \
         on the second try",
        blow.name(),
        all.len()
    ));

    let stored = samples::export(&clients[0], "cafe").await;
    assert_eq!(stored.len(), COLLECTORS * RESPONSES);
    assert!(stored.keys().eq(&all), "what was acknowledged is there");
    assert_eq!(samples::counted(&clients[1]).await, stored.len() as u64);
    let request = plaudit_proto::v1::VerifyRequest { survey_id: "cafe".to_owned() };
    let mut results = clients[0].admin().verify(request).await.unwrap().into_inner();
    let result = results.message().await.unwrap().unwrap();
    assert_eq!((result.responses, result.discrepancies), (stored.len() as u64, vec![]));
    drop(clients);
    for process in processes {
        process.close().await;
    }
    admin(&server, format!("DROP DATABASE {name} WITH (FORCE)")).await;
}
