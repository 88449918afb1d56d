//! Polls beside the measures: a card each, with a bar an option.

use askama::Template;
use plaudit_proto::v1::{PollResult, Report};

use crate::render::{figure, polls, words};

/// The section as HTML; empty when the report has none.
pub(super) fn section(report: &Report) -> String {
    if report.polls.is_empty() {
        return String::new();
    }
    let polls: Vec<Card<'_>> = report.polls.iter().map(card).collect();
    let section = Section {
        lead: polls::LEAD,
        bounds: polls.iter().any(|poll| poll.bounded).then_some(polls::BOUNDS),
        language: if report.language.is_empty() { "en" } else { &report.language },
        polls,
    };
    section.render().expect("writing to memory does not fail")
}

#[derive(Template)]
#[template(path = "polls.html")]
struct Section<'a> {
    lead: &'static str,
    bounds: Option<&'static str>,
    language: &'a str,
    polls: Vec<Card<'a>>,
}

struct Card<'a> {
    poll: &'a PollResult,
    place: String,
    base: String,
    bounded: bool,
    rows: Vec<Row<'a>>,
}

struct Row<'a> {
    label: &'a str,
    share: String,
    count: String,
    bounds: String,
    /// Length of the bar, in percent.
    length: String,
}

fn card(poll: &PollResult) -> Card<'_> {
    let rows = poll.options.iter().map(|option| Row {
        label: words::named(&option.label, &option.value),
        share: figure::share(option.share),
        count: figure::count(option.count),
        bounds: polls::bounds(option).unwrap_or_default(),
        length: format!("{:.1}%", 100.0 * option.share),
    });
    Card {
        place: polls::place(poll),
        base: polls::base(poll),
        bounded: polls::bounded(poll),
        rows: rows.collect(),
        poll,
    }
}
