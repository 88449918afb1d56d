//! The messages that bring responses, of which each stays encoded until its turn comes.

use prost::Message;
use prost::bytes::Bytes;

use crate::v1;

/// On the wire as the contract has it.
#[derive(Clone, PartialEq, Eq, Hash, Message)]
pub struct SubmitResponsesRequest {
    /// 1 to 1,000 responses, each an encoded [`v1::Response`].
    #[prost(bytes = "bytes", repeated, tag = "1")]
    pub responses: Vec<Bytes>,
}

/// On the wire as the contract has it.
#[derive(Clone, PartialEq, Eq, Hash, Message)]
pub struct StreamResponsesRequest {
    /// The client's number for the batch, returned with its outcomes.
    #[prost(uint64, tag = "1")]
    pub sequence: u64,
    /// 1 to 1,000 responses, each an encoded [`v1::Response`].
    #[prost(bytes = "bytes", repeated, tag = "2")]
    pub responses: Vec<Bytes>,
}

impl SubmitResponsesRequest {
    /// Brings these.
    #[must_use]
    pub fn new(responses: &[v1::Response]) -> Self {
        Self { responses: encoded(responses) }
    }
}

impl StreamResponsesRequest {
    /// Brings these as the batch of this number.
    #[must_use]
    pub fn new(sequence: u64, responses: &[v1::Response]) -> Self {
        Self { sequence, responses: encoded(responses) }
    }
}

fn encoded(responses: &[v1::Response]) -> Vec<Bytes> {
    responses.iter().map(|response| response.encode_to_vec().into()).collect()
}
