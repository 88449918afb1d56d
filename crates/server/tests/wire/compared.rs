//! Reports that rest on more than the responses of their period.

use plaudit_proto::v1;
use tonic::Code;
use tonic_types::StatusExt;

use crate::harness::Place;
use crate::samples::{NOON, cafe, said, submit};

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
