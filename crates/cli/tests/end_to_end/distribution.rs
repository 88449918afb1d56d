//! `plaudit database distribute`, with Citus where the tests have it.

use serde_json::json;
use tempfile::TempDir;

use crate::airline;
use crate::command::Target;
use crate::database::{Database, postgres};

const DISTRIBUTE: [&str; 2] = ["database", "distribute"];

#[test]
fn only_a_database_with_citus_can_be_distributed() {
    let sqlite = Database::sqlite();
    let refused = Target::database(&sqlite.url()).run(&DISTRIBUTE).bad(1);
    assert!(refused.contains("SQLite") && refused.contains("citus"), "{refused}");
    let refused = Target::server("http://127.0.0.1:1", "").run(&DISTRIBUTE).bad(1);
    assert!(refused.contains("--database"), "{refused}");
}

#[test]
fn a_filled_postgresql_is_distributed_with_what_is_in_it_or_refused_for_want_of_citus() {
    let database = Database::empty_postgres();
    let target = Target::database(&database.url());
    let folder = TempDir::new().unwrap();
    let (file, expected) = airline::made_up(folder.path(), 200);
    let report = airline::whole_way(&target, &file, &expected);
    if !postgres::is_distributed() {
        let refused = target.run(&DISTRIBUTE).bad(1).to_lowercase();
        assert!(refused.contains("citus"), "{refused}");
        return;
    }

    let first = target.json(&DISTRIBUTE);
    let placements = |wanted: &str| -> Vec<&str> {
        let tables = first["tables"].as_array().unwrap().iter();
        let named = tables.filter(|table| table["placement"] == wanted);
        named.map(|table| table["name"].as_str().unwrap()).collect()
    };
    assert_eq!(placements("local"), ["_sqlx_migrations"]);
    assert!(placements("distributed").contains(&"response"), "{first}");
    assert_eq!(first["nodes"].as_array().unwrap().len(), 2, "{first}");

    let again = target.json(&DISTRIBUTE);
    let tables = again["tables"].as_array().unwrap();
    assert!(tables.iter().all(|table| table["placement"] != "distributed"), "{again}");
    assert_eq!(again["shards"], json!(4));
    let said = target.run(&DISTRIBUTE).good();
    assert!(said.contains("response: distributed by tenant before"), "{said}");

    assert_eq!(target.report(&airline::REPORT), report);
    assert_eq!(airline::import(&target, &file), (200, 0, 200), "all of it known again");
    target.run(&["verify"]).good();
}
