//! One measure over time: a row a point, or a line of blocks when there are many.

use plaudit_proto::v1::{Estimate, MeasureResult, Report, Standing, Trend};

use super::{
    Page, bars,
    ink::{Ink, paint},
    table::{Align, Cell, Table},
    text,
};
use crate::render::{
    axis::Axis,
    figure::{self, Shown, Unit},
    words,
};

/// Points that still get a row each.
const ROWS: usize = 16;

pub(super) fn write(page: &mut Page, trend: &Trend, measure: &MeasureResult, report: &Report) {
    page.inked(&format!("  Over time, {}", text::clean(words::every(&trend.interval))), Ink::Dim);
    if trend.points.len() <= ROWS {
        rows(page, trend, measure, report);
    } else {
        blocks(page, trend, measure);
    }
}

fn rows(page: &mut Page, trend: &Trend, measure: &MeasureResult, report: &Report) {
    let limits = trend.points.iter().flat_map(|p| p.estimate.iter().chain(&p.weighted));
    let axis =
        Axis::around(limits.flat_map(|e| [e.lower, e.upper]), (measure.minimum, measure.maximum));
    let plot = (page.width - 42).min(48);
    let mut table =
        Table::new([Align::Left, Align::Right, Align::Right, Align::Right, Align::Left]);
    let unit = Unit::of(&measure.unit);
    let ends = scale(&axis, plot);
    let interval = format!("{} interval", figure::level(report.level));
    table.head(["", unit.label(), &interval, "n", &ends]);
    for (i, point) in trend.points.iter().enumerate() {
        let name = text::clean(&words::point(trend, i));
        let missing = |text: String| vec![name.clone().into(), Cell::new(text, Ink::Dim)];
        let figures = |name: Cell, e: &Estimate| {
            let shown = Shown::new(e, unit);
            let ink = if shown.leads() { Ink::Good } else { Ink::Dim };
            vec![
                name,
                shown.cell().into(),
                shown.interval.clone().into(),
                Cell::new(shown.n, Ink::Dim),
                Cell::new(bars::whisker(e, &axis, None, plot), ink),
            ]
        };
        table.row(match &point.estimate {
            _ if point.withheld => missing(figure::withheld(figure::k(measure, report))),
            None => missing(figure::NO_ANSWERS.into()),
            Some(e) => figures(name.clone().into(), e),
        });
        if let Some(weighted) = &point.weighted {
            table.row(figures(Cell::new("  weighted", Ink::Dim), weighted));
        }
    }
    page.table(&table);
}

/// The two ends of an axis, over the plot's columns.
pub(super) fn scale(axis: &Axis, columns: usize) -> String {
    let (low, high) =
        (figure::number(axis.low, axis.decimals), figure::number(axis.high, axis.decimals));
    let gap = columns.saturating_sub(text::width(&low) + text::width(&high));
    format!("{low}{}{high}", " ".repeat(gap))
}

fn blocks(page: &mut Page, trend: &Trend, measure: &MeasureResult) {
    let value = |e: &Option<Estimate>| {
        e.as_ref().filter(|e| e.standing() != Standing::IntervalOnly).map(|e| e.value)
    };
    let plain: Vec<_> = trend.points.iter().map(|p| value(&p.estimate)).collect();
    let weighted: Vec<_> = trend.points.iter().map(|p| value(&p.weighted)).collect();
    let all = plain.iter().chain(&weighted).flatten().copied();
    let axis = Axis::around(all, (measure.minimum, measure.maximum));
    line(page, trend, &plain, &axis);
    if weighted.iter().any(Option::is_some) {
        page.inked("  Weighted", Ink::Dim);
        line(page, trend, &weighted, &axis);
    }
    let [low, high] = [axis.low, axis.high].map(|v| figure::number(v, axis.decimals));
    let sentence = format!(
        "from {low} (▁) to {high} (█) {}; · no value to show; each with its interval in the CSV and on the page",
        Unit::of(&measure.unit).label()
    );
    page.paragraph(&sentence, 2, Ink::Dim);
}

/// One block a value, in lines that begin with their first day.
fn line(page: &mut Page, trend: &Trend, values: &[Option<f64>], axis: &Axis) {
    let room = page.width - 16;
    for (row, chunk) in values.chunks(room).enumerate() {
        let blocks: String =
            chunk.iter().map(|v| v.map_or('·', |v| bars::height(axis.position(v)))).collect();
        let from = text::clean(&figure::day(&trend.points[row * room].from));
        page.line(&format!(
            "  {} {}",
            text::right(&from, 11),
            paint(&blocks, Ink::Good, page.color)
        ));
    }
}
