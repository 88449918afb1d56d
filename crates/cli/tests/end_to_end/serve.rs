//! `plaudit serve` as an operator meets it.

use std::net::TcpListener;

use crate::command::{Ran, Target, plaudit};
use crate::database::Database;
use crate::server::Server;

#[test]
fn a_server_stops_cleanly_on_sigterm_and_on_sigint() {
    let database = Database::sqlite();
    for signal in ["TERM", "INT"] {
        let server = Server::start(&database.url());
        let list = Target::server(&server.url, "").json(&["survey", "list"]);
        assert_eq!(list["surveys"], serde_json::json!([]));
        let (status, log) = server.stop(signal);
        assert_eq!(status.code(), Some(0), "{log:?}");
        let said: Vec<_> = log.iter().filter_map(|e| e["fields"]["message"].as_str()).collect();
        assert!(said.contains(&"stopping"), "{said:?}");
        assert_eq!(said.last(), Some(&"stopped"));
        assert!(log.iter().all(|entry| entry["level"] != "ERROR"), "{log:?}");
    }
}

#[test]
fn a_server_without_keys_says_so_and_refuses_other_addresses() {
    let database = Database::sqlite();
    let (_, log) = Server::start(&database.url()).stop("TERM");
    let warned = log.iter().any(|entry| {
        let message = entry["fields"]["message"].as_str().unwrap_or_default();
        entry["level"] == "WARN" && message.contains("no API key")
    });
    assert!(warned, "{log:?}");

    let mut open = plaudit();
    open.args(["serve", "--listen", "0.0.0.0:0", "--database", &database.url()]);
    let refused = Ran::of(&mut open).bad(64);
    assert!(refused.contains("plaudit key create"), "{refused}");
}

#[test]
fn a_port_that_is_taken_is_named() {
    let database = Database::sqlite();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
    let _holder = TcpListener::bind(&taken).unwrap();
    let mut second = plaudit();
    second.args(["serve", "--listen", &taken, "--database", &database.url()]);
    let refused = Ran::of(&mut second).bad(1);
    assert!(refused.contains(&taken), "{refused}");
}

#[test]
fn one_side_alone_is_served_when_asked_for() {
    let database = Database::sqlite();
    let mut command = plaudit();
    command.args(["serve", "--only", "collect", "--listen", "127.0.0.1:0"]);
    command.args(["--database", &database.url()]);
    let server = Server::spawn(&mut command);
    let target = Target::server(&server.url, "");
    target.run(&["survey", "list"]).good();
    target.run(&["report", "airline"]).bad(1);
}
