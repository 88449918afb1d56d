//! The public data and the figures computed from it elsewhere, and reading a report's JSON.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::command::Target;
use crate::database::Database;

/// The folder of the public data, where there is one.
pub(crate) fn data(path: &str) -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    folder.exists().then(|| folder.join(path))
}

/// A file of reference figures.
pub(crate) fn figures(name: &str) -> Option<Value> {
    let file = data("reference")?.join(name);
    Some(serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap())
}

/// Says what cannot be checked past the capture of the tests' output, so that it is seen.
#[expect(clippy::explicit_write, reason = "eprintln! would be captured")]
pub(crate) fn say_aloud(what: &str) {
    writeln!(std::io::stderr(), "\nNOT CHECKED: {what}: there is no ../shared/data\n").unwrap();
}

/// Does `work` on a new SQLite and a new PostgreSQL at once; what it returns must be the same.
pub(crate) fn on_both(work: impl Fn(&Target) -> String + Sync) {
    let databases = [Database::sqlite(), Database::postgres()];
    let [sqlite, postgres] = std::thread::scope(|scope| {
        databases
            .each_ref()
            .map(|database| scope.spawn(|| work(&Target::database(&database.url()))))
            .map(|thread| thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
    });
    assert!(sqlite == postgres, "the reports differ:\n{sqlite}\n{postgres}");
}

/// `value` is `expected` within 1e-9, relative from 1 on.
#[track_caller]
pub(crate) fn near(value: &Value, expected: f64, what: &str) {
    let value = value.as_f64().unwrap_or_else(|| panic!("{what}: {value}"));
    let error = (value - expected).abs() / expected.abs().max(1.0);
    assert!(error <= 1e-9, "{what}: {value}, not {expected}");
}

/// The measure of that id in a report.
pub(crate) fn measure<'r>(report: &'r Value, id: &str) -> &'r Value {
    let found = report["measures"].as_array().unwrap().iter().find(|measure| measure["id"] == id);
    found.unwrap_or_else(|| panic!("no measure {id}"))
}

/// Every mean of the report that is named after an item of this table, against the table: answers,
/// mean, deviation, its error, the best two scores with Wilson's limits, best, worst two and median.
/// Returns how many there were.
pub(crate) fn check_questions(report: &Value, table: &str, id: impl Fn(&str) -> String) -> usize {
    let file = data("reference").unwrap().join(table);
    let mut rows = csv::Reader::from_path(file).unwrap();
    let mut checked = 0;
    for row in rows.deserialize() {
        let row: BTreeMap<String, String> = row.unwrap();
        let name = id(&row["item"]);
        let found = measure(report, &name);
        let same = |value: &Value, column: &str| {
            near(value, row[column].parse().unwrap(), &format!("{name}, {column}"));
        };
        let (all, n) = (&found["estimate"], &row["n_valid"]);
        assert_eq!(all["n"].to_string(), *n, "{name}");
        same(&all["value"], "mean");
        same(&all["standardError"], "se");
        let n: f64 = n.parse().unwrap();
        same(&(all["standardError"].as_f64().unwrap() * n.sqrt()).into(), "sd");
        let components = found["components"].as_array().unwrap();
        let top =
            &components.iter().find(|component| component["id"] == "top").unwrap()["estimate"];
        assert_eq!(top["count"].to_string(), row["top2_k"], "{name}");
        same(&top["value"], "top2_pct");
        same(&top["lower"], "top2_wilson_lo");
        same(&top["upper"], "top2_wilson_hi");

        let bars = found["distribution"].as_array().unwrap();
        let counts: Vec<u64> = bars.iter().map(|bar| bar["count"].as_u64().unwrap()).collect();
        assert_eq!(counts.last().unwrap().to_string(), row["top1_k"], "{name}");
        assert_eq!((counts[0] + counts[1]).to_string(), row["bottom2_k"], "{name}");
        // The scores begin at 1. An even number of answers may have its median between two.
        let scores =
            (1..).zip(&counts).flat_map(|(score, n)| std::iter::repeat_n(score, *n as usize));
        let sorted: Vec<u32> = scores.collect();
        let middle = sorted[(sorted.len() - 1) / 2] + sorted[sorted.len() / 2];
        same(&(f64::from(middle) / 2.0).into(), "median");
        checked += 1;
    }
    checked
}
