//! Terms that set comments apart: two lists with bars, side by side where there is room.

use askama::Template;
use plaudit_proto::v1::{Report, Terms};

use crate::render::{
    figure,
    terms::{self, Side},
};

/// The section as HTML; empty when the report has none.
pub(super) fn section(report: &Report) -> String {
    let all = report.terms.iter().enumerate();
    all.map(|(index, found)| {
        let section = Section::new(index, found, report);
        section.render().expect("writing to memory does not fail")
    })
    .collect()
}

#[derive(Template)]
#[template(path = "terms.html")]
struct Section<'a> {
    index: usize,
    language: &'a str,
    label: &'a str,
    lead: String,
    lists: Vec<List<'a>>,
    notes: &'a [String],
}

struct List<'a> {
    heading: &'static str,
    /// Colours its bars.
    class: &'static str,
    rows: Vec<Row<'a>>,
}

struct Row<'a> {
    text: &'a str,
    good: String,
    bad: String,
    p: String,
    /// Lengths of the bars, in percent: of the side that uses it more, and of the other.
    more: String,
    less: String,
}

impl<'a> Section<'a> {
    fn new(index: usize, found: &'a Terms, report: &'a Report) -> Self {
        let known = !found.measure.is_empty();
        let sides = Side::BOTH.into_iter().filter(|_| found.good + found.bad > 0);
        Self {
            index,
            language: if report.language.is_empty() { "en" } else { &report.language },
            label: terms::label(found),
            lead: if known { terms::lead(found, report) } else { String::new() },
            lists: sides.map(|side| list(side, found)).collect(),
            notes: &found.notes,
        }
    }
}

fn list(side: Side, found: &Terms) -> List<'_> {
    let widest = terms::widest(found);
    let length = |share: f64| format!("{:.1}%", 100.0 * share / widest);
    let rows = side.terms(found).iter().map(|term| {
        let (good, bad) = terms::shares(term, found);
        let (more, less) = if side == Side::Good { (good, bad) } else { (bad, good) };
        Row {
            text: &term.text,
            good: figure::share(good),
            bad: figure::share(bad),
            p: figure::p_value(term.p_adjusted),
            more: length(more),
            less: length(less),
        }
    });
    let class = if side == Side::Good { "pro" } else { "det" };
    List { heading: side.heading(), class, rows: rows.collect() }
}
