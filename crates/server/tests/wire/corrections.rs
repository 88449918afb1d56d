//! Correcting and erasing what is stored, over the wire.

use plaudit_client::Client;
use plaudit_proto::v1::{self, Correction, Outcome, Scope};
use tonic::{Code, Status};

use crate::harness::Place;
use crate::keys::key;
use crate::samples::{cafe, counted, export, kinds, said, submit};

async fn correct(client: &Client, response: v1::Response) -> Result<Correction, Status> {
    let request =
        v1::CorrectResponseRequest { response: Some(response), reason: "a slip".to_owned() };
    Ok(client.collection().correct_response(request).await?.get_ref().correction())
}

async fn erase(
    client: &Client,
    request: v1::EraseResponsesRequest,
) -> Result<v1::EraseResponsesResponse, Status> {
    Ok(client.admin().erase_responses(request).await?.into_inner())
}

fn ids(ids: &[&str]) -> v1::EraseResponsesRequest {
    let response_ids = ids.iter().map(|id| (*id).to_owned()).collect();
    v1::EraseResponsesRequest { response_ids, ..Default::default() }
}

#[tokio::test]
async fn a_correction_changes_what_is_stored_and_says_what_became_of_it() {
    let place = Place::new();
    let server = place.serve().await;
    let client = server.client();
    cafe(&client).await;
    submit(&client, vec![said("a", 9), said("b", 9)]).await.unwrap();
    assert_eq!(correct(&client, said("a", 2)).await.unwrap(), Correction::Changed);
    assert_eq!(correct(&client, said("a", 2)).await.unwrap(), Correction::Unchanged);
    let stored = export(&client, "cafe").await;
    assert_eq!(stored["a"], v1::Response { version: 1, ..said("a", 2) });
    assert_eq!(counted(&client).await, 2);

    let refused = correct(&client, said("a", 11)).await.unwrap_err();
    assert_eq!(refused.code(), Code::InvalidArgument);
    assert!(refused.message().starts_with("response.answers[0].score: "), "{refused:?}");
    assert_eq!(correct(&client, said("c", 1)).await.unwrap_err().code(), Code::NotFound);
    let elsewhere = v1::Response { survey_id: "bar".to_owned(), ..said("a", 1) };
    assert_eq!(correct(&client, elsewhere).await.unwrap_err().code(), Code::NotFound);
    let silent = v1::CorrectResponseRequest { response: Some(said("a", 1)), ..Default::default() };
    let refused = client.collection().correct_response(silent).await.unwrap_err();
    assert!(refused.message().starts_with("reason: "), "{refused:?}");

    let close = v1::CloseSurveyRequest { survey_id: "cafe".to_owned() };
    client.surveys().close_survey(close).await.unwrap();
    assert_eq!(correct(&client, said("b", 3)).await.unwrap(), Correction::Changed);
}

#[tokio::test]
async fn what_was_erased_is_gone_and_does_not_come_back() {
    let place = Place::new();
    let server = place.serve().await;
    let client = server.client();
    cafe(&client).await;
    let of_ann = |id| v1::Response { respondent: "ann".to_owned(), ..said(id, 9) };
    submit(&client, vec![of_ann("a"), of_ann("b"), said("c", 3), said("d", 3)]).await.unwrap();

    let whose = v1::EraseResponsesRequest { respondent: "ann".to_owned(), ..Default::default() };
    let erased = erase(&client, whose.clone()).await.unwrap();
    let in_cafe = v1::ErasedResponses { survey_id: "cafe".to_owned(), responses: 2 };
    assert_eq!((erased.responses, erased.surveys), (2, vec![in_cafe]));
    assert_eq!(erase(&client, ids(&["c", "unknown"])).await.unwrap().responses, 1);
    assert_eq!(erase(&client, whose).await.unwrap().responses, 0);

    let again = submit(&client, vec![of_ann("a"), said("d", 3), said("c", 1), said("e", 1)]);
    use Outcome::{Duplicate, Erased, Stored};
    assert_eq!(kinds(&again.await.unwrap()), [Erased, Duplicate, Erased, Stored]);
    let refused = correct(&client, of_ann("a")).await.unwrap_err();
    assert_eq!(refused.code(), Code::FailedPrecondition);
    assert_eq!(export(&client, "cafe").await.keys().collect::<Vec<_>>(), ["d", "e"]);
    assert_eq!(counted(&client).await, 2);
}

#[tokio::test]
async fn an_erasure_names_either_a_respondent_or_responses() {
    let place = Place::new();
    let server = place.serve().await;
    let client = server.client();
    cafe(&client).await;
    let many: Vec<String> = (0..1_001).map(|i| format!("r-{i}")).collect();
    let bad = [
        ids(&[]),
        v1::EraseResponsesRequest { respondent: "ann".to_owned(), ..ids(&["a"]) },
        v1::EraseResponsesRequest { respondent: "a\0b".to_owned(), ..Default::default() },
        v1::EraseResponsesRequest { response_ids: many, ..Default::default() },
        ids(&["a", "b\0"]),
    ];
    for request in bad {
        let refused = erase(&client, request.clone()).await.unwrap_err();
        assert_eq!(refused.code(), Code::InvalidArgument, "{request:?}");
    }
    let elsewhere = v1::EraseResponsesRequest { survey_id: "bar".to_owned(), ..ids(&["a"]) };
    assert_eq!(erase(&client, elsewhere).await.unwrap_err().code(), Code::NotFound);
}

#[tokio::test]
async fn collectors_correct_admins_erase_and_the_traces_name_their_keys() {
    let place = Place::new();
    let (admin_id, admin) = key(&place, "default", Scope::Admin).await;
    let (collector_id, collector) = key(&place, "default", Scope::Collect).await;
    let (_, reader) = key(&place, "default", Scope::Read).await;
    let server = place.serve().await;
    let [admin, collector, reader] =
        [admin, collector, reader].map(|secret| server.client_with(Some(&secret)));
    cafe(&admin).await;
    submit(&collector, vec![said("a", 9), said("b", 9)]).await.unwrap();

    let refused = correct(&reader, said("a", 1)).await.unwrap_err();
    assert_eq!(refused.code(), Code::PermissionDenied);
    for client in [&reader, &collector] {
        let refused = erase(client, ids(&["b"])).await.unwrap_err();
        assert_eq!(refused.code(), Code::PermissionDenied);
    }
    assert_eq!(correct(&collector, said("a", 1)).await.unwrap(), Correction::Changed);
    assert_eq!(erase(&admin, ids(&["b"])).await.unwrap().responses, 1);
    let traced = |table: &str, column: &str, key: &str| {
        format!("SELECT COUNT(*) FROM {table} WHERE {column} = '{key}'")
    };
    let corrected = traced("correction", "corrected_by", &collector_id);
    assert_eq!(place.number(&corrected).await, 1);
    let erased = traced("erasure", "erased_by", &admin_id);
    assert_eq!(place.number(&erased).await, 1);
}
