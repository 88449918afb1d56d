//! Processes that start at once on a database that has nothing yet.

use std::process::Stdio;

use tempfile::TempDir;

use crate::airline;
use crate::command::{Target, plaudit};
use crate::database::Database;

const PROCESSES: usize = 6;

fn all_come_up(database: &Database) {
    let url = database.url();
    let start = || {
        let mut command = plaudit();
        command.args(["survey", "list", "--database", &url]);
        command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap()
    };
    let started: Vec<_> = (0..PROCESSES).map(|_| start()).collect();
    for process in started {
        let ended = process.wait_with_output().unwrap();
        assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stderr));
    }
    let folder = TempDir::new().unwrap();
    let (file, expected) = airline::made_up(folder.path(), 50);
    airline::whole_way(&Target::database(&url), &file, &expected);
}

#[test]
fn processes_that_start_at_once_on_a_new_sqlite_file_all_come_up() {
    all_come_up(&Database::sqlite());
}

#[test]
fn processes_that_start_at_once_on_a_new_postgresql_database_all_come_up() {
    all_come_up(&Database::empty_postgres());
}
