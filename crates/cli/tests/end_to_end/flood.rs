//! More clients at once than the queue has room for: the real binary.

use futures::stream::{self, FuturesUnordered, StreamExt};
use plaudit_client::Client;
use plaudit_proto::v1::{self, Outcome};
use tonic::Code;
use tonic_types::StatusExt;

use crate::crash::{publish, responses};
use crate::database::{Database, wait};
use crate::faults::{is_clean, submit, tell};
use crate::server::{self, Server};

/// Each with a connection of its own.
const CLIENTS: u64 = 1_000;
/// Responses of one call or message.
const BATCH: u64 = 10;
/// The smallest queue that can be set.
const QUEUE: u64 = 1_000;
/// Messages of each stream.
const MESSAGES: u64 = 2;
/// Bytes that a server under full load may take.
const MEMORY: u64 = 256 << 20;

fn call(number: u64) -> Vec<v1::Response> {
    responses(number * BATCH..(number + 1) * BATCH)
}

/// A served database with the survey, and clients whose connections stand.
async fn serve(database: &Database) -> (Server, Vec<Client>) {
    server::allow_open_files(4 * CLIENTS);
    let mut command = Server::command(&database.url());
    command.env("PLAUDIT_COLLECTOR__QUEUE_RESPONSES", QUEUE.to_string());
    let server = Server::spawn(&mut command);
    let clients: Vec<_> =
        (0..CLIENTS).map(|_| Client::connect(&server.url, None).unwrap()).collect();
    publish(&clients[0]).await;
    let greetings = clients.iter().map(|client| async {
        client.surveys().list_surveys(v1::ListSurveysRequest::default()).await.unwrap();
    });
    stream::iter(greetings).buffer_unordered(20).collect::<()>().await;
    (server, clients)
}

/// The server answers as ever and has stored just these, having stayed small.
async fn is_well(server: &Server, client: &Client, stored: u64, flood: &str) {
    assert_eq!(submit(client, call(1_000_000)).await.unwrap(), [Outcome::Stored; 10]);
    let request = v1::BuildReportRequest { survey_id: "cafe".into(), ..Default::default() };
    let report = client.report(request).await.unwrap();
    assert_eq!(report.participation.unwrap().responses, stored + BATCH);
    let memory = server.peak_memory();
    assert!(memory < MEMORY, "{memory} bytes were taken");
    tell(&format!("{flood}; the server took at most {} MiB", memory >> 20));
}

async fn calls(database: &Database) {
    let (server, clients) = serve(database).await;
    let held = database.hold().await;
    let numbered = || clients.iter().zip(0..);
    let mut answers: FuturesUnordered<_> =
        numbered().map(|(client, number)| submit(client, call(number))).collect();
    let room = QUEUE / BATCH;
    // Nothing can be stored: a call more than these that is taken would never be answered.
    for _ in room..CLIENTS {
        let status = answers.next().await.unwrap().unwrap_err();
        assert_eq!(status.code(), Code::ResourceExhausted, "{status:?}");
        let hint = status.get_details_retry_info().expect("a google.rpc.RetryInfo");
        assert!(hint.retry_delay.is_some_and(|delay| !delay.is_zero()));
    }
    held.release().await;
    while let Some(answer) = answers.next().await {
        assert_eq!(answer.unwrap(), [Outcome::Stored; 10]);
    }

    // Those who were pushed back come again, and the others, too, as many at once as there is room.
    let again = numbered().map(|(client, number)| submit(client, call(number)));
    let again: Vec<_> = stream::iter(again).buffer_unordered(room as usize).collect().await;
    let outcomes: Vec<Outcome> = again.into_iter().flat_map(Result::unwrap).collect();
    let all = CLIENTS * BATCH;
    let count = |kind| outcomes.iter().filter(|it| **it == kind).count() as u64;
    assert_eq!((count(Outcome::Stored), count(Outcome::Duplicate)), (all - QUEUE, QUEUE));
    let flood = format!(
        "flood of {}: {CLIENTS} calls of {BATCH} at once, {} pushed back by a queue of {QUEUE}",
        database.name(),
        CLIENTS - room
    );
    is_well(&server, &clients[0], all, &flood).await;
    drop(server);
    is_clean(database, all + BATCH);
}

async fn streams(database: &Database) {
    let (server, clients) = serve(database).await;
    let held = database.hold().await;
    let message = |sequence| v1::StreamResponsesRequest::new(sequence, &call(sequence));
    let opened = clients.iter().zip(0..).map(|(client, number)| async move {
        let messages = (number * MESSAGES..(number + 1) * MESSAGES).map(message);
        let call = client.collection().stream_responses(stream::iter(messages)).await;
        call.unwrap().into_inner()
    });
    let streams = futures::future::join_all(opened).await;
    held.release().await;
    let read = streams.into_iter().zip(0..).map(|(mut replies, number)| async move {
        for sequence in number * MESSAGES..(number + 1) * MESSAGES {
            let reply = replies.message().await.unwrap().unwrap();
            assert_eq!(reply.sequence, sequence);
            assert!(reply.outcomes.iter().all(|it| it.outcome() == Outcome::Stored));
        }
        assert_eq!(replies.message().await.unwrap(), None);
    });
    futures::future::join_all(read).await;
    let all = CLIENTS * MESSAGES * BATCH;
    let flood = format!(
        "flood of {}: {CLIENTS} streams of {MESSAGES} messages of {BATCH} waited for a queue of \
         {QUEUE}",
        database.name()
    );
    is_well(&server, &clients[0], all, &flood).await;
    drop(server);
    is_clean(database, all + BATCH);
}

#[test]
fn a_flood_of_calls_is_pushed_back_and_loses_nothing_on_sqlite() {
    wait(calls(&Database::sqlite()));
}

#[test]
fn a_flood_of_calls_is_pushed_back_and_loses_nothing_on_postgres() {
    wait(calls(&Database::postgres()));
}

#[test]
fn a_flood_of_streams_waits_and_loses_nothing_on_sqlite() {
    wait(streams(&Database::sqlite()));
}

#[test]
fn a_flood_of_streams_waits_and_loses_nothing_on_postgres() {
    wait(streams(&Database::postgres()));
}
