//! The gRPC service that takes responses.

use std::pin::Pin;
use std::sync::Arc;

use futures::{Stream, StreamExt};
use plaudit_proto::v1;
use plaudit_proto::v1::collection_service_server::CollectionService;
use tokio_util::sync::CancellationToken;
use tonic::{Request, Response, Status, Streaming};

use crate::queue::WhenFull;
use crate::{Caller, Collector, Scope};

/// Batches of one stream that are under way at once.
const AHEAD: usize = 8;

/// `plaudit.v1.CollectionService`.
pub struct Collection {
    collector: Arc<Collector>,
    stopping: CancellationToken,
}

impl Collection {
    /// The service over `collector`. When `stopping` is cancelled, streams acknowledge what they
    /// have read and end.
    #[must_use]
    pub fn new(collector: Arc<Collector>, stopping: CancellationToken) -> Self {
        Self { collector, stopping }
    }
}

#[tonic::async_trait]
impl CollectionService for Collection {
    async fn submit_responses(
        &self,
        request: Request<v1::SubmitResponsesRequest>,
    ) -> Result<Response<v1::SubmitResponsesResponse>, Status> {
        let caller = Caller::of(&request, &[Scope::Collect])?;
        let responses = request.into_inner().responses;
        let outcomes = self.collector.take(&caller.tenant, responses, WhenFull::Refuse).await?;
        Ok(Response::new(v1::SubmitResponsesResponse { outcomes }))
    }

    type StreamResponsesStream =
        Pin<Box<dyn Stream<Item = Result<v1::StreamResponsesResponse, Status>> + Send>>;

    async fn stream_responses(
        &self,
        request: Request<Streaming<v1::StreamResponsesRequest>>,
    ) -> Result<Response<Self::StreamResponsesStream>, Status> {
        let caller = Caller::of(&request, &[Scope::Collect])?;
        let collector = Arc::clone(&self.collector);
        let batches = request.into_inner().take_until(self.stopping.clone().cancelled_owned());
        let acknowledged = batches.map(move |batch| {
            let (collector, tenant) = (Arc::clone(&collector), caller.tenant.clone());
            async move {
                let v1::StreamResponsesRequest { sequence, responses } = batch?;
                let outcomes = collector.take(&tenant, responses, WhenFull::Wait).await?;
                Ok(v1::StreamResponsesResponse { sequence, outcomes })
            }
        });
        Ok(Response::new(Box::pin(acknowledged.buffered(AHEAD))))
    }

    async fn correct_response(
        &self,
        request: Request<v1::CorrectResponseRequest>,
    ) -> Result<Response<v1::CorrectResponseResponse>, Status> {
        let caller = Caller::of(&request, &[Scope::Collect])?;
        let correction = self.collector.correct(&caller, request.into_inner()).await?;
        Ok(Response::new(v1::CorrectResponseResponse { correction: correction.into() }))
    }
}
