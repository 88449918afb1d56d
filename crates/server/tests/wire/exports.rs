//! Exports: whole and provably so, or evidently not.

use plaudit_proto::v1;
use prost::Message;
use sha2::{Digest, Sha256};
use tonic::Code;

use crate::harness::Place;
use crate::samples::{NOON, cafe, guests, said, submit};

fn request() -> v1::ExportResponsesRequest {
    v1::ExportResponsesRequest { survey_id: "cafe".to_owned(), ..Default::default() }
}

#[tokio::test]
async fn an_export_ends_with_the_right_count_and_checksum() {
    let place = Place::new();
    let server = place.serve().await;
    let client = server.client();
    cafe(&client).await;
    for prefix in ["a", "b", "c"] {
        submit(&client, guests(prefix, 800)).await.unwrap();
    }
    let mut messages = client.reports().export_responses(request()).await.unwrap().into_inner();
    let (mut hash, mut responses, mut summaries) = (Sha256::new(), Vec::new(), Vec::new());
    while let Some(message) = messages.message().await.unwrap() {
        assert!(summaries.is_empty(), "the summary comes last");
        assert!(message.responses.len() <= 1_000);
        let decoded = message.decoded().unwrap();
        for response in &decoded {
            let bytes = response.encode_to_vec();
            hash.update((bytes.len() as u32).to_be_bytes());
            hash.update(&bytes);
        }
        responses.extend(decoded);
        summaries.extend(message.summary);
    }
    let [summary] = summaries.as_slice() else { panic!("{summaries:?}") };
    let checksum: String = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!((summary.count, &summary.checksum), (2_400, &checksum));
    assert_eq!(responses.len(), 2_400);
    let keys: Vec<_> = responses
        .iter()
        .map(|response| (response.answered_at.unwrap().seconds, response.id.clone()))
        .collect();
    assert!(keys.is_sorted(), "ordered by time and id");
}

#[tokio::test]
async fn an_export_that_fails_on_the_way_has_no_summary() {
    let place = Place::new();
    let server = place.serve().await;
    let client = server.client();
    cafe(&client).await;
    submit(&client, guests("a", 1_000)).await.unwrap();
    submit(&client, guests("b", 500)).await.unwrap();
    let mut connection = place.connection().await;
    sqlx::query("UPDATE response SET answers = 'spoilt' WHERE id = 'b-499'")
        .execute(&mut connection)
        .await
        .unwrap();

    let mut messages = client.reports().export_responses(request()).await.unwrap().into_inner();
    let mut received = 0;
    let failure = loop {
        match messages.message().await {
            Ok(Some(message)) => {
                assert_eq!(message.summary, None);
                received += message.responses.len();
            }
            Ok(None) => panic!("an incomplete export ended well"),
            Err(status) => break status,
        }
    };
    assert_eq!((failure.code(), received), (Code::DataLoss, 1_000));
    assert!(!failure.message().contains("b-499"), "internal causes are not sent");
}

#[tokio::test]
async fn an_export_holds_the_days_that_were_asked_for() {
    let place = Place::new();
    let server = place.serve().await;
    let client = server.client();
    cafe(&client).await;
    let on = |id: &str, day: i64| v1::Response {
        answered_at: Some(prost_types::Timestamp { seconds: NOON - day * 86_400, nanos: 0 }),
        ..said(id, 5)
    };
    submit(&client, (0..5).map(|day| on(&format!("day-{day}"), day)).collect()).await.unwrap();
    let days = v1::ExportResponsesRequest {
        from: "2026-02-26".to_owned(),
        to: "2026-02-28".to_owned(),
        ..request()
    };
    let messages = client.reports().export_responses(days).await.unwrap().into_inner();
    let messages: Vec<_> = futures::TryStreamExt::try_collect(messages).await.unwrap();
    let responses = messages.iter().flat_map(|message| message.decoded().unwrap());
    let ids: Vec<_> = responses.map(|response| response.id).collect();
    assert_eq!(ids, ["day-3", "day-2", "day-1"]);

    let backwards = v1::ExportResponsesRequest {
        from: "2026-02-28".to_owned(),
        to: "2026-02-26".to_owned(),
        ..request()
    };
    let refused = client.reports().export_responses(backwards).await.unwrap_err();
    assert_eq!(refused.code(), Code::InvalidArgument);
    let nowhere = v1::ExportResponsesRequest { survey_id: "nowhere".to_owned(), ..request() };
    let refused = client.reports().export_responses(nowhere).await.unwrap_err();
    assert_eq!(refused.code(), Code::NotFound);
}
