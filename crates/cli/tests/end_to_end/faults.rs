//! Two servers at once, a full disk, a database that takes no writes: the real binary.

use std::process::Command;

use plaudit_client::Client;
use plaudit_proto::v1::{self, Outcome};
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
use tonic::{Code, Status};

use crate::command::{Target, plaudit};
use crate::crash::{batch, publish};
use crate::database::{Database, wait};
use crate::server::Server;

async fn submit(client: &Client, responses: Vec<v1::Response>) -> Result<Vec<Outcome>, Status> {
    let request = v1::SubmitResponsesRequest { responses };
    let reply = client.collection().submit_responses(request).await?.into_inner();
    Ok(reply.outcomes.iter().map(v1::ResponseOutcome::outcome).collect())
}

fn is_clean(database: &Database, responses: usize) {
    let verified = Target::database(&database.url()).json(&["verify", "cafe"]);
    assert_eq!(verified["responses"], responses);
    assert_eq!(verified["discrepancies"], serde_json::json!([]));
}

async fn two_servers(database: &Database) {
    let servers = [Server::start(&database.url()), Server::start(&database.url())];
    publish(&Client::connect(&servers[0].url, None).unwrap()).await;
    let all: Vec<v1::Response> = (0..12).flat_map(batch).collect();
    let mut senders = Vec::new();
    for seed in 0..4_u64 {
        let client = Client::connect(&servers[seed as usize % 2].url, None).unwrap();
        let mut all = all.clone();
        all.shuffle(&mut ChaCha8Rng::seed_from_u64(seed));
        senders.push(tokio::spawn(async move {
            let mut stored = 0;
            for part in all.chunks(40) {
                let outcomes = submit(&client, part.to_vec()).await.unwrap();
                assert!(!outcomes.contains(&Outcome::Conflict) && outcomes.len() == part.len());
                stored += outcomes.iter().filter(|it| **it == Outcome::Stored).count();
            }
            stored
        }));
    }
    println!("the same {} ids in four orders, seeds 0..4", all.len());
    let mut stored = 0;
    for sender in senders {
        stored += sender.await.unwrap();
    }
    assert_eq!(stored, all.len());
    drop(servers);
    is_clean(database, all.len());
}

#[test]
fn the_same_ids_in_other_orders_through_two_servers_are_stored_once_on_sqlite() {
    wait(two_servers(&Database::sqlite()));
}

#[test]
fn the_same_ids_in_other_orders_through_two_servers_are_stored_once_on_postgres() {
    wait(two_servers(&Database::postgres()));
}

/// Sends batches until one is refused; returns how many were stored, and the refusal.
async fn until_refused(client: &Client) -> (u64, Status) {
    for number in 0..2_000 {
        match submit(client, batch(number)).await {
            Ok(outcomes) => assert_eq!(outcomes, [Outcome::Stored; 50]),
            Err(refused) => return (number, refused),
        }
    }
    panic!("the disk is never full");
}

#[test]
fn a_full_disk_refuses_loses_nothing_and_is_left_behind() {
    // No file grows beyond 2 MiB, and trying to is an error instead of a signal.
    let script = "trap '' XFSZ; ulimit -S -f 4096; exec \"$0\" \"$@\"";
    let database = Database::sqlite();
    let binary = plaudit();
    let mut limited = Command::new("sh");
    limited.args(["-c", script]).arg(binary.get_program());
    limited.args(["serve", "--listen", "127.0.0.1:0", "--database", &database.url()]);
    for (name, _) in binary.get_envs() {
        limited.env_remove(name);
    }
    let server = Server::spawn(&mut limited);
    let responses = wait(async {
        let client = Client::connect(&server.url, None).unwrap();
        publish(&client).await;
        let (stored, refused) = until_refused(&client).await;
        assert_eq!(refused.code(), Code::Unavailable, "{refused:?}");
        assert!(refused.message().starts_with("the database is "), "{refused:?}");
        println!("the disk was full after {stored} batches: {}", refused.message());
        let request = v1::BuildReportRequest { survey_id: "cafe".into(), ..Default::default() };
        let report = client.report(request).await.unwrap();
        assert_eq!(report.participation.unwrap().responses, stored * 50, "it still reports");

        let id = server.id().to_string();
        let room = Command::new("prlimit").args(["--pid", &id, "--fsize=unlimited:"]).status();
        assert!(room.expect("prlimit, of util-linux").success());
        for number in 0..stored + 10 {
            let outcomes = submit(&client, batch(number)).await.unwrap();
            let known = number < stored;
            let expected = if known { Outcome::Duplicate } else { Outcome::Stored };
            assert_eq!(outcomes, [expected; 50], "{number}");
        }
        (stored + 10) * 50
    });
    drop(server);
    is_clean(&database, usize::try_from(responses).unwrap());
}

#[test]
fn a_postgres_that_takes_no_writes_refuses_and_is_served_again_when_it_does() {
    let database = Database::postgres();
    let server = Server::start(&database.url());
    wait(async {
        let client = Client::connect(&server.url, None).unwrap();
        publish(&client).await;
        assert_eq!(submit(&client, batch(0)).await.unwrap(), [Outcome::Stored; 50]);
        database.take_writes(false).await;
        let refused = submit(&client, batch(1)).await.unwrap_err();
        assert_eq!(refused.code(), Code::Unavailable);
        assert_eq!(refused.message(), "the database is full or read-only");
        let request = v1::BuildReportRequest { survey_id: "cafe".into(), ..Default::default() };
        let report = client.report(request).await.unwrap();
        assert_eq!(report.participation.unwrap().responses, 50, "it still reports");
        database.take_writes(true).await;
        assert_eq!(submit(&client, batch(1)).await.unwrap(), [Outcome::Stored; 50]);
        assert_eq!(submit(&client, batch(0)).await.unwrap(), [Outcome::Duplicate; 50]);
    });
    drop(server);
    is_clean(&database, 100);
}
