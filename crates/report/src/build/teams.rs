//! Segments as teams.

use plaudit_proto::v1;

use super::Builder;

impl Builder<'_> {
    #[allow(clippy::unused_self)]
    pub(super) fn rankings(&self) -> Vec<v1::Ranking> {
        Vec::new()
    }
}
