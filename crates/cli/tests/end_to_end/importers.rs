//! The files of other software, from the sample of each to its figures. What a sample comes to was
//! counted by hand.

mod encodings;
mod samples;

use std::path::Path;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::command::{Ran, Target, plaudit, workspace};
use crate::database::Database;

const KEY: (&str, &str) = ("PLAUDIT_IMPORT__PSEUDONYM_KEY", "a key of the tests");

fn sample(name: &str) -> String {
    workspace("docs/examples/import").join(name).display().to_string()
}

fn run(database: &Database, args: &[&str]) -> Ran {
    let mut command = plaudit();
    Ran::of(command.args(args).args(["--database", &database.url()]).env(KEY.0, KEY.1))
}

/// What an import says as JSON, its exit code and its complaints.
fn import(database: &Database, args: &[&str]) -> (Value, Option<i32>, Vec<String>) {
    let ran = run(database, &[&["import"], args, &["--format", "json", "--quiet"]].concat());
    let said = serde_json::from_str(&ran.stdout).unwrap_or_else(|_| panic!("{ran:?}"));
    (said, ran.code, ran.stderr.lines().map(str::to_owned).collect())
}

/// Publishes a survey file whose groups are shown however small they are.
fn publish(database: &Database, file: &Path) {
    let text = std::fs::read_to_string(file).unwrap();
    assert!(text.contains("privacy_k: 5\n"), "{text}");
    std::fs::write(file, text.replace("privacy_k: 5\n", "privacy_k: 1\n")).unwrap();
    run(database, &["survey", "apply", "--publish", file.to_str().unwrap()]).good();
}

/// Value and n of a measure.
fn figure(database: &Database, survey: &str, measure: &str) -> (f64, u64) {
    let report = Target::database(&database.url()).json(&["report", survey]);
    let found = crate::reference::measure(&report, measure);
    let estimate = &found["estimate"];
    (estimate["value"].as_f64().unwrap(), estimate["n"].as_u64().unwrap())
}

/// The responses of a survey, by id.
fn responses(database: &Database, survey: &str) -> Vec<Value> {
    let ran = run(database, &["export", survey]);
    ran.good().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn response(database: &Database, survey: &str, id: &str) -> Value {
    let all = responses(database, survey);
    all.into_iter().find(|response| response["id"] == id).unwrap_or_else(|| panic!("no {id}"))
}

/// The answer of a response, in the words of an export.
fn answer(response: &Value, question: &str) -> Value {
    let answers = response["answers"].as_array().unwrap();
    let found = answers.iter().find(|answer| answer["question"] == question);
    let Some(Value::Object(mut answer)) = found.cloned() else { return Value::Null };
    answer.remove("question");
    answer.into_iter().next().map_or(Value::Null, |(_, value)| value)
}

#[test]
fn a_proposal_stores_nothing_and_needs_no_database() {
    let folder = TempDir::new().unwrap();
    let mut command = plaudit();
    let file = sample("touchpoints.csv");
    command.current_dir(folder.path()).args(["import", &file, "--propose", "survey.yaml"]);
    let said = Ran::of(&mut command);
    assert_eq!(said.code, Some(0), "{said:?}");
    let mut files: Vec<_> =
        folder.path().read_dir().unwrap().map(|e| e.unwrap().file_name()).collect();
    files.sort();
    assert_eq!(files, ["survey.mapping.toml", "survey.yaml"]);
    assert!(said.stderr.contains("plaudit survey apply --publish survey.yaml"), "{said:?}");

    // Asked for nothing but the import of an unknown file: shown, and not in order.
    let database = Database::sqlite();
    let shown = run(&database, &["import", &file]);
    assert_eq!(shown.code, Some(1), "{shown:?}");
    let text = std::fs::read_to_string(folder.path().join("survey.yaml")).unwrap();
    assert_eq!(
        shown.stdout.replace("id: touchpoints", "id: survey"),
        text.replace("id: touchpoints", "id: survey")
    );
    assert!(shown.stderr.contains("--create") && shown.stderr.contains("--survey ID"), "{shown:?}");
    let surveys = Target::database(&database.url()).json(&["survey", "list"]);
    assert_eq!(surveys["surveys"], json!([]));
}

#[test]
fn the_commands_of_the_page_do_what_it_says() {
    let (folder, database) = (TempDir::new().unwrap(), Database::sqlite());
    // The sample without its bad rows.
    let text = std::fs::read_to_string(sample("formbricks.csv")).unwrap();
    let good = text.split_inclusive('\n').filter(|line| !line.starts_with(['7', '9']));
    std::fs::write(folder.path().join("answers.csv"), good.collect::<String>()).unwrap();
    let answers = folder.path().join("answers.csv").display().to_string();
    let (other, ..) = import(&Database::sqlite(), &[&answers, "--create", "--survey", "shop"]);
    assert_eq!((&other["stored"], &other["rejected"]), (&json!(5), &json!(0)));
    run(&database, &["import", &answers, "--create", "--survey", "shop", "--dry-run"]).good();

    let page = std::fs::read_to_string(workspace("docs/importing.md")).unwrap();
    let mut blocks: Vec<&str> =
        page.split("```sh\n").skip(1).map(|rest| rest.split("```").next().unwrap()).collect();
    blocks.swap(0, 1); // the survey that the file makes is the one to be published
    let mut said = Vec::new();
    for line in blocks.concat().lines() {
        let words = line.split('#').next().unwrap().replace("--survey shop", "--survey answers");
        let mut command = plaudit();
        command.current_dir(folder.path()).args(words.split_whitespace().skip(1));
        command.env("PLAUDIT_DATABASE__URL", database.url()).env(KEY.0, KEY.1);
        said.push(Ran::of(&mut command).good());
    }
    let expected = [
        "",
        "answers: version 1 is open",
        "5 stored",
        "0 would be stored, 5 duplicates",
        "0 stored, 5 duplicates",
    ];
    assert_eq!(said.len(), expected.len(), "{said:?}");
    for (said, expected) in said.iter().zip(expected) {
        assert!(said.contains(expected), "{said}");
    }
}

#[test]
fn create_publishes_once_and_a_dry_run_never() {
    let database = Database::sqlite();
    let file = sample("chatwoot.csv");
    let (dry, code, _) = import(&database, &[&file, "--create", "--dry-run"]);
    assert_eq!((&dry["wouldBeStored"], &dry["stored"], code), (&json!(5), &json!(0), Some(1)));
    let surveys = || Target::database(&database.url()).json(&["survey", "list"]);
    assert_eq!(surveys()["surveys"], json!([]));
    let (first, ..) = import(&database, &[&file, "--create"]);
    let (second, ..) = import(&database, &[&file, "--create"]);
    assert_eq!(
        (&first["stored"], &second["stored"], &second["duplicates"]),
        (&json!(5), &json!(0), &json!(5))
    );
    assert_eq!(surveys()["surveys"][0]["latestVersion"], 1);
}

#[test]
fn ratings_find_the_only_question_of_their_kind_in_a_published_survey() {
    let folder = TempDir::new().unwrap();
    let database = Database::sqlite();
    let file = folder.path().join("support.yaml");
    let text = "id: support\ntitle: Support\nquestions:\n  \
                - {id: contact, text: How satisfied were you with the contact?, kind: score, scale: 1-5}\n  \
                - {id: words, text: Tell us more., kind: text}\n";
    std::fs::write(&file, text).unwrap();
    run(&database, &["survey", "apply", "--publish", file.to_str().unwrap()]).good();
    let ran = run(&database, &["import", &sample("chatwoot.csv"), "--survey", "support"]);
    assert!(
        ran.stderr.contains("only ones of their kind: Rating → contact, Feedback Comment → words"),
        "{ran:?}"
    );
    let scores: Vec<i64> = responses(&database, "support")
        .iter()
        .filter_map(|r| answer(r, "contact").as_i64())
        .collect();
    assert_eq!(scores, [5, 5, 1, 4, 3]);

    let said = run(&database, &["import", &sample("qualtrics.csv"), "--survey", "support"]).bad(1);
    assert!(
        said.contains("no column of the file has the id or the words of a question of \"support\""),
        "{said}"
    );
    let said = run(&database, &["import", &sample("qualtrics.csv"), "--survey", "none"]).bad(1);
    assert!(said.contains("none: was never published") && said.contains("--create"), "{said}");
}

#[test]
fn the_order_of_day_and_month_is_never_guessed() {
    let folder = TempDir::new().unwrap();
    let database = Database::sqlite();
    let text = std::fs::read_to_string(sample("surveymonkey.csv")).unwrap();
    let unclear: Vec<&str> = text
        .split_inclusive("\r\n")
        .filter(|line| !line.contains("03/14/2026") && !line.contains("03/32/2026"))
        .collect();
    let file = folder.path().join("guests.csv");
    std::fs::write(&file, unclear.concat()).unwrap();
    let file = file.to_str().unwrap();
    let said = run(&database, &["import", file, "--create"]).bad(1);
    assert!(said.contains("03/04/2026 may be day and month or month and day"), "{said}");
    assert_eq!(Target::database(&database.url()).json(&["survey", "list"])["surveys"], json!([]));
    let day = |database: &Database| response(database, "guests", "118000002")["answeredAt"].clone();
    import(&database, &[file, "--create", "--dates", "dmy", "--time-zone", "Asia/Ho_Chi_Minh"]);
    assert_eq!(day(&database), "2026-04-03T06:05:00Z");
    let other = Database::sqlite();
    import(&other, &[file, "--create", "--dates", "mdy", "--time-zone", "Asia/Ho_Chi_Minh"]);
    assert_eq!(day(&other), "2026-03-04T06:05:00Z");
}

#[test]
fn respondents_are_stored_as_pseudonyms_or_not_at_all() {
    let file = sample("qualtrics.csv");
    let keyed = Database::sqlite();
    import(&keyed, &[&file, "--create"]);
    let pseudonym = response(&keyed, "qualtrics", "R_01")["respondent"].clone();
    assert_eq!(pseudonym.as_str().unwrap().len(), 34, "{pseudonym}");
    let without = Database::sqlite();
    let mut command = plaudit();
    let ran = Ran::of(command.args(["import", &file, "--create", "--database", &without.url()]));
    assert!(ran.stderr.contains("PLAUDIT_IMPORT__PSEUDONYM_KEY"), "{ran:?}");
    assert_eq!(response(&without, "qualtrics", "R_01")["respondent"], Value::Null);
    for database in [keyed, without] {
        let Database::Sqlite(folder) = &database else { unreachable!() };
        let files = folder.path().read_dir().unwrap().map(|entry| entry.unwrap().path());
        let bytes: Vec<u8> = files.flat_map(|file| std::fs::read(file).unwrap()).collect();
        for secret in ["example.org", "192.0.2", "Korhonen", "Virtanen", "60.17", "C-R_01"] {
            let found = bytes.windows(secret.len()).any(|part| part == secret.as_bytes());
            assert!(!found, "{secret} is in the database");
        }
    }
}

#[test]
fn a_dry_run_finds_conflicts_and_repetitions_as_an_import_does() {
    let folder = TempDir::new().unwrap();
    let database = Database::sqlite();
    let text = std::fs::read_to_string(sample("touchpoints.csv")).unwrap();
    let file = folder.path().join("touchpoints.csv");
    std::fs::write(&file, &text).unwrap();
    import(&database, &[file.to_str().unwrap(), "--create"]);
    // One response now says something else, and one new one stands there twice with two answers.
    let new = |score: u8| {
        format!(
            "99,new,{score},,,web,Mozilla,received,false,false,false,,/,,h,r,2026-03-04 10:00:00 UTC,\n"
        )
    };
    let changed = text.replacen("000000000001,5,", "000000000001,4,", 1) + &new(1) + &new(2);
    std::fs::write(&file, changed).unwrap();
    let (dry, dry_code, complaints) =
        import(&database, &[file.to_str().unwrap(), "--create", "--dry-run"]);
    assert_eq!(
        complaints.iter().filter(|line| line.starts_with("id ")).count(),
        2,
        "{complaints:?}"
    );
    let (real, code, _) = import(&database, &[file.to_str().unwrap(), "--create"]);
    assert_eq!((&dry["wouldBeStored"], dry_code), (&real["stored"], code));
    for count in ["rows", "duplicates", "conflicts", "rejected", "leftOut", "partial"] {
        assert_eq!(dry[count], real[count], "{count}");
    }
    assert_eq!((&real["stored"], &real["conflicts"]), (&json!(1), &json!(2)));
}
