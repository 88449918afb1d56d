//! A server that has more to do than it can.

use std::time::Duration;

use futures::StreamExt;
use futures::stream::FuturesUnordered;
use plaudit_client::Client;
use plaudit_proto::v1::{self, Outcome};
use tonic::{Code, Status};
use tonic_types::StatusExt;

use crate::harness::Place;
use crate::samples::{cafe, counted, export, guests, kinds, submit};

type Answer = (&'static str, Result<Vec<v1::ResponseOutcome>, Status>);

/// Three calls of 500 responses, of which the queue of 1,000 has room for two.
fn three_calls(client: &Client) -> FuturesUnordered<impl Future<Output = Answer>> {
    ["a", "b", "c"]
        .into_iter()
        .map(|name| {
            let client = client.clone();
            async move { (name, submit(&client, guests(name, 500)).await) }
        })
        .collect()
}

#[tokio::test]
async fn a_full_queue_pushes_back_and_takes_nothing_of_that_batch() {
    let place = Place::new();
    let server = place.serve().await;
    let client = server.client();
    cafe(&client).await;

    let lock = place.lock().await;
    let mut calls = three_calls(&client);
    // Nothing can be stored, so that the first answer is a refusal.
    let (refused, answer) = calls.next().await.unwrap();
    let status = answer.unwrap_err();
    assert_eq!(status.code(), Code::ResourceExhausted);
    let hint = status.get_details_retry_info().expect("a google.rpc.RetryInfo");
    assert!(hint.retry_delay.unwrap() > Duration::ZERO);
    lock.release().await;

    while let Some((name, answer)) = calls.next().await {
        assert_ne!(name, refused);
        assert_eq!(kinds(&answer.unwrap()), [Outcome::Stored; 500], "the others were waiting");
    }
    let prefix = format!("{refused}-");
    let stored = export(&client, "cafe").await;
    assert_eq!(stored.len(), 1_000);
    assert!(!stored.keys().any(|id| id.starts_with(&prefix)), "nothing of the refused batch");

    let again = submit(&client, guests(refused, 500)).await.unwrap();
    assert_eq!(kinds(&again), [Outcome::Stored; 500]);
    assert_eq!(counted(&client).await, 1_500);
}

#[tokio::test]
async fn a_client_delivers_through_a_full_queue() {
    let place = Place::new();
    let server = place.serve().await;
    let client = server.client();
    cafe(&client).await;
    let lock = place.lock().await;
    let mut calls = three_calls(&client);
    let (_, refused) = calls.next().await.unwrap();
    assert_eq!(refused.unwrap_err().code(), Code::ResourceExhausted);
    // The queue is full: whatever comes now is pushed back until it is not.
    let delivery = tokio::spawn({
        let client = client.clone();
        async move { client.deliver(guests("d", 1_500), |_| {}).await.unwrap() }
    });
    lock.release().await;
    while calls.next().await.is_some() {}
    assert_eq!(delivery.await.unwrap().stored, 1_500);
    assert_eq!(counted(&client).await, 2_500);
}

#[tokio::test]
async fn a_call_whose_deadline_passed_is_not_acknowledged_and_may_be_sent_again() {
    let place = Place::new();
    let server = place.serve().await;
    let client = server.client();
    cafe(&client).await;

    let lock = place.lock().await;
    let mut late = tonic::Request::new(v1::SubmitResponsesRequest::new(&guests("g", 20)));
    late.set_timeout(Duration::from_millis(100));
    let passed = client.collection().submit_responses(late).await.unwrap_err();
    // tonic says CANCELLED where others say DEADLINE_EXCEEDED.
    assert!(matches!(passed.code(), Code::Cancelled | Code::DeadlineExceeded), "{passed:?}");
    lock.release().await;

    let again = submit(&client, guests("g", 20)).await.unwrap();
    for kind in kinds(&again) {
        assert!(matches!(kind, Outcome::Stored | Outcome::Duplicate), "{kind:?}");
    }
    assert_eq!(export(&client, "cafe").await.len(), 20);
    assert_eq!(counted(&client).await, 20);
}
