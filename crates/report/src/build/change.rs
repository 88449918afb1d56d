//! The change from another period.

use plaudit_proto::v1;

use super::Builder;

impl Builder<'_> {
    #[allow(clippy::unused_self)]
    pub(super) fn change(&self) -> Option<v1::Change> {
        None
    }
}
