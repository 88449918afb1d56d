//! The measures by the groups of one segment, each group against all others.

use plaudit_proto::v1::{Difference, Estimate, Group, GroupResult, MeasureResult, Report, Split};

use super::{
    Page, bars,
    ink::Ink,
    table::{Align, Cell, Table},
    text,
    trend::scale,
};
use crate::render::{
    axis::Axis,
    figure::{self, Finding, Shown, ShownDifference, Unit},
    summary, words,
};

pub(super) fn write(page: &mut Page, split: &Split, report: &Report) {
    let label = if split.label.is_empty() { &split.segment } else { &split.label };
    page.section(&format!("By segment: {label}"));
    for measure in &report.measures {
        let results: Vec<_> = split
            .groups
            .iter()
            .filter_map(|g| g.measures.iter().find(|r| r.measure == measure.id).map(|r| (g, r)))
            .collect();
        if !results.is_empty() {
            page.blank();
            groups(page, measure, &results, report);
            if let Some(sentences) = summary::sentences(split, measure, report) {
                page.paragraph(&sentences, 2, Ink::Plain);
            }
        }
    }
    page.blank();
    page.paragraph(legend(page.width), 2, Ink::Dim);
}

fn legend(width: usize) -> &'static str {
    if width < WIDE {
        "Diff.: the group minus all other responses; a wider terminal shows its interval. \
         ▲ reliably higher, ▼ reliably lower; without a mark: no reliable difference."
    } else {
        "Difference: the group minus all other responses. ▲ reliably higher, ▼ reliably lower; \
         no: no reliable difference."
    }
}

/// From here on there is room for the intervals of the differences.
const WIDE: usize = 76;
/// From here on there is room for p-values and a plot.
const VERY_WIDE: usize = 104;

fn groups(
    page: &mut Page,
    measure: &MeasureResult,
    results: &[(&Group, &GroupResult)],
    report: &Report,
) {
    let unit = Unit::of(&measure.unit);
    let overall = measure.estimate.as_ref().map(|e| Shown::new(e, unit).text());
    let title = text::clean(&measure.label);
    page.inked(&format!("  {}", text::fit(&title, page.width - 2)), Ink::Bold);
    let of_all = overall.map(|text| format!("all responses {text}")).unwrap_or_default();
    page.paragraph(&format!("{}{of_all}", unit.phrase()), 2, Ink::Dim);

    let plot = Plot::new(page.width, measure, results);
    let mut columns = vec![Align::Left, Align::Right, Align::Right, Align::Right, Align::Right];
    let level = format!("{} interval", figure::level(report.level));
    let mut head = vec!["Group", "Value", &level, "n", "Difference"];
    if page.width >= WIDE {
        columns.extend([Align::Right, Align::Left]);
        head.extend(["interval", "reliable"]);
    } else {
        columns.push(Align::Left);
        head[4] = "Diff.";
        head.push("");
    }
    if let Some(plot) = &plot {
        columns.extend([Align::Right, Align::Left]);
        head.extend(["adj. p", &plot.head]);
    }
    let mut table = Table::new(columns);
    table.head(head);
    for (group, result) in results {
        table.row(row(page.width, group, result, unit, plot.as_ref(), figure::k(measure, report)));
        if let Some(weighted) = &result.weighted {
            let name = Cell::new("  weighted", Ink::Dim);
            let difference = result.weighted_difference.as_ref();
            table.row(figures(page.width, name, weighted, difference, unit, plot.as_ref()));
        }
    }
    page.table(&table);
}

fn row(
    width: usize,
    group: &Group,
    result: &GroupResult,
    unit: Unit,
    plot: Option<&Plot>,
    k: u32,
) -> Vec<Cell> {
    let name = Cell::from(text::clean(words::group(group)));
    let estimate = match (figure::missing(group, result, k), &result.estimate) {
        (None, Some(estimate)) => estimate,
        (missing, _) => return vec![name, Cell::new(missing.unwrap_or_default(), Ink::Dim)],
    };
    figures(width, name, estimate, result.difference.as_ref(), unit, plot)
}

/// A value with its difference to the rest.
fn figures(
    width: usize,
    name: Cell,
    estimate: &Estimate,
    difference: Option<&Difference>,
    unit: Unit,
    plot: Option<&Plot>,
) -> Vec<Cell> {
    let shown = Shown::new(estimate, unit);
    let mut cells = vec![
        name,
        Cell::new(shown.cell(), if shown.leads() { Ink::Bold } else { Ink::Dim }),
        shown.interval.clone().into(),
        Cell::new(shown.n.clone(), Ink::Dim),
    ];
    let difference = difference.map(|d| ShownDifference::new(d, &shown, unit));
    let finding = difference.as_ref().map_or(Finding::None, |d| d.finding);
    let ink = match finding {
        Finding::None => Ink::Dim,
        _ if !shown.leads() => Ink::Plain,
        Finding::Higher => Ink::Good,
        Finding::Lower => Ink::Bad,
    };
    let difference = difference
        .map(|d| (d.value, d.interval, d.p))
        .unwrap_or_else(|| ("–".into(), String::new(), String::new()));
    cells.push(Cell::new(difference.0, ink));
    // An indicative group gets the word and not the arrow.
    let mark = if shown.leads() { finding.mark() } else { "" };
    if width >= WIDE {
        let word = match finding {
            Finding::Higher => "higher",
            Finding::Lower => "lower",
            Finding::None => "no",
        };
        cells.push(Cell::new(difference.1, ink));
        cells.push(Cell::new(format!("{mark} {word}").trim_start(), ink));
    } else {
        let word = if finding == Finding::None || shown.leads() { mark } else { "reliable" };
        cells.push(Cell::new(word, ink));
    }
    if let Some(plot) = plot {
        cells.push(Cell::new(difference.2, Ink::Dim));
        cells.push(Cell::new(bars::whisker(estimate, &plot.axis, plot.overall, plot.columns), ink));
    }
    cells
}

/// Dots on whiskers over one axis, beside the figures.
struct Plot {
    axis: Axis,
    overall: Option<f64>,
    columns: usize,
    head: String,
}

impl Plot {
    fn new(
        width: usize,
        measure: &MeasureResult,
        results: &[(&Group, &GroupResult)],
    ) -> Option<Self> {
        if width < VERY_WIDE {
            return None;
        }
        let overall = measure.estimate.as_ref().map(|e| e.value);
        let estimates = results.iter().filter_map(|(_, r)| r.estimate.as_ref());
        let estimates = estimates.chain(results.iter().filter_map(|(_, r)| r.weighted.as_ref()));
        let values = estimates.flat_map(|e| [e.lower, e.upper]).chain(overall);
        let axis = Axis::around(values, (measure.minimum, measure.maximum));
        let columns = width - 92;
        Some(Self { head: scale(&axis, columns), axis, overall, columns })
    }
}
