//! What becomes of each response of a batch.

use plaudit_proto::v1::{self, Outcome};
use tonic::Code;
use tonic_types::StatusExt;

use crate::harness::Place;
use crate::samples::{NOON, cafe, counted, export, guests, kinds, said, score, submit, violations};

#[tokio::test]
async fn each_response_of_a_batch_has_its_own_outcome_and_bad_ones_cost_no_good_one() {
    let place = Place::new();
    let server = place.serve().await;
    let client = server.client();
    cafe(&client).await;
    submit(&client, vec![said("known", 9), said("other", 9)]).await.unwrap();

    let mut twice = said("twice", 3);
    twice.answers.push(score("recommend", 4));
    let mut astray = said("astray", 3);
    astray.answers.push(score("weather", 4));
    astray.segments.insert("region".to_owned(), "north".to_owned());
    let outcomes = submit(
        &client,
        vec![
            said("new", 10),
            said("known", 9),
            said("other", 1),
            said("high", 11),
            twice,
            said("newer", 0),
            astray,
            said("new", 10),
            said("with blank", 1),
        ],
    )
    .await
    .unwrap();

    let ids: Vec<_> = outcomes.iter().map(|outcome| outcome.response_id.as_str()).collect();
    assert_eq!(
        ids,
        ["new", "known", "other", "high", "twice", "newer", "astray", "new", "with blank"]
    );
    use Outcome::{Conflict, Duplicate, Rejected, Stored};
    assert_eq!(
        kinds(&outcomes),
        [Stored, Duplicate, Conflict, Rejected, Rejected, Stored, Rejected, Duplicate, Rejected]
    );
    for good in [0, 1, 5, 7] {
        assert_eq!(violations(&outcomes[good]), []);
    }
    assert_eq!(violations(&outcomes[2]), [("id", "is already stored with other content")]);
    assert_eq!(violations(&outcomes[3]), [("answers[0].score", "must be within 0..=10")]);
    assert_eq!(
        violations(&outcomes[4]),
        [("answers[1].question", "\"recommend\" is answered twice")]
    );
    assert_eq!(
        violations(&outcomes[6]),
        [
            ("segments.region", "version 1 declares no segment \"region\""),
            ("answers[1].question", "version 1 has no question \"weather\""),
        ]
    );
    assert_eq!(violations(&outcomes[8])[0].0, "id");

    let stored = export(&client, "cafe").await;
    assert_eq!(stored.keys().collect::<Vec<_>>(), ["known", "new", "newer", "other"]);
    let mut first = said("other", 9);
    first.version = 1;
    assert_eq!(stored["other"], first, "a conflict changes nothing");
    assert_eq!(counted(&client).await, 4);
}

#[tokio::test]
async fn a_batch_has_1_to_1000_responses() {
    let place = Place::new();
    let server = place.serve().await;
    let client = server.client();
    cafe(&client).await;
    for size in [0, 1_001] {
        let refused = submit(&client, guests("g", size)).await.unwrap_err();
        assert_eq!(refused.code(), Code::InvalidArgument);
        let details = refused.get_details_bad_request().expect("a google.rpc.BadRequest");
        let [violation] = details.field_violations.as_slice() else { panic!("{details:?}") };
        assert_eq!(violation.field, "responses");
        assert_eq!(violation.description, format!("must have 1 to 1000 items, has {size}"));
    }
    assert_eq!(counted(&client).await, 0, "nothing of them was taken");
    let outcomes = submit(&client, guests("g", 1_000)).await.unwrap();
    assert!(kinds(&outcomes).iter().all(|outcome| *outcome == Outcome::Stored));
    assert_eq!(counted(&client).await, 1_000);
}

#[tokio::test]
async fn an_answer_more_than_five_minutes_ahead_of_the_server_is_refused() {
    let place = Place::new();
    let server = place.serve().await;
    let client = server.client();
    cafe(&client).await;
    let at = |id: &str, seconds, nanos| v1::Response {
        answered_at: Some(prost_types::Timestamp { seconds: NOON + seconds, nanos }),
        ..said(id, 5)
    };
    let undated = v1::Response { answered_at: None, ..said("undated", 5) };
    let batch = vec![at("edge", 300, 0), at("ahead", 300, 1_000), at("old", -NOON, 0), undated];
    let outcomes = submit(&client, batch).await.unwrap();
    use Outcome::{Rejected, Stored};
    assert_eq!(kinds(&outcomes), [Stored, Rejected, Stored, Rejected]);
    let ahead = "is more than five minutes ahead of the server's clock";
    assert_eq!(violations(&outcomes[1]), [("answered_at", ahead)]);
    assert_eq!(violations(&outcomes[3])[0].0, "answered_at");
}
