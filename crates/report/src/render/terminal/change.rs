//! The change from another period.

use plaudit_proto::v1::Report;

use super::{
    Page, bars,
    ink::Ink,
    table::{Align, Cell, Table},
    text,
    trend::scale,
};
use crate::render::{
    axis::Axis,
    change::{self, Row},
    figure::{self, Finding, Unit},
};

/// From here on there is room for the intervals.
const WIDE: usize = 76;
/// From here on there is room for p-values and a plot.
const VERY_WIDE: usize = 104;

/// Writes the section, when the report has one.
pub(super) fn write(page: &mut Page, report: &Report) {
    let Some(change) = &report.change else { return };
    let rows = change::rows(change, report);
    page.section("Change");
    page.paragraph(&format!("Against {}", change::base(change)), 0, Ink::Dim);
    for unit in units(&rows) {
        page.blank();
        let rows: Vec<_> = rows.iter().filter(|row| scale_of(row) == unit).collect();
        table(page, &rows, report);
    }
    for row in &rows {
        let remarks = row.remarks(report);
        if !remarks.is_empty() {
            page.blank();
            let label = text::clean(&row.measure.label);
            page.inked(&format!("  {}", text::fit(&label, page.width - 2)), Ink::Bold);
            page.paragraph(&remarks.join(" "), 2, Ink::Plain);
        }
    }
}

type Scale = (Unit, f64, f64);

/// Measures on one scale share a table, and in it a plot.
fn scale_of(row: &Row<'_>) -> Scale {
    (row.unit, row.measure.minimum, row.measure.maximum)
}

fn units(rows: &[Row<'_>]) -> Vec<Scale> {
    let mut units: Vec<Scale> = Vec::new();
    for row in rows {
        if !units.contains(&scale_of(row)) {
            units.push(scale_of(row));
        }
    }
    units
}

fn table(page: &mut Page, rows: &[&Row<'_>], report: &Report) {
    let mut columns = vec![Align::Left, Align::Right, Align::Right, Align::Right];
    let level = format!("{} interval", figure::level(report.level));
    let unit = rows.first().map_or("", |row| row.unit.label());
    let mut head = vec![unit, "Before", "Now", "Change"];
    if page.width >= WIDE {
        columns.extend([Align::Right, Align::Left]);
        head.extend([&*level, "reliable"]);
    } else {
        columns.push(Align::Left);
        head.push("");
    }
    let differences = rows.iter().filter_map(|row| row.change.difference.as_ref());
    let limits = differences.flat_map(|d| [d.lower, d.upper]);
    let axis = Axis::around(limits.chain([0.0]), (f64::NEG_INFINITY, f64::INFINITY));
    let plot = page.width.saturating_sub(92);
    let ends = scale(&axis, plot);
    if page.width >= VERY_WIDE {
        columns.extend([Align::Right, Align::Left]);
        head.extend(["adj. p", &ends]);
    }
    let mut table = Table::new(columns);
    table.head(head);
    for row in rows {
        table.row(cells(page.width, row, &axis, plot));
    }
    page.table(&table);
}

fn cells(width: usize, row: &Row<'_>, axis: &Axis, plot: usize) -> Vec<Cell> {
    let name = Cell::from(text::clean(&row.measure.label));
    let (Some(d), Some(difference)) = (&row.difference, &row.change.difference) else {
        return vec![name, Cell::new(row.missing.clone().unwrap_or_default(), Ink::Dim)];
    };
    let shown = |shown: &Option<figure::Shown>| match shown {
        Some(shown) => shown.cell(),
        None => String::new(),
    };
    let ink = match row.class() {
        "good" => Ink::Good,
        "bad" => Ink::Bad,
        _ => Ink::Dim,
    };
    let mut cells = vec![
        name,
        shown(&row.before).into(),
        Cell::new(shown(&row.now), Ink::Bold),
        Cell::new(d.value.clone(), ink),
    ];
    if width >= WIDE {
        let word = match d.finding {
            Finding::Higher => "higher",
            Finding::Lower => "lower",
            Finding::None => "no",
        };
        cells.push(Cell::new(d.interval.clone(), ink));
        cells.push(Cell::new(format!("{} {word}", row.finding.mark()).trim_start(), ink));
    } else {
        cells.push(Cell::new(row.finding.mark(), ink));
    }
    if width >= VERY_WIDE {
        cells.push(Cell::new(d.p.clone(), Ink::Dim));
        let dot = (!d.value.is_empty()).then_some(difference.value);
        let limits = (difference.lower, difference.upper);
        cells.push(Cell::new(bars::dot_on_whisker(dot, limits, axis, Some(0.0), plot), ink));
    }
    cells
}
