//! Two servers at once, a database that takes no writes: the real binary.

use std::io::Write;

use plaudit_client::Client;
use plaudit_proto::v1::{self, Outcome};
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
use tonic::{Code, Status};

use crate::command::Target;
use crate::crash::{batch, publish};
use crate::database::{Database, wait};
use crate::server::Server;

pub(crate) async fn submit(
    client: &Client,
    responses: Vec<v1::Response>,
) -> Result<Vec<Outcome>, Status> {
    let request = v1::SubmitResponsesRequest::new(&responses);
    let reply = client.collection().submit_responses(request).await?.into_inner();
    Ok(reply.outcomes.iter().map(v1::ResponseOutcome::outcome).collect())
}

/// Says what a fault test did, in the log of the tests, past their capture.
pub(crate) fn tell(line: &str) {
    std::io::stdout().write_all(format!("FAULTS {line}\n").as_bytes()).unwrap();
}

/// What is stored is these responses, each counted once.
pub(crate) fn is_clean(database: &Database, responses: u64) {
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
    let all_ids = all.len();
    tell(&format!("two servers of {}: {all_ids} ids in four orders, seeds 0..4", database.name()));
    let mut stored = 0;
    for sender in senders {
        stored += sender.await.unwrap();
    }
    assert_eq!(stored, all.len());
    drop(servers);
    is_clean(database, all.len() as u64);
}

#[test]
fn the_same_ids_in_other_orders_through_two_servers_are_stored_once_on_sqlite() {
    wait(two_servers(&Database::sqlite()));
}

#[test]
fn the_same_ids_in_other_orders_through_two_servers_are_stored_once_on_postgres() {
    wait(two_servers(&Database::postgres()));
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
    tell("a PostgreSQL that takes no writes and takes them again: 3 batches of 50");
}
