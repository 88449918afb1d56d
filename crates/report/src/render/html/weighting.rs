//! How weights were raked.

use plaudit_proto::v1::Report;

/// The section as HTML; empty when the report has none.
pub(super) fn section(_report: &Report) -> String {
    String::new()
}
