//! Control charts.

use plaudit_proto::v1;

use super::Builder;

impl Builder<'_> {
    #[allow(clippy::unused_self)]
    pub(super) fn charts(&self) -> Vec<v1::Chart> {
        Vec::new()
    }
}
