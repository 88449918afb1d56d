//! `kill -9` while a client streams, at points that follow from a seed.

use std::collections::BTreeMap;
use std::ops::Range;

use plaudit_client::Client;
use plaudit_proto::v1::{self, Outcome};
use prost_types::Timestamp;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;

use crate::command::Target;
use crate::database::{Database, wait};
use crate::faults::tell;
use crate::server::Server;

const ROUNDS: u64 = 10;
const SEED: u64 = 9;
/// Responses in one message of the stream.
const BATCH: u64 = 50;
/// 2026-03-01T12:00:00Z.
const NOON: i64 = 1_772_366_400;

type Responses = BTreeMap<String, v1::Response>;

fn survey() -> v1::Survey {
    let text = |text: &str| BTreeMap::from([("en".to_owned(), text.to_owned())]);
    let scale = v1::ScoreQuestion { min: 0, max: 10, ..v1::ScoreQuestion::default() };
    v1::Survey {
        id: "cafe".to_owned(),
        title: text("The café"),
        questions: vec![v1::Question {
            id: "recommend".to_owned(),
            text: text("Would you recommend us?"),
            kind: Some(v1::question::Kind::Score(scale)),
            ..v1::Question::default()
        }],
        ..v1::Survey::default()
    }
}

/// The responses of these numbers, over some days.
pub(crate) fn responses(numbers: Range<u64>) -> Vec<v1::Response> {
    let response = |i: u64| v1::Response {
        id: format!("r-{i}"),
        survey_id: "cafe".to_owned(),
        version: 1,
        answered_at: Some(Timestamp { seconds: NOON - (i % 5) as i64 * 86_400, nanos: 0 }),
        answers: vec![v1::Answer {
            question: "recommend".to_owned(),
            value: Some(v1::answer::Value::Score((i % 11) as i32)),
        }],
        completed: true,
        ..v1::Response::default()
    };
    numbers.map(response).collect()
}

/// The responses of the stream's message `number`.
pub(crate) fn batch(number: u64) -> Vec<v1::Response> {
    responses(number * BATCH..(number + 1) * BATCH)
}

/// Streams from message `first` on; kills the server when so many messages were acknowledged.
/// Returns what was acknowledged, before and after the blow.
async fn stream_until_killed(server: Server, first: u64, wanted: u64) -> Vec<u64> {
    let client = Client::connect(&server.url, None).unwrap();
    let (messages, taken) = mpsc::channel(4);
    let sender = tokio::spawn(async move {
        for number in first.. {
            let message = v1::StreamResponsesRequest::new(number, &batch(number));
            if messages.send(message).await.is_err() {
                return;
            }
        }
    });
    let call = client.collection().stream_responses(ReceiverStream::new(taken)).await;
    let mut replies = call.unwrap().into_inner();
    let mut server = Some(server);
    let mut acknowledged = Vec::new();
    while let Ok(reply) = replies.message().await {
        let reply = reply.expect("a killed server ends no stream well");
        for outcome in &reply.outcomes {
            let kind = outcome.outcome();
            assert!(matches!(kind, Outcome::Stored | Outcome::Duplicate), "{outcome:?}");
        }
        acknowledged.push(reply.sequence);
        if acknowledged.len() as u64 == wanted {
            server.take().unwrap().kill();
        }
    }
    assert!(server.is_none(), "the stream broke before the blow");
    sender.abort();
    acknowledged
}

async fn export(client: &Client) -> Responses {
    let request = v1::ExportResponsesRequest { survey_id: "cafe".into(), ..Default::default() };
    let mut messages = client.reports().export_responses(request).await.unwrap().into_inner();
    let (mut all, mut summary) = (Responses::new(), None);
    while let Some(message) = messages.message().await.unwrap() {
        for response in message.decoded().unwrap() {
            assert_eq!(all.insert(response.id.clone(), response), None, "exported once");
        }
        summary = message.summary;
    }
    assert_eq!(summary.expect("the export is whole").count, all.len() as u64);
    all
}

fn by_id(numbers: impl IntoIterator<Item = u64>) -> Responses {
    let responses = numbers.into_iter().flat_map(batch);
    responses.map(|response| (response.id.clone(), response)).collect()
}

/// Publishes the survey of these responses.
pub(crate) async fn publish(client: &Client) {
    let draft = v1::SaveDraftRequest { survey: Some(survey()) };
    client.surveys().save_draft(draft).await.unwrap();
    let publish = v1::PublishSurveyRequest { survey_id: "cafe".to_owned() };
    client.surveys().publish_survey(publish).await.unwrap();
}

async fn ten_blows(database: &Database) {
    let url = database.url();
    let server = Server::start(&url);
    let client = Client::connect(&server.url, None).unwrap();
    publish(&client).await;
    server.kill();

    // What a plain map says that must be stored: all that was acknowledged, each once.
    let mut acknowledged = Responses::new();
    let mut next = 0;
    let mut rng = ChaCha8Rng::seed_from_u64(SEED);
    for _ in 0..ROUNDS {
        let wanted = rng.random_range(1..12);
        let numbers = stream_until_killed(Server::start(&url), next, wanted).await;
        let expected: Vec<u64> = (next..next + numbers.len() as u64).collect();
        assert_eq!(numbers, expected, "acknowledged in order, without a gap");
        // The next round sends again what was not acknowledged; some of it may be stored.
        next += numbers.len() as u64;
        acknowledged.extend(by_id(numbers));
    }

    tell(&format!(
        "kill -9 of a server on {}: {ROUNDS} blows, {} responses acknowledged; seed {SEED}",
        database.name(),
        acknowledged.len()
    ));
    let server = Server::start(&url);
    let client = Client::connect(&server.url, None).unwrap();
    let stored = export(&client).await;
    for (id, response) in &acknowledged {
        assert_eq!(stored.get(id), Some(response), "{id} was acknowledged");
    }

    let numbers = 0..next + 20;
    let all = by_id(numbers.clone());
    let delivery = client.deliver(numbers.flat_map(batch), |_| {}).await.unwrap();
    assert_eq!((delivery.conflicts, delivery.rejected), (0, 0));
    let before = stored.keys().filter(|id| all.contains_key(*id)).count() as u64;
    assert_eq!((delivery.duplicates, delivery.stored), (before, all.len() as u64 - before));
    let mut expected = stored;
    expected.extend(all);
    assert_eq!(export(&client).await, expected);
    let request = v1::BuildReportRequest { survey_id: "cafe".to_owned(), ..Default::default() };
    let report = client.reports().build_report(request).await.unwrap().into_inner().report;
    let responses = report.unwrap().participation.unwrap().responses;
    assert_eq!(responses, expected.len() as u64);

    // Beside this thread, where the client must hear that the server goes.
    let stopped = tokio::task::spawn_blocking(|| server.stop("TERM")).await.unwrap();
    assert!(stopped.0.success());
    let verified = Target::database(&url).json(&["verify", "cafe"]);
    assert_eq!(verified["responses"], expected.len());
    assert_eq!(verified["discrepancies"], serde_json::json!([]));
}

#[test]
fn every_acknowledged_answer_survives_ten_blows_once_on_sqlite() {
    wait(ten_blows(&Database::sqlite()));
}

#[test]
fn every_acknowledged_answer_survives_ten_blows_once_on_postgres() {
    wait(ten_blows(&Database::postgres()));
}
