//! Exit codes and what is said with them: 0 well, 1 failed, 2 wrong usage, 64 bad configuration.

use std::path::Path;

use tempfile::TempDir;

use crate::command::{Ran, Target, plaudit, workspace};
use crate::database::Database;

fn run(args: &[&str]) -> Ran {
    Ran::of(plaudit().args(args))
}

fn write(folder: &Path, name: &str, text: &str) -> String {
    let file = folder.join(name);
    std::fs::write(&file, text).unwrap();
    file.display().to_string()
}

#[test]
fn help_and_version_are_no_failures() {
    assert!(run(&["--help"]).good().contains("Usage: plaudit"));
    assert!(run(&["--version"]).good().starts_with("plaudit "));
    for command in
        ["demo", "serve", "survey", "import", "export", "report", "verify", "key", "config"]
    {
        run(&[command, "--help"]).good();
    }
}

#[test]
fn wrong_usage_exits_with_2() {
    for args in [
        &["--nonsense"][..],
        &["nonsense"],
        &["report"],
        &["report", "x", "--trend", "year"],
        &["report", "x", "--where", "no equals sign"],
        &["report", "x", "--level", "much"],
        &["key", "create", "--name", "x"],
        &["key", "create", "--name", "x", "--scope", "everything"],
        &["survey", "list", "--database", "sqlite:x.db", "--server", "http://127.0.0.1:1"],
        &["serve", "--listen", "nowhere"],
    ] {
        let said = run(args).bad(2);
        assert!(said.starts_with("error: "), "{args:?}: {said}");
    }
}

#[test]
fn a_configuration_that_cannot_be_used_exits_with_64_and_names_the_key() {
    let folder = TempDir::new().unwrap();
    for (text, named) in [
        ("[server]\nlissten = \"127.0.0.1:1\"\n", "lissten"),
        ("[nonsense]\n", "nonsense"),
        ("[collector]\nqueue_responses = 5\n", "collector.queue_responses"),
        ("[collector]\ncommitters = \"many\"\n", "collector.committers"),
        ("[database]\nurl = \"mysql:x\"\n", "database.url"),
        ("[log]\nformat = \"xml\"\n", "log.format"),
        ("[asking]\nframe_ancestors = \"a.example; script-src *\"\n", "asking.frame_ancestors"),
        ("no toml", "plaudit.toml"),
    ] {
        let file = write(folder.path(), "plaudit.toml", text);
        for command in [&["config", "check"][..], &["serve"], &["survey", "list"]] {
            let said = run(&[command, &["--config", &file]].concat()).bad(64);
            assert!(said.contains(named), "{text:?}: {said}");
        }
    }
    let absent = folder.path().join("absent.toml").display().to_string();
    assert!(run(&["config", "check", "--config", &absent]).bad(64).contains("absent.toml"));
    let environment = plaudit()
        .args(["config", "check"])
        .env("PLAUDIT_SERVER__LISTEM", "127.0.0.1:1")
        .output()
        .unwrap();
    assert_eq!(environment.status.code(), Some(64));
    assert!(String::from_utf8(environment.stderr).unwrap().contains("listem"));
}

#[test]
fn config_check_shows_what_is_in_force_without_secrets() {
    let folder = TempDir::new().unwrap();
    let file = write(folder.path(), "plaudit.toml", "[folding]\ndeltas = 77\n");
    let mut command = plaudit();
    command.args(["config", "check", "--config", &file]);
    command.env("PLAUDIT_DATABASE__URL", "postgres://me:a-password@db.example/plaudit");
    command.env("PLAUDIT_CLIENT__KEY", "plaudit.default.abc.a-secret");
    let shown = Ran::of(&mut command).good();
    assert!(shown.contains("deltas = 77") && shown.contains("db.example"), "{shown}");
    assert!(!shown.contains("a-password") && !shown.contains("a-secret"), "{shown}");
    // What is shown is itself a configuration, that of the example file too.
    for text in [&shown, &std::fs::read_to_string(workspace(DEFAULTS)).unwrap()] {
        let file = write(folder.path(), "shown.toml", text);
        run(&["config", "check", "--config", &file]).good();
    }
}

const DEFAULTS: &str = "crates/cli/src/config/defaults.toml";

#[test]
fn what_fails_exits_with_1_and_says_why() {
    let database = Database::sqlite();
    let target = Target::database(&database.url());
    let said = target.run(&["report", "nowhere"]).bad(1);
    assert!(said.starts_with("error: ") && said.contains("nowhere"), "{said}");
    let said = target.run(&["verify", "nowhere"]).bad(1);
    assert!(said.contains("nowhere"), "{said}");
    let said = target.run(&["survey", "apply", "/no/such/survey.yaml"]).bad(1);
    assert!(said.contains("/no/such/survey.yaml"), "{said}");
    let said = Target::server("http://127.0.0.1:1", "").run(&["survey", "list"]).bad(1);
    assert!(said.starts_with("error: "), "{said}");
    run(&["survey", "list", "--database", "sqlite:/no/such/folder/x.db"]).bad(1);
}

#[test]
fn a_bad_survey_file_is_named_with_line_and_key() {
    let folder = TempDir::new().unwrap();
    let database = Database::sqlite();
    let target = Target::database(&database.url());
    let text = "id: cafe\ntitle: The café\nquestions:\n  - id: taste\n    text: How was it?\n    \
        kind: score\n    scale: 1-5\n    colour: red\n";
    let file = write(folder.path(), "cafe.yaml", text);
    let said = target.run(&["survey", "apply", &file]).bad(1);
    assert!(said.contains("cafe.yaml") && said.contains('8') && said.contains("colour"), "{said}");
    assert_eq!(target.json(&["survey", "list"])["surveys"], serde_json::json!([]));
}

#[test]
fn bad_rows_are_listed_and_good_rows_are_kept() {
    let folder = TempDir::new().unwrap();
    let database = Database::sqlite();
    let target = Target::database(&database.url());
    let (file, _) = crate::airline::made_up(folder.path(), 20);
    let text = std::fs::read_to_string(&file).unwrap();
    let mut lines: Vec<_> = text.lines().map(str::to_owned).collect();
    lines[3] = lines[3].replace("Business travel", "A walk");
    lines[7] = lines[7].replace("satisfied", "delighted");
    let data = write(folder.path(), "bad.csv", &lines.join("\n"));
    crate::airline::publish(&target);
    let mapping = workspace("docs/examples/airline/mapping.toml").display().to_string();
    let dry = target.run(&["import", "--mapping", &mapping, &data, "--dry-run"]);
    assert_eq!(dry.code, Some(1), "{dry:?}");
    let ran = target.run(&["import", "--mapping", &mapping, &data]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    for (line, column) in [("line 4", "Type of Travel"), ("line 8", "satisfaction")] {
        let listed = ran.stderr.lines().find(|listed| listed.contains(line));
        assert!(listed.is_some_and(|listed| listed.contains(column)), "{ran:?}");
    }
    assert!(ran.stdout.contains("18 stored") && ran.stdout.contains("2 rejected"), "{ran:?}");
    assert_eq!(target.json(&["verify", "airline"])["responses"], 18);
}
