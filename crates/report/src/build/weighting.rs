//! Weights raked to known margins.

use plaudit_proto::v1;

use super::Builder;

impl Builder<'_> {
    #[allow(clippy::unused_self)]
    pub(super) fn weighting(&self) -> Option<v1::Weighting> {
        None
    }
}
