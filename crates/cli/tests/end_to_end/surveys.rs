//! Templates, survey files made from them, and what the check finds, without a database.

use serde_json::Value;
use tempfile::TempDir;

use crate::command::{Ran, Target, plaudit};
use crate::database::Database;

fn run(args: &[&str]) -> Ran {
    Ran::of(plaudit().args(args))
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

/// Runs the check on `text` and returns how it ended and what it said as JSON.
fn check(folder: &TempDir, text: &str) -> (Option<i32>, Value) {
    let file = folder.path().join("survey.yaml");
    std::fs::write(&file, text).unwrap();
    let ran = run(&["survey", "check", file.to_str().unwrap(), "--format", "json"]);
    (ran.code, json(&ran.stdout))
}

#[test]
fn every_template_makes_a_file_that_the_check_passes_and_that_can_be_published() {
    let listed = json(&run(&["survey", "templates", "--format", "json"]).good());
    let table = run(&["survey", "templates"]).good();
    let folder = TempDir::new().unwrap();
    let database = Database::sqlite();
    let target = Target::database(&database.url());
    let templates = listed["templates"].as_array().unwrap();
    assert_eq!(templates.len(), 13);
    for template in templates {
        let id = template["template"].as_str().unwrap();
        assert!(table.lines().any(|line| line.starts_with(&format!("{id} "))), "{id}");
        let text = run(&["survey", "new", "--template", id]).good();
        let (code, said) = check(&folder, &text);
        assert_eq!(code, Some(0), "{id}: {said}");
        assert_eq!(said["findings"], Value::Array(vec![]), "{id}");
        let measures = template["measures"].as_array().unwrap();
        assert_eq!(said["answersNeeded"].as_array().unwrap().len(), measures.len(), "{id}");
        for language in ["en:", "fi:", "it:", "vi:"] {
            assert!(text.contains(language), "{id} {language}");
        }
        let file = folder.path().join("survey.yaml").display().to_string();
        let said = target.run(&["survey", "apply", "--publish", &file]).good();
        assert!(said.contains("version 1 is open"), "{said}");
        // What comes back out of the database is the same survey.
        let asked = json(&run(&["survey", "new", "--template", id, "--format", "json"]).good());
        let kept = target.json(&["survey", "show", id]);
        assert_eq!(kept["version"]["survey"], asked, "{id}");
    }
}

#[test]
fn a_new_survey_takes_its_id_and_title_and_refuses_others() {
    let text = run(&[
        "survey",
        "new",
        "--template",
        "nps-quarterly",
        "--id",
        "q3",
        "--title",
        "Café: the third",
    ])
    .good();
    assert!(text.contains("\nid: q3\n") && text.contains("vi: \"Café: the third\""), "{text}");
    let said = run(&["survey", "new", "--template", "nps-quaterly"]).bad(1);
    assert!(said.contains("did you mean \"nps-quarterly\"?"), "{said}");
    let said = run(&["survey", "new", "--template", "emotion", "--id", "Not one"]).bad(1);
    assert!(said.contains("id: \"Not one\" must be"), "{said}");
}

const DOUBTFUL: &str = "\
id: shop
title: {en: Shop, fi: Kauppa}
questions:
  - id: overall
    text: {en: 'How satisfied or dissatisfied are you?', fi: Kuinka tyytyväinen tai tyytymätön olet?}
    kind: score
    scale:
      min: 1
      max: 5
      labels:
        1: {en: very dissatisfied, fi: erittäin tyytyväinen}
        5: {en: very satisfied, fi: erittäin tyytymätön}
  - id: effort
    text: {en: How hard was it?}
    kind: score
    scale: {min: 1, max: 7, labels: {7: {en: very hard, fi: erittäin vaikeaa}}}
  - id: why
    text: {en: Why?, fi: Miksi?}
    kind: text
    show_if: {all: [{question: overall, to: 2}, {question: overall, from: 4}]}
measures:
  - {id: csat, kind: csat, question: overall, top: [4, 5], label: {en: Satisfied, fi: Tyytyväiset}}
";

#[test]
fn the_check_names_every_place_and_fails_on_errors_alone() {
    let folder = TempDir::new().unwrap();
    let (code, said) = check(&folder, DOUBTFUL);
    assert_eq!(code, Some(1));
    let found: Vec<(&str, &str, u64)> = said["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|finding| {
            let text = |name: &str| finding[name].as_str().unwrap();
            (text("severity"), text("key"), finding["line"].as_u64().unwrap())
        })
        .collect();
    assert_eq!(
        found,
        [
            ("error", "questions[0].scale.labels.fi", 10),
            ("warning", "questions[1].text.fi", 14),
            ("warning", "questions[1].scale.labels", 16),
            ("error", "questions[2].show_if", 20),
        ]
    );
    assert_eq!(said["answersNeeded"][0]["usual"], 246);
    assert_eq!(said["answersNeeded"][0]["cautious"], 385);

    let file = folder.path().join("survey.yaml").display().to_string();
    let words = run(&["survey", "check", &file, "--precision", "3"]);
    assert_eq!(words.code, Some(1));
    assert!(words.stdout.contains(":14:5: warning: questions[1].text.fi: is missing"), "{words:?}");
    assert!(words.stdout.contains("2 errors, 2 warnings"), "{words:?}");
    assert!(words.stdout.contains("± 3 points") && words.stdout.contains("1068"), "{words:?}");

    // Warnings alone are no failure.
    let right = DOUBTFUL
        .replace("1: {en: very dissatisfied, fi: erittäin tyytyväinen}", "1: {en: bad, fi: huono}")
        .replace("5: {en: very satisfied, fi: erittäin tyytymätön}", "5: {en: good, fi: hyvä}")
        .replace("from: 4", "from: 2");
    let (code, said) = check(&folder, &right);
    assert_eq!((code, said["findings"].as_array().unwrap().len()), (Some(0), 2), "{said}");

    // What cannot be published is an error of the same form: a measure without its question.
    let (code, said) =
        check(&folder, &DOUBTFUL.replace("question: overall, top", "question: all, top"));
    assert_eq!(code, Some(1));
    let keys: Vec<&Value> =
        said["findings"].as_array().unwrap().iter().map(|f| &f["key"]).collect();
    assert_eq!(keys, ["measures[0].question"]);
    let (code, said) = check(&folder, "id: [shop");
    assert_eq!((code, said["findings"].as_array().unwrap().len()), (Some(1), 1));
    run(&["survey", "check", "/no/such/survey.yaml"]).bad(1);
    run(&["survey", "check", &file, "--precision", "0"]).bad(2);
}

#[test]
fn a_survey_with_an_open_link_has_one_in_every_form() {
    let folder = TempDir::new().unwrap();
    let database = Database::sqlite();
    let target = Target::database(&database.url());
    for template in ["social-poll", "support-csat"] {
        let file = folder.path().join(format!("{template}.yaml"));
        std::fs::write(&file, run(&["survey", "new", "--template", template]).good()).unwrap();
        target.run(&["survey", "apply", "--publish", file.to_str().unwrap()]).good();
    }
    let link = |more: &[&str]| {
        let base = ["survey", "link", "social-poll", "--with", "platform=tiktok"];
        target.run(&[&base, more].concat()).good()
    };
    let url = "http://127.0.0.1:7710/p/social-poll?platform=tiktok";
    let code = folder.path().join("code.svg");
    assert_eq!(link(&["--qr", code.to_str().unwrap()]), format!("{url}\n"));
    assert!(std::fs::read_to_string(&code).unwrap().starts_with("<svg xmlns="));
    assert_eq!(link(&["--kiosk"]), format!("{url}&kiosk\n"));
    assert_eq!(link(&["--snippet", "chat"]), format!("Your opinion counts\n{url}\n"));
    let frame = link(&["--snippet", "web"]);
    assert!(frame.starts_with(&format!("<iframe src=\"{url}\" title=\"Your opinion")), "{frame}");
    assert_eq!(json(&link(&["--format", "json"]))["link"], url);
    let closed = target.run(&["survey", "link", "support-csat"]).bad(1);
    assert!(closed.contains("its file must say `open_link: true`"), "{closed}");
}
