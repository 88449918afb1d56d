//! `plaudit correct` and `plaudit erase`, straight and through a server.

use serde_json::json;
use tempfile::TempDir;

use crate::airline;
use crate::command::Target;
use crate::database::Database;
use crate::server::Server;

fn corrected_then_erased(target: &Target, database: &Database) {
    let folder = TempDir::new().unwrap();
    let (file, _) = airline::made_up(folder.path(), 40);
    airline::publish(target);
    airline::import(target, &file);
    let exported = target.run(&["export", "airline"]).good();
    let line = exported.lines().next().unwrap();
    let mut response: serde_json::Value = serde_json::from_str(line).unwrap();
    let id = response["id"].as_str().unwrap().to_owned();
    response["respondent"] = json!("p-4711");
    let corrected = folder.path().join("corrected.jsonl");
    std::fs::write(&corrected, format!("{response}\n{{\"id\":\"no such\"}}\n")).unwrap();
    let correct = ["correct", corrected.to_str().unwrap(), "--reason", "who it was is known now"];
    let ran = target.run(&correct);
    assert!(ran.stderr.contains("line 2"), "{ran:?}");
    assert_eq!(ran.stdout, "1 responses corrected, 0 said so already, 1 refused\n");
    assert_eq!(ran.code, Some(1));
    assert!(target.run(&correct).stdout.starts_with("0 responses corrected, 1 said so"));

    let erase = ["erase", "--respondent", "p-4711"];
    let refused = target.run(&erase).bad(1);
    assert!(refused.contains("--yes"), "{refused}");
    let erased = target.run(&[&erase[..], &["--yes"]].concat()).good();
    assert!(
        erased.starts_with("airline: 1 responses erased\n1 responses erased, trace "),
        "{erased}"
    );
    let by_id = ["erase", "--response", &id, "--survey", "airline", "--yes"];
    assert_eq!(target.json(&by_id)["surveys"], json!([]), "it is gone already");
    target.run(&["erase", "--yes"]).bad(2);

    let again = folder.path().join("again.jsonl");
    std::fs::write(&again, exported).unwrap();
    let said = target.run(&["import", again.to_str().unwrap()]).good();
    assert!(said.contains("39 duplicates") && said.contains("1 erased before"), "{said}");
    let verified = Target::database(&database.url()).json(&["verify", "airline"]);
    assert_eq!(verified["responses"], 39);
    assert_eq!(verified["discrepancies"], json!([]));
}

#[test]
fn responses_are_corrected_and_erased_straight_on_sqlite() {
    let database = Database::sqlite();
    corrected_then_erased(&Target::database(&database.url()), &database);
}

#[test]
fn responses_are_corrected_and_erased_through_a_server_on_postgres() {
    let database = Database::postgres();
    let server = Server::start(&database.url());
    corrected_then_erased(&Target::server(&server.url, ""), &database);
}
