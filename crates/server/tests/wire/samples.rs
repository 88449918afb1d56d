//! A café, what its guests answer, and short ways to say so.

use std::collections::BTreeMap;
use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use plaudit_client::Client;
use plaudit_collector::Clock;
use plaudit_core::time::Timestamp;
use plaudit_proto::v1;

/// 2026-03-01T12:00:00Z: what the clock of every server says.
pub(crate) const NOON: i64 = 1_772_366_400;

pub(crate) fn clock() -> Clock {
    Arc::new(|| Timestamp::from_micros(NOON * 1_000_000).unwrap())
}

/// The clock of another process, a second ahead: no two moments are the same.
pub(crate) fn ticking_clock() -> Clock {
    let micros = AtomicI64::new((NOON + 1) * 1_000_000);
    Arc::new(move || Timestamp::from_micros(micros.fetch_add(1, Ordering::Relaxed)).unwrap())
}

pub(crate) fn text(text: &str) -> BTreeMap<String, String> {
    BTreeMap::from([("en".to_owned(), text.to_owned())])
}

/// The café asks how warmly it is recommended, on 0 to 10, and for a comment.
pub(crate) fn survey(id: &str) -> v1::Survey {
    use v1::question::Kind;
    let question = |id: &str, kind| v1::Question {
        id: id.to_owned(),
        text: text(id),
        kind: Some(kind),
        ..v1::Question::default()
    };
    let measure = v1::Measure {
        id: "nps".to_owned(),
        kind: v1::MeasureKind::Nps.into(),
        question: "recommend".to_owned(),
        ..v1::Measure::default()
    };
    let team = v1::Segment { id: "team".to_owned(), ..v1::Segment::default() };
    v1::Survey {
        id: id.to_owned(),
        title: text("The café"),
        questions: vec![
            question("recommend", Kind::Score(scale(0, 10))),
            question("comment", Kind::TextAnswer(v1::TextQuestion { max_length: 100 })),
        ],
        measures: vec![measure],
        segments: vec![team],
        privacy_k: 1,
        ..v1::Survey::default()
    }
}

pub(crate) fn scale(min: i32, max: i32) -> v1::ScoreQuestion {
    v1::ScoreQuestion { min, max, ..v1::ScoreQuestion::default() }
}

pub(crate) fn score(question: &str, score: i32) -> v1::Answer {
    let value = v1::answer::Value::Score(score);
    v1::Answer { question: question.to_owned(), value: Some(value) }
}

/// A guest of the café said how warmly it is recommended.
pub(crate) fn said(id: &str, recommend: i32) -> v1::Response {
    v1::Response {
        id: id.to_owned(),
        survey_id: "cafe".to_owned(),
        answered_at: Some(prost_types::Timestamp { seconds: NOON - 60, nanos: 0 }),
        segments: BTreeMap::from([("team".to_owned(), "north".to_owned())]),
        answers: vec![score("recommend", recommend)],
        completed: true,
        ..v1::Response::default()
    }
}

/// So many guests, whose ids start with `prefix`.
pub(crate) fn guests(prefix: &str, count: usize) -> Vec<v1::Response> {
    (0..count).map(|i| said(&format!("{prefix}-{i}"), (i % 11) as i32)).collect()
}

pub(crate) async fn publish(client: &Client, survey: v1::Survey) -> u32 {
    let survey_id = survey.id.clone();
    let draft = v1::SaveDraftRequest { survey: Some(survey) };
    client.surveys().save_draft(draft).await.unwrap();
    let request = v1::PublishSurveyRequest { survey_id };
    let reply = client.surveys().publish_survey(request).await.unwrap();
    reply.into_inner().version.unwrap().number
}

/// Publishes the café.
pub(crate) async fn cafe(client: &Client) {
    assert_eq!(publish(client, survey("cafe")).await, 1);
}

pub(crate) async fn submit(
    client: &Client,
    responses: Vec<v1::Response>,
) -> Result<Vec<v1::ResponseOutcome>, tonic::Status> {
    let request = v1::SubmitResponsesRequest::new(&responses);
    Ok(client.collection().submit_responses(request).await?.into_inner().outcomes)
}

/// Says what a fault test did, in the log of the tests, past their capture.
pub(crate) fn tell(line: &str) {
    std::io::stdout().write_all(format!("FAULTS {line}\n").as_bytes()).unwrap();
}

/// What became of each.
pub(crate) fn kinds(outcomes: &[v1::ResponseOutcome]) -> Vec<v1::Outcome> {
    outcomes.iter().map(v1::ResponseOutcome::outcome).collect()
}

/// What is wrong with a response: field and reason of each violation.
pub(crate) fn violations(outcome: &v1::ResponseOutcome) -> Vec<(&str, &str)> {
    outcome.violations.iter().map(|v| (v.field.as_str(), v.reason.as_str())).collect()
}

pub(crate) async fn report(client: &Client, survey_id: &str) -> v1::Report {
    let request = v1::BuildReportRequest { survey_id: survey_id.to_owned(), ..Default::default() };
    client.reports().build_report(request).await.unwrap().into_inner().report.unwrap()
}

/// How many responses the café's report counts.
pub(crate) async fn counted(client: &Client) -> u64 {
    report(client, "cafe").await.participation.unwrap().responses
}

/// Every response of the survey by its id, whose export must be whole.
pub(crate) async fn export(client: &Client, survey_id: &str) -> BTreeMap<String, v1::Response> {
    let request =
        v1::ExportResponsesRequest { survey_id: survey_id.to_owned(), ..Default::default() };
    let mut messages = client.reports().export_responses(request).await.unwrap().into_inner();
    let (mut all, mut summary) = (BTreeMap::new(), None);
    while let Some(message) = messages.message().await.unwrap() {
        for response in message.decoded().unwrap() {
            let known = all.insert(response.id.clone(), response);
            assert_eq!(known, None, "each response is exported once");
        }
        summary = message.summary;
    }
    assert_eq!(summary.expect("the export is whole").count, all.len() as u64);
    all
}
