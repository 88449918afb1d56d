//! Terms that set comments apart.

use plaudit_proto::v1::Report;

use super::Table;

impl Table<'_> {
    #[allow(clippy::unused_self)]
    pub(super) fn terms(&mut self, _report: &Report) {}
}
