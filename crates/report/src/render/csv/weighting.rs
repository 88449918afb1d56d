//! How weights were raked.

use plaudit_proto::v1::Report;

use super::Table;

impl Table<'_> {
    #[allow(clippy::unused_self)]
    pub(super) fn weighting(&mut self, _report: &Report) {}
}
