//! The airline of `docs/examples`, with its real data or with a few rows that the tests make up.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::command::{Target, workspace};

/// What must come out.
pub(crate) struct Expected {
    pub(crate) rows: u64,
    /// Value and interval of the measure `satisfied`, in percent.
    pub(crate) satisfied: [f64; 3],
    /// By id of the measure.
    pub(crate) ratings: BTreeMap<String, Rating>,
    /// Largest relative error of the reference.
    pub(crate) precision: f64,
}

/// What must come out for one of the 14 ratings.
#[derive(Default)]
pub(crate) struct Rating {
    pub(crate) n: u64,
    pub(crate) mean: f64,
    /// How many gave 4 or 5, and what percent.
    pub(crate) top: u64,
    pub(crate) top_percent: f64,
    /// Wilson interval of that percent, where it is known.
    pub(crate) top_interval: Option<[f64; 2]>,
}

/// The 14 rated services, by the file's columns.
const RATED: [&str; 14] = [
    "Inflight wifi service",
    "Departure/Arrival time convenient",
    "Ease of Online booking",
    "Gate location",
    "Food and drink",
    "Online boarding",
    "Seat comfort",
    "Inflight entertainment",
    "On-board service",
    "Leg room service",
    "Baggage handling",
    "Checkin service",
    "Inflight service",
    "Cleanliness",
];

/// The id of the measure of a column.
pub(crate) fn measure_id(column: &str) -> String {
    column.to_lowercase().replace(['/', '-', ' '], "_")
}

fn example(file: &str) -> String {
    workspace("docs/examples/airline").join(file).display().to_string()
}

/// Publishes the survey.
pub(crate) fn publish(target: &Target) {
    let said = target.run(&["survey", "apply", "--publish", &example("survey.yaml")]).good();
    assert_eq!(said, "airline: version 1 is open\n");
}

/// Imports the file: how many rows were read, stored, and duplicates.
pub(crate) fn import(target: &Target, data: &Path) -> (u64, u64, u64) {
    let data = data.display().to_string();
    let summary = target.json(&["import", "--mapping", &example("mapping.toml"), &data]);
    assert_eq!(summary["survey"], "airline");
    assert_eq!((&summary["conflicts"], &summary["rejected"]), (&0.into(), &0.into()));
    let number = |name: &str| summary[name].as_u64().unwrap();
    (number("rows"), number("stored"), number("duplicates"))
}

/// What is asked of a report.
pub(crate) const REPORT: [&str; 7] =
    ["airline", "--split", "class", "--split", "gender", "--trend", "month"];

/// The whole way: publish, import, report, import again, verify. Returns the report.
pub(crate) fn whole_way(target: &Target, data: &Path, expected: &Expected) -> String {
    publish(target);
    let rows = expected.rows;
    assert_eq!(import(target, data), (rows, rows, 0));
    let report = target.report(&REPORT);
    check(&serde_json::from_str(&report).unwrap(), expected);

    assert_eq!(import(target, data), (rows, 0, rows), "a second import stores nothing");
    assert_eq!(target.report(&REPORT), report);
    let verified = target.json(&["verify", "airline"]);
    assert_eq!(verified["responses"], rows);
    assert!(verified["tallies"].as_u64().unwrap() > 0, "{verified}");
    assert_eq!(verified["discrepancies"], Value::Array(vec![]));
    report
}

fn check(report: &Value, expected: &Expected) {
    assert_eq!(report["participation"]["responses"], expected.rows);
    let near = |value: &Value, reference: f64, what: &str| {
        let value = value.as_f64().unwrap_or_else(|| panic!("{what}: {value}"));
        let error = (value - reference).abs() / reference.abs().max(1e-9);
        assert!(error <= expected.precision, "{what}: {value}, not {reference}");
    };
    let measures: BTreeMap<_, _> = report["measures"]
        .as_array()
        .unwrap()
        .iter()
        .map(|measure| (measure["id"].as_str().unwrap(), measure))
        .collect();
    assert_eq!(measures.len(), 1 + RATED.len());

    let satisfied = &measures["satisfied"]["estimate"];
    let [value, lower, upper] = expected.satisfied;
    near(&satisfied["value"], value, "satisfied");
    near(&satisfied["lower"], lower, "satisfied, lower limit");
    near(&satisfied["upper"], upper, "satisfied, upper limit");
    assert_eq!(satisfied["method"], "wilson");
    assert_eq!(satisfied["n"], expected.rows);

    assert_eq!(expected.ratings.len(), RATED.len());
    for (id, rating) in &expected.ratings {
        let measure = measures[id.as_str()];
        assert_eq!(measure["estimate"]["n"], rating.n, "{id}");
        near(&measure["estimate"]["value"], rating.mean, id);
        let components = measure["components"].as_array().unwrap();
        let top = components.iter().find(|c| c["id"] == "top").expect("a top share");
        assert_eq!(top["estimate"]["count"], rating.top, "{id}");
        assert_eq!(top["estimate"]["n"], rating.n, "{id}");
        near(&top["estimate"]["value"], rating.top_percent, id);
        if let Some([lower, upper]) = rating.top_interval {
            near(&top["estimate"]["lower"], lower, id);
            near(&top["estimate"]["upper"], upper, id);
        }
    }
}

/// Writes a file of so many rows in the airline's form, and says what must come out.
pub(crate) fn made_up(folder: &Path, rows: u64) -> (PathBuf, Expected) {
    let mut text = format!(
        "id,Gender,Customer Type,Age,Type of Travel,Class,{},satisfaction,split\n",
        RATED.join(",")
    );
    let (mut satisfied, mut scores) = (0, vec![Vec::new(); RATED.len()]);
    for i in 0..rows {
        let gender = ["Female", "Male"][(i % 2) as usize];
        let class = ["Business", "Eco Plus", "Eco"][(i % 3) as usize];
        text += &format!("{},{gender},Loyal Customer,40,Business travel,{class}", 1_000 + i);
        for (at, scores) in scores.iter_mut().enumerate() {
            // 0 is "not applicable".
            let score = (i * 7 + i / 11 + at as u64 * 3) % 6;
            text += &format!(",{score}");
            scores.extend((score > 0).then_some(score));
        }
        let is_satisfied = i % 5 < 2;
        satisfied += u64::from(is_satisfied);
        text += if is_satisfied { ",satisfied" } else { ",neutral or dissatisfied" };
        text += ",test\n";
    }
    let file = folder.join("airline.csv");
    std::fs::write(&file, text).unwrap();

    let rating = |scores: &Vec<u64>| {
        let (n, top) = (scores.len() as u64, scores.iter().filter(|score| **score >= 4).count());
        let mean = scores.iter().sum::<u64>() as f64 / n as f64;
        let top_percent = 100.0 * top as f64 / n as f64;
        Rating { n, mean, top: top as u64, top_percent, top_interval: None }
    };
    let ratings = RATED.map(measure_id).into_iter().zip(scores.iter().map(rating)).collect();
    let expected = Expected { rows, satisfied: wilson(satisfied, rows), ratings, precision: 1e-12 };
    (file, expected)
}

/// Share and Wilson interval at 95%, in percent (Wilson 1927).
fn wilson(count: u64, n: u64) -> [f64; 3] {
    let z = 1.959_963_984_540_054;
    let (n, p) = (n as f64, count as f64 / n as f64);
    let centre = (p + z * z / (2.0 * n)) / (1.0 + z * z / n);
    let half = z / (1.0 + z * z / n) * (p * (1.0 - p) / n + z * z / (4.0 * n * n)).sqrt();
    [p, centre - half, centre + half].map(|share| 100.0 * share)
}
