//! Exports at the limit: `plaudit export` straight on a database to a file, beside the plain read of the
//! same rows in the same order, in the same run.
//!
//! `cargo xtask bench export [RESPONSES]` prints a table and writes `target/bench/export.json`.

#![allow(clippy::unwrap_used, reason = "a benchmark fails by panicking")]

#[path = "support/mod.rs"]
mod support;

use std::io::BufRead;

use support::answers;
use support::command::{self, Run, plaudit};
use support::database::Database;
use support::served::Served;
use support::table::Table;

/// Each figure is the best of so many runs, Plaudit and peer in turn.
const RUNS: usize = 3;

#[tokio::main]
async fn main() {
    let responses = std::env::args().skip(1).find_map(|arg| arg.parse().ok()).unwrap_or(300_000);
    let mut table = Table::new();
    for database in [Database::sqlite(), Database::postgres()].into_iter().flatten() {
        measure(&mut table, &database, responses).await;
    }
    table.write("export");
}

async fn measure(table: &mut Table, database: &Database, responses: usize) {
    let name = |what: &str| format!("{}: {what}", database.name());
    let survey = answers::survey_id(0);
    let url = database.create("export").await;
    fill(&url, responses).await;

    let folder = command::folder();
    let file = folder.path().join("answers.jsonl");
    let export = |target: &[&str]| {
        let args = ["--quiet", "export", &survey, "--output"];
        command::run(plaudit(&args).arg(&file).args(target))
    };
    let local = ["--database", url.as_str()];
    let (mut took, mut cursor, mut copy) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..RUNS {
        took.push(export(&local));
        cursor.push(database.read_raw(&url, &survey, responses).await);
        copy.extend(database.copy_raw(&url, &survey).await);
    }
    let rate =
        |seconds: &[f64]| responses as f64 / seconds.iter().copied().fold(f64::INFINITY, f64::min);
    let seconds: Vec<f64> = took.iter().map(|run: &Run| run.seconds).collect();
    let (what, unit) = (name("export"), "responses/s");
    table.beside(&what, rate(&seconds), unit, "raw sqlx cursor", rate(&cursor));
    if !copy.is_empty() {
        table.beside(&what, rate(&seconds), unit, "COPY TO STDOUT", rate(&copy));
    }
    let peak = took.iter().map(|run| run.peak_mb).fold(0.0, f64::max);
    table.row(&name("resident, at most"), peak, "MB");
    let lines = std::io::BufReader::new(std::fs::File::open(&file).unwrap()).lines().count();
    assert_eq!(lines, responses, "every response is a line");
    let bytes = file.metadata().unwrap().len() as f64 / responses as f64;
    table.row(&name("a line"), bytes, "bytes");

    let served = Served::start(&url, |_| {});
    let remote = export(&["--server", served.url()]);
    table.row(&name("export from a server"), rate(&[remote.seconds]), unit);
    drop(served);
    database.remove("export").await;
}

/// Stores so many responses to one survey.
async fn fill(url: &str, responses: usize) {
    use rand::SeedableRng;
    let served = Served::start(url, |_| {});
    served.publish().await;
    let mut dice = rand_chacha::ChaCha8Rng::seed_from_u64(4);
    let survey_id = answers::survey_id(0);
    let all = (1..=responses).map(|number| plaudit_proto::v1::Response {
        survey_id: survey_id.clone(),
        ..answers::response(number, &mut dice)
    });
    let delivery = served.client().deliver(all, |_| {}).await.unwrap();
    assert_eq!(delivery.stored, responses as u64);
}
