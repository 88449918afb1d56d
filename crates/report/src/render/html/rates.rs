//! Response rates and what silence may hide.

use askama::Template;
use plaudit_proto::v1::{Rate, Report};

use crate::render::rates;

/// The section as HTML; empty when the report has none.
pub(super) fn section(report: &Report) -> String {
    let Some(found) = &report.response_rates else { return String::new() };
    let section = Section {
        language: if report.language.is_empty() { "en" } else { &report.language },
        answered: rates::answered(found),
        alike: rates::alike(found),
        rates: &found.rates,
        bands: rates::bands(found, report),
    };
    section.render().expect("writing to memory does not fail")
}

#[derive(Template)]
#[template(path = "rates.html")]
struct Section<'a> {
    language: &'a str,
    answered: String,
    alike: Option<String>,
    rates: &'a [Rate],
    bands: Vec<rates::Band<'a>>,
}
