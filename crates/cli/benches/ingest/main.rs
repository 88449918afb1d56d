//! Collection at the limit: responses through gRPC on loopback into a served Plaudit, beside a bulk
//! insert of the very same rows without Plaudit, in the same run.
//!
//! `cargo xtask bench ingest [RESPONSES] [DATABASE]` prints a table and writes `target/bench/ingest.json`.
//! With `sqlite` or `postgresql` it measures that one alone, on the disk as it is. The generator, the
//! server and the database share the machine.

#![allow(clippy::unwrap_used, reason = "a benchmark fails by panicking")]

mod echo;
mod load;
mod pulse;
mod slow_disk;
#[path = "../support/mod.rs"]
mod support;
mod wire;

use std::process::Command;
use std::time::Duration;

use echo::Echo;
use load::Latency;
use slow_disk::SlowDisk;
use support::answers::{self, Answers};
use support::database::Database;
use support::served::{self, Served};
use support::table::Table;

/// Those who send take no more of the machine than they must.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Responses of a smaller call.
const SMALL: usize = 100;
/// Callers that wait for the acknowledgement of one response each, and of a smaller call.
const CALLERS: usize = 64;
const SMALL_CALLERS: usize = 16;
/// How long single calls and latencies are measured.
const SPAN: Duration = Duration::from_secs(5);

#[tokio::main]
async fn main() {
    let responses = std::env::args().skip(1).find_map(|arg| arg.parse().ok()).unwrap_or(300_000);
    let only = std::env::args().find(|arg| ["sqlite", "postgresql"].contains(&arg.as_str()));
    let mut table = Table::new();
    let disk = SlowDisk::build();
    let postgres = || {
        let database = Database::postgres()?;
        disk.under_postgres();
        Some(database)
    };
    let delays = if only.is_some() { &[0][..] } else { &[0, 1, 5] };
    for delay in delays.iter().copied().map(Duration::from_millis) {
        let databases = [Database::sqlite(), postgres()].into_iter().flatten();
        let wanted = |database: &Database| {
            only.as_ref().is_none_or(|only| database.name().eq_ignore_ascii_case(only))
        };
        for database in databases.filter(wanted) {
            disk.set(delay);
            let answers = Answers::new(responses);
            measure(&mut table, &database, &disk, delay, answers).await;
        }
    }
    table.write("ingest");
}

async fn measure(
    table: &mut Table,
    database: &Database,
    disk: &SlowDisk,
    delay: Duration,
    answers: Answers,
) {
    let name = |what: &str| match delay.as_millis() {
        0 => format!("{}: {what}", database.name()),
        slow => format!("{}, fsync + {slow} ms: {what}", database.name()),
    };
    // What others wrote before, as the compiler did, would hold up what is measured.
    assert!(Command::new("sync").status().unwrap().success());
    let url = database.create("plaudit").await;
    let served = Served::start(&url, |command| disk.under(command));
    table.row(&name("resident, idle"), served.resident_mb(), "MB");
    served.publish().await;

    let sent = answers.len();
    let seconds = load::batches(served.url(), &answers).await;
    let rate = sent as f64 / seconds;
    let lag = database.folded(&url).await;
    let rows = database.rows(&url).await;
    let bytes = database.bytes(&url).await / rows.len() as f64;
    let raw = rows.len() as f64 / database.insert_raw(&rows, served::WRITERS).await;
    drop(rows);
    table.beside(&name("batches of 1,000"), rate, "responses/s", "raw bulk insert", raw);
    table.row(&name("until the last delta is folded"), lag, "s");
    table.row(&name("on disk, a response"), bytes, "bytes");

    let small = load::waiting(served.url(), SMALL, SMALL_CALLERS, SPAN).await;
    table.row(
        &name(&format!("calls of {SMALL} from {SMALL_CALLERS} callers")),
        small,
        "responses/s",
    );
    let unary = load::waiting(served.url(), 1, CALLERS, SPAN).await;
    let echo = Echo::start();
    let wire = load::waiting(echo.url(), 1, CALLERS, SPAN).await;
    let called = format!("single calls from {CALLERS} callers");
    table.beside(&name(&called), unary, "responses/s", "acknowledged and thrown away", wire);

    let half = |rate: f64| rate / 2.0;
    let reached = [rate, small, unary].map(|rate| ("half load", half(rate)));
    let wanted = aimed_at(database).map(|rate| ("half of what is aimed at", half(rate)));
    let sizes = [answers::BATCH, SMALL, 1].into_iter().cycle();
    let loads = reached.into_iter().chain(wanted.into_iter().filter(|_| delay.is_zero()));
    for ((load, rate), size) in loads.zip(sizes) {
        // What the load before has left to do is not this one's.
        database.folded(&url).await;
        let thrown = load::at_rate(echo.url(), size, rate, SPAN / 2).await.p99;
        let Latency { p50, p95, p99, p99_in_step, slowed } =
            load::at_rate(served.url(), size, rate, 2 * SPAN).await;
        let load = format!("{load} in calls of {size}");
        let name = |what: &str| name(&format!("{load}, {what}"));
        table.row(&name("p50"), p50, "ms");
        table.row(&name("p95"), p95, "ms");
        table.beside(&name("p99"), p99, "ms", "acknowledged and thrown away", thrown);
        table.row(&name("p99 while the machine kept its speed"), p99_in_step, "ms");
        table.row(&name("machine slow by itself"), 100.0 * slowed, "%");
    }
    table.row(&name("resident, at most"), served.peak_mb(), "MB");
    drop(served);
    database.remove("plaudit").await;
}

/// Responses a second that are aimed at: in batches, in smaller calls, and in single ones.
fn aimed_at(database: &Database) -> [f64; 3] {
    match database {
        Database::Sqlite(_) => [75_000.0, 75_000.0, 15_000.0],
        Database::Postgres(_) => [60_000.0, 60_000.0, 10_000.0],
    }
}
