//! The published figures of the airline, on both databases.

use std::collections::BTreeMap;

use serde_json::Value;
use tempfile::TempDir;

use crate::airline::{self, Expected, Rating, measure_id};
use crate::command::Target;
use crate::database::Database;
use crate::reference::{check_questions, data, figures, on_both, say_aloud};
use crate::{comoments, drivers};

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
    let reference = figures("drivers.json");
    on_both(|target| {
        let report = airline::whole_way(target, &file, &expected);
        if reference.is_some() {
            let report: Value = serde_json::from_str(&report).unwrap();
            let table = "questions_airline_zero_missing.csv";
            assert_eq!(check_questions(&report, table, measure_id), 14);
        }
        report + &drivers::reports(target, reference.as_ref())
    });
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
