//! Reports that rest on more than the responses of their period.

use plaudit_proto::v1;
use tonic::Code;
use tonic_types::StatusExt;

use crate::harness::Place;
use crate::samples::{NOON, cafe, publish, said, submit, survey};

/// A guest who answered so many days ago.
fn on(day: i64, id: usize, team: &str, recommend: i32) -> v1::Response {
    v1::Response {
        answered_at: Some(prost_types::Timestamp { seconds: NOON - day * 86_400, nanos: 0 }),
        segments: [("team".to_owned(), team.to_owned())].into(),
        ..said(&format!("{team}-{day}-{id}"), recommend)
    }
}

fn request() -> v1::BuildReportRequest {
    v1::BuildReportRequest {
        survey_id: "cafe".to_owned(),
        from: "2026-02-28".to_owned(),
        to: "2026-03-01".to_owned(),
        compare: "previous".to_owned(),
        ..Default::default()
    }
}

#[tokio::test]
async fn a_report_is_compared_with_the_days_before_and_raked_where_that_can_be() {
    let place = Place::new();
    let server = place.serve().await;
    let client = server.client();
    cafe(&client).await;
    let now = (0..30).map(|i| on(i as i64 % 2, i, "north", 9 + (i % 2) as i32));
    let before = (0..40).map(|i| on(2 + i as i64 % 2, i, "north", 3));
    let earlier = (0..50).map(|i| on(9, i, "north", 0));
    let all: Vec<_> = now.chain(before).chain(earlier).collect();
    submit(&client, all).await.unwrap();

    let reply = client.reports().build_report(request()).await.unwrap().into_inner();
    let change = reply.report.unwrap().change.unwrap();
    let base = change.base.unwrap();
    let days = (base.from.as_deref(), base.to.as_deref());
    assert_eq!(days, (Some("2026-02-26"), Some("2026-02-27")));
    assert_eq!((change.kind.as_str(), change.responses), ("previous", 40));
    assert_eq!(change.measures[0].difference.as_ref().unwrap().value, 200.0);

    let margin = |value: &str| v1::Margin {
        segment: "team".to_owned(),
        values: vec![v1::MarginValue { value: value.to_owned(), target: 1.0 }],
    };
    let raked = v1::BuildReportRequest { margins: vec![margin("north")], ..request() };
    let reply = client.reports().build_report(raked).await.unwrap().into_inner();
    assert_eq!(reply.report.unwrap().weighting.unwrap().responses, 30);
    let impossible = v1::BuildReportRequest { margins: vec![margin("south")], ..request() };
    let refused = client.reports().build_report(impossible).await.unwrap_err();
    assert_eq!(refused.code(), Code::InvalidArgument);
    let details = refused.get_error_details();
    let violation = &details.bad_request().unwrap().field_violations[0];
    assert_eq!(violation.field, "margins[0].values");
    assert_eq!(violation.description, "no response has \"south\"");
}

#[tokio::test]
async fn a_report_counts_who_chose_to_answer_by_an_open_link_in_both_periods() {
    let place = Place::new();
    let server = place.serve().await;
    let client = server.client();
    publish(&client, v1::Survey { open_link: true, ..survey("cafe") }).await;
    let open = |day, id, team| {
        let response = on(day, id, team, 9);
        v1::Response { id: format!("open-{}", response.id), ..response }
    };
    let now = [open(0, 1, "north"), open(1, 2, "south"), on(0, 3, "north", 9)];
    let before = [open(2, 4, "north"), on(2, 5, "north", 9), on(3, 6, "north", 9)];
    submit(&client, [now, before].concat()).await.unwrap();
    let of = |by_open_link, responses| Some(v1::SelfSelected { by_open_link, responses });
    let filtered = || {
        let mut filtered = request();
        filtered.restrict("team".to_owned(), "south".to_owned());
        filtered
    };
    for request in [request(), filtered()] {
        let report = client.report(request).await.unwrap();
        assert_eq!(report.self_selected, of(2, 3));
        assert_eq!(report.change.unwrap().self_selected, of(1, 3));
    }
    // What is not open now was so before: its answers stay marked.
    publish(&client, survey("cafe")).await;
    assert_eq!(client.report(request()).await.unwrap().self_selected, of(2, 3));
    let ahead = v1::BuildReportRequest {
        from: "2025-01-01".to_owned(),
        to: "2025-01-02".to_owned(),
        ..request()
    };
    let silent = client.report(ahead).await.unwrap();
    assert_eq!((silent.self_selected, silent.change.unwrap().self_selected), (None, None));
}
