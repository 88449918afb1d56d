//! A span a call.

use axum::Router;
use http::{Request, Response};
use tower_http::ServiceBuilderExt;
use tower_http::classify::{GrpcCode, GrpcErrorsAsFailures, SharedClassifier};
use tower_http::request_id::MakeRequestUuid;
use tower_http::trace::{DefaultOnRequest, TraceLayer};
use tracing::{Level, Span};

/// Gives each call an id (`x-request-id`, the caller's own when it sent one) and a span with its
/// outcome.
pub(crate) fn layer(routes: Router) -> Router {
    let trace = TraceLayer::new(SharedClassifier::new(failures()))
        .make_span_with(span)
        .on_request(DefaultOnRequest::new().level(Level::TRACE))
        .on_response(answered)
        .on_eos(());
    routes.layer(
        tower::ServiceBuilder::new()
            .set_x_request_id(MakeRequestUuid)
            .layer(trace)
            .propagate_x_request_id(),
    )
}

/// What the server is to blame for. A caller's mistake is answered, and no failure of ours.
fn failures() -> GrpcErrorsAsFailures {
    [
        GrpcCode::Cancelled,
        GrpcCode::InvalidArgument,
        GrpcCode::DeadlineExceeded,
        GrpcCode::NotFound,
        GrpcCode::AlreadyExists,
        GrpcCode::PermissionDenied,
        GrpcCode::ResourceExhausted,
        GrpcCode::FailedPrecondition,
        GrpcCode::Unauthenticated,
    ]
    .into_iter()
    .fold(GrpcErrorsAsFailures::new(), GrpcErrorsAsFailures::with_success)
}

fn span<B>(request: &Request<B>) -> Span {
    let id = request.headers().get("x-request-id").and_then(|id| id.to_str().ok());
    tracing::info_span!("call", path = without_token(request.uri().path()), id)
}

/// Who has the token of an invitation's link can answer or decline in its place.
fn without_token(path: &str) -> &str {
    ["/s/", "/o/"].into_iter().find(|start| path.starts_with(start)).unwrap_or(path)
}

#[allow(clippy::needless_pass_by_value)] // the shape that tower-http asks for
fn answered<B>(response: &Response<B>, latency: std::time::Duration, _: &Span) {
    let grpc = response.headers().get("grpc-status").and_then(|code| code.to_str().ok());
    let latency_us = u64::try_from(latency.as_micros()).unwrap_or(u64::MAX);
    tracing::debug!(status = response.status().as_u16(), grpc, latency_us, "answered");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_token_of_a_link_is_logged() {
        for (path, logged) in [
            ("/s/AbC-_9", "/s/"),
            ("/o/AbC-_9", "/o/"),
            ("/p/cafe", "/p/cafe"),
            (
                "/plaudit.v1.CollectionService/SubmitResponses",
                "/plaudit.v1.CollectionService/SubmitResponses",
            ),
            ("/", "/"),
        ] {
            assert_eq!(without_token(path), logged);
        }
    }
}
