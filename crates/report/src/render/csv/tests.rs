use std::collections::HashMap;

use super::*;
use crate::render::fixture;

fn rows(report: &Report) -> Vec<HashMap<String, String>> {
    let text = csv(report);
    ::csv::Reader::from_reader(text.as_bytes()).deserialize().map(Result::unwrap).collect()
}

fn section(report: &Report, section: &str) -> Vec<HashMap<String, String>> {
    rows(report).into_iter().filter(|row| row["section"] == section).collect()
}

#[test]
fn every_figure_of_the_report_has_its_row() {
    let report = fixture::shop();
    let count = |name| section(&report, name).len();
    assert_eq!(count("participation"), 2);
    assert_eq!(count("question"), 4 * 4);
    assert_eq!(count("measure"), 4);
    assert_eq!(count("component"), 5);
    assert_eq!(count("distribution"), 11 + 5 + 7 + 3);
    assert_eq!(count("trend"), 4 * 12);
    assert_eq!(count("group"), (6 + 5 + 3) * (1 + 4));
}

#[test]
fn figures_keep_their_full_precision() {
    let report = fixture::shop();
    for (row, measure) in section(&report, "measure").iter().zip(&report.measures) {
        let estimate = measure.estimate.as_ref().unwrap();
        assert_eq!(row["value"].parse::<f64>().unwrap(), estimate.value);
        assert_eq!(row["lower"].parse::<f64>().unwrap(), estimate.lower);
        assert_eq!(row["n"].parse::<u64>().unwrap(), estimate.n);
    }
}

#[test]
fn an_estimate_that_does_not_exist_is_empty_and_never_zero() {
    for name in ["measure", "component", "distribution"] {
        for row in section(&fixture::silent(), name) {
            assert_eq!((row["value"].as_str(), row["lower"].as_str()), ("", ""), "{row:?}");
        }
    }
    let report = fixture::shop();
    let withheld: Vec<_> = rows(&report).into_iter().filter(|r| r["withheld"] == "true").collect();
    assert_eq!(withheld.len(), 4 + 4);
    assert!(
        withheld.iter().all(|r| r["value"].is_empty() && r["n"].is_empty() && r["p"].is_empty())
    );
}

#[test]
fn the_header_is_there_even_without_a_single_figure() {
    assert_eq!(csv(&Report::default()), COLUMNS.join(",") + "\n");
}

#[test]
fn no_text_of_a_user_runs_as_a_formula() {
    for cell in ["=1+1", "+SUM(A1)", "-1+1", "@cmd", "\t=1", "\r=1", "＝1", "-x", "+1+1"] {
        assert_eq!(text(cell), format!("'{cell}"));
    }
    let mut report = fixture::shop();
    report.measures[0].label = "=HYPERLINK(\"http://x\")".into();
    assert_eq!(section(&report, "measure")[0]["label"], "'=HYPERLINK(\"http://x\")");
}

#[test]
fn numbers_below_zero_stay_numbers() {
    for cell in ["-2", "+3", "-2.5", "Bán hàng", "a=b", ""] {
        assert_eq!(text(cell), cell);
    }
    let report = fixture::shop();
    let below = rows(&report).into_iter().filter(|r| r["difference"].starts_with('-')).count();
    assert!(below > 0);
}

#[test]
fn a_weighted_figure_has_its_own_row() {
    let report = fixture::weighted();
    let weighed = |row: &HashMap<String, String>| {
        row["component"] == "weighted" || row["section"] == "weighted_component"
    };
    let (weighted, plain): (Vec<_>, Vec<_>) = rows(&report).into_iter().partition(weighed);
    assert_eq!(plain.len(), rows(&fixture::shop()).len());
    let of = |section: &str| weighted.iter().filter(|row| row["section"] == section).count();
    assert_eq!((of("measure"), of("trend"), of("weighted_component")), (4, 4 * 10, 5));
    assert_eq!(of("group"), (5 + 5 + 3) * 4);
    for row in &weighted {
        let [n, effective] = ["n", "effective_n"].map(|column| row[column].parse::<f64>().unwrap());
        assert!((effective - n / 1.25).abs() < 1e-9);
        assert!(row["difference"].is_empty());
    }
}

#[test]
fn a_change_has_a_row_for_each_figure() {
    let report = fixture::compared();
    let rows = section(&report, "change");
    let of = |component: &str| rows.iter().filter(|row| row["component"] == component).count();
    assert_eq!((of("responses"), of("base"), of("weighted"), of("detectable")), (1, 4, 3, 3));
    assert_eq!((of("held_steady"), of("superiority"), of("within"), of("mix")), (2, 3, 6, 6));
    assert!(rows.iter().all(|row| row["from"] == "2025-01-01" && row["to"] == "2025-12-31"));
    let (base, change) = (&rows[1], &report.change.as_ref().unwrap().measures[0]);
    let difference = change.difference.as_ref().unwrap();
    assert_eq!(base["difference"].parse::<f64>().unwrap(), difference.value);
    assert_eq!((base["reliable"].as_str(), base["definition"].as_str()), ("true", "year_before"));
    let withheld: Vec<_> = rows.iter().filter(|row| row["withheld"] == "true").collect();
    assert_eq!((withheld.len(), withheld[0]["value"].as_str()), (1, ""));
}

#[test]
fn weights_rates_summaries_and_looks_have_their_rows() {
    let report = fixture::compared();
    assert_eq!(section(&report, "weighting").len(), 6 + 2 * (3 + 3));
    assert_eq!(section(&report, "response_rate").len(), 3 + 4 + 2 + 3 * 4);
    assert_eq!(section(&report, "split").len(), 3 * 4 * 3 + 4);
    let looks = section(&report, "measure").into_iter().filter(|row| row["component"] == "anytime");
    assert!(looks.clone().all(|row| row["method"] == "dirichlet_mixture"));
    assert_eq!(looks.count(), 4);
    let weighted = rows(&report).into_iter().filter(|row| row["component"] == "weighted");
    let differences = weighted.filter(|row| !row["difference"].is_empty()).count();
    assert_eq!(differences, (5 + 5 + 3) * 4 + 3);
}

#[test]
fn every_figure_of_a_driver_has_its_row() {
    let report = fixture::driven();
    let rows = section(&report, "driver");
    let of = |component: &'static str| rows.iter().filter(move |row| row["component"] == component);
    for component in ["importance", "performance", "slope", "vif", "priority", "sentence"] {
        assert_eq!(of(component).count(), 7, "{component}");
    }
    assert_eq!((of("penalty").count(), of("reward").count(), of("role").count()), (5, 5, 5));
    assert_eq!(of("quadrant_probability").count(), 7 * 4);
    let first = of("importance").next().unwrap();
    assert_eq!(
        [&*first["measure"], &first["question"], &first["n"]],
        ["nps", "q_driver_0", "1098"]
    );
    assert_eq!(
        [&*first["value"], &first["level"], &first["method"]],
        ["27.4", "0.95", "jackknife"]
    );
    let r2: Vec<_> = of("r2").map(|row| [&*row["value"], &row["withheld"]]).collect();
    assert_eq!(r2, [["0.392", "false"], ["", "true"], ["", "false"]]);
    let few = section(&fixture::few(), "driver");
    let share = few.iter().find(|row| row["component"] == "importance").unwrap();
    assert_eq!([&*share["lower"], &share["level"], &share["method"]], ["", "", ""]);
}

#[test]
fn every_figure_of_a_path_model_has_its_row() {
    let report = fixture::linked();
    let count = |name| section(&report, name).len();
    // An index and an R² are absent; one latent variable has no alpha.
    assert_eq!((count("path_model"), count("latent")), (2, 6 + 7 + 6 + 6));
    assert_eq!((count("item"), count("path"), count("total")), (24 * 3, 12, 6));
    let paths = section(&report, "path");
    assert_eq!(
        ["measure", "group", "value", "method", "reliable", "n"].map(|column| &*paths[0][column]),
        ["expectation", "image", "0.505", "jackknife", "true", "1098"]
    );
    assert_eq!((&*paths[3]["value"], &*paths[3]["reliable"]), ("-0.064", "false"));
    let few = section(&fixture::linked_few(), "path");
    assert_eq!(["lower", "method", "reliable"].map(|column| &*few[0][column]), ["", "", ""]);
    let mut hidden = fixture::shop();
    let model = plaudit_proto::v1::PathModelResult { withheld: true, ..Default::default() };
    hidden.path_model = Some(model);
    let rows = section(&hidden, "path_model");
    assert_eq!((rows.len(), &*rows[0]["withheld"], &*rows[0]["value"]), (1, "true", ""));
}
