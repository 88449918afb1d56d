//! Who may do what.

use std::net::SocketAddr;

use plaudit_client::Client;
use plaudit_proto::v1;
use plaudit_server::Error;
use tonic::{Code, Status};

use crate::harness::{Place, until};
use crate::http::get;
use crate::samples::{cafe, counted, export, guests, kinds, publish, report, submit, survey};

/// A key of the tenant; its id and its secret.
pub(crate) async fn key(place: &Place, tenant: &str, scope: v1::Scope) -> (String, String) {
    let other = place.other_process(tenant).await;
    let made = make_key(&other.client, scope).await.unwrap();
    other.close().await;
    made
}

async fn make_key(client: &Client, scope: v1::Scope) -> Result<(String, String), Status> {
    let request = v1::CreateKeyRequest { name: "a key".to_owned(), scopes: vec![scope.into()] };
    let made = client.admin().create_key(request).await?.into_inner();
    Ok((made.key.unwrap().id, made.secret))
}

async fn surveys(client: &Client) -> Result<usize, Code> {
    let reply = client.surveys().list_surveys(v1::ListSurveysRequest {}).await;
    reply.map(|reply| reply.into_inner().surveys.len()).map_err(|status| status.code())
}

#[tokio::test]
async fn a_server_without_keys_serves_no_address_that_others_reach() {
    let place = Place::new();
    let mut settings = place.settings();
    settings.server.listen = SocketAddr::from(([0, 0, 0, 0], 0));
    let mut server = place.serve_with(settings.clone()).await;
    let refused = server.stopped().await.unwrap_err();
    assert!(matches!(refused, Error::Unprotected(address) if address == server.address));
    assert!(refused.to_string().contains("plaudit key create"), "{refused}");

    let (_, secret) = key(&place, "default", v1::Scope::Admin).await;
    let server = place.serve_with(settings).await;
    let url = format!("http://127.0.0.1:{}", server.address.port());
    assert_eq!(surveys(&Client::connect(&url, Some(&secret)).unwrap()).await, Ok(0));
}

#[tokio::test]
async fn a_server_without_keys_refuses_whoever_calls_it_by_a_foreign_name() {
    let place = Place::new();
    let server = place.serve().await;
    let port = server.address.port();
    for host in [format!("evil.example:{port}"), "localhost.evil.example".to_owned()] {
        let page = get(server.address, "/", &[("host", &host)]).await;
        assert_eq!(page.status, 401, "{host}");
    }
    for host in [format!("localhost:{port}"), format!("[::1]:{port}")] {
        assert_eq!(get(server.address, "/", &[("host", &host)]).await.status, 200, "{host}");
    }

    let channel = tonic::transport::Endpoint::from_shared(format!("http://{}", server.address))
        .unwrap()
        .origin("http://evil.example".parse().unwrap())
        .connect_lazy();
    let mut foreign = v1::survey_service_client::SurveyServiceClient::new(channel.clone());
    let refused = foreign.list_surveys(v1::ListSurveysRequest {}).await.unwrap_err();
    assert_eq!(refused.code(), Code::Unauthenticated);
    let mut foreign = v1::collection_service_client::CollectionServiceClient::new(channel);
    let refused = foreign.submit_responses(v1::SubmitResponsesRequest::default()).await;
    assert_eq!(refused.unwrap_err().code(), Code::Unauthenticated);
}

#[tokio::test]
async fn from_the_first_key_on_every_call_needs_one() {
    let place = Place::new();
    let server = place.serve().await;
    let anybody = server.client();
    cafe(&anybody).await;
    let (_, secret) = make_key(&anybody, v1::Scope::Admin).await.unwrap();
    until("the server knows that there is a key", async || {
        surveys(&anybody).await == Err(Code::Unauthenticated)
    })
    .await;
    let refused = submit(&anybody, guests("g", 1)).await.unwrap_err();
    assert_eq!(refused.code(), Code::Unauthenticated);
    let stream = anybody.collection().stream_responses(futures::stream::empty()).await;
    assert_eq!(stream.unwrap_err().code(), Code::Unauthenticated);
    assert_eq!(get(server.address, "/", &[]).await.status, 401);
    assert_eq!(get(server.address, "/healthz", &[]).await.status, 200);

    assert_eq!(surveys(&server.client_with(Some(&secret))).await, Ok(1));
    for wrong in [secret.replace("default", "other"), format!("{secret}x"), "x".to_owned()] {
        let client = server.client_with(Some(&wrong));
        assert_eq!(surveys(&client).await, Err(Code::Unauthenticated), "{wrong}");
        let refused = submit(&client, guests("g", 1)).await.unwrap_err();
        assert_eq!(refused.code(), Code::Unauthenticated, "{wrong}");
    }
}

#[tokio::test]
async fn a_key_does_what_its_scope_allows_and_nothing_else() {
    let place = Place::new();
    let (_, admin) = key(&place, "default", v1::Scope::Admin).await;
    let (_, collect) = key(&place, "default", v1::Scope::Collect).await;
    let (_, read) = key(&place, "default", v1::Scope::Read).await;
    let server = place.serve().await;
    let [admin, collect, read] =
        [admin, collect, read].map(|secret| server.client_with(Some(&secret)));
    cafe(&admin).await;

    let draft = || v1::SaveDraftRequest { survey: Some(survey("cafe")) };
    let build = || v1::BuildReportRequest { survey_id: "cafe".to_owned(), ..Default::default() };
    let outcome = |result: Result<(), Status>| result.map_err(|status| status.code());
    for (client, may_collect, may_read, may_admin) in
        [(&admin, true, true, true), (&collect, true, false, false), (&read, false, true, false)]
    {
        let expected = |may: bool| if may { Ok(()) } else { Err(Code::PermissionDenied) };
        let sent = submit(client, guests("g", 1)).await.map(drop);
        assert_eq!(outcome(sent), expected(may_collect));
        let built = client.reports().build_report(build()).await.map(drop);
        assert_eq!(outcome(built), expected(may_read));
        let saved = client.surveys().save_draft(draft()).await.map(drop);
        assert_eq!(outcome(saved), expected(may_admin));
        let listed = client.admin().list_keys(v1::ListKeysRequest {}).await.map(drop);
        assert_eq!(outcome(listed), expected(may_admin));
        let verified = client.admin().verify(v1::VerifyRequest::default()).await.map(drop);
        assert_eq!(outcome(verified), expected(may_admin));
        assert_eq!(
            outcome(make_key(client, v1::Scope::Admin).await.map(drop)),
            expected(may_admin)
        );
        assert_eq!(surveys(client).await, Ok(1), "every scope may read surveys");
    }
}

#[tokio::test]
async fn a_revoked_key_stops_working_on_every_server() {
    let place = Place::new();
    let (_, admin) = key(&place, "default", v1::Scope::Admin).await;
    let (id, secret) = key(&place, "default", v1::Scope::Collect).await;
    let servers = [place.serve().await, place.serve().await];
    for server in &servers {
        let client = server.client_with(Some(&secret));
        assert_eq!(surveys(&client).await, Ok(0));
        assert_eq!(kinds(&submit(&client, guests("g", 1)).await.unwrap()), [v1::Outcome::Rejected]);
    }
    let admin = servers[0].client_with(Some(&admin));
    let revoke = || v1::RevokeKeyRequest { key_id: id.clone() };
    admin.admin().revoke_key(revoke()).await.unwrap();
    for server in &servers {
        let client = server.client_with(Some(&secret));
        until("the key is refused", async || surveys(&client).await == Err(Code::Unauthenticated))
            .await;
        let refused = submit(&client, guests("g", 1)).await.unwrap_err();
        assert_eq!(refused.code(), Code::Unauthenticated);
    }
    let keys = admin.admin().list_keys(v1::ListKeysRequest {}).await.unwrap().into_inner().keys;
    let revoked = |key: &v1::Key| key.revoked_at.is_some();
    assert!(keys.len() == 2 && keys.iter().all(|key| revoked(key) == (key.id == id)), "{keys:?}");
    let unknown = v1::RevokeKeyRequest { key_id: "0000".to_owned() };
    assert_eq!(admin.admin().revoke_key(unknown).await.unwrap_err().code(), Code::NotFound);
}

#[tokio::test]
async fn secrets_are_never_stored_in_clear() {
    let place = Place::new();
    let server = place.serve().await;
    let (id, secret) = make_key(&server.client(), v1::Scope::Admin).await.unwrap();
    let random = secret.rsplit_once('.').unwrap().1;
    assert_eq!(random.len(), 43, "256 bits in base64");
    let admin = server.client_with(Some(&secret));
    assert_eq!(surveys(&admin).await, Ok(0), "the secret works");

    let mut seen_id = false;
    for file in std::fs::read_dir(place.path()).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        let holds = |text: &str| bytes.windows(text.len()).any(|part| part == text.as_bytes());
        assert!(!holds(random), "the secret is in a file of the database");
        seen_id |= holds(&id);
    }
    assert!(seen_id, "the search finds what is stored");
}

#[tokio::test]
async fn tenants_see_nothing_of_each_other() {
    let place = Place::new();
    let (_, north) = key(&place, "north", v1::Scope::Admin).await;
    let (south_id, south) = key(&place, "south", v1::Scope::Admin).await;
    let server = place.serve().await;
    let [north, south] = [north, south].map(|secret| server.client_with(Some(&secret)));
    cafe(&north).await;
    submit(&north, guests("g", 30)).await.unwrap();

    assert_eq!(surveys(&south).await, Ok(0));
    let get_survey = v1::GetSurveyRequest { survey_id: "cafe".to_owned(), version: 0 };
    let unseen = south.surveys().get_survey(get_survey).await.unwrap_err();
    assert_eq!(unseen.code(), Code::NotFound);
    let outcomes = submit(&south, guests("g", 1)).await.unwrap();
    assert_eq!(kinds(&outcomes), [v1::Outcome::Rejected]);
    let build = v1::BuildReportRequest { survey_id: "cafe".to_owned(), ..Default::default() };
    assert_eq!(south.reports().build_report(build).await.unwrap_err().code(), Code::NotFound);
    let request = v1::ExportResponsesRequest { survey_id: "cafe".into(), ..Default::default() };
    assert_eq!(south.reports().export_responses(request).await.unwrap_err().code(), Code::NotFound);
    let close = v1::CloseSurveyRequest { survey_id: "cafe".to_owned() };
    assert_eq!(south.surveys().close_survey(close).await.unwrap_err().code(), Code::NotFound);
    let revoke = v1::RevokeKeyRequest { key_id: south_id };
    assert_eq!(north.admin().revoke_key(revoke).await.unwrap_err().code(), Code::NotFound);

    // The same ids in another tenant are other surveys and other responses.
    let mut theirs = survey("cafe");
    theirs.title = crate::samples::text("Another café");
    assert_eq!(publish(&south, theirs).await, 1);
    let outcomes = submit(&south, guests("g", 20)).await.unwrap();
    assert_eq!(kinds(&outcomes), [v1::Outcome::Stored; 20]);
    assert_eq!((counted(&north).await, counted(&south).await), (30, 20));
    assert_eq!(export(&north, "cafe").await.len(), 30);
    assert_eq!(export(&south, "cafe").await.len(), 20);
    assert_eq!(report(&north, "cafe").await.title, "The café");
    assert_eq!(report(&south, "cafe").await.title, "Another café");
    let keys = south.admin().list_keys(v1::ListKeysRequest {}).await.unwrap().into_inner().keys;
    assert_eq!(keys.len(), 1);
}

#[tokio::test]
async fn polls_are_recorded_with_the_scope_collect_and_read_with_read_in_one_tenant() {
    let place = Place::new();
    let (_, collects) = key(&place, "acme", v1::Scope::Collect).await;
    let (_, reads) = key(&place, "acme", v1::Scope::Read).await;
    let (_, admin) = key(&place, "acme", v1::Scope::Admin).await;
    let (_, other) = key(&place, "other", v1::Scope::Read).await;
    let server = place.serve().await;
    let [collects, reads, admin, other] =
        [collects, reads, admin, other].map(|key| server.client_with(Some(&key)));
    publish(&admin, survey("cafe")).await;
    let poll = v1::Poll {
        id: "x-1".to_owned(),
        survey_id: "cafe".to_owned(),
        question: "recommend".to_owned(),
        platform: "x".to_owned(),
        from: "2026-02-27".to_owned(),
        to: "2026-02-28".to_owned(),
        counts: [("9".to_owned(), 4), ("0".to_owned(), 1)].into(),
        ..v1::Poll::default()
    };
    let record = async |client: &Client| {
        let request = v1::RecordPollRequest { poll: Some(poll.clone()) };
        let reply = client.polls().record_poll(request).await;
        reply.map(|reply| reply.into_inner().duplicate).map_err(|status| status.code())
    };
    assert_eq!(record(&reads).await, Err(Code::PermissionDenied));
    assert_eq!(record(&collects).await, Ok(false));
    assert_eq!(record(&collects).await, Ok(true));
    let read = async |client: &Client| {
        let request = v1::GetPollRequest { survey_id: "cafe".to_owned(), id: "x-1".to_owned() };
        let reply = client.polls().get_poll(request).await;
        reply.map(|reply| reply.into_inner().poll.unwrap()).map_err(|status| status.code())
    };
    let kept = v1::Poll { version: 1, voters: Some(5), ..poll.clone() };
    assert_eq!(read(&reads).await, Ok(kept));
    assert_eq!(read(&other).await, Err(Code::NotFound));
}
