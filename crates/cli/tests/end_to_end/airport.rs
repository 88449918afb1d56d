//! San Francisco Airport 2017: its published figures, its designs and its margins, on both databases.

use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use crate::command::{Target, workspace};
use crate::reference::{
    check_questions, data, figures, measure, near as close, on_both, say_aloud,
};

#[test]
fn the_airport_has_its_published_figures_and_both_databases_agree_to_the_byte() {
    let (Some(file), Some(reference)) =
        (data("sfo/2017_as_published.csv"), figures("basic_sfo.json"))
    else {
        return say_aloud("the published figures of the airport");
    };
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
    assert_eq!(check_questions(&report, "questions_sfo_2017_unweighted.csv", str::to_owned), 21);
    let nps = measure(&report, "nps");
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

/// The example's two files with another id of the survey, and `key` in front of the rest of each.
fn variant(folder: &Path, id: &str, survey_key: &str, mapping_key: &str) -> [String; 2] {
    [
        ("survey.yaml", "id: sfo\n", format!("id: {id}\n{survey_key}\n")),
        ("mapping.toml", "survey = \"sfo\"\n", format!("survey = \"{id}\"\n{mapping_key}\n")),
    ]
    .map(|(name, from, to)| {
        let text = std::fs::read_to_string(workspace("docs/examples/sfo").join(name)).unwrap();
        assert!(text.contains(from));
        let file = folder.join(format!("{id}-{name}"));
        std::fs::write(&file, text.replacen(from, &to, 1)).unwrap();
        file.display().to_string()
    })
}

/// The report of a variant on the first measure, from its own import.
fn of_variant(
    target: &Target,
    data: &Path,
    [survey, mapping]: &[String; 2],
    args: &[&str],
) -> String {
    target.run(&["survey", "apply", "--publish", survey]).good();
    let data = data.display().to_string();
    let imported = target.json(&["import", "--mapping", mapping, &data]);
    assert_eq!(imported["rejected"], 0);
    let id = imported["survey"].as_str().unwrap();
    target.report(&[&[id, "--measure", "nps"], args].concat())
}

/// The airport's file with a column more: the flight and its day.
fn with_flight_days(file: &Path, folder: &Path) -> std::path::PathBuf {
    let mut rows = csv::Reader::from_path(file).unwrap();
    let with = folder.join("flight-days.csv");
    let mut out = csv::Writer::from_path(&with).unwrap();
    let columns = rows.headers().unwrap().clone();
    let place = |name: &str| columns.iter().position(|column| column.trim() == name).unwrap();
    let [flight, day] = ["FLIGHT", "INTDATE"].map(place);
    out.write_record(columns.iter().chain(["FLIGHT_DAY"])).unwrap();
    for row in rows.records() {
        let row = row.unwrap();
        let both = format!("{}-{}", row[flight].trim(), &row[day]);
        out.write_record(row.iter().chain([both.as_str()])).unwrap();
    }
    out.flush().unwrap();
    with
}

#[test]
fn weights_strata_and_flights_give_the_airports_standard_errors() {
    let (Some(file), Some(survey), Some(cluster)) = (
        data("sfo/2017_as_published.csv"),
        figures("survey_sfo.json"),
        figures("survey_sfo_cluster.json"),
    ) else {
        return say_aloud("the standard errors of the airport's designs");
    };
    let folder = TempDir::new().unwrap();
    let file = with_flight_days(&file, folder.path());
    let of = |id: &str, survey_key: &str, mapping_key: &str| {
        variant(folder.path(), id, survey_key, mapping_key)
    };
    let repeats = "repeat_respondents: true";
    let designs = [
        (of("weights", "", ""), &survey["2017"]["weights_only"]["nps_x100"]["nps"]["se"]),
        (
            of("strata", "strata: strata", ""),
            &survey["2017"]["weights_strata"]["nps_x100"]["nps"]["se"],
        ),
        (of("runs", repeats, "respondent = \"RUNID\""), &cluster["2017"]["cluster_runid"]["se"]),
        (
            of("flights", repeats, "respondent = \"FLIGHT_DAY\""),
            &cluster["2017"]["cluster_flight_day"]["se"],
        ),
    ];
    on_both(|target| {
        let report = |(files, error): &(_, &Value)| {
            let text = of_variant(target, &file, files, &[]);
            let report: Value = serde_json::from_str(&text).unwrap();
            let weighted = &measure(&report, "nps")["weighted"];
            close(&weighted["value"], 40.398_435_511_707_4, "weighted nps");
            close(&weighted["standardError"], error.as_f64().unwrap(), &files[0]);
            text
        };
        designs.iter().map(report).collect()
    });
}

#[test]
fn margins_from_a_file_rake_the_airport_as_the_survey_package_does() {
    let (Some(file), Some(reference)) =
        (data("sfo/2017_as_published.csv"), figures("survey_sfo.json"))
    else {
        return say_aloud("the raked figures of the airport");
    };
    let folder = TempDir::new().unwrap();
    // Those with gender, age and an answer, by five classes of age.
    let left_out = "leave_out = { Q20GENDER = [\"0\", \"3\", \"4\"], Q19AGE = [\"0\", \"8\"], \
         NETPRO = [\"11\"] }";
    let files = variant(folder.path(), "raked", "", left_out);
    for (file, from, to) in [
        (
            &files[0],
            "[under 18, 18-24, 25-34, 35-44, 45-54, 55-64, 65 and over]",
            "[u25, 25_34, 35_44, 45_54, 55p]",
        ),
        (
            &files[1],
            "1 = \"under 18\"\n2 = \"18-24\"\n3 = \"25-34\"\n4 = \"35-44\"\n5 = \"45-54\"\n\
          6 = \"55-64\"\n7 = \"65 and over\"",
            "1 = \"u25\"\n2 = \"u25\"\n3 = \"25_34\"\n4 = \"35_44\"\n5 = \"45_54\"\n6 = \"55p\"\n7 = \"55p\"",
        ),
    ] {
        let text = std::fs::read_to_string(file).unwrap();
        assert!(text.contains(from), "{from}");
        std::fs::write(file, text.replace(from, to)).unwrap();
    }
    let margins = folder.path().join("margins.toml");
    let text = "[gender]\nmale = 1306.5\nfemale = 1306.5\n\
        [age]\nu25 = 391.95\n25_34 = 653.25\n35_44 = 522.6\n45_54 = 470.34\n55p = 574.86\n\
        [strata]\nam = 1045.2\nmid = 914.55\npm = 653.25\n\
        [boarding_area]\nA = 522.6\nB = 391.95\nC = 391.95\nD = 522.6\nE = 130.65\nF = 261.3\nG = 391.95\n";
    std::fs::write(&margins, text).unwrap();
    let margins = margins.display().to_string();
    let expected = &reference["rake_2017"]["from_unit_weights"];
    on_both(|target| {
        let text = of_variant(target, &file, &files, &["--weights", &margins]);
        let report: Value = serde_json::from_str(&text).unwrap();
        let (weighted, weighting) = (&measure(&report, "nps")["weighted"], &report["weighting"]);
        assert_eq!((&weighted["n"], &weighting["responses"]), (&2_613.into(), &2_613.into()));
        // R stops at 1e-10 of the margins, and we keep weights in steps of 2^-32.
        for (found, name, tolerance) in [
            (&weighted["value"], "nps", 1e-7),
            (&weighted["standardError"], "se_ignoring_raking", 1e-7),
            (&weighting["smallest"], "min_w", 1e-7),
            (&weighting["largest"], "max_w", 1e-7),
            (&weighting["designEffect"], "deff_kish", 1e-7),
        ] {
            let (found, expected) = (found.as_f64().unwrap(), expected[name].as_f64().unwrap());
            assert!((found - expected).abs() < tolerance, "{name}: {found}, not {expected}");
        }
        text
    });
}
