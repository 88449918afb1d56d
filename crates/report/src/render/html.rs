//! The report as one page that stands alone: no script, nothing loaded, light or dark as the reader
//! prefers, printable, and every chart with its figures in a table.
//!
//! The charts are SVG written by the templates and not by a library: they keep real text at a fixed
//! size while the drawing stretches with the page, name themselves to screen readers, take their
//! colours from the style sheet, and stay small. Positions are percentages, so that one chart fits
//! a phone as well as a wide screen.

use askama::Template;
use plaudit_proto::v1::{Participation, Report, Respondents};

use super::{figure, words};

mod change;
mod chart;
mod drivers;
mod measure;
mod path;
mod polls;
mod rates;
mod split;
mod svg;
mod teams;
mod terms;
mod trend;
mod weighting;

/// Writes `report` as a page.
///
/// The words of the survey carry its language, those of Plaudit are English.
#[must_use]
pub fn html(report: &Report) -> String {
    Page::new(report).render().expect("writing to memory does not fail")
}

#[derive(Template)]
#[template(path = "page.html")]
struct Page<'a> {
    report: &'a Report,
    language: &'a str,
    period: String,
    filters: Vec<(String, String)>,
    completed: Option<Completed>,
    respondents: Option<(String, String)>,
    questions: Vec<Question<'a>>,
    measures: Vec<measure::Card<'a>>,
    trends: Vec<trend::Chart<'a>>,
    splits: Vec<split::Section<'a>>,
    change: String,
    charts: String,
    teams: String,
    drivers: String,
    path_model: String,
    terms: String,
    rates: String,
    weighting: String,
    polls: String,
    self_selected: Option<String>,
    methods: Vec<(&'static str, String)>,
    level: String,
    generated: Option<String>,
}

struct Completed {
    responses: String,
    completed: String,
    share: Option<String>,
    took: Option<String>,
}

struct Question<'a> {
    text: &'a str,
    counts: [String; 4],
}

impl<'a> Page<'a> {
    fn new(report: &'a Report) -> Self {
        let measures = report.measures.iter().enumerate();
        let trends = report.trends.iter().enumerate();
        let splits = report.splits.iter().enumerate();
        Self {
            report,
            language: if report.language.is_empty() { "en" } else { &report.language },
            period: figure::period(report.period.as_ref()),
            filters: words::filters(report),
            completed: report.participation.as_ref().map(completed),
            respondents: report.respondents.as_ref().map(respondents),
            questions: report.participation.iter().flat_map(questions).collect(),
            measures: measures.map(|(i, m)| measure::Card::new(i, m, report)).collect(),
            trends: trends.filter_map(|(i, t)| trend::Chart::new(i, t, report)).collect(),
            splits: splits.map(|(i, s)| split::Section::new(i, s, report)).collect(),
            change: change::section(report),
            charts: chart::section(report),
            teams: teams::section(report),
            drivers: drivers::section(report),
            path_model: path::section(report),
            terms: terms::section(report),
            rates: rates::section(report),
            weighting: weighting::section(report),
            polls: polls::section(report),
            self_selected: super::polls::self_selected(report),
            methods: words::methods(report),
            level: figure::level(report.level),
            generated: figure::generated(report),
        }
    }
}

fn completed(participation: &Participation) -> Completed {
    let Participation { responses, completed, .. } = *participation;
    Completed {
        responses: figure::count(responses),
        completed: figure::count(completed),
        share: super::participation::completion(participation),
        took: super::participation::duration(participation),
    }
}

/// How many, and the rest of the sentence.
fn respondents(respondents: &Respondents) -> (String, String) {
    let sentence = words::answered_by(respondents);
    let (_, rest) = sentence.split_once(" respondents, ").unwrap_or_default();
    (figure::count(respondents.respondents), rest.to_owned())
}

fn questions(participation: &Participation) -> impl Iterator<Item = Question<'_>> {
    participation.questions.iter().map(|q| Question {
        text: if q.text.is_empty() { &q.question } else { &q.text },
        counts: [q.answered, q.skipped, q.not_applicable, q.dont_know].map(figure::count),
    })
}

#[cfg(test)]
mod tests;
