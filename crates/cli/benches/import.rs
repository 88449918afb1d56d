//! Imports at the limit: `plaudit import` of the airline's CSV straight on a database, beside the csv
//! crate reading the same file plus a bulk insert of the rows as they were stored, in the same run.
//!
//! `cargo xtask bench import` prints a table and writes `target/bench/import.json`.

#![allow(clippy::unwrap_used, reason = "a benchmark fails by panicking")]

#[path = "support/mod.rs"]
mod support;

use std::path::Path;
use std::time::Instant;

use support::command::{self, Run, plaudit, workspace};
use support::database::Database;
use support::table::Table;
use support::{airline, served};

/// Each figure is the best of so many runs, Plaudit and peer in turn.
const RUNS: usize = 3;

#[tokio::main]
async fn main() {
    let mut table = Table::new();
    let folder = command::folder();
    let (csv, what) = airline::csv(folder.path());
    for database in [Database::sqlite(), Database::postgres()].into_iter().flatten() {
        measure(&mut table, &database, &csv, what).await;
    }
    table.write("import");
}

async fn measure(table: &mut Table, database: &Database, csv: &Path, what: &str) {
    let name = |what: &str| format!("{}: {what}", database.name());
    let (mut best, mut raw, mut peak) = (f64::INFINITY, f64::INFINITY, 0.0_f64);
    for last in (0..RUNS).map(|run| run + 1 == RUNS) {
        let url = database.create("import").await;
        airline::publish(&url);
        let took = import(csv, &url);
        best = best.min(took.seconds);
        peak = peak.max(took.peak_mb);
        let stored = database.rows(&url).await;
        let writers = if database.name() == "SQLite" { 1 } else { served::WRITERS };
        raw = raw.min(read(csv, stored.len()) + database.insert_raw(&stored, writers).await);
        if last {
            let rows = stored.len() as f64;
            drop(stored);
            let (unit, peer) = ("rows/s", "csv + bulk insert");
            table.beside(&name(what), rows / best, unit, peer, rows / raw);
            let again = import(csv, &url);
            table.row(&name("the same file again"), rows / again.seconds, unit);
            table.row(&name("resident, at most"), peak, "MB");
            let bytes = database.bytes(&url).await;
            table.row(&name("on disk, a response"), bytes / rows, "bytes");
            table.row(&name("what plaudit export wrote"), lines(database, &url).await, unit);
        }
        database.remove("import").await;
    }
}

fn import(csv: &Path, url: &str) -> Run {
    let args = ["--quiet", "import", "--database", url, "--mapping"];
    let mapping = workspace("docs/examples/airline/mapping.toml");
    let run = command::run(plaudit(&args).arg(mapping).arg(csv));
    assert!(run.stdout.contains(" 0 conflicts, 0 rejected"), "{}", run.stdout);
    run
}

/// Seconds in which the csv crate reads the file.
fn read(csv: &Path, rows: usize) -> f64 {
    let start = Instant::now();
    let mut reader = csv::Reader::from_path(csv).unwrap();
    let (mut record, mut read) = (csv::StringRecord::new(), 0);
    while reader.read_record(&mut record).unwrap() {
        read += 1;
    }
    assert_eq!(read, rows, "every row is stored");
    start.elapsed().as_secs_f64()
}

/// Rows a second of the way to another database: the import of what `plaudit export` wrote.
async fn lines(database: &Database, url: &str) -> f64 {
    let folder = command::folder();
    let file = folder.path().join("answers.jsonl");
    command::run(
        plaudit(&["--quiet", "export", "airline", "--database", url, "--output"]).arg(&file),
    );
    let url = database.create("lines").await;
    airline::publish(&url);
    let run = command::run(plaudit(&["--quiet", "import", "--database", &url]).arg(&file));
    let rows = std::fs::read_to_string(&file).unwrap().lines().count();
    let rate = rows as f64 / run.seconds;
    database.remove("lines").await;
    rate
}
