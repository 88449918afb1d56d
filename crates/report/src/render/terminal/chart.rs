//! Control charts: a row a point, or a line of blocks with a line of marks when there are many.

use plaudit_proto::v1::{Chart, ChartPoint, MeasureResult, Report};

use super::{
    Page, bars,
    ink::{Ink, paint},
    table::{Align, Cell, Table},
    text,
};
use crate::render::{
    axis::Axis,
    control::{self, Mark},
    figure::{self, Unit},
    words,
};

/// Points that still get a row each.
const ROWS: usize = 16;

/// Writes the section, when the report has one.
pub(super) fn write(page: &mut Page, report: &Report) {
    if report.charts.is_empty() {
        return;
    }
    page.section("Control charts");
    for chart in &report.charts {
        if let Some(measure) = report.measures.iter().find(|m| m.id == chart.measure) {
            page.blank();
            one(page, chart, measure);
        }
    }
}

fn one(page: &mut Page, chart: &Chart, measure: &MeasureResult) {
    let unit = Unit::of(&measure.unit);
    let title = text::clean(&measure.label);
    page.inked(&format!("  {}", text::fit(&title, page.width - 2)), Ink::Bold);
    let every = format!("{}, {}", text::clean(words::every(&chart.interval)), unit.label());
    page.paragraph(&every, 2, Ink::Dim);
    for finding in control::findings(chart, measure) {
        page.paragraph(&finding, 2, Ink::Plain);
    }
    match chart.points.len() {
        _ if chart.centre.is_none() => {}
        ..=ROWS => rows(page, chart, unit),
        _ => blocks(page, chart, measure),
    }
    for note in &chart.notes {
        page.paragraph(note, 2, Ink::Dim);
    }
}

fn rows(page: &mut Page, chart: &Chart, unit: Unit) {
    let mut table =
        Table::new([Align::Left, Align::Right, Align::Right, Align::Right, Align::Left]);
    table.head(["", unit.label(), "limits", "n", ""]);
    let decimals = control::decimals(chart, unit);
    let spans = control::spans(chart);
    for (i, point) in chart.points.iter().enumerate() {
        let name = Cell::from(text::clean(&words::point(&spans, i)));
        let (Some(value), None) = (point.value, control::missing(point)) else {
            let missing = control::missing(point).unwrap_or_default();
            table.row(vec![name, Cell::new(missing, Ink::Dim)]);
            continue;
        };
        let limits = point.lower.zip(point.upper);
        let limits = limits.map(|(lower, upper)| figure::range(lower, upper, decimals));
        let mark = Mark::of(point);
        let words = mark.map(|mark| format!("{} {}", mark.sign(), mark.words()));
        table.row(vec![
            name,
            Cell::new(figure::number(value, decimals), ink(mark)),
            Cell::new(limits.unwrap_or_default(), Ink::Dim),
            Cell::new(figure::count(point.n), Ink::Dim),
            Cell::new(words.unwrap_or_default(), ink(mark)),
        ]);
    }
    page.table(&table);
}

fn blocks(page: &mut Page, chart: &Chart, measure: &MeasureResult) {
    let values = chart.points.iter().filter_map(|point| point.value);
    let axis = Axis::around(values, (measure.minimum, measure.maximum));
    let height = |point: &ChartPoint| point.value.map_or('·', |v| bars::height(axis.position(v)));
    let room = page.width - 16;
    for chunk in chart.points.chunks(room) {
        let from = text::clean(&figure::day(&chunk[0].from));
        let line: String = chunk.iter().map(height).collect();
        let line = paint(&line, Ink::Good, page.color);
        page.line(&format!("  {} {line}", text::right(&from, 11)));
        let sign = |point: &ChartPoint| match Mark::of(point) {
            _ if chart.shifts.iter().any(|shift| shift.day == point.from) => '|',
            Some(mark) => mark.sign(),
            None => ' ',
        };
        let marks: String = chunk.iter().map(sign).collect();
        if !marks.trim().is_empty() {
            let marks = paint(marks.trim_end(), Ink::Bad, page.color);
            page.line(&format!("{}{marks}", " ".repeat(14)));
        }
    }
    let [low, high] = [axis.low, axis.high].map(|v| figure::number(v, axis.decimals));
    let sentence = format!(
        "from {low} (▁) to {high} (█) {}; · no value; ▲ ▼ outside the limits, ~ drifting, | another \
         level from here on; the limits of each point are in the CSV and on the page",
        Unit::of(&measure.unit).label()
    );
    page.paragraph(&sentence, 2, Ink::Dim);
}

fn ink(mark: Option<Mark>) -> Ink {
    match mark {
        Some(Mark::Above | Mark::Below) => Ink::Bad,
        Some(Mark::Drifting) => Ink::Bold,
        None => Ink::Plain,
    }
}
