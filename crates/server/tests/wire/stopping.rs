//! The way from serving to stopped.

use futures::StreamExt;
use futures::stream::FuturesUnordered;
use plaudit_proto::v1::{self, Outcome};
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_check_response::ServingStatus;
use tonic_health::pb::health_client::HealthClient;

use crate::harness::Place;
use crate::samples::{cafe, counted, guests, kinds, submit};

fn of(service: &str) -> HealthCheckRequest {
    HealthCheckRequest { service: service.to_owned() }
}

#[tokio::test]
async fn a_stopping_server_says_so_then_finishes_the_calls_under_way_and_stores_what_it_took() {
    let place = Place::new();
    let mut server = place.serve().await;
    let client = server.client();
    cafe(&client).await;
    let mut health = HealthClient::new(server.channel().await);
    let service = "plaudit.v1.CollectionService";
    let mut statuses = health.watch(of(service)).await.unwrap().into_inner();
    assert_eq!(statuses.message().await.unwrap().unwrap().status(), ServingStatus::Serving);

    // Two calls are under way, since a third is refused; neither can be stored yet.
    let lock = place.lock().await;
    let mut calls: FuturesUnordered<_> =
        ["a", "b", "c"].map(|name| submit(&client, guests(name, 500))).into_iter().collect();
    assert!(calls.next().await.unwrap().is_err());

    server.stop();
    assert_eq!(statuses.message().await.unwrap().unwrap().status(), ServingStatus::NotServing);
    assert!(server.is_running(), "it waits for the calls under way");
    lock.release().await;
    while let Some(outcomes) = calls.next().await {
        assert_eq!(kinds(&outcomes.unwrap()), [Outcome::Stored; 500]);
    }
    server.stopped().await.unwrap();

    let server = place.serve().await;
    assert_eq!(counted(&server.client()).await, 1_000);
}

#[tokio::test]
async fn an_open_stream_is_acknowledged_and_ended_by_a_stop() {
    let place = Place::new();
    let mut server = place.serve().await;
    let client = server.client();
    cafe(&client).await;
    let (batches, taken) = mpsc::channel(1);
    let first = v1::StreamResponsesRequest::new(1, &guests("g", 10));
    batches.send(first).await.unwrap();
    let call = client.collection().stream_responses(ReceiverStream::new(taken)).await;
    let mut replies = call.unwrap().into_inner();
    assert_eq!(replies.message().await.unwrap().unwrap().sequence, 1);

    server.stop();
    assert_eq!(replies.message().await.unwrap(), None, "the stream ends well");
    server.stopped().await.unwrap();
}

#[tokio::test]
async fn those_who_only_watch_the_health_do_not_hold_a_stop_up() {
    let place = Place::new();
    let mut server = place.serve().await;
    let mut health = HealthClient::new(server.channel().await);
    let mut statuses = health.watch(of("")).await.unwrap().into_inner();
    assert_eq!(statuses.message().await.unwrap().unwrap().status(), ServingStatus::Serving);

    server.stop();
    // The drain is as long as the patience of these tests: it must not be used up.
    server.stopped().await.unwrap();
    assert_eq!(statuses.message().await.unwrap().unwrap().status(), ServingStatus::NotServing);
}

#[tokio::test]
async fn a_stopped_server_leaves_its_port_and_its_file_to_the_next() {
    let place = Place::new();
    let mut server = place.serve().await;
    cafe(&server.client()).await;
    submit(&server.client(), guests("g", 10)).await.unwrap();
    server.stop();
    server.stopped().await.unwrap();
    let mut settings = place.settings();
    settings.server.listen = server.address;
    let next = place.serve_with(settings).await;
    assert_eq!(next.address, server.address);
    assert_eq!(counted(&next.client()).await, 10);
    let again = submit(&next.client(), guests("g", 10)).await.unwrap();
    assert_eq!(kinds(&again), [Outcome::Duplicate; 10]);
}

#[tokio::test]
async fn a_call_that_outlasts_the_drain_is_cut_off_and_what_was_taken_is_stored() {
    let place = Place::new();
    let mut settings = place.settings();
    settings.server.drain_seconds = 0;
    let mut server = place.serve_with(settings).await;
    let client = server.client();
    cafe(&client).await;
    for prefix in ["a", "b", "c"] {
        submit(&client, guests(prefix, 1_000)).await.unwrap();
    }
    // An export that nobody reads fills a small window and stands still.
    let narrow = tonic::transport::Endpoint::from_shared(format!("http://{}", server.address))
        .unwrap()
        .initial_stream_window_size(1_024)
        .connect_lazy();
    let mut narrow = v1::report_service_client::ReportServiceClient::new(narrow);
    let request = v1::ExportResponsesRequest { survey_id: "cafe".into(), ..Default::default() };
    let mut stalled = narrow.export_responses(request).await.unwrap().into_inner();

    let lock = place.lock().await;
    let mut calls: FuturesUnordered<_> =
        ["d", "e", "f"].map(|name| submit(&client, guests(name, 500))).into_iter().collect();
    assert!(calls.next().await.unwrap().is_err(), "a third has no room: two were taken");
    server.stop();
    lock.release().await;
    server.stopped().await.unwrap();

    let ended = async {
        while let Ok(message) = stalled.message().await {
            assert!(message.is_some_and(|message| message.summary.is_none()));
        }
    };
    drop(server);
    ended.await;
    let server = place.serve().await;
    assert_eq!(counted(&server.client()).await, 4_000);
}
