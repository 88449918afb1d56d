//! Surveys and versions that there are not, and those of other processes.

use plaudit_proto::v1::{self, Outcome};
use tonic::Code;
use tonic_types::StatusExt;

use crate::harness::{Place, until};
use crate::samples::{
    cafe, counted, kinds, publish, said, scale, score, submit, survey, violations,
};

/// The café with one question more.
pub(crate) fn bigger() -> v1::Survey {
    let mut survey = survey("cafe");
    survey.questions.push(v1::Question {
        id: "wifi".to_owned(),
        text: crate::samples::text("How was the wifi?"),
        kind: Some(v1::question::Kind::Score(scale(1, 5))),
        ..v1::Question::default()
    });
    survey
}

/// A response to the bigger café.
pub(crate) fn about_wifi(id: &str, version: u32) -> v1::Response {
    let mut response = v1::Response { version, ..said(id, 9) };
    response.answers.push(score("wifi", 4));
    response
}

#[tokio::test]
async fn unknown_surveys_and_versions_are_refused_item_by_item() {
    let place = Place::new();
    let server = place.serve().await;
    let client = server.client();
    cafe(&client).await;
    let draft = v1::SaveDraftRequest { survey: Some(survey("draft")) };
    client.surveys().save_draft(draft).await.unwrap();

    let to = |survey: &str| v1::Response { survey_id: survey.to_owned(), ..said("a", 9) };
    let unknown = v1::Response { version: 7, ..said("b", 9) };
    let explicit = v1::Response { version: 1, ..said("d", 9) };
    let batch = vec![to("nowhere"), to("draft"), to(""), unknown, said("c", 9), explicit];
    let outcomes = submit(&client, batch).await.unwrap();
    use Outcome::{Rejected, Stored};
    assert_eq!(kinds(&outcomes), [Rejected, Rejected, Rejected, Rejected, Stored, Stored]);
    let reason = "there is no published survey \"nowhere\"";
    assert_eq!(violations(&outcomes[0]), [("survey_id", reason)]);
    assert_eq!(violations(&outcomes[1])[0].0, "survey_id");
    assert_eq!(violations(&outcomes[2])[0].0, "survey_id");
    let reason = "the survey \"cafe\" has no version 7";
    assert_eq!(violations(&outcomes[3]), [("version", reason)]);
}

#[tokio::test]
async fn a_closed_survey_takes_no_responses_until_it_is_published_again() {
    let place = Place::new();
    let server = place.serve().await;
    let client = server.client();
    cafe(&client).await;
    submit(&client, vec![said("a", 9)]).await.unwrap();
    let close = v1::CloseSurveyRequest { survey_id: "cafe".to_owned() };
    client.surveys().close_survey(close).await.unwrap();

    let refused = submit(&client, vec![said("b", 9)]).await.unwrap();
    assert_eq!(violations(&refused[0]), [("survey_id", "the survey \"cafe\" is closed")]);
    assert_eq!(counted(&client).await, 1, "its reports remain");

    cafe(&client).await;
    let taken = submit(&client, vec![said("b", 9)]).await.unwrap();
    assert_eq!(kinds(&taken), [Outcome::Stored]);
}

#[tokio::test]
async fn a_bad_survey_is_refused_with_the_path_of_each_field() {
    let place = Place::new();
    let server = place.serve().await;
    let client = server.client();
    let mut bad = survey("cafe");
    bad.time_zone = "Mars/Olympus".to_owned();
    bad.measures[0].question = "weather".to_owned();
    let draft = v1::SaveDraftRequest { survey: Some(bad) };
    let refused = client.surveys().save_draft(draft).await.unwrap_err();
    assert_eq!(refused.code(), Code::InvalidArgument);
    let details = refused.get_details_bad_request().expect("a google.rpc.BadRequest");
    let fields: Vec<_> = details.field_violations.iter().map(|v| v.field.as_str()).collect();
    assert_eq!(fields, ["survey.time_zone", "survey.measures[0].question"]);

    let unknown = v1::PublishSurveyRequest { survey_id: "nowhere".to_owned() };
    let refused = client.surveys().publish_survey(unknown).await.unwrap_err();
    assert_eq!(refused.code(), Code::NotFound);
}

#[tokio::test]
async fn an_explicit_version_published_by_another_process_is_taken_at_once() {
    let place = Place::new();
    let server = place.serve().await;
    let client = server.client();
    cafe(&client).await;
    // The server has version 1 in memory.
    submit(&client, vec![said("a", 9)]).await.unwrap();
    let other = place.other_process("default").await;
    assert_eq!(publish(&other.client, bigger()).await, 2);
    other.close().await;

    let outcomes = submit(&client, vec![about_wifi("b", 2)]).await.unwrap();
    assert_eq!(kinds(&outcomes), [Outcome::Stored]);
}

#[tokio::test]
async fn the_latest_version_published_by_another_process_is_followed() {
    let place = Place::new();
    let server = place.serve().await;
    let client = server.client();
    cafe(&client).await;
    submit(&client, vec![said("a", 9)]).await.unwrap();
    let other = place.other_process("default").await;
    assert_eq!(publish(&other.client, bigger()).await, 2);
    until("the server follows to version 2", async || {
        let outcomes = submit(&client, vec![about_wifi("b", 0)]).await.unwrap();
        outcomes[0].outcome() != Outcome::Rejected
    })
    .await;

    let close = v1::CloseSurveyRequest { survey_id: "cafe".to_owned() };
    other.client.surveys().close_survey(close).await.unwrap();
    other.close().await;
    let mut i = 0;
    until("the server follows to the closing", async || {
        i += 1;
        let outcomes = submit(&client, vec![said(&format!("c-{i}"), 9)]).await.unwrap();
        outcomes[0].outcome() == Outcome::Rejected
    })
    .await;
}
