//! The change from another period.

use plaudit_proto::v1::Report;

use super::Table;

impl Table<'_> {
    #[allow(clippy::unused_self)]
    pub(super) fn change(&mut self, _report: &Report) {}
}
