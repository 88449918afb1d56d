//! Servers on one PostgreSQL tell one another what they change. None of them looks by itself here.

use std::panic::AssertUnwindSafe;

use futures::FutureExt;
use plaudit_proto::v1::{self, Outcome};
use sqlx::{Connection, PgConnection};
use tonic::Code;

use crate::harness::{Place, Server, until};
use crate::samples::{cafe, kinds, publish, said, submit};
use crate::versions::{about_wifi, bigger};

#[allow(dead_code, reason = "shared with the conformance suite of the store")]
#[path = "../../../storage/tests/conformance/server.rs"]
pub(crate) mod postgres;

const LISTENERS: &str = "
SELECT COUNT(*) FROM pg_stat_activity
WHERE datname = current_database() AND application_name = 'plaudit-listener' AND state = 'idle'
    AND query LIKE 'LISTEN%'";

const HANG_UP: &str = "
SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity
WHERE datname = current_database() AND application_name = 'plaudit-listener'";

/// Runs a case with two servers that follow only what they are told.
async fn with_two(case: impl AsyncFnOnce(&mut PgConnection, Server, Server)) {
    let server = postgres::server();
    let name = format!("plaudit_test_{}", plaudit_storage::ids::batch().simple());
    postgres::create(&server, &name).await;
    let url = postgres::url(&server, &name);
    let outcome = AssertUnwindSafe(async {
        let place = Place::on(url.clone());
        let mut settings = place.settings();
        settings.server.follow_ms = 3_600_000;
        let one = place.serve_with(settings.clone()).await;
        let two = place.serve_with(settings).await;
        let mut past = PgConnection::connect(&url).await.unwrap();
        both_listen(&mut past).await;
        case(&mut past, one, two).await;
    });
    let outcome = outcome.catch_unwind().await;
    postgres::remove(&server, &name).await;
    if let Err(panic) = outcome {
        std::panic::resume_unwind(panic);
    }
}

async fn both_listen(past: &mut PgConnection) {
    until("both servers listen", async || {
        let listeners: i64 = sqlx::query_scalar(LISTENERS).fetch_one(&mut *past).await.unwrap();
        listeners == 2
    })
    .await;
}

#[tokio::test]
async fn what_one_server_publishes_or_closes_the_other_knows_though_its_listener_was_cut_off() {
    with_two(async |past, one, two| {
        let (one, two) = (one.client(), two.client());
        cafe(&one).await;
        assert_eq!(kinds(&submit(&two, vec![said("a", 9)]).await.unwrap()), [Outcome::Stored]);

        assert_eq!(publish(&one, bigger()).await, 2);
        until("the other server knows version 2", async || {
            let outcomes = submit(&two, vec![about_wifi("b", 0)]).await.unwrap();
            outcomes[0].outcome() != Outcome::Rejected
        })
        .await;

        let ended: Vec<bool> = sqlx::query_scalar(HANG_UP).fetch_all(&mut *past).await.unwrap();
        assert_eq!(ended, [true, true]);
        // While nobody listens, or as soon as somebody does.
        let close = v1::CloseSurveyRequest { survey_id: "cafe".to_owned() };
        one.surveys().close_survey(close).await.unwrap();
        let mut tried = 0;
        until("the other server knows that it is closed", async || {
            tried += 1;
            let outcomes = submit(&two, vec![said(&format!("c-{tried}"), 9)]).await.unwrap();
            outcomes[0].outcome() == Outcome::Rejected
        })
        .await;

        both_listen(past).await;
        publish(&one, bigger()).await;
        until("the other server knows that it is open again", async || {
            let outcomes = submit(&two, vec![said("d", 9)]).await.unwrap();
            outcomes[0].outcome() != Outcome::Rejected
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn the_first_key_made_at_one_server_closes_the_other() {
    with_two(async |_, one, two| {
        let request = v1::CreateKeyRequest {
            name: "first".to_owned(),
            scopes: vec![v1::Scope::Admin.into()],
        };
        one.client().admin().create_key(request).await.unwrap();
        until("the other server asks for a key", async || {
            let listed = two.client().surveys().list_surveys(v1::ListSurveysRequest {}).await;
            listed.is_err_and(|status| status.code() == Code::Unauthenticated)
        })
        .await;
    })
    .await;
}
