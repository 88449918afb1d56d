//! A batch as it is sent: encoded once, however often it is sent.

use http::uri::PathAndQuery;
use plaudit_proto::v1;
use prost::Message;
use prost::bytes::Bytes;
use tonic::{Request, Status};
use tonic_prost::ProstCodec;

use crate::Client;

/// On the wire a [`v1::SubmitResponsesRequest`].
#[derive(Clone, PartialEq, Message)]
pub(super) struct Batch {
    /// Each an encoded [`v1::Response`].
    #[prost(bytes = "bytes", repeated, tag = "1")]
    responses: Vec<Bytes>,
}

impl Batch {
    pub(super) fn new(responses: &[v1::Response]) -> Self {
        let encoded = |response: &v1::Response| response.encode_to_vec().into();
        Self { responses: responses.iter().map(encoded).collect() }
    }
}

impl Client {
    /// Calls `CollectionService.SubmitResponses`.
    pub(super) async fn submit(
        &self,
        batch: Request<Batch>,
    ) -> Result<v1::SubmitResponsesResponse, Status> {
        const METHOD: &str = "/plaudit.v1.CollectionService/SubmitResponses";
        let mut call = tonic::client::Grpc::new(self.transport.clone());
        call.ready().await.map_err(|error| Status::unknown(error.to_string()))?;
        let codec: ProstCodec<Batch, v1::SubmitResponsesResponse> = ProstCodec::default();
        Ok(call.unary(batch, PathAndQuery::from_static(METHOD), codec).await?.into_inner())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_batch_is_the_request_on_the_wire() {
        let response = |id: &str| v1::Response { id: id.to_owned(), ..v1::Response::default() };
        let responses = vec![response("a"), response("b"), v1::Response::default()];
        let batch = Batch::new(&responses).encode_to_vec();
        assert_eq!(batch, v1::SubmitResponsesRequest { responses }.encode_to_vec());
    }
}
