//! The wire alone: a service that acknowledges what it decoded and does nothing else.

use std::pin::Pin;

use futures::Stream;
use plaudit_proto::v1::collection_service_server::{CollectionService, CollectionServiceServer};
use plaudit_proto::{borrowed, v1};
use tonic::transport::Server;
use tonic::transport::server::TcpIncoming;
use tonic::{Request, Response, Status, Streaming};

/// Serves in this process, as long as it runs.
pub(crate) struct Echo {
    url: String,
}

struct Service;

impl Echo {
    pub(crate) fn start() -> Self {
        let incoming = TcpIncoming::bind("127.0.0.1:0".parse().unwrap()).unwrap();
        let url = format!("http://{}", incoming.local_addr().unwrap());
        let server = Server::builder().add_service(CollectionServiceServer::new(Service));
        tokio::spawn(server.serve_with_incoming(incoming.with_nodelay(Some(true))));
        Self { url }
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }
}

#[tonic::async_trait]
impl CollectionService for Service {
    async fn submit_responses(
        &self,
        request: Request<v1::SubmitResponsesRequest>,
    ) -> Result<Response<v1::SubmitResponsesResponse>, Status> {
        let stored = |response: bytes::Bytes| v1::ResponseOutcome {
            response_id: borrowed::Response::decode(&response).unwrap().id.to_owned(),
            outcome: v1::Outcome::Stored.into(),
            violations: Vec::new(),
        };
        let outcomes = request.into_inner().responses.into_iter().map(stored).collect();
        Ok(Response::new(v1::SubmitResponsesResponse { outcomes }))
    }

    type StreamResponsesStream =
        Pin<Box<dyn Stream<Item = Result<v1::StreamResponsesResponse, Status>> + Send>>;

    async fn stream_responses(
        &self,
        _: Request<Streaming<v1::StreamResponsesRequest>>,
    ) -> Result<Response<Self::StreamResponsesStream>, Status> {
        Err(Status::unimplemented("single calls are measured"))
    }

    async fn correct_response(
        &self,
        _: Request<v1::CorrectResponseRequest>,
    ) -> Result<Response<v1::CorrectResponseResponse>, Status> {
        Err(Status::unimplemented("single calls are measured"))
    }
}
