//! A year's report by day over four segments, from a stored database to JSON by the way of `plaudit
//! report`, beside DuckDB and Polars that count the very same answers from Parquet, in the same run.
//!
//! `cargo xtask bench report` prints a table and writes `target/bench/report.json`. Both sides are warm,
//! the best of several runs counts, and both must give the same totals.

#![allow(clippy::unwrap_used, reason = "a benchmark fails by panicking")]

mod answers;
mod peers;
mod stored;
#[allow(dead_code, reason = "benchmarks share it")]
#[path = "../support/table.rs"]
mod table;

use std::process::Command;
use std::time::Instant;

use answers::Answers;
use peers::Peers;
use stored::Stored;
use table::Table;

/// As the command has.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// How often Plaudit builds each report.
const ROUNDS: usize = 15;

#[tokio::main]
async fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if let [_, once, url] = arguments.as_slice()
        && once == "--once"
    {
        let stored = Stored::open(url).await;
        assert!(!stored.report().await.is_empty());
        stored.close().await;
        println!("{}", peak_mb());
        return;
    }
    let mut table = Table::new();
    let peers = Peers::install();
    let mut milliseconds = Vec::new();
    for (name, responses) in [("0.1 M", 100_000), ("1 M", 1_000_000), ("10 M", 10_000_000)] {
        let answers = Answers::new(responses);
        let parquet = peers.write(&answers);
        let tallies = answers.tallies(1);
        let stored = Stored::create(name, &tallies).await;
        let unfolded = best(&stored).await;
        stored.fold().await;
        let report = stored.report().await;
        if responses == 100_000 {
            let submitted = Stored::submitted(&answers).await;
            assert!(submitted.report().await == report, "as if the answers had been sent");
            submitted.close().await;
        }
        let own = best(&stored).await;
        for peer in ["duckdb", "polars"] {
            let counted = peers.count(peer, &parquet);
            counted.assert_same(&report);
            table.faster(&format!("{name} answers"), own, peer, counted.milliseconds);
        }
        table.row(&format!("{name} answers, months not folded"), unfolded, "ms");
        table.row(&format!("{name} answers, tallies on disk"), stored.tally_kb().await, "kB");
        milliseconds.push(own);
        if responses == 10_000_000 {
            let merged = Stored::create("100 M", &answers.tallies(10)).await;
            merged.fold().await;
            table.row("100 M answers, merged from the 10 M", best(&merged).await, "ms");
            table.row("100 M answers, resident at most", alone(merged.url()), "MB");
            merged.close().await;
        }
        stored.close().await;
    }
    table.row("10 M as many times 0.1 M", milliseconds[2] / milliseconds[0], "times");
    table.write("report");
}

/// The fastest of several reports, in milliseconds.
async fn best(stored: &Stored) -> f64 {
    let mut best = f64::INFINITY;
    for _ in 0..ROUNDS {
        let start = Instant::now();
        std::hint::black_box(stored.report().await);
        best = best.min(start.elapsed().as_secs_f64() * 1e3);
    }
    best
}

/// The most resident memory, in MB, of a process that builds one report and nothing else.
fn alone(url: &str) -> f64 {
    let this = std::env::current_exe().unwrap();
    let output = Command::new(this).args(["--once", url]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().trim().parse().unwrap()
}

fn peak_mb() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<f64>().unwrap() / 1024.0
}
