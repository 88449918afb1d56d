//! The report for a person at a terminal.

use plaudit_proto::v1::Report;

use self::{
    ink::{Ink, paint},
    table::{Align, Table},
};
use super::{figure, words};

mod bars;
mod change;
mod chart;
mod drivers;
mod ink;
mod measure;
mod path;
mod polls;
mod rates;
mod split;
mod table;
mod teams;
mod terms;
mod text;
mod trend;
mod weighting;

/// What the terminal offers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// Columns; what lies outside 60 to 120 is taken as the nearer of the two.
    pub width: usize,
    /// Whether to use colours; they never say anything alone.
    pub color: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { width: 80, color: false }
    }
}

/// Writes `report` as text in columns, closed by a line feed.
#[must_use]
pub fn terminal(report: &Report, options: Options) -> String {
    let mut page =
        Page { width: options.width.clamp(60, 120), color: options.color, text: String::new() };
    head(&mut page, report);
    participation(&mut page, report);
    if !report.measures.is_empty() {
        page.section("Measures");
    }
    for measure in &report.measures {
        measure::write(&mut page, measure, report);
    }
    change::write(&mut page, report);
    chart::write(&mut page, report);
    for segment in &report.splits {
        split::write(&mut page, segment, report);
    }
    teams::write(&mut page, report);
    drivers::write(&mut page, report);
    path::write(&mut page, report);
    terms::write(&mut page, report);
    rates::write(&mut page, report);
    weighting::write(&mut page, report);
    polls::write(&mut page, report);
    methods(&mut page, report);
    page.text
}

/// The text so far, and what bounds its lines.
struct Page {
    width: usize,
    color: bool,
    text: String,
}

impl Page {
    fn line(&mut self, line: &str) {
        self.text += line.trim_end();
        self.text.push('\n');
    }

    fn inked(&mut self, line: &str, ink: Ink) {
        self.line(&paint(line, ink, self.color));
    }

    fn blank(&mut self) {
        self.text.push('\n');
    }

    /// A paragraph with `indent` columns before each line.
    fn paragraph(&mut self, text: &str, indent: usize, ink: Ink) {
        for line in text::wrap(&text::clean(text), self.width - indent) {
            self.line(&(" ".repeat(indent) + &paint(&line, ink, self.color)));
        }
    }

    fn section(&mut self, title: &str) {
        let title = text::fit(&text::clean(title), self.width - 6);
        let rule = "─".repeat(self.width - text::width(&title) - 4);
        self.blank();
        let title = paint(&title, Ink::Accent, self.color);
        self.line(&format!("── {title} {}", paint(&rule, Ink::Dim, self.color)));
    }

    fn table(&mut self, table: &Table) {
        for line in table.lines(self.width, self.color) {
            self.line(&line);
        }
    }
}

fn head(page: &mut Page, report: &Report) {
    page.paragraph(&report.title, 0, Ink::Bold);
    let period = figure::period(report.period.as_ref());
    let level = figure::level(report.level);
    page.paragraph(&format!("{period} · {} · {level} intervals", report.time_zone), 0, Ink::Dim);
    for (segment, values) in words::filters(report) {
        page.paragraph(&format!("only {segment}: {values}"), 0, Ink::Plain);
    }
}

fn participation(page: &mut Page, report: &Report) {
    let Some(participation) = &report.participation else { return };
    let (responses, completed) = (participation.responses, participation.completed);
    let mut sentence =
        format!("{} responses, {} completed", figure::count(responses), figure::count(completed));
    if let Some(share) = super::participation::completion(participation) {
        sentence += &format!(" ({share})");
    }
    if let Some(took) = super::participation::duration(participation) {
        sentence += &format!(" · median time to answer {took}");
    }
    page.paragraph(&sentence, 0, Ink::Plain);
    if let Some(respondents) = &report.respondents {
        page.paragraph(&words::answered_by(respondents), 0, Ink::Plain);
    }
    if let Some(remark) = super::polls::self_selected(report) {
        page.paragraph(&remark, 0, Ink::Bad);
    }
    if participation.questions.is_empty() {
        return;
    }
    page.section("Participation");
    let mut table =
        Table::new([Align::Left, Align::Right, Align::Right, Align::Right, Align::Right]);
    table.head(["Question", "Answered", "Skipped", "N/A", "Don't know"]);
    for question in &participation.questions {
        table.row(vec![
            text::clean(&question.text).into(),
            figure::count(question.answered).into(),
            figure::count(question.skipped).into(),
            figure::count(question.not_applicable).into(),
            figure::count(question.dont_know).into(),
        ]);
    }
    page.table(&table);
}

fn methods(page: &mut Page, report: &Report) {
    if !report.notes.is_empty() {
        page.section("Notes");
        for note in &report.notes {
            page.paragraph(note, 0, Ink::Plain);
        }
    }
    page.section("Methods");
    for (heading, sentences) in words::methods(report) {
        page.paragraph(&format!("{heading}: {sentences}"), 0, Ink::Dim);
    }
    if let Some(at) = figure::generated(report) {
        page.paragraph(&format!("Built {at}."), 0, Ink::Dim);
    }
}

#[cfg(test)]
mod tests;
