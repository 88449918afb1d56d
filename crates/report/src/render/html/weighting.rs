//! How weights were raked.

use askama::Template;
use plaudit_proto::v1::{RakedMargin, Report};

use crate::render::{figure, weighting, words};

/// The section as HTML; empty when the report has none.
pub(super) fn section(report: &Report) -> String {
    let Some(found) = &report.weighting else { return String::new() };
    let section = Section {
        language: if report.language.is_empty() { "en" } else { &report.language },
        summary: weighting::summary(found),
        margins: &found.margins,
    };
    section.render().expect("writing to memory does not fail")
}

#[derive(Template)]
#[template(path = "weighting.html")]
struct Section<'a> {
    language: &'a str,
    summary: String,
    margins: &'a [RakedMargin],
}
