//! What is acknowledged is on disk.

use std::collections::BTreeMap;

use plaudit_proto::v1::{self, Outcome};
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tonic::Code;

use crate::harness::Place;
use crate::samples::{cafe, counted, export, guests, kinds, said, submit};

#[tokio::test]
async fn a_stream_is_acknowledged_in_order_and_only_after_the_commit() {
    let place = Place::new();
    let server = place.serve().await;
    let client = server.client();
    cafe(&client).await;
    let sequences = [7, 3, 3, 900, 0];
    let batches: Vec<_> = sequences
        .into_iter()
        .enumerate()
        .map(|(i, sequence)| {
            v1::StreamResponsesRequest::new(sequence, &guests(&format!("b{i}"), 50))
        })
        .collect();
    let mut replies = client
        .collection()
        .stream_responses(futures::stream::iter(batches))
        .await
        .unwrap()
        .into_inner();
    let mut acknowledged = 0;
    let mut seen = Vec::new();
    while let Some(reply) = replies.message().await.unwrap() {
        seen.push(reply.sequence);
        assert_eq!(kinds(&reply.outcomes), [Outcome::Stored; 50]);
        acknowledged += 50;
        let stored = place.number("SELECT COUNT(*) FROM response").await;
        assert!(stored >= acknowledged, "{acknowledged} acknowledged, {stored} stored");
    }
    assert_eq!(seen, sequences);
}

#[tokio::test]
async fn what_a_killed_server_acknowledged_is_in_the_file_once() {
    let place = Place::new();
    let mut acknowledged = BTreeMap::new();
    for round in 0..3 {
        let server = place.serve().await;
        let client = server.client();
        cafe(&client).await;
        let (batches, taken) = mpsc::channel(2);
        let sender = tokio::spawn(async move {
            for i in 0.. {
                let prefix = format!("r{round}-b{i}");
                if batches
                    .send(v1::StreamResponsesRequest::new(i, &guests(&prefix, 40)))
                    .await
                    .is_err()
                {
                    return;
                }
            }
        });
        let call = client.collection().stream_responses(ReceiverStream::new(taken)).await;
        let mut replies = call.unwrap().into_inner();
        for _ in 0..=round {
            let reply = replies.message().await.unwrap().unwrap();
            let prefix = format!("r{round}-b{}", reply.sequence);
            for (response, outcome) in guests(&prefix, 40).into_iter().zip(reply.outcomes) {
                assert_eq!(outcome.response_id, response.id);
                assert_eq!(outcome.outcome(), Outcome::Stored);
                acknowledged.insert(response.id.clone(), v1::Response { version: 1, ..response });
            }
        }
        server.kill();
        sender.abort();
    }

    let server = place.serve().await;
    let client = server.client();
    let stored = export(&client, "cafe").await;
    for (id, response) in &acknowledged {
        assert_eq!(stored.get(id), Some(response), "{id} was acknowledged");
    }
    assert_eq!(counted(&client).await, stored.len() as u64, "tallies agree with the responses");
    let all: Vec<_> = acknowledged.into_values().collect();
    for part in all.chunks(1_000) {
        let outcomes = submit(&client, part.to_vec()).await.unwrap();
        assert!(kinds(&outcomes).iter().all(|outcome| *outcome == Outcome::Duplicate));
    }
    assert_eq!(counted(&client).await, stored.len() as u64, "sending again changes nothing");
}

#[tokio::test]
async fn a_batch_that_cannot_be_taken_ends_the_stream_after_the_ones_before_it() {
    let place = Place::new();
    let server = place.serve().await;
    let client = server.client();
    cafe(&client).await;
    let batch = v1::StreamResponsesRequest::new;
    let batches = [batch(1, &guests("a", 5)), batch(2, &[]), batch(3, &[said("never sent on", 1)])];
    let mut replies = client
        .collection()
        .stream_responses(futures::stream::iter(batches))
        .await
        .unwrap()
        .into_inner();
    let first = replies.message().await.unwrap().unwrap();
    assert_eq!((first.sequence, first.outcomes.len()), (1, 5));
    let ended = replies.message().await.unwrap_err();
    assert_eq!(ended.code(), Code::InvalidArgument);
}

#[tokio::test]
async fn many_clients_sending_the_same_responses_store_each_once() {
    let place = Place::new();
    let server = place.serve().await;
    cafe(&server.client()).await;
    let calls: Vec<_> = (0..8)
        .map(|_| {
            let client = server.client();
            // The client sends again what was pushed back.
            tokio::spawn(async move { client.deliver(guests("g", 300), |_| {}).await.unwrap() })
        })
        .collect();
    let mut stored = 0;
    for call in calls {
        let delivery = call.await.unwrap();
        assert_eq!((delivery.total(), delivery.conflicts, delivery.rejected), (300, 0, 0));
        stored += delivery.stored;
    }
    assert_eq!(stored, 300);
    assert_eq!(counted(&server.client()).await, 300);
}
