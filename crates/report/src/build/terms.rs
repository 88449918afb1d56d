//! Terms that set comments apart.

use plaudit_proto::v1;

use super::Builder;

impl Builder<'_> {
    #[allow(clippy::unused_self)]
    pub(super) fn terms(&self) -> Vec<v1::Terms> {
        Vec::new()
    }
}
