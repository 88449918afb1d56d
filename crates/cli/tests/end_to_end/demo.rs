//! The first thing that a newcomer runs.

use tempfile::TempDir;

use crate::command::{Ran, Target, plaudit};

#[test]
fn the_demo_tells_what_was_true_and_what_was_found_and_leaves_pages() {
    let folder = TempDir::new().unwrap();
    let output = folder.path().join("demo");
    let mut command = plaudit();
    command.current_dir(folder.path()).args(["demo", "--quiet", "--output"]).arg(&output);
    let ran = Ran::of(&mut command);
    assert_eq!(ran.stderr, "");
    let said = ran.good();
    for part in [
        "40,000 answers",
        "40,000 stored, 0 duplicates, 0 refused",
        "What was true, and what Plaudit found",
        "during the incident",
        "reliable",
        "no reliable difference",
        "weeks stand out",
    ] {
        assert!(said.contains(part), "{part:?} is missing in\n{said}");
    }

    let database = format!("sqlite:{}", output.join("plaudit.db").display());
    let target = Target::database(&database);
    let surveys = target.json(&["survey", "list"]);
    let surveys = surveys["surveys"].as_array().unwrap();
    assert!(surveys.len() >= 3, "{surveys:?}");
    for survey in surveys {
        let page = output.join(format!("{}.html", survey["id"].as_str().unwrap()));
        let html = std::fs::read_to_string(&page).unwrap();
        assert!(html.contains("<svg") && html.trim_end().ends_with("</html>"), "{page:?}");
        assert!(!html.contains("<script") && html.len() < 500_000, "{page:?}: {}", html.len());
    }
    let terms = target.run(&["report", "lumo-relationship", "--terms", "comment"]).good();
    for part in ["── Comments: ", "More often beside good answers", "chose to"] {
        assert!(terms.contains(part), "{part:?} is missing in\n{terms}");
    }
    let verified = target.run(&["verify"]).good();
    assert_eq!(verified.matches("no difference").count(), surveys.len(), "{verified}");
}
