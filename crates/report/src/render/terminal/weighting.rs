//! How weights were raked.

use plaudit_proto::v1::Report;

use super::Page;

/// Writes the section, when the report has one.
pub(super) fn write(_page: &mut Page, _report: &Report) {}
