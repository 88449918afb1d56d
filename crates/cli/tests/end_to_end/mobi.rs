//! The European Customer Satisfaction Index of mobile phones (Tenenhaus et al. 2005), from survey file to
//! report: every question, indices, a gap, an NPS on 1 to 10, and drivers.

use std::fmt::Write;

use serde_json::Value;
use tempfile::TempDir;

use crate::reference::{check_questions, data, figures, measure, near, on_both, say_aloud};

/// The questions of each construct, as the reference names them.
const CONSTRUCTS: [(&str, &str, u32); 7] = [
    ("Expectation", "cuex", 3),
    ("Quality", "perq", 7),
    ("Value", "perv", 2),
    ("Satisfaction", "cusa", 3),
    ("Loyalty", "cusl", 3),
    ("Image", "imag", 5),
    ("Complaints", "cusco", 0),
];

/// What each outcome is explained by: all that a customer may have judged before, and one construct each.
const MODELS: [(&str, &[&str]); 4] = [
    ("cusa1", &["Image", "Quality", "Value"]),
    ("cusl1", &["Satisfaction"]),
    ("cusl3", &["Quality"]),
    ("cusco", &["Image"]),
];

fn items(construct: &str) -> Vec<String> {
    let of = |(_, id, n): &(&str, &str, u32)| match n {
        0 => vec![(*id).to_owned()],
        n => (1..=*n).map(|i| format!("{id}{i}")).collect(),
    };
    let found = CONSTRUCTS.iter().find(|(name, ..)| *name == construct);
    found.map(of).unwrap()
}

/// The survey file and the mapping.
fn files() -> (String, String) {
    let mut survey = "id: mobi\ntitle: Mobile phones\nprivacy_k: 1\nquestions:\n".to_owned();
    let mut mapping = "survey = \"mobi\"\nid = { row_number = true }\n\
        time = { constant = \"2005-01-01T00:00:00Z\" }\n[answers]\n"
        .to_owned();
    let all: Vec<String> = CONSTRUCTS.iter().flat_map(|(name, ..)| items(name)).collect();
    for id in &all {
        writeln!(survey, "  - {{id: {id}, text: {id}, kind: score, scale: 1-10}}").unwrap();
        writeln!(mapping, "{id} = \"{}\"", id.to_uppercase()).unwrap();
    }
    survey += "measures:\n";
    for id in &all {
        writeln!(survey, "  - {{kind: mean, question: {id}, top: [9, 10]}}").unwrap();
    }
    for (name, ..) in &CONSTRUCTS[..6] {
        let (id, items) = (name.to_lowercase(), items(name).join(", "));
        writeln!(survey, "  - {{id: {id}, kind: index, items: [{items}]}}").unwrap();
    }
    survey += "  - {id: surprise, kind: gap, items: [perq1, cuex1]}\n\
        \x20 - {id: recommends, kind: nps_1_10, question: cusl3}\ndriver_models:\n";
    for (outcome, constructs) in MODELS {
        let drivers: Vec<String> = constructs.iter().flat_map(|name| items(name)).collect();
        writeln!(survey, "  - {{outcome: {outcome}, drivers: [{}]}}", drivers.join(", ")).unwrap();
    }
    (survey, mapping)
}

#[test]
fn the_mobile_phone_survey_has_its_published_figures() {
    let (Some(file), Some(index), Some(alpha), Some(drivers), Some(basic)) = (
        data("mobi/mobi.csv"),
        figures("acsi_index.json"),
        figures("alpha.json"),
        figures("drivers.json"),
        figures("basic_mobi.json"),
    ) else {
        return say_aloud("index, alpha and drivers of the mobile phone survey");
    };
    let folder = TempDir::new().unwrap();
    let (survey, mapping) = files();
    let write = |name: &str, text: &str| {
        let file = folder.path().join(name);
        std::fs::write(&file, text).unwrap();
        file.display().to_string()
    };
    let (survey, mapping) = (write("survey.yaml", &survey), write("mapping.toml", &mapping));
    let file = file.display().to_string();
    let mut args = vec!["mobi"];
    args.extend(MODELS.iter().flat_map(|(outcome, _)| ["--drivers", outcome]));
    on_both(|target| {
        target.run(&["survey", "apply", "--publish", &survey]).good();
        assert_eq!(target.json(&["import", "--mapping", &mapping, &file])["stored"], 250);
        let text = target.report(&args);
        let report: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(check_questions(&report, "questions_mobi.csv", str::to_lowercase), 24);
        for (name, ..) in &CONSTRUCTS[..6] {
            let (found, expected) = (measure(&report, &name.to_lowercase()), &index["equal"][name]);
            near(&found["estimate"]["value"], expected["index"].as_f64().unwrap(), name);
            near(&found["estimate"]["standardError"], expected["se"].as_f64().unwrap(), name);
        }
        let nps = &measure(&report, "recommends")["estimate"];
        let expected = &basic["mobi_CUSL3_as_nps_1to10"];
        near(&nps["value"], expected["nps"].as_f64().unwrap(), "nps");
        near(&nps["standardError"], expected["se_n_minus_1"].as_f64().unwrap(), "nps, error");
        let gap = &measure(&report, "surprise")["estimate"];
        near(&gap["value"], 0.364, "gap");
        // METHODS §8.8 prints six decimals.
        assert!((gap["standardError"].as_f64().unwrap() - 0.109_755).abs() < 5e-7);

        satisfaction(&report["drivers"][0], &drivers["mobi_CUSA1_14"]);
        for (found, (_, names)) in report["drivers"].as_array().unwrap().iter().zip(MODELS).skip(1)
        {
            let expected = &alpha["mobi"][names[0]]["alpha"];
            near(&found["alpha"], expected.as_f64().unwrap(), names[0]);
        }
        text
    });
}

fn satisfaction(found: &Value, expected: &Value) {
    assert_eq!((&found["n"], &found["outcome"]), (&250.into(), &"cusa1".into()));
    let r2 = expected["r2"].as_f64().unwrap();
    near(&found["r2"]["value"], r2, "R²");
    let table = &expected["table"];
    let names = table["driver"].as_array().unwrap();
    assert_eq!(names.len(), found["drivers"].as_array().unwrap().len());
    for (i, name) in names.iter().enumerate() {
        let name = name.as_str().unwrap();
        let drivers = found["drivers"].as_array().unwrap();
        let driver = drivers.iter().find(|d| d["question"] == name.to_lowercase()).unwrap();
        let figure = |column: &str| table[column][i].as_f64().unwrap();
        let lmg = driver["importance"]["value"].as_f64().unwrap() / 100.0 * r2;
        near(&lmg.into(), figure("lmg"), name);
        near(&driver["slope"]["value"], figure("b"), name);
        near(&driver["vif"], figure("vif"), name);
    }
}
