//! What outcomes go with.

use plaudit_proto::v1;

use super::Builder;

impl Builder<'_> {
    #[allow(clippy::unused_self)]
    pub(super) fn drivers(&self) -> Vec<v1::DriverAnalysis> {
        Vec::new()
    }
}
