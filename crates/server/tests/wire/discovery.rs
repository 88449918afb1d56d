//! What a server says about itself, and which services it runs.

use plaudit_proto::v1;
use plaudit_server::settings::Only;
use tonic::Code;
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_check_response::ServingStatus;
use tonic_health::pb::health_client::HealthClient;
use tonic_reflection::pb::{v1 as r1, v1alpha as r1alpha};

use crate::harness::{Place, Server};
use crate::http::get;
use crate::samples::{cafe, guests, kinds, submit};

const COLLECTION: &str = "plaudit.v1.CollectionService";
const REPORTS: &str = "plaudit.v1.ReportService";
const SURVEYS: &str = "plaudit.v1.SurveyService";
const INVITATIONS: &str = "plaudit.v1.InvitationService";
const POLLS: &str = "plaudit.v1.PollService";
const ADMIN: &str = "plaudit.v1.AdminService";
const HEALTH: &str = "grpc.health.v1.Health";

async fn serve_only(place: &Place, only: Only) -> Server {
    let mut settings = place.settings();
    settings.server.only = only;
    place.serve_with(settings).await
}

/// The health of a service; absent when the server does not know it.
async fn health(server: &Server, service: &str) -> Option<ServingStatus> {
    let mut client = HealthClient::new(server.channel().await);
    let request = HealthCheckRequest { service: service.to_owned() };
    match client.check(request).await {
        Ok(reply) => Some(reply.into_inner().status()),
        Err(status) => {
            assert_eq!(status.code(), Code::NotFound);
            None
        }
    }
}

/// The names that reflection v1 lists.
async fn listed(server: &Server) -> Vec<String> {
    use r1::server_reflection_request::MessageRequest;
    use r1::server_reflection_response::MessageResponse;
    let mut client =
        r1::server_reflection_client::ServerReflectionClient::new(server.channel().await);
    let request = r1::ServerReflectionRequest {
        message_request: Some(MessageRequest::ListServices(String::new())),
        ..r1::ServerReflectionRequest::default()
    };
    let replies = client.server_reflection_info(futures::stream::iter([request])).await;
    let reply = replies.unwrap().into_inner().message().await.unwrap().unwrap();
    let Some(MessageResponse::ListServicesResponse(list)) = reply.message_response else {
        panic!("{reply:?}");
    };
    list.service.into_iter().map(|service| service.name).collect()
}

/// The names that reflection v1alpha lists.
async fn listed_alpha(server: &Server) -> Vec<String> {
    use r1alpha::server_reflection_request::MessageRequest;
    use r1alpha::server_reflection_response::MessageResponse;
    let mut client =
        r1alpha::server_reflection_client::ServerReflectionClient::new(server.channel().await);
    let request = r1alpha::ServerReflectionRequest {
        message_request: Some(MessageRequest::ListServices(String::new())),
        ..r1alpha::ServerReflectionRequest::default()
    };
    let replies = client.server_reflection_info(futures::stream::iter([request])).await;
    let reply = replies.unwrap().into_inner().message().await.unwrap().unwrap();
    let Some(MessageResponse::ListServicesResponse(list)) = reply.message_response else {
        panic!("{reply:?}");
    };
    list.service.into_iter().map(|service| service.name).collect()
}

#[tokio::test]
async fn the_health_of_the_server_and_of_each_service_is_told() {
    let place = Place::new();
    let server = place.serve().await;
    for service in ["", COLLECTION, REPORTS, INVITATIONS, POLLS, SURVEYS, ADMIN] {
        assert_eq!(health(&server, service).await, Some(ServingStatus::Serving), "{service}");
    }
    assert_eq!(health(&server, "plaudit.v1.NoService").await, None);
    let page = get(server.address, "/healthz", &[]).await;
    assert_eq!((page.status, page.body.as_str()), (200, "ok\n"));
}

#[tokio::test]
async fn reflection_lists_the_services_in_both_versions() {
    let place = Place::new();
    let server = place.serve().await;
    for names in [listed(&server).await, listed_alpha(&server).await] {
        for service in [COLLECTION, REPORTS, INVITATIONS, POLLS, SURVEYS, ADMIN, HEALTH] {
            assert!(names.iter().any(|name| name == service), "{service} is not in {names:?}");
        }
    }
}

#[tokio::test]
async fn the_collecting_side_takes_responses_and_builds_no_reports() {
    let place = Place::new();
    let server = serve_only(&place, Only::Collect).await;
    let client = server.client();
    cafe(&client).await;
    let outcomes = submit(&client, guests("g", 3)).await.unwrap();
    assert_eq!(kinds(&outcomes), [v1::Outcome::Stored; 3]);

    let request = v1::BuildReportRequest { survey_id: "cafe".to_owned(), ..Default::default() };
    let refused = client.reports().build_report(request).await.unwrap_err();
    assert_eq!(refused.code(), Code::Unimplemented);
    assert_eq!(get(server.address, "/reports/cafe", &[]).await.status, 404);
    assert_eq!(get(server.address, "/healthz", &[]).await.status, 200);
    assert_eq!(health(&server, REPORTS).await, None);
    assert_eq!(health(&server, COLLECTION).await, Some(ServingStatus::Serving));
    assert!(!listed(&server).await.contains(&REPORTS.to_owned()));
    assert!(!listed_alpha(&server).await.contains(&REPORTS.to_owned()));
}

#[tokio::test]
async fn the_reporting_side_builds_reports_and_takes_no_responses() {
    let place = Place::new();
    let collecting = serve_only(&place, Only::Collect).await;
    cafe(&collecting.client()).await;
    submit(&collecting.client(), guests("g", 3)).await.unwrap();

    let server = serve_only(&place, Only::Report).await;
    let client = server.client();
    assert_eq!(crate::samples::counted(&client).await, 3, "what another process took");
    assert_eq!(get(server.address, "/reports/cafe", &[]).await.status, 200);
    let refused = submit(&client, guests("h", 3)).await.unwrap_err();
    assert_eq!(refused.code(), Code::Unimplemented);
    assert_eq!(health(&server, COLLECTION).await, None);
    assert_eq!(health(&server, REPORTS).await, Some(ServingStatus::Serving));
    assert!(!listed(&server).await.contains(&COLLECTION.to_owned()));
    assert_eq!(health(&server, INVITATIONS).await, None);
    assert_eq!(health(&server, POLLS).await, None);
}
