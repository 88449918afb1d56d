//! The measures by the groups of one segment: a dot on a whisker a group, and the figures.

use plaudit_proto::v1::{Estimate, Group, GroupResult, MeasureResult, Report, Split, Standing};

use super::svg::{self, Tick};
use crate::render::{
    axis::Axis,
    figure::{self, Finding, Shown, ShownDifference, Unit},
    summary, words,
};

pub(super) struct Section<'a> {
    pub label: &'a str,
    pub forests: Vec<Forest<'a>>,
}

pub(super) struct Forest<'a> {
    pub id: String,
    pub measure: &'a MeasureResult,
    pub unit: Unit,
    pub description: String,
    /// All responses of the report, as a line through the chart.
    pub overall: Option<Tick>,
    pub ticks: Vec<Tick>,
    pub rows: Vec<Row<'a>>,
    pub height: usize,
    /// Whether any row has a weighted value.
    pub weighted: bool,
    /// What holds of all groups together.
    pub summary: Option<String>,
}

pub(super) struct Row<'a> {
    pub name: &'a str,
    pub short: String,
    pub withheld: bool,
    pub missing: Option<String>,
    pub shown: Option<Shown>,
    pub difference: Option<ShownDifference>,
    pub mark: Option<Mark>,
    pub weighted: Option<Weighted>,
    /// Where its whisker lies; its texts stand above.
    pub y: usize,
    /// Colours a finding as better or worse; empty without one.
    pub class: &'static str,
}

/// The weighted value of a group, and how far it is from the rest.
pub(super) struct Weighted {
    pub shown: Shown,
    pub difference: Option<ShownDifference>,
    /// Where it is drawn; absent where only the interval may be shown.
    pub x: Option<String>,
}

/// What is drawn of an estimate.
pub(super) struct Mark {
    pub lower: String,
    pub upper: String,
    /// The value; absent where only the interval may be shown.
    pub value: Option<String>,
    pub shape: Shape,
}

#[derive(PartialEq, Eq)]
pub(super) enum Shape {
    Dot,
    Open,
    Up,
    Down,
}

/// Pixels above the first row, from row to row, and below the last.
pub(super) const TOP: usize = 26;
pub(super) const PITCH: usize = 42;
const BOTTOM: usize = 24;

impl<'a> Section<'a> {
    pub(super) fn new(index: usize, split: &'a Split, report: &'a Report) -> Self {
        let measures = report.measures.iter().enumerate();
        Self {
            label: if split.label.is_empty() { &split.segment } else { &split.label },
            forests: measures
                .map(|(i, measure)| Forest::new(format!("s{index}m{i}"), measure, split, report))
                .filter(|forest| !forest.rows.is_empty())
                .collect(),
        }
    }
}

impl<'a> Forest<'a> {
    fn new(id: String, measure: &'a MeasureResult, split: &'a Split, report: &Report) -> Self {
        let unit = Unit::of(&measure.unit);
        let results: Vec<_> = split
            .groups
            .iter()
            .filter_map(|g| Some((g, g.measures.iter().find(|r| r.measure == measure.id)?)))
            .collect();
        let whole = measure.estimate.as_ref().filter(|e| Shown::new(e, unit).leads());
        let estimates = results.iter().filter_map(|(_, r)| r.estimate.as_ref());
        let weighted = results.iter().filter_map(|(_, r)| r.weighted.as_ref()).map(|e| e.value);
        let values = estimates.flat_map(|e| [e.lower, e.upper]).chain(whole.map(|e| e.value));
        let axis = Axis::around(values.chain(weighted), (measure.minimum, measure.maximum));
        let groups = results.iter().enumerate();
        let rows: Vec<_> = groups
            .map(|(i, (g, r))| row(i, g, r, measure, &axis, figure::k(measure, report)))
            .collect();
        let all = |e: &Estimate| Tick::new(axis.position(e.value), Shown::new(e, unit).first());
        let overall = whole.map(all);
        Self {
            id,
            measure,
            unit,
            description: description(overall.as_ref(), &rows),
            overall,
            ticks: svg::ticks(&axis),
            height: TOP + rows.len() * PITCH + BOTTOM,
            weighted: rows.iter().any(|row| row.weighted.is_some()),
            summary: summary::sentences(split, measure, report),
            rows,
        }
    }
}

fn row<'a>(
    index: usize,
    group: &'a Group,
    result: &GroupResult,
    measure: &MeasureResult,
    axis: &Axis,
    k: u32,
) -> Row<'a> {
    let unit = Unit::of(&measure.unit);
    let missing = figure::missing(group, result, k);
    let estimate = result.estimate.as_ref().filter(|_| missing.is_none());
    let shown = estimate.map(|e| Shown::new(e, unit));
    let difference = result.difference.as_ref().zip(shown.as_ref());
    let difference = difference.map(|(d, shown)| ShownDifference::new(d, shown, unit));
    // Colours and arrows only where the value itself may lead.
    let leads = shown.as_ref().is_some_and(Shown::leads);
    let finding = difference.as_ref().filter(|_| leads).map_or(Finding::None, |d| d.finding);
    Row {
        name: words::group(group),
        short: svg::short(words::group(group), 26),
        mark: estimate.map(|e| mark(e, finding, axis)),
        weighted: result.weighted.as_ref().map(|e| {
            let shown = Shown::new(e, unit);
            let difference = result.weighted_difference.as_ref();
            Weighted {
                difference: difference.map(|d| ShownDifference::new(d, &shown, unit)),
                x: shown.value.is_some().then(|| svg::percent(axis.position(e.value))),
                shown,
            }
        }),
        withheld: result.withheld,
        missing,
        shown,
        difference,
        y: TOP + index * PITCH + 28,
        class: match (finding, measure.higher_is_better) {
            (Finding::None, _) => "",
            (Finding::Higher, true) | (Finding::Lower, false) => "good",
            (Finding::Higher, false) | (Finding::Lower, true) => "bad",
        },
    }
}

fn mark(estimate: &Estimate, finding: Finding, axis: &Axis) -> Mark {
    let at = |value| svg::percent(axis.position(value));
    Mark {
        lower: at(estimate.lower),
        upper: at(estimate.upper),
        value: (estimate.standing() != Standing::IntervalOnly).then(|| at(estimate.value)),
        shape: match (finding, estimate.standing()) {
            (Finding::Higher, _) => Shape::Up,
            (Finding::Lower, _) => Shape::Down,
            (Finding::None, Standing::Indicative) => Shape::Open,
            (Finding::None, _) => Shape::Dot,
        },
    }
}

fn description(overall: Option<&Tick>, rows: &[Row<'_>]) -> String {
    let all = overall.map(|o| format!("All responses: {}. ", o.label)).unwrap_or_default();
    let found = |finding: Finding| {
        let named =
            rows.iter().filter(|r| r.difference.as_ref().is_some_and(|d| d.finding == finding));
        named.map(|r| r.name).collect::<Vec<_>>().join(", ")
    };
    let findings = [Finding::Higher, Finding::Lower]
        .into_iter()
        .filter(|finding| !found(*finding).is_empty())
        .map(|finding| format!("{}: {}. ", capital(finding.words()), found(finding)))
        .collect::<String>();
    let findings = if findings.is_empty() { "No reliable difference. ".into() } else { findings };
    format!("{all}{findings}").trim_end().to_owned()
}

fn capital(words: &str) -> String {
    words.chars().take(1).flat_map(char::to_uppercase).chain(words.chars().skip(1)).collect()
}
