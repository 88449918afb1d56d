//! How many came by an open link.

use plaudit_core::survey::RESPONSES;
use plaudit_proto::v1;

use super::Builder;
use crate::sums::Sums;

impl Builder<'_> {
    /// Absent when nobody did.
    pub(super) fn self_selected(&self) -> Option<v1::SelfSelected> {
        among(self.material.by_open_link, self.sums)
    }
}

/// So many of all responses. One that was stored after the tallies were read is not among them.
pub(super) fn among(by_open_link: u64, sums: &Sums) -> Option<v1::SelfSelected> {
    let responses = sums.unfiltered.counts[RESPONSES];
    let by_open_link = by_open_link.min(responses);
    (by_open_link > 0).then_some(v1::SelfSelected { by_open_link, responses })
}
