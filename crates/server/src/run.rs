//! Serves until it is told to stop.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::response::{IntoResponse, Response};
use plaudit_collector::Clock;
use plaudit_proto::v1;
use plaudit_storage::Store;
use tokio::net::TcpListener;
use tonic::server::NamedService;
use tonic::service::Routes;
use tonic::transport::server::TcpIncoming;
use tonic_health::ServingStatus;
use tonic_health::server::HealthReporter;
use tonic_reflection::server::Builder;

use crate::auth::{self, Door};
use crate::engine::CollectionServer;
use crate::following::Follower;
use crate::front::Front;
use crate::settings::{Only, Settings};
use crate::{Engine, asking, pages, telemetry, upkeep};

type SurveyServer = v1::survey_service_server::SurveyServiceServer<plaudit_collector::Surveys>;
type InvitationServer =
    v1::invitation_service_server::InvitationServiceServer<plaudit_collector::Invitations>;
type PollServer = v1::poll_service_server::PollServiceServer<plaudit_collector::Polls>;
type ReportServer = v1::report_service_server::ReportServiceServer<crate::reports::Reports>;
type AdminServer = v1::admin_service_server::AdminServiceServer<crate::admin::Admin>;

/// The service that tells the health of the others.
const HEALTH: &str = "grpc.health.v1.Health";

/// Why the server did not start, or stopped by itself.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Without keys, everybody who reaches the port may do everything.
    #[error(
        "there is no API key, so {0} may not be served: make one with `plaudit key create`, or \
         listen on a loopback address"
    )]
    Unprotected(SocketAddr),
    /// The database failed before the port was served.
    #[error("the database failed")]
    Storage(#[from] plaudit_storage::Error),
    /// The listener failed.
    #[error("the listener failed")]
    Listen(#[from] std::io::Error),
    /// The transport failed.
    #[error("the transport failed")]
    Transport(#[from] tonic::transport::Error),
}

/// Serves on `listener` over `store`, whose schema is in place, until `shutdown` resolves. Then it
/// says that it does not serve any more, lets the calls under way end, stores what it took, and
/// closes the store.
///
/// # Errors
/// When there is no key and the address is not loopback, when the database takes no writes, or when the
/// listener fails.
pub async fn run(
    listener: TcpListener,
    store: Store,
    clock: Clock,
    settings: &Settings,
    shutdown: impl Future<Output = ()>,
) -> Result<(), Error> {
    let address = listener.local_addr()?;
    let keyless = !store.has_keys().await?;
    if keyless && !address.ip().is_loopback() {
        return Err(Error::Unprotected(address));
    }
    let only = settings.server.only;
    if only != Only::Report {
        store.takes_writes().await?;
    }
    let engine = Engine::new(
        store.clone(),
        clock,
        settings.collector.into(),
        settings.asking.with(&settings.mail),
    );
    let door = Arc::new(Door::new(store, keyless));
    let (health, routes) = routes(&engine, &door, settings).await;
    let front = Front {
        routes: Routes::from(routes).prepare(),
        collection: (only != Only::Report).then(|| engine.collection()),
        door: Arc::clone(&door),
    };
    let stopping = engine.stopping().clone();
    let mut upkeep = upkeep::start(&engine, settings.folding, only);
    if only != Only::Report {
        upkeep.spawn(asking::upkeep(&engine, &settings.asking));
        let (store, clock) = (engine.store.clone(), Arc::clone(&engine.clock));
        upkeep.spawn(upkeep::erase_expired(store, clock, stopping.clone()));
        if let Some(sending) = asking::mail::sending::upkeep(&engine, &settings.mail) {
            upkeep.spawn(sending);
        }
    }
    let follower = Follower::new(&engine, Some(door));
    upkeep.spawn(follower.clone().listen(stopping.clone()));
    upkeep.spawn(follower.look(settings.server.follow_pause(), stopping.clone()));

    let incoming = TcpIncoming::from(listener).with_nodelay(Some(true));
    let signal = stopping.clone();
    let server = tonic::transport::Server::builder()
        .accept_http1(true)
        .http2_keepalive_interval(Some(Duration::from_secs(30)))
        .serve_with_incoming_shutdown(front, incoming, async move { signal.cancelled().await });
    let mut server = std::pin::pin!(server);

    tracing::info!(%address, keyless, "serving");
    if keyless {
        tracing::warn!(
            "there is no API key: serving this machine alone, where anybody may do anything"
        );
    }
    let result = tokio::select! {
        result = &mut server => result,
        () = shutdown => {
            tracing::info!("stopping");
            say_not_serving(health, only).await;
            stopping.cancel();
            let drain = Duration::from_secs(settings.server.drain_seconds);
            tokio::time::timeout(drain, &mut server).await.unwrap_or_else(|_| {
                tracing::warn!(seconds = drain.as_secs(), "calls were cut off");
                Ok(())
            })
        }
    };
    stopping.cancel();
    while upkeep.join_next().await.is_some() {}
    engine.close().await;
    tracing::info!("stopped");
    Ok(result?)
}

async fn routes(
    engine: &Engine,
    door: &Arc<Door>,
    settings: &Settings,
) -> (HealthReporter, Router) {
    let only = settings.server.only;
    let (health, health_service) = tonic_health::server::health_reporter();
    for name in std::iter::once("").chain(services(only)) {
        health.set_service_status(name, ServingStatus::Serving).await;
    }
    let reflection = || {
        let builder = Builder::configure()
            .register_encoded_file_descriptor_set(plaudit_proto::DESCRIPTORS)
            .register_encoded_file_descriptor_set(tonic_health::pb::FILE_DESCRIPTOR_SET)
            .with_service_name(HEALTH);
        services(only).fold(builder, Builder::with_service_name)
    };
    let mut open = Routes::builder();
    open.add_service(health_service);
    // Clients still ask for either version.
    open.add_service(reflection().build_v1().expect("the build wrote these descriptors"));
    open.add_service(reflection().build_v1alpha().expect("the build wrote these descriptors"));
    let mut known = engine.services(only).into_axum_router().merge(pages::routes(engine, only));
    if only != Only::Report {
        known = known.merge(asking::entry_routes(engine, &settings.asking));
    }
    let known = known.layer(axum::middleware::from_fn_with_state(Arc::clone(door), auth::admit));
    let mut routes = open.routes().into_axum_router().reset_fallback().merge(known);
    if only != Only::Report {
        routes = routes.merge(asking::routes(engine, &settings.asking));
    }
    (health, telemetry::layer(routes.fallback(nowhere)))
}

/// The answer to a path that leads nowhere: gRPC has one of its own.
async fn nowhere(headers: http::HeaderMap) -> Response {
    let kind = headers.get(http::header::CONTENT_TYPE).map(http::HeaderValue::as_bytes);
    if kind.is_some_and(|kind| kind.starts_with(b"application/grpc")) {
        return tonic::Status::unimplemented("this server does not run that").into_http();
    }
    (http::StatusCode::NOT_FOUND, "there is nothing here\n").into_response()
}

/// The names of the services that run.
fn services(only: Only) -> impl Iterator<Item = &'static str> {
    let collect = [CollectionServer::NAME, InvitationServer::NAME, PollServer::NAME];
    let collect = collect.into_iter().filter(move |_| only != Only::Report);
    let report = (only != Only::Collect).then_some(ReportServer::NAME);
    [SurveyServer::NAME, AdminServer::NAME].into_iter().chain(collect).chain(report)
}

/// Says of the whole server and of each service that it does not serve any more. Those who watch
/// hear it, and that there is no more to hear: they would hold the stop up for nothing.
async fn say_not_serving(mut health: HealthReporter, only: Only) {
    for name in std::iter::once("").chain(services(only)) {
        health.set_service_status(name, ServingStatus::NotServing).await;
        health.clear_service_status(name).await;
        health.set_service_status(name, ServingStatus::NotServing).await;
    }
}
