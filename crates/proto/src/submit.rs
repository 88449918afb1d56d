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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json;

    #[test]
    fn the_requests_are_those_of_the_contract() {
        let response = |id: &str| v1::Response { id: id.to_owned(), ..v1::Response::default() };
        let responses = [response("a"), v1::Response::default()];
        let submit = SubmitResponsesRequest::new(&responses);
        let stream = StreamResponsesRequest::new(7, &responses);
        // The JSON is made by the compiled contract.
        let submit = json::to_string("SubmitResponsesRequest", &submit).unwrap();
        let stream = json::to_string("StreamResponsesRequest", &stream).unwrap();
        let [first, second] = responses.map(|it| json::to_string("Response", &it).unwrap());
        assert_eq!(submit, format!(r#"{{"responses":[{first},{second}]}}"#));
        assert_eq!(stream, format!(r#"{{"sequence":7,"responses":[{first},{second}]}}"#));
    }
}
