//! The change from another period: a dot on a whisker a measure around the line of no change, the
//! figures, and in words what else is known.

use askama::Template;
use plaudit_proto::v1::Report;

use super::split::{PITCH, Shape, TOP};
use super::svg::{self, Tick};
use crate::render::{
    axis::Axis,
    change::{self, Row},
    figure::{self, Finding, Unit},
};

/// The section as HTML; empty when the report has none.
pub(super) fn section(report: &Report) -> String {
    let Some(change) = &report.change else { return String::new() };
    let rows = change::rows(change, report);
    let more = more(&rows, report);
    let section = Section {
        language: if report.language.is_empty() { "en" } else { &report.language },
        level: figure::level(report.level),
        base: change::base(change),
        more,
        forests: forests(rows),
    };
    section.render().expect("writing to memory does not fail")
}

#[derive(Template)]
#[template(path = "change.html")]
struct Section<'a> {
    language: &'a str,
    level: String,
    base: String,
    forests: Vec<Forest<'a>>,
    more: Option<More<'a>>,
}

/// What else is known, as a table: the heads of its columns, and a row a measure.
struct More<'a> {
    heads: Vec<String>,
    rows: Vec<(&'a str, Vec<String>)>,
}

/// The measures on one scale, so that their changes share an axis.
struct Forest<'a> {
    id: String,
    scale: String,
    description: String,
    zero: Tick,
    ticks: Vec<Tick>,
    rows: Vec<(Row<'a>, Option<Mark>, usize)>,
    height: usize,
}

/// What is drawn of a change.
struct Mark {
    lower: String,
    upper: String,
    value: Option<String>,
    shape: Shape,
}

/// Pixels below the last row.
const BOTTOM: usize = 24;

/// The columns that any measure fills.
fn more<'a>(rows: &[Row<'a>], report: &Report) -> Option<More<'a>> {
    let mut columns: Vec<(String, Vec<Option<String>>)> = Vec::new();
    let mut column = |head: String, cell: &dyn Fn(&Row<'_>) -> Option<String>| {
        columns.push((head, rows.iter().map(cell).collect()));
    };
    column("Weighted change".into(), &|row| row.weighted());
    column("Held steady".into(), &|row| row.held().map(str::to_owned));
    for (segment, label) in change::segments(report) {
        let parts = |(within, mix): (String, String)| format!("{within} within, {mix} mix");
        column(format!("By {label}"), &|row| row.mix(segment).map(parts));
    }
    column("Chance to be above".into(), &|row| row.superiority());
    column("In both periods".into(), &|row| {
        let shared = row.change.shared_respondents;
        (shared > 0).then(|| figure::count(shared))
    });
    columns.retain(|(_, cells)| cells.iter().any(Option::is_some));
    let row = |(i, row): (usize, &Row<'a>)| {
        let cells = columns.iter().map(|(_, cells)| cells[i].clone().unwrap_or_default());
        (&*row.measure.label, cells.collect())
    };
    let known = |(_, cells): &(&str, Vec<String>)| cells.iter().any(|cell| !cell.is_empty());
    let rows: Vec<_> = rows.iter().enumerate().map(row).filter(known).collect();
    let heads: Vec<_> = columns.into_iter().map(|(head, _)| head).collect();
    (!heads.is_empty()).then_some(More { heads, rows })
}

fn forests(rows: Vec<Row<'_>>) -> Vec<Forest<'_>> {
    let mut scales: Vec<((Unit, f64, f64), Vec<Row<'_>>)> = Vec::new();
    for row in rows {
        let scale = (row.unit, row.measure.minimum, row.measure.maximum);
        match scales.iter_mut().find(|(known, _)| *known == scale) {
            Some((_, rows)) => rows.push(row),
            None => scales.push((scale, vec![row])),
        }
    }
    scales.into_iter().enumerate().map(|(i, (_, rows))| forest(i, rows)).collect()
}

fn forest(index: usize, rows: Vec<Row<'_>>) -> Forest<'_> {
    let differences = rows.iter().filter_map(|row| row.change.difference.as_ref());
    let limits = differences.flat_map(|d| [d.lower, d.upper]).chain([0.0]);
    let axis = Axis::around(limits, (f64::NEG_INFINITY, f64::INFINITY));
    let marks: Vec<_> = rows.iter().map(|row| mark(row, &axis)).collect();
    let rows = rows.into_iter().zip(marks).enumerate();
    let rows: Vec<_> = rows.map(|(i, (row, mark))| (row, mark, TOP + i * PITCH + 28)).collect();
    Forest {
        id: format!("c{index}"),
        scale: rows.first().map(|(row, ..)| change::scale(row.measure)).unwrap_or_default(),
        description: description(&rows),
        zero: Tick::new(axis.position(0.0), "no change".to_owned()),
        ticks: svg::signed_ticks(&axis),
        height: TOP + rows.len() * PITCH + BOTTOM,
        rows,
    }
}

/// How a row is written in the chart.
impl Row<'_> {
    fn label(&self) -> String {
        svg::short(&self.measure.label, 26)
    }

    /// The label where its figures leave less room.
    fn narrow(&self) -> String {
        let room = 37_usize.saturating_sub(self.text().chars().count());
        svg::short(&self.measure.label, room.clamp(12, 26))
    }

    fn text(&self) -> String {
        match &self.difference {
            Some(d) if d.value.is_empty() => d.interval.clone(),
            Some(d) => format!("{} ({})", d.value, d.interval),
            None if self.change.withheld => "withheld".to_owned(),
            None => figure::NO_ANSWERS.to_owned(),
        }
    }
}

fn mark(row: &Row<'_>, axis: &Axis) -> Option<Mark> {
    let (shown, difference) = row.difference.as_ref().zip(row.change.difference.as_ref())?;
    let at = |value| svg::percent(axis.position(value));
    Some(Mark {
        lower: at(difference.lower),
        upper: at(difference.upper),
        value: (!shown.value.is_empty()).then(|| at(difference.value)),
        shape: match row.finding {
            Finding::Higher => Shape::Up,
            Finding::Lower => Shape::Down,
            Finding::None => Shape::Dot,
        },
    })
}

fn description(rows: &[(Row<'_>, Option<Mark>, usize)]) -> String {
    let sentence =
        |(row, ..): &(Row<'_>, Option<Mark>, usize)| match (&row.difference, &row.missing) {
            (Some(d), _) => {
                format!("{}: {} ({}), {}.", row.measure.label, d.value, d.interval, row.words())
            }
            (None, missing) => {
                format!("{}: {}.", row.measure.label, missing.as_deref().unwrap_or_default())
            }
        };
    rows.iter().map(sentence).collect::<Vec<_>>().join(" ")
}
