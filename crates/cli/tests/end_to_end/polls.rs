//! Polls of other platforms: recorded from files and flags, beside the measures of a report.

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::command::{Ran, Target, plaudit, workspace};
use crate::database::Database;
use crate::server::Server;

const CAUTION: &str = "self-selected: says nothing about all customers";

fn publish(folder: &TempDir, target: &Target) {
    let template = ["survey", "new", "--template", "social-poll"];
    let file = folder.path().join("survey.yaml");
    std::fs::write(&file, Ran::of(plaudit().args(template)).good()).unwrap();
    target.run(&["survey", "apply", "--publish", file.to_str().unwrap()]).good();
}

fn example(name: &str) -> String {
    workspace("docs/examples/polls").join(name).display().to_string()
}

fn recorded_and_reported(target: &Target) {
    let folder = TempDir::new().unwrap();
    publish(&folder, target);
    let (csv, toml) = (example("polls.csv"), example("polls.toml"));
    let add = ["poll", "add", &csv, "--survey", "social-poll"];
    assert_eq!(target.run(&add).good(), "3 polls recorded, 0 known already, 0 refused\n");
    assert_eq!(target.run(&add).good(), "0 polls recorded, 3 known already, 0 refused\n");
    // The TOML example says the same, but for one more poll.
    let said = target.json(&["poll", "add", &toml]);
    assert_eq!(said, json!({ "recorded": 1, "known": 3, "refused": 0 }));

    let flags = "poll add --survey social-poll --question poll_like --platform tiktok \
                 --from 2026-03-01 --to 2026-03-02 --count quality=7 --count price=3 --id t-1";
    let flags: Vec<&str> = flags.split_whitespace().collect();
    assert_eq!(target.run(&flags).good(), "t-1: recorded\n");
    assert_eq!(target.json(&flags), json!({ "id": "t-1", "duplicate": true }));
    let other = [&flags[..flags.len() - 3], &["quality=8", "--id", "t-1"]].concat();
    assert!(target.run(&other).bad(1).contains("correct it instead"));

    let listed = target.json(&["poll", "list", "social-poll"]);
    assert_eq!(listed["polls"].as_array().unwrap().len(), 5);
    assert_eq!(listed["caution"], CAUTION);
    let said = target.run(&["poll", "list", "social-poll"]).good();
    assert!(said.ends_with(&format!("{CAUTION}\n")), "{said}");
    let report = |args: &[&str]| target.json(&[&["report", "social-poll"], args].concat());
    let all = report(&[]);
    assert_eq!(all["participation"]["responses"], 0, "a poll is no response");
    assert!(all["measures"].as_array().unwrap().iter().all(|it| it.get("estimate").is_none()));
    let find = |report: &Value, id: &str| {
        let polls = report["polls"].as_array().unwrap().clone();
        polls.into_iter().find(|poll| poll["id"] == id)
    };
    let again = find(&all, "2026-03-01/facebook/poll_buy_again").unwrap();
    assert_eq!((&again["n"], &again["base"]), (&json!(103), &json!("voters")));
    assert_eq!(again["caution"], CAUTION);
    assert_eq!(again["options"][0]["count"], 61);
    assert!((again["options"][0]["share"].as_f64().unwrap() - 61.0 / 103.0).abs() < 1e-12);
    assert!((again["options"][0]["lowest"].as_f64().unwrap() - 61.0 / 5400.0).abs() < 1e-12);
    let highest = (61.0 + 5400.0 - 103.0) / 5400.0;
    assert!((again["options"][0]["highest"].as_f64().unwrap() - highest).abs() < 1e-12);
    let later = report(&["--from", "2026-03-08", "--to", "2026-03-31"]);
    assert_eq!(find(&later, "2026-03-01/facebook/poll_buy_again"), None);

    for format in ["terminal", "html", "csv", "json"] {
        let text = target.run(&["report", "social-poll", "--format", format]).good();
        assert!(text.contains(CAUTION), "{format}");
        assert!(text.contains("facebook") && text.contains("103"), "{format}");
    }
    let verified = target.json(&["verify", "social-poll"]);
    assert_eq!(verified["discrepancies"], json!([]));
    assert_eq!(target.run(&["export", "social-poll"]).good(), "");

    let corrected = folder.path().join("corrected.csv");
    let text = std::fs::read_to_string(&csv).unwrap().replace(",61,", ",62,");
    std::fs::write(&corrected, text).unwrap();
    let corrected = corrected.to_str().unwrap();
    let refused = target.run(&["poll", "add", corrected, "--survey", "social-poll"]);
    assert!(refused.stderr.contains("corrected.csv:2: the poll"), "{refused:?}");
    assert_eq!(refused.code, Some(1));
    let correct =
        ["poll", "correct", corrected, "--survey", "social-poll", "--reason", "late vote"];
    assert_eq!(target.run(&correct).good(), "1 polls corrected, 2 known already, 0 refused\n");
    assert_eq!(find(&report(&[]), "2026-03-01/facebook/poll_buy_again").unwrap()["n"], 104);

    let remove = ["poll", "remove", "social-poll", "t-1", "--reason", "a test"];
    assert_eq!(target.run(&remove).good(), "t-1: removed\n");
    assert!(target.run(&remove).bad(1).contains("there is no poll \"t-1\""));
    assert_eq!(target.json(&["poll", "list", "social-poll"])["polls"].as_array().unwrap().len(), 4);
}

#[test]
fn polls_stand_beside_the_measures_straight_on_sqlite() {
    let database = Database::sqlite();
    recorded_and_reported(&Target::database(&database.url()));
}

#[test]
fn polls_stand_beside_the_measures_through_a_server_on_postgres() {
    let database = Database::postgres();
    let server = Server::start(&database.url());
    recorded_and_reported(&Target::server(&server.url, ""));
}

#[test]
fn what_is_wrong_with_a_poll_is_named_and_costs_no_other() {
    let database = Database::sqlite();
    let target = Target::database(&database.url());
    let folder = TempDir::new().unwrap();
    publish(&folder, &target);
    let file = folder.path().join("bad.csv");
    let rows = "platform,question,from,to,option,count\n\
                facebook,poll_buy_again,2026-03-01,2026-03-07,surely,61\n\
                facebook,poll_missing,2026-03-01,2026-02-07,more,1\n\
                tiktok,poll_support,2026-03-01,2026-03-07,helpful,9\n";
    std::fs::write(&file, rows).unwrap();
    let ran = target.run(&["poll", "add", file.to_str().unwrap(), "--survey", "social-poll"]);
    assert_eq!(ran.stdout, "1 polls recorded, 0 known already, 2 refused\n");
    for said in [
        "bad.csv:2: counts.surely: is not an option of the question: certainly, perhaps, not_again",
        "bad.csv:3: question: \"poll_missing\" is answered in words",
        "bad.csv:3: to: must not be before 2026-03-01",
    ] {
        assert!(ran.stderr.contains(said), "{said}: {}", ran.stderr);
    }
    target.run(&["poll", "add"]).bad(2);
    target.run(&["poll", "add", "--survey", "s", "--question", "q"]).bad(2);
}
