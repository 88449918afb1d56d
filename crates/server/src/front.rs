//! Where every request comes in.

use std::convert::Infallible;
use std::sync::Arc;
use std::task::{Context, Poll};

use futures::future::{BoxFuture, Either};
use http::{Request, Response};
use tonic::body::Body;
use tonic::service::Routes;
use tower::Service;

use crate::auth::Door;
use crate::engine::CollectionServer;
use crate::telemetry;

/// The call that there are most of.
const SUBMIT_RESPONSES: &str = "/plaudit.v1.CollectionService/SubmitResponses";

/// Gives [`SUBMIT_RESPONSES`] straight to its service and everything else to the routes. These could
/// answer that call, too, but their layers box it and its bodies again and again: a fifth of the work
/// when responses come one by one.
#[derive(Clone)]
pub(crate) struct Front {
    pub(crate) routes: Routes,
    /// Unless nothing is collected here.
    pub(crate) collection: Option<CollectionServer>,
    pub(crate) door: Arc<Door>,
}

impl Service<Request<Body>> for Front {
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = Either<
        BoxFuture<'static, Result<Self::Response, Infallible>>,
        <Routes as Service<Request<Body>>>::Future,
    >;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Service::<Request<Body>>::poll_ready(&mut self.routes, cx)
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        match &self.collection {
            Some(collection) if request.uri().path() == SUBMIT_RESPONSES => {
                let (mut collection, door) = (collection.clone(), Arc::clone(&self.door));
                Either::Left(Box::pin(telemetry::call(request, async move |mut request| {
                    door.admit(&mut request).await;
                    collection.call(request).await
                })))
            }
            _ => Either::Right(self.routes.call(request)),
        }
    }
}

#[cfg(test)]
mod tests;
