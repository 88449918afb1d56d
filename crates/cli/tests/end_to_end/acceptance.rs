//! The published figures of two public data sets, on both databases.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

use serde_json::Value;
use tempfile::TempDir;

use crate::airline::{self, Expected, Rating, measure_id};
use crate::command::{Target, workspace};
use crate::comoments;
use crate::database::Database;

/// The folder of the public data, where there is one.
fn data(path: &str) -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    folder.exists().then(|| folder.join(path))
}

/// Says what cannot be checked past the capture of the tests' output, so that it is seen.
#[expect(clippy::explicit_write, reason = "eprintln! would be captured")]
fn say_aloud(what: &str) {
    writeln!(std::io::stderr(), "\nNOT CHECKED: {what}: there is no ../shared/data\n").unwrap();
}

/// Does `work` on a new SQLite and a new PostgreSQL at once; what it returns must be the same.
fn on_both(work: impl Fn(&Target) -> String + Sync) {
    let databases = [Database::sqlite(), Database::postgres()];
    let [sqlite, postgres] = std::thread::scope(|scope| {
        databases
            .each_ref()
            .map(|database| scope.spawn(|| work(&Target::database(&database.url()))))
            .map(|thread| thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
    });
    assert!(sqlite == postgres, "the reports differ:\n{sqlite}\n{postgres}");
}

#[test]
fn the_airline_has_its_published_figures_and_both_databases_agree_to_the_byte() {
    let folder = TempDir::new().unwrap();
    let (file, expected) = match data("airline/airline.csv.gz") {
        Some(file) => (file, published()),
        None => {
            say_aloud("the published figures of the airline; made-up ones are checked instead");
            airline::made_up(folder.path(), 3_000)
        }
    };
    on_both(|target| airline::whole_way(target, &file, &expected));
}

#[test]
fn stored_co_moments_of_the_airline_give_its_published_drivers() {
    let (Some(file), Some(reference)) =
        (data("airline/airline.csv.gz"), data("reference/drivers.json"))
    else {
        return say_aloud("the published drivers of the airline");
    };
    let database = Database::sqlite();
    let target = Target::database(&database.url());
    airline::publish(&target);
    assert_eq!(airline::import(&target, &file), (129_880, 129_880, 0));
    comoments::reproduce(&database.url(), &reference);
    let verified = target.run(&["verify", "airline"]).good();
    assert!(verified.ends_with(" tallies, no difference\n"), "{verified}");
}

fn published() -> Expected {
    let file = data("reference/questions_airline_zero_missing.csv").unwrap();
    let mut rows = csv::Reader::from_path(file).unwrap();
    let ratings = rows.deserialize().map(|row| {
        let row: BTreeMap<String, String> = row.unwrap();
        let number = |name: &str| row[name].parse::<f64>().unwrap();
        let rating = Rating {
            n: row["n_valid"].parse().unwrap(),
            mean: number("mean"),
            top: row["top2_k"].parse().unwrap(),
            top_percent: number("top2_pct"),
            top_interval: Some([number("top2_wilson_lo"), number("top2_wilson_hi")]),
        };
        (measure_id(&row["item"]), rating)
    });
    Expected {
        rows: 129_880,
        satisfied: [43.4462580844, 43.1768782292, 43.7160256080],
        ratings: ratings.collect(),
        precision: 1e-11, // twelve digits
    }
}

#[test]
fn the_airport_has_its_published_figures_and_both_databases_agree_to_the_byte() {
    let (Some(file), Some(reference)) =
        (data("sfo/2017_as_published.csv"), data("reference/basic_sfo.json"))
    else {
        return say_aloud("the published figures of the airport");
    };
    let reference: Value = serde_json::from_slice(&std::fs::read(reference).unwrap()).unwrap();
    on_both(|target| airport(target, &file, &reference["2017"]));
}

fn airport(target: &Target, data: &Path, reference: &Value) -> String {
    let example = |file| workspace("docs/examples/sfo").join(file).display().to_string();
    let said = target.run(&["survey", "apply", "--publish", &example("survey.yaml")]).good();
    assert_eq!(said, "sfo: version 1 is open\n");
    let (mapping, data) = (example("mapping.toml"), data.display().to_string());
    let import = || target.json(&["import", "--mapping", &mapping, &data]);
    let first = import();
    assert_eq!((&first["stored"], &first["rejected"]), (&reference["n_rows"], &0.into()));
    let second = import();
    assert_eq!((&second["stored"], &second["duplicates"]), (&0.into(), &first["stored"]));

    let text = target.report(&["sfo", "--split", "boarding_area"]);
    let report: Value = serde_json::from_str(&text).unwrap();
    let near = |value: &Value, reference: f64, error: f64, what: &str| {
        let value = value.as_f64().unwrap_or_else(|| panic!("{what}: {value}"));
        assert!((value - reference).abs() <= error, "{what}: {value}, not {reference}");
    };
    let measures = report["measures"].as_array().unwrap();
    let nps = measures.iter().find(|measure| measure["id"] == "nps").unwrap();
    near(&nps["estimate"]["value"], 39.83976693372178, 1e-12, "nps");
    // Tango's equation solved by bisection in Python; as published, 37.18941 to 42.41885.
    near(&nps["estimate"]["lower"], 37.18941710549578, 1e-9, "nps, lower limit");
    near(&nps["estimate"]["upper"], 42.418841416838305, 1e-9, "nps, upper limit");
    assert_eq!(nps["estimate"]["method"], "tango");
    assert_eq!(nps["estimate"]["n"], 2746);
    for (id, count) in [("promoters", 1436), ("passives", 968), ("detractors", 342)] {
        let components = nps["components"].as_array().unwrap();
        let component = components.iter().find(|component| component["id"] == id).unwrap();
        assert_eq!(component["estimate"]["count"], count, "{id}");
    }

    let areas = reference["nps_by_barea"].as_object().unwrap();
    let groups = report["splits"][0]["groups"].as_array().unwrap();
    let shown: Vec<_> = groups.iter().filter(|group| group["responses"] != 0).collect();
    assert_eq!(shown.len(), areas.len());
    for group in shown {
        let area = &areas[group["value"].as_str().unwrap()];
        let results = group["measures"].as_array().unwrap();
        let result = results.iter().find(|result| result["measure"] == "nps").unwrap();
        assert_eq!(result["estimate"]["n"], area["n"]);
        let published = area["nps"].as_f64().unwrap();
        near(&result["estimate"]["value"], published, 1e-11, &group["value"].to_string());
    }
    let verified = target.run(&["verify", "sfo"]).good();
    assert!(verified.starts_with("sfo: 2,831 responses, "), "{verified}");
    assert!(verified.ends_with(" tallies, no difference\n"), "{verified}");
    text
}
