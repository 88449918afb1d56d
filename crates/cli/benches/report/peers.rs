//! DuckDB and Polars, in a Python of their own, on the same answers in Parquet.

use std::collections::BTreeMap;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use plaudit_core::time::Day;
use serde_json::Value;

use crate::answers::{Answers, FIRST_DAY};

const PROGRAM: &str = include_str!("peers.py");

pub(crate) struct Peers {
    folder: PathBuf,
}

/// What a peer counted.
#[derive(serde::Deserialize)]
pub(crate) struct Counted {
    /// The fastest of several runs.
    pub(crate) milliseconds: f64,
    /// By `day` or segment, then by value: answers, promoters, detractors, answers about satisfaction,
    /// satisfied.
    groups: BTreeMap<String, BTreeMap<String, [f64; 5]>>,
}

impl Peers {
    /// Finds them in `target/bench/venv`, or installs them there from PyPI.
    pub(crate) fn install() -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap().join("bench");
        let peers = Self { folder };
        let there = Command::new(peers.python())
            .args(["-c", "import duckdb, numpy, polars, pyarrow"])
            .output();
        if !there.is_ok_and(|output| output.status.success()) {
            std::fs::create_dir_all(&peers.folder).unwrap();
            run(Command::new("python3").args(["-m", "venv"]).arg(peers.folder.join("venv")));
            let install =
                ["-m", "pip", "install", "--quiet", "duckdb", "numpy", "polars", "pyarrow"];
            run(Command::new(peers.python()).args(install));
        }
        peers
    }

    fn python(&self) -> PathBuf {
        self.folder.join("venv/bin/python3")
    }

    /// Writes the answers as Parquet.
    pub(crate) fn write(&self, answers: &Answers) -> PathBuf {
        let raw = self.folder.join("answers.raw");
        let mut file = BufWriter::new(std::fs::File::create(&raw).unwrap());
        for answer in answers.all() {
            file.write_all(&answer.bytes()).unwrap();
        }
        drop(file.into_inner().unwrap());
        let parquet = self.folder.join("answers.parquet");
        run(self.program("write").arg(&raw).arg(&parquet).arg(FIRST_DAY.to_string()));
        std::fs::remove_file(&raw).unwrap();
        parquet
    }

    /// Lets `peer` count them.
    pub(crate) fn count(&self, peer: &str, parquet: &Path) -> Counted {
        serde_json::from_str(&run(self.program(peer).arg(parquet))).unwrap()
    }

    fn program(&self, what: &str) -> Command {
        let mut command = Command::new(self.python());
        command.args(["-c", PROGRAM, what]);
        command
    }
}

impl Counted {
    /// Panics unless the report, as JSON, has the same totals in every group.
    pub(crate) fn assert_same(&self, report: &str) {
        let report: Value = serde_json::from_str(report).unwrap();
        let mut compared = 0;
        for trend in list(&report["trends"]) {
            for point in list(&trend["points"]) {
                let day: Day = point["from"].as_str().unwrap().parse().unwrap();
                let group = &self.groups["day"][&day.to_string()];
                assert_same(group, &trend["measure"], &point["estimate"]);
                compared += 1;
            }
        }
        for split in list(&report["splits"]) {
            for group in list(&split["groups"]) {
                let counted = &self.groups[split["segment"].as_str().unwrap()];
                let counted = &counted[group["value"].as_str().unwrap()];
                for result in list(&group["measures"]) {
                    assert_same(counted, &result["measure"], &result["estimate"]);
                    compared += 1;
                }
            }
        }
        let groups: usize = self.groups.values().map(BTreeMap::len).sum();
        assert_eq!(compared, 2 * groups, "every group of two measures");
    }
}

fn list(value: &Value) -> &Vec<Value> {
    value.as_array().unwrap()
}

fn assert_same(counted: &[f64; 5], measure: &Value, estimate: &Value) {
    let [n, promoters, detractors, answered, satisfied] = *counted;
    let (n, value) = match measure.as_str().unwrap() {
        "nps" => (n, 100.0 * (promoters - detractors) / n),
        _ => (answered, 100.0 * satisfied / answered),
    };
    let found: f64 = match &estimate["n"] {
        Value::String(n) => n.parse().unwrap(),
        n => n.as_f64().unwrap(),
    };
    assert_eq!(found, n, "{measure}: {estimate}");
    let off = estimate["value"].as_f64().unwrap_or(0.0) - value;
    assert!(off.abs() < 1e-9, "{measure}: {estimate}, {value} expected");
}

/// What it prints.
fn run(command: &mut Command) -> String {
    let output = command.output().unwrap();
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {complaint}");
    String::from_utf8(output.stdout).unwrap()
}
