//! A span a call.

use std::time::{Duration, Instant};

use axum::Router;
use http::{HeaderName, HeaderValue, Request, Response};
use tower_http::ServiceBuilderExt;
use tower_http::classify::{
    ClassifiedResponse, ClassifyResponse, GrpcCode, GrpcErrorsAsFailures, SharedClassifier,
};
use tower_http::request_id::{MakeRequestId, MakeRequestUuid, RequestId};
use tower_http::trace::{DefaultOnFailure, DefaultOnRequest, OnFailure, OnRequest, TraceLayer};
use tracing::{Instrument, Level, Span};

static ID: HeaderName = HeaderName::from_static("x-request-id");

/// Gives each call an id (`x-request-id`, the caller's own when it sent one) and a span with its
/// outcome.
pub(crate) fn layer(routes: Router) -> Router {
    let trace = TraceLayer::new(SharedClassifier::new(failures()))
        .make_span_with(|request: &Request<_>| span(request, request.headers().get(&ID)))
        .on_request(coming())
        .on_response(|response: &Response<_>, latency, _: &Span| answered(response, latency))
        .on_eos(());
    routes.layer(
        tower::ServiceBuilder::new()
            .set_x_request_id(MakeRequestUuid)
            .layer(trace)
            .propagate_x_request_id(),
    )
}

/// What [`layer`] does, for one call that `answer` answers. How it ended must stand in the head of the
/// answer, whose body is not watched.
pub(crate) fn call<B, C, E, F>(
    request: Request<B>,
    answer: impl FnOnce(Request<B>) -> F,
) -> impl Future<Output = Result<Response<C>, E>>
where
    F: Future<Output = Result<Response<C>, E>>,
{
    let start = Instant::now();
    let made = || MakeRequestUuid.make_request_id(&request).map(RequestId::into_header_value);
    let id = request.headers().get(&ID).cloned().or_else(made);
    let span = span(&request, id.as_ref());
    coming().on_request(&request, &span);
    let told = async move {
        let mut response = answer(request).await?;
        let latency = start.elapsed();
        answered(&response, latency);
        if let ClassifiedResponse::Ready(Err(failure)) = failures().classify_response(&response) {
            DefaultOnFailure::new().on_failure(failure, latency, &Span::current());
        }
        if let Some(id) = id {
            response.headers_mut().insert(ID.clone(), id);
        }
        Ok(response)
    };
    told.instrument(span)
}

/// What is logged when a call comes.
fn coming() -> DefaultOnRequest {
    DefaultOnRequest::new().level(Level::TRACE)
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

fn span<B>(request: &Request<B>, id: Option<&HeaderValue>) -> Span {
    let id = id.and_then(|id| id.to_str().ok());
    tracing::info_span!("call", path = without_token(request.uri().path()), id)
}

/// Who has the token of an invitation's link can answer or decline in its place.
fn without_token(path: &str) -> &str {
    ["/s/", "/o/"].into_iter().find(|start| path.starts_with(start)).unwrap_or(path)
}

fn answered<B>(response: &Response<B>, latency: Duration) {
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
