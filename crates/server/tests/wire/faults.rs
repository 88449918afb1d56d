//! A wire that tears, clients that are slow, dead or idle, a clock that goes backwards.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};

use plaudit_client::Client;
use plaudit_core::time::Timestamp;
use plaudit_proto::v1::{self, Outcome};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio_stream::wrappers::ReceiverStream;

use crate::harness::{Place, until};
use crate::samples::{
    NOON, cafe, counted, export, guests, kinds, publish, said, submit, survey, tell, violations,
};

/// Idle streams, over so many connections: a server takes 200 on each.
const IDLE: usize = 10_000;
const CONNECTIONS: usize = 100;

async fn is_clean(client: &Client) {
    let request = v1::VerifyRequest { survey_id: "cafe".to_owned() };
    let mut results = client.admin().verify(request).await.unwrap().into_inner();
    let result = results.message().await.unwrap().unwrap();
    assert_eq!(result.discrepancies, []);
}

/// Passes everything on between one client and the server, until replies are swallowed.
async fn wire_to(server: SocketAddr) -> (SocketAddr, Arc<AtomicBool>, JoinHandle<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let swallow = Arc::new(AtomicBool::new(false));
    let swallowing = Arc::clone(&swallow);
    let wire = tokio::spawn(async move {
        let (client, _) = listener.accept().await.unwrap();
        let server = TcpStream::connect(server).await.unwrap();
        let (mut from_client, mut to_client) = client.into_split();
        let (mut from_server, mut to_server) = server.into_split();
        let there = tokio::io::copy(&mut from_client, &mut to_server);
        let back = async {
            let mut bytes = [0; 4_096];
            while let Ok(n @ 1..) = from_server.read(&mut bytes).await {
                if !swallowing.load(Ordering::SeqCst) {
                    to_client.write_all(&bytes[..n]).await.unwrap();
                }
            }
        };
        tokio::select! {
            _ = there => {}
            () = back => {}
        }
    });
    (address, swallow, wire)
}

#[tokio::test]
async fn a_connection_that_tears_between_commit_and_acknowledgement_loses_and_doubles_nothing() {
    let place = Place::new();
    let server = place.serve().await;
    let client = server.client();
    cafe(&client).await;
    let (address, swallow, wire) = wire_to(server.address).await;
    let through = Client::connect(&format!("http://{address}"), None).unwrap();
    assert_eq!(submit(&through, vec![said("first", 9)]).await.unwrap().len(), 1);

    swallow.store(true, Ordering::SeqCst);
    let call = tokio::spawn(async move { submit(&through, guests("g", 50)).await });
    until("the responses are stored", async || {
        place.number("SELECT COUNT(*) FROM response").await == 51
    })
    .await;
    assert!(!call.is_finished(), "it was not acknowledged");
    wire.abort();
    call.await.unwrap().unwrap_err();

    let again = submit(&client, guests("g", 50)).await.unwrap();
    assert_eq!(kinds(&again), [Outcome::Duplicate; 50]);
    assert_eq!(counted(&client).await, 51);
    is_clean(&client).await;
    tell("a connection torn between commit and acknowledgement: 50 responses sent twice");
}

#[tokio::test]
async fn slow_and_dead_clients_hold_nobody_up() {
    let place = Place::new();
    let mut settings = place.settings();
    settings.server.drain_seconds = 1;
    let mut server = place.serve_with(settings).await;
    let client = server.client();
    cafe(&client).await;
    // Some say nothing, some stop in the middle of a frame.
    let mut dead = Vec::new();
    for i in 0..50 {
        let mut socket = TcpStream::connect(server.address).await.unwrap();
        if i % 2 == 0 {
            socket.write_all(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\x12\x04").await.unwrap();
        }
        dead.push(socket);
    }
    // This one sends and does not read.
    let narrow = tonic::transport::Endpoint::from_shared(format!("http://{}", server.address))
        .unwrap()
        .initial_stream_window_size(1_024)
        .connect_lazy();
    let mut narrow = v1::collection_service_client::CollectionServiceClient::new(narrow);
    let (batches, taken) = mpsc::channel(1);
    let sender = tokio::spawn(async move {
        for sequence in 0..60 {
            let responses = guests(&format!("slow-{sequence}"), 50);
            batches.send(v1::StreamResponsesRequest::new(sequence, &responses)).await.unwrap();
        }
    });
    let mut replies =
        narrow.stream_responses(ReceiverStream::new(taken)).await.unwrap().into_inner();

    let delivery = client.deliver(guests("quick", 3_000), |_| {}).await.unwrap();
    assert_eq!((delivery.stored, delivery.total()), (3_000, 3_000));
    assert!(counted(&client).await >= 3_000);
    for sequence in 0..60 {
        let reply = replies.message().await.unwrap().unwrap();
        assert_eq!(reply.sequence, sequence);
        assert_eq!(kinds(&reply.outcomes), [Outcome::Stored; 50]);
    }
    sender.await.unwrap();
    assert_eq!(counted(&client).await, 6_000);
    is_clean(&client).await;

    server.stop();
    server.stopped().await.unwrap();
    tell(&format!("{} dead clients and a slow one beside a quick one, 3,000 each", dead.len()));
}

#[tokio::test]
async fn ten_thousand_idle_streams_hold_nobody_up() {
    let place = Place::new();
    let mut server = place.serve().await;
    let client = server.client();
    cafe(&client).await;
    let mut idle = Vec::new();
    for _ in 0..CONNECTIONS {
        let client = server.client();
        for _ in 0..IDLE / CONNECTIONS {
            let (batches, taken) = mpsc::channel(1);
            let call = client.collection().stream_responses(ReceiverStream::new(taken)).await;
            idle.push((batches, call.unwrap().into_inner()));
        }
    }
    assert_eq!(client.deliver(guests("g", 2_000), |_| {}).await.unwrap().stored, 2_000);

    // They are alive: each hundredth says something now.
    for (i, (batches, replies)) in idle.iter_mut().enumerate().step_by(100) {
        let responses = [said(&format!("idle-{i}"), 7)];
        let batch = v1::StreamResponsesRequest::new(i as u64, &responses);
        batches.send(batch).await.unwrap();
        let reply = replies.message().await.unwrap().unwrap();
        assert_eq!((reply.sequence, kinds(&reply.outcomes)), (i as u64, vec![Outcome::Stored]));
    }
    assert_eq!(counted(&client).await, 2_100);
    is_clean(&client).await;
    server.stop();
    for (_, replies) in &mut idle {
        assert_eq!(replies.message().await.unwrap(), None, "each ends well");
    }
    server.stopped().await.unwrap();
    tell(&format!("{} streams open and idle over {CONNECTIONS} connections", idle.len()));
}

#[tokio::test]
async fn a_clock_that_goes_backwards_loses_and_doubles_nothing() {
    let place = Place::new();
    let seconds = Arc::new(AtomicI64::new(NOON));
    let reading = Arc::clone(&seconds);
    let clock: plaudit_collector::Clock = Arc::new(move || {
        Timestamp::from_micros(reading.load(Ordering::SeqCst) * 1_000_000).unwrap()
    });
    let server = place.serve_at(place.settings(), Arc::clone(&clock)).await;
    let client = server.client();
    cafe(&client).await;
    submit(&client, guests("before", 20)).await.unwrap();

    let yesterday = NOON - 86_400;
    seconds.store(yesterday, Ordering::SeqCst);
    let mut then = said("then", 5);
    then.answered_at = Some(prost_types::Timestamp { seconds: yesterday - 60, nanos: 0 });
    let outcomes = submit(&client, vec![then.clone(), said("ahead", 3)]).await.unwrap();
    assert_eq!(kinds(&outcomes), [Outcome::Stored, Outcome::Rejected]);
    let ahead = ("answered_at", "is more than five minutes ahead of the server's clock");
    assert_eq!(violations(&outcomes[1]), [ahead]);
    let mut next = survey("cafe");
    next.questions.reverse();
    assert_eq!(publish(&client, next).await, 2);
    assert_eq!(counted(&client).await, 21);
    is_clean(&client).await;

    // So it is for a server that starts at such a time, too.
    server.kill();
    let server = place.serve_at(place.settings(), clock).await;
    let client = server.client();
    assert_eq!(kinds(&submit(&client, vec![then]).await.unwrap()), [Outcome::Duplicate]);
    seconds.store(NOON, Ordering::SeqCst);
    let again = submit(&client, guests("before", 20)).await.unwrap();
    assert_eq!(kinds(&again), [Outcome::Duplicate; 20]);
    assert_eq!(export(&client, "cafe").await.len(), 21);
    is_clean(&client).await;
    tell("a clock that goes back a day and forth again: 21 responses, two servers");
}
