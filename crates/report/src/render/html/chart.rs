//! Control charts: points between the limits of chance, and the changes that last.

use askama::Template;
use plaudit_proto::v1::{Chart, ChartPoint, MeasureResult, Report, Shift};

use super::{
    svg::{self, Tick},
    trend,
};
use crate::render::{
    axis::Axis,
    control::{self, Mark},
    figure::{self, Unit},
    words,
};

/// Width of the plot in its own units, and its height, which is also in pixels.
const WIDTH: f64 = 1000.0;
pub(super) const HEIGHT: f64 = 200.0;
/// Pixels above the plot, for the dates of changes.
pub(super) const TOP: i64 = 22;
/// Points that still get a dot each; of more, those outside do and the first of a drift.
const DOTS: usize = 80;
/// Points that still get a row of the table each; of more, only those that stand out do.
const ROWS: usize = 120;
/// Width that a change has at least, as a share of the plot.
const NARROWEST: f64 = 0.004;

/// The section as HTML; empty when the report has none.
pub(super) fn section(report: &Report) -> String {
    let charts = report.charts.iter().enumerate();
    let section = Section {
        language: if report.language.is_empty() { "en" } else { &report.language },
        charts: charts.filter_map(|(i, chart)| Control::new(i, chart, report)).collect(),
    };
    section.render().expect("writing to memory does not fail")
}

#[derive(Template)]
#[template(path = "chart.html")]
struct Section<'a> {
    language: &'a str,
    charts: Vec<Control<'a>>,
}

struct Control<'a> {
    id: String,
    measure: &'a MeasureResult,
    unit: &'static str,
    every: &'a str,
    findings: Vec<String>,
    notes: &'a [String],
    /// Absent without a point that has a value.
    plot: Option<Drawing>,
    rows: Vec<Row>,
    /// Above which sums signal; absent without a point that has a value.
    limit: Option<String>,
    /// Whether the table has all points.
    complete: bool,
}

struct Drawing {
    description: String,
    ticks: Vec<(i64, String)>,
    dates: Vec<Tick>,
    centre: (i64, String),
    upper: String,
    lower: String,
    line: String,
    dots: Vec<Dot>,
    bands: Vec<Band>,
}

struct Dot {
    x: String,
    y: i64,
    mark: Option<Mark>,
}

/// A lasting change: when it may have been, and when it most likely was.
struct Band {
    x: String,
    width: String,
    day: Tick,
    number: usize,
}

struct Row {
    name: String,
    missing: Option<&'static str>,
    value: String,
    limits: String,
    n: String,
    sums: [String; 2],
    average: String,
    mark: String,
}

impl<'a> Control<'a> {
    /// The chart; none for a measure that the report does not have.
    fn new(index: usize, chart: &'a Chart, report: &'a Report) -> Option<Self> {
        let measure = report.measures.iter().find(|m| m.id == chart.measure)?;
        let unit = Unit::of(&measure.unit);
        let findings = control::findings(chart, measure);
        let complete = chart.points.len() <= ROWS;
        let kept = |point: &ChartPoint| {
            complete
                || Mark::of(point).is_some()
                || chart.shifts.iter().any(|s| s.day == point.from)
        };
        let spans = control::spans(chart);
        let points = chart.points.iter().enumerate().filter(|(_, point)| kept(point));
        let decimals = control::decimals(chart, unit);
        let rows =
            points.map(|(i, point)| Row::new(words::point(&spans, i), point, chart, decimals));
        Some(Self {
            id: format!("c{index}"),
            measure,
            unit: unit.label(),
            every: words::every(&chart.interval),
            plot: chart.centre.map(|centre| draw(chart, measure, centre, findings.join(" "))),
            findings,
            notes: &chart.notes,
            limit: chart.decision_limit.map(|limit| figure::number(limit, 1)),
            rows: rows.collect(),
            complete,
        })
    }
}

fn draw(chart: &Chart, measure: &MeasureResult, centre: f64, description: String) -> Drawing {
    let points = &chart.points;
    let values = points.iter().flat_map(|p| [p.value, p.lower, p.upper]).flatten();
    let axis = Axis::around(values.chain([centre]), (measure.minimum, measure.maximum));
    let place = |i: usize| match points.len() {
        0 | 1 => 0.5,
        n => i as f64 / (n - 1) as f64,
    };
    let x = |position: f64| (position * WIDTH).round() as i64;
    let y = |value: f64| ((1.0 - axis.position(value)) * HEIGHT).round() as i64;
    let half = if points.len() > 1 { 0.5 / (points.len() - 1) as f64 } else { 0.5 };
    let limits = |limit: fn(&ChartPoint) -> Option<f64>| {
        let mut path = String::new();
        for run in runs(points, limit) {
            let step = |(i, limit): &(usize, f64)| {
                let (from, to) = ((place(*i) - half).max(0.0), (place(*i) + half).min(1.0));
                [(x(from), y(*limit)), (x(to), y(*limit))]
            };
            let mut corners: Vec<(i64, i64)> = run.iter().flat_map(step).collect();
            corners.dedup();
            trend::draw(&mut path, corners.into_iter());
        }
        path
    };
    let mut line = String::new();
    for run in runs(points, |point| point.value) {
        trend::draw(&mut line, run.iter().map(|(i, value)| (x(place(*i)), y(*value))));
    }
    let dot = |(i, point): (usize, &ChartPoint)| {
        let (value, mark) = (point.value?, Mark::of(point));
        let begins = i == 0 || Mark::of(&points[i - 1]) != mark;
        let stands_out = match mark {
            Some(Mark::Above | Mark::Below) => true,
            Some(Mark::Drifting) => begins,
            None => false,
        };
        let shown = points.len() <= DOTS || stands_out;
        shown.then(|| Dot { x: svg::percent(place(i)), y: y(value), mark })
    };
    let at = |day: &str| points.iter().position(|point| point.from == day).map(place);
    let decimals = control::decimals(chart, Unit::of(&measure.unit));
    Drawing {
        description,
        ticks: axis.ticks.iter().map(|v| (y(*v), figure::number(*v, axis.decimals))).collect(),
        dates: trend::dates(&control::spans(chart)),
        centre: (y(centre), figure::number(centre, decimals)),
        upper: limits(|point| point.upper),
        lower: limits(|point| point.lower),
        line,
        dots: points.iter().enumerate().filter_map(dot).collect(),
        bands: chart
            .shifts
            .iter()
            .enumerate()
            .filter_map(|(i, shift)| Band::new(i + 1, shift, half, &at))
            .collect(),
    }
}

/// The points that have `value`, in runs without a gap.
fn runs(
    points: &[ChartPoint],
    value: impl Fn(&ChartPoint) -> Option<f64>,
) -> Vec<Vec<(usize, f64)>> {
    let mut runs = vec![Vec::new()];
    for (i, point) in points.iter().enumerate() {
        match value(point) {
            Some(value) => runs.last_mut().expect("starts with one").push((i, value)),
            None => runs.push(Vec::new()),
        }
    }
    runs.retain(|run| !run.is_empty());
    runs
}

impl Band {
    /// The change `number`; its edges lie half a point before the points that may be its first.
    fn new(
        number: usize,
        shift: &Shift,
        half: f64,
        at: &dyn Fn(&str) -> Option<f64>,
    ) -> Option<Self> {
        let day = at(&shift.day)?;
        let limit = |of: Option<&String>| of.and_then(|day| at(day)).unwrap_or(day);
        let between = shift.between.as_ref();
        let from = limit(between.and_then(|b| b.from.as_ref())) - half;
        let to = limit(between.and_then(|b| b.to.as_ref())) - half;
        let wide = (to - from).max(NARROWEST);
        Some(Self {
            x: svg::percent((from + to - wide) / 2.0),
            width: svg::percent(wide),
            day: Tick::new(day - half, figure::day(&shift.day)),
            number,
        })
    }
}

impl Row {
    fn new(name: String, point: &ChartPoint, chart: &Chart, decimals: usize) -> Self {
        let number = |value: Option<f64>, decimals| {
            value.map(|value| figure::number(value, decimals)).unwrap_or_default()
        };
        let limits = point.lower.zip(point.upper);
        let shift = chart.shifts.iter().position(|shift| shift.day == point.from);
        let shift = shift.map(|i| format!("change {}", i + 1));
        let mark = Mark::of(point).map(|mark| format!("{} {}", mark.sign(), mark.words()));
        let marks: Vec<String> = mark.into_iter().chain(shift).collect();
        Self {
            name,
            missing: control::missing(point),
            value: number(point.value, decimals),
            limits: limits.map(|(l, u)| figure::range(l, u, decimals)).unwrap_or_default(),
            n: figure::count(point.n),
            sums: [point.cusum_up, point.cusum_down].map(|sum| number(sum, 1)),
            average: number(point.ewma, decimals),
            mark: marks.join(", "),
        }
    }
}
