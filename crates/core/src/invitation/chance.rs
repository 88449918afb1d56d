//! What chance decides: always the same for the same event.

use sha2::{Digest as _, Sha256};

use super::{Event, Reason, Rules};

impl Rules {
    /// Why chance leaves out an event of `tenant`, if it does. Both draws are hashes: a contact is held
    /// out of a survey for good, and an event that is sent again is drawn alike.
    #[must_use]
    pub fn left_out(&self, tenant: &str, event: &Event) -> Option<Reason> {
        let contact = [tenant, &event.survey_id, &event.contact];
        if self.holdout.covers(draw("holdout", &contact)) {
            return Some(Reason::Holdout);
        }
        let sampled = self.sample.covers(draw("sample", &[&contact[..], &[&event.id]].concat()));
        (!sampled).then_some(Reason::NotSampled)
    }
}

/// Even over all of 64 bits. None of the parts has a NUL, so that no two lists run into each other.
fn draw(purpose: &str, parts: &[&str]) -> u64 {
    let start = Sha256::new().chain_update(purpose);
    let hash = parts.iter().fold(start, |hash, part| hash.chain_update([0]).chain_update(part));
    let hash: [u8; 32] = hash.finalize().into();
    u64::from_be_bytes(*hash.first_chunk().expect("32 bytes have a first 8"))
}
