//! A message of an export whose responses stay encoded: both sides take the checksum over the very bytes
//! that are sent, and neither makes messages of them for that.

use prost::bytes::Bytes;
use sha2::{Digest, Sha256};

use crate::{borrowed, v1};

/// On the wire as the contract has it, one message of an export: a chunk of responses, or, once and
/// last, the summary.
#[derive(Clone, PartialEq, Eq, Hash, prost::Message)]
pub struct ExportResponsesResponse {
    /// Up to 1,000 responses, each an encoded [`v1::Response`].
    #[prost(bytes = "bytes", repeated, tag = "1")]
    pub responses: Vec<Bytes>,
    /// Present in the last message only. An export without it is incomplete.
    #[prost(message, optional, tag = "2")]
    pub summary: Option<v1::ExportSummary>,
}

impl ExportResponsesResponse {
    /// A chunk of these.
    ///
    /// # Errors
    /// The first of theirs.
    pub fn of<'a, E>(
        responses: impl ExactSizeIterator<Item = Result<borrowed::Response<'a>, E>>,
    ) -> Result<Self, E> {
        let mut ends = Vec::with_capacity(responses.len());
        let mut bytes = Vec::with_capacity(responses.len() * 512);
        for response in responses {
            response?.encode(&mut bytes);
            ends.push(bytes.len());
        }
        let bytes = Bytes::from(bytes);
        let begins = std::iter::once(0).chain(ends.iter().copied());
        let responses = begins.zip(&ends).map(|(begin, end)| bytes.slice(begin..*end)).collect();
        Ok(Self { responses, summary: None })
    }

    /// The responses as messages.
    ///
    /// # Errors
    /// When one of them is none.
    pub fn decoded(&self) -> Result<Vec<v1::Response>, prost::DecodeError> {
        self.responses.iter().map(|bytes| prost::Message::decode(bytes.clone())).collect()
    }
}

/// Counts encoded responses and sums them up, as `ExportSummary` defines it, on the side that sends as
/// on the side that receives.
#[derive(Default)]
pub struct Checksum {
    count: u64,
    hash: Sha256,
}

impl Checksum {
    /// Adds the next response.
    pub fn add(&mut self, response: &[u8]) {
        let length = u32::try_from(response.len()).expect("a response is below 4 GiB");
        self.hash.update(length.to_be_bytes());
        self.hash.update(response);
        self.count += 1;
    }

    /// Responses so far.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.count
    }

    /// The summary of all that was added.
    #[must_use]
    pub fn summary(&self) -> v1::ExportSummary {
        let hash = self.hash.clone().finalize();
        let checksum = hash.iter().map(|byte| format!("{byte:02x}")).collect();
        v1::ExportSummary { count: self.count, checksum }
    }
}
