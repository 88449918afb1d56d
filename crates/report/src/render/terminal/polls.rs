//! Polls beside the measures.

use plaudit_proto::v1::{PollResult, Report};

use super::{
    Page, bars,
    ink::Ink,
    table::{Align, Cell, Table},
    text,
};
use crate::render::{figure, polls, words};

/// Writes the section, when the report has one.
pub(super) fn write(page: &mut Page, report: &Report) {
    if report.polls.is_empty() {
        return;
    }
    page.section("Polls");
    page.paragraph(polls::LEAD, 0, Ink::Plain);
    for poll in &report.polls {
        one(page, poll);
    }
    if report.polls.iter().any(polls::bounded) {
        page.blank();
        page.paragraph(polls::BOUNDS, 0, Ink::Dim);
    }
}

fn one(page: &mut Page, poll: &PollResult) {
    page.blank();
    page.paragraph(&poll.question_text, 0, Ink::Bold);
    page.paragraph(&polls::place(poll), 0, Ink::Plain);
    page.paragraph(&poll.caution, 0, Ink::Bad);
    let bounded = polls::bounded(poll);
    let mut table =
        Table::new([Align::Left, Align::Left, Align::Right, Align::Right, Align::Right]);
    let all = if bounded { "Had all voted" } else { "" };
    table.head(["", "", "Share", "Votes", all]);
    let room = page.width / 4;
    for option in &poll.options {
        table.row(vec![
            text::clean(words::named(&option.label, &option.value)).into(),
            text::left(&bars::bar(option.share, room), room).into(),
            figure::share(option.share).into(),
            Cell::new(figure::count(option.count), Ink::Dim),
            Cell::new(polls::bounds(option).unwrap_or_default(), Ink::Dim),
        ]);
    }
    page.table(&table);
    page.paragraph(&polls::base(poll), 2, Ink::Dim);
    if !poll.url.is_empty() {
        page.paragraph(&poll.url, 2, Ink::Dim);
    }
}
