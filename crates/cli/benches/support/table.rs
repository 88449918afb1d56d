//! What a benchmark prints and keeps.

use std::path::Path;

use serde_json::{Value, json};

/// The rows so far, each printed as soon as it is known.
pub(crate) struct Table(Vec<Value>);

impl Table {
    pub(crate) fn new() -> Self {
        println!("{:<58} {:>12} {:<12} {:>12} {:>6}", "", "value", "unit", "peer", "ratio");
        Self(Vec::new())
    }

    pub(crate) fn row(&mut self, name: &str, value: f64, unit: &str) {
        println!("{name:<58} {value:>12.1} {unit}");
        self.0.push(json!({ "name": name, "value": value, "unit": unit }));
    }

    /// A figure beside that of a peer, measured in the same run.
    pub(crate) fn beside(&mut self, name: &str, value: f64, unit: &str, peer: &str, other: f64) {
        let ratio = value / other;
        println!("{name:<58} {value:>12.1} {unit:<12} {other:>12.1} {ratio:>6.2}");
        self.0.push(json!({
            "name": name, "value": value, "unit": unit,
            "peer": { "name": peer, "value": other }, "ratio": ratio,
        }));
    }

    /// A time in milliseconds beside that of a peer: the ratio says how many times as fast it is.
    pub(crate) fn faster(&mut self, name: &str, value: f64, peer: &str, other: f64) {
        let ratio = other / value;
        let shown = format!("{name}, {peer}");
        println!("{shown:<58} {value:>12.1} {:<12} {other:>12.1} {ratio:>6.2}", "ms");
        self.0.push(json!({
            "name": name, "value": value, "unit": "ms",
            "peer": { "name": peer, "value": other }, "ratio": ratio,
        }));
    }

    /// Writes `target/bench/NAME.json`.
    pub(crate) fn write(self, name: &str) {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/bench");
        std::fs::create_dir_all(&folder).unwrap();
        let text = serde_json::to_string_pretty(&self.0).unwrap();
        std::fs::write(folder.join(format!("{name}.json")), text + "\n").unwrap();
    }
}
