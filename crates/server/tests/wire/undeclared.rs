//! Questions over segments that the survey does not declare.

use plaudit_client::Client;
use plaudit_proto::v1;

use crate::harness::Place;
use crate::samples::{NOON, publish, said, submit, survey};

/// 240 guests over three days, teams, channels and languages; three of them come by fax.
fn guests(survey_id: &str) -> Vec<v1::Response> {
    let guest = |i: i32| {
        let mut response = said(&format!("g-{i}"), (i * 7) % 11);
        response.survey_id = survey_id.to_owned();
        let seconds = NOON - 60 - i64::from(i % 3) * 86_400;
        response.answered_at = Some(prost_types::Timestamp { seconds, nanos: 0 });
        let channels = ["web", "email", "shop", ""];
        response.channel = if i % 80 == 9 { "fax" } else { channels[(i % 4) as usize] }.to_owned();
        response.language = ["fi", "vi"][(i / 4 % 2) as usize].to_owned();
        let team = ["north", "south"][(i % 5 / 3) as usize].to_owned();
        response.segments.insert("team".to_owned(), team);
        response
    };
    (0..240).map(guest).collect()
}

fn segments(ids: &[&str]) -> Vec<v1::Segment> {
    ids.iter().map(|id| v1::Segment { id: (*id).to_owned(), ..v1::Segment::default() }).collect()
}

fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

async fn asked(
    client: &Client,
    survey_id: &str,
    request: &v1::BuildReportRequest,
) -> Result<v1::Report, tonic::Status> {
    let request = v1::BuildReportRequest { survey_id: survey_id.to_owned(), ..request.clone() };
    Ok(client.reports().build_report(request).await?.into_inner().report.unwrap())
}

#[tokio::test]
async fn a_segment_that_was_not_declared_gives_the_report_of_one_that_was() {
    let place = Place::new();
    let server = place.serve().await;
    let client = server.client();
    for (id, declared) in [("cafe", &["team"][..]), ("bar", &["team", "channel", "language"])] {
        let segments = segments(declared);
        publish(&client, v1::Survey { segments, privacy_k: 5, ..survey(id) }).await;
        submit(&client, guests(id)).await.unwrap();
    }
    let day = v1::TrendInterval::Day.into();
    let filter = |segment: &str, values: &[&str]| {
        vec![v1::Filter { segment: segment.to_owned(), values: words(values) }]
    };
    let plain = v1::BuildReportRequest { trend: day, ..Default::default() };
    let requests = [
        v1::BuildReportRequest { splits: words(&["channel", "team"]), ..plain.clone() },
        v1::BuildReportRequest {
            filters: filter("language", &["vi"]),
            splits: words(&["team"]),
            ..plain.clone()
        },
        // All but three: what is left out would show by subtraction.
        v1::BuildReportRequest {
            filters: filter("channel", &["web", "email", "shop", ""]),
            ..plain.clone()
        },
        v1::BuildReportRequest {
            compare: "2026-02-27..2026-02-27".to_owned(),
            from: "2026-02-28".to_owned(),
            splits: words(&["language"]),
            ..plain.clone()
        },
        v1::BuildReportRequest {
            teams: words(&["language"]),
            case_mix: words(&["channel"]),
            ..plain
        },
    ];
    for request in &requests {
        let mut scanned = asked(&client, "cafe", request).await.unwrap();
        let declared = asked(&client, "bar", request).await.unwrap();
        let note = scanned.notes.remove(0);
        assert!(note.starts_with("The survey does not declare ") && note.contains("were read"));
        scanned.survey = "bar".to_owned();
        assert_eq!(scanned, declared);
    }
    let split = asked(&client, "cafe", &requests[0]).await.unwrap();
    let fax = split.splits[0].groups.iter().find(|group| group.value == "fax").unwrap();
    assert_eq!((fax.responses, fax.measures[0].withheld), (3, true));
    let all_but_three = asked(&client, "cafe", &requests[2]).await.unwrap();
    assert!(all_but_three.measures[0].withheld);

    let unknown = v1::BuildReportRequest { splits: words(&["mood"]), ..Default::default() };
    let refused = asked(&client, "cafe", &unknown).await.unwrap_err();
    let known = r#""mood" is not a segment; there are team, channel, language"#;
    assert!(refused.message().contains(known), "{refused:?}");
}

#[tokio::test]
async fn a_segment_that_only_an_older_version_declared_is_still_known() {
    let place = Place::new();
    let server = place.serve().await;
    let client = server.client();
    for (id, then) in [("cafe", &[][..]), ("bar", &["team"][..])] {
        publish(&client, survey(id)).await;
        submit(&client, guests(id)).await.unwrap();
        let mut later = v1::Survey { segments: segments(then), ..survey(id) };
        later.questions.reverse();
        assert_eq!(publish(&client, later).await, 2);
        let mut response = said("later", 9);
        response.survey_id = id.to_owned();
        response.segments.clear();
        submit(&client, vec![response]).await.unwrap();
    }
    let request = v1::BuildReportRequest { splits: words(&["team"]), ..Default::default() };
    let mut known = asked(&client, "cafe", &request).await.unwrap();
    known.survey = "bar".to_owned();
    assert_eq!(known, asked(&client, "bar", &request).await.unwrap());
    assert_eq!(known.splits[0].groups.len(), 3, "north, south and not given");
}
