//! Publishing, importing, reporting, exporting, verifying: straight and through a server.

use std::collections::BTreeMap;

use plaudit_core::time::Day;
use plaudit_proto::{json, v1};
use serde_json::Value;
use tempfile::TempDir;

use crate::airline;
use crate::command::Target;
use crate::database::Database;
use crate::server::Server;

const ROWS: u64 = 600;

#[test]
fn the_same_commands_give_the_same_through_a_server_with_a_key() {
    let folder = TempDir::new().unwrap();
    let (file, expected) = airline::made_up(folder.path(), ROWS);
    let straight = Database::sqlite();
    let report = airline::whole_way(&Target::database(&straight.url()), &file, &expected);

    let served = Database::sqlite();
    let create = ["key", "create", "--name", "test", "--scope", "admin"];
    let secret = Target::database(&served.url()).run(&create).good();
    let server = Server::start(&served.url());
    let target = Target::server(&server.url, secret.trim());
    assert_eq!(airline::whole_way(&target, &file, &expected), report);

    let surveys = target.json(&["survey", "list"]);
    assert_eq!(surveys["surveys"][0]["id"], "airline");
    let lines = target.run(&["export", "airline"]).good();
    assert_eq!(lines.lines().count() as u64, ROWS);
    let keys = target.json(&["key", "list"]);
    assert_eq!(keys["keys"][0]["name"], "test");
    assert!(!keys.to_string().contains(secret.trim().rsplit_once('.').unwrap().1));

    let stranger = Target::server(&server.url, "");
    let refused = stranger.run(&["report", "airline"]).bad(1);
    assert!(refused.contains("key"), "{refused}");
}

#[test]
fn a_key_that_is_revoked_on_the_command_line_is_listed_as_such() {
    let database = Database::sqlite();
    let target = Target::database(&database.url());
    let made = target.json(&["key", "create", "--name", "a till", "--scope", "collect,read"]);
    assert_eq!(made["key"]["scopes"], serde_json::json!(["SCOPE_COLLECT", "SCOPE_READ"]));
    let id = made["key"]["id"].as_str().unwrap();
    target.run(&["key", "revoke", id]).good();
    let listed = target.run(&["key", "list"]).good();
    assert!(listed.contains("a till") && listed.contains("revoked"), "{listed}");
    target.run(&["key", "revoke", "none"]).bad(1);
}

fn export_gives_back_what_was_imported(database: &Database) {
    let folder = TempDir::new().unwrap();
    let (file, _) = airline::made_up(folder.path(), ROWS);
    let target = Target::database(&database.url());
    airline::publish(&target);
    airline::import(&target, &file);

    let exported = folder.path().join("airline.jsonl").display().to_string();
    let said = target.run(&["export", "airline", "--output", &exported]);
    assert!(said.stderr.starts_with("airline: 600 responses, sha256 "), "{said:?}");
    said.good();
    let lines = std::fs::read_to_string(&exported).unwrap();
    let responses: BTreeMap<String, v1::Response> = lines
        .lines()
        .map(|line| json::from_str::<v1::Response>("Response", line).unwrap())
        .map(|response| (response.id.clone(), response))
        .collect();
    assert_eq!(responses.len() as u64, ROWS);

    let rows = std::fs::read_to_string(&file).unwrap();
    for row in rows.lines().skip(1) {
        let cells: Vec<_> = row.split(',').collect();
        let response = &responses[&format!("airline-{}", cells[0])];
        assert_eq!(response.segments["gender"], cells[1]);
        assert_eq!(response.segments["class"], cells[5]);
        let wifi = response.answers.iter().find(|a| a.question == "inflight_wifi_service");
        use v1::answer::Value as V;
        let expected = match cells[6].parse().unwrap() {
            0 => V::NoAnswer(v1::NoAnswer::NotApplicable.into()),
            score => V::Score(score),
        };
        assert_eq!(wifi.unwrap().value, Some(expected));
    }
}

#[test]
fn an_export_gives_back_what_was_imported_on_sqlite() {
    export_gives_back_what_was_imported(&Database::sqlite());
}

#[test]
fn an_export_gives_back_what_was_imported_on_postgres() {
    export_gives_back_what_was_imported(&Database::postgres());
}

fn verify_names_the_cell_of_an_altered_tally(database: &Database) {
    let folder = TempDir::new().unwrap();
    let (file, _) = airline::made_up(folder.path(), ROWS);
    let target = Target::database(&database.url());
    airline::publish(&target);
    airline::import(&target, &file);
    let clean = target.run(&["verify"]).good();
    assert!(clean.starts_with("airline: 600 responses, "), "{clean}");
    assert!(clean.ends_with(" tallies, no difference\n"), "{clean}");

    let cell = database.alter_a_tally();
    let found = target.run(&["verify"]);
    assert_eq!(found.code, Some(1), "{found:?}");
    let day = Day::from_epoch_days(cell.day).unwrap();
    let segments = ["gender", "customer_type", "type_of_travel", "class", "split"];
    let values = cell.segments.iter().map(|segment| segment.value.as_deref().unwrap());
    let named: String =
        segments.iter().zip(values).map(|(id, value)| format!(", {id}={value}")).collect();
    let name = format!("version {}, {day}{named}: responses: stored ", cell.version);
    assert!(found.stdout.contains("1 DIFFERENCE\n"), "{found:?}");
    assert!(found.stdout.contains(&name), "{found:?} does not name {name}");

    let found = target.run(&["verify", "--format", "json"]);
    assert_eq!(found.code, Some(1));
    let result: Value = serde_json::from_str(&found.stdout).unwrap();
    let [difference] = result["discrepancies"].as_array().unwrap().as_slice() else {
        panic!("{result}");
    };
    let number = |name: &str| difference[name].as_str().unwrap().parse::<i64>().unwrap();
    assert_eq!(number("stored"), number("recounted") + 1);
}

#[test]
fn verify_names_the_cell_of_a_tally_that_was_altered_by_hand_on_sqlite() {
    verify_names_the_cell_of_an_altered_tally(&Database::sqlite());
}

#[test]
fn verify_names_the_cell_of_a_tally_that_was_altered_by_hand_on_postgres() {
    verify_names_the_cell_of_an_altered_tally(&Database::postgres());
}
