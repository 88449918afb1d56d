//! The checksum that closes an export, as `ExportSummary` defines it.

use prost::Message;
use sha2::{Digest, Sha256};

use crate::v1;

/// Counts responses and sums them up, on the side that sends as on the side that receives.
#[derive(Default)]
pub struct Checksum {
    count: u64,
    hash: Sha256,
    buffer: Vec<u8>,
}

impl Checksum {
    /// Adds the next response.
    pub fn add(&mut self, response: &v1::Response) {
        const LENGTH: usize = size_of::<u32>();
        self.buffer.clear();
        self.buffer.extend([0; LENGTH]);
        response.encode(&mut self.buffer).expect("a Vec takes any length");
        let length = self.buffer.len() - LENGTH;
        let length = u32::try_from(length).expect("a response is below 4 GiB");
        self.buffer[..LENGTH].copy_from_slice(&length.to_be_bytes());
        self.hash.update(&self.buffer);
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
