//! A measure over time: a line of values on a band of intervals.

use plaudit_proto::v1::{Estimate, MeasureResult, Report, Standing, Trend, TrendPoint};

use super::svg::{self, Tick};
use crate::render::{
    axis::Axis,
    figure::{self, Shown, Unit},
    words,
};

pub(super) struct Chart<'a> {
    pub id: String,
    pub measure: &'a MeasureResult,
    pub unit: &'static str,
    pub every: &'a str,
    pub description: String,
    /// Marks of values: pixels from the top, and the label.
    pub ticks: Vec<(i64, String)>,
    pub dates: Vec<Tick>,
    pub band: String,
    pub line: String,
    /// The line of the weighted values; empty where there are none.
    pub weighted: String,
    pub dots: Vec<Dot>,
    /// The measure over the whole period, in pixels from the top, and as text.
    pub overall: Option<(i64, String)>,
    pub table: Table,
}

pub(super) struct Dot {
    pub x: String,
    pub y: i64,
    /// Indicative, so drawn hollow.
    pub open: bool,
}

/// The figures. A long trend has seven points a row, or the page would be endless.
pub(super) enum Table {
    Rows(Vec<Row>),
    Sevens { head: Vec<String>, rows: Vec<(String, Vec<String>)> },
}

pub(super) struct Row {
    pub name: String,
    pub missing: Option<String>,
    pub shown: Option<Shown>,
    pub weighted: Option<Shown>,
}

/// Width and height of the plot in its own units; the height is also in pixels.
const WIDTH: f64 = 1000.0;
pub(super) const HEIGHT: f64 = 160.0;
/// Corners that each edge of the band has at most.
const CORNERS: usize = 92;
/// Points that still get a dot each.
const DOTS: usize = 62;
/// Points that still get a row of the table each.
const ROWS: usize = 62;

impl<'a> Chart<'a> {
    /// The chart of `trend`; none for a measure that the report does not have.
    pub(super) fn new(index: usize, trend: &'a Trend, report: &'a Report) -> Option<Self> {
        let measure = report.measures.iter().find(|m| m.id == trend.measure)?;
        let unit = Unit::of(&measure.unit);
        let estimates = trend.points.iter().filter_map(|p| p.estimate.as_ref());
        let weighted = trend.points.iter().filter_map(|p| p.weighted.as_ref()).map(|e| e.value);
        let axis = Axis::around(
            estimates.flat_map(|e| [e.lower, e.upper]).chain(weighted),
            (measure.minimum, measure.maximum),
        );
        let plot = Plot { trend, axis: &axis };
        let whole = measure.estimate.as_ref().filter(|e| Shown::new(e, unit).leads());
        let inside = whole.filter(|e| axis.low <= e.value && e.value <= axis.high);
        Some(Self {
            id: format!("t{index}"),
            measure,
            unit: unit.label(),
            every: words::every(&trend.interval),
            description: description(trend, unit),
            ticks: axis
                .ticks
                .iter()
                .map(|v| (plot.y(*v), figure::number(*v, axis.decimals)))
                .collect(),
            dates: dates(trend),
            band: plot.band(),
            line: plot.line(plain),
            weighted: plot.line(|point| point.weighted.as_ref()),
            dots: if trend.points.len() <= DOTS { plot.dots() } else { Vec::new() },
            overall: inside.map(|e| (plot.y(e.value), Shown::new(e, unit).first())),
            table: table(trend, unit, figure::k(measure, report)),
        })
    }
}

fn pixels(position: f64) -> i64 {
    ((1.0 - position) * HEIGHT).round() as i64
}

/// Where the points lie.
struct Plot<'a> {
    trend: &'a Trend,
    axis: &'a Axis,
}

impl Plot<'_> {
    fn position(&self, index: usize) -> f64 {
        match self.trend.points.len() {
            0 | 1 => 0.5,
            n => index as f64 / (n - 1) as f64,
        }
    }

    fn x(&self, index: usize) -> i64 {
        (self.position(index) * WIDTH).round() as i64
    }

    fn y(&self, value: f64) -> i64 {
        pixels(self.axis.position(value))
    }

    /// The points that `keep` has a value for, in runs without a gap.
    fn runs<T>(&self, of: Pick, keep: impl Fn(&Estimate) -> Option<T>) -> Vec<Vec<(i64, T)>> {
        let mut runs = vec![Vec::new()];
        for (i, point) in self.trend.points.iter().enumerate() {
            match of(point).and_then(&keep) {
                Some(value) => runs.last_mut().expect("starts with one").push((self.x(i), value)),
                None => runs.push(Vec::new()),
            }
        }
        runs.retain(|run| !run.is_empty());
        runs
    }

    /// The outline of the intervals. In a long trend, whose points lie closer than the eye can
    /// tell apart, a corner stands for a few of them and reaches to the widest.
    fn band(&self) -> String {
        let together = self.trend.points.len().div_ceil(CORNERS).max(1);
        let mut path = String::new();
        for run in self.runs(plain, |e| Some((self.y(e.lower), self.y(e.upper)))) {
            let corner = |points: &[(i64, (i64, i64))]| {
                let x = (points[0].0 + points[points.len() - 1].0) / 2;
                let lower = points.iter().map(|(_, (lower, _))| *lower).max().unwrap_or_default();
                let upper = points.iter().map(|(_, (_, upper))| *upper).min().unwrap_or_default();
                (x, lower, upper)
            };
            let corners: Vec<_> = run.chunks(together).map(corner).collect();
            let upper = corners.iter().map(|(x, _, upper)| (*x, *upper));
            let lower = corners.iter().rev().map(|(x, lower, _)| (*x, *lower));
            draw(&mut path, upper.chain(lower));
            path.push('z');
        }
        path
    }

    fn line(&self, of: Pick) -> String {
        let mut path = String::new();
        for run in self.runs(of, |e| shows_value(e).then(|| self.y(e.value))) {
            draw(&mut path, run.into_iter());
        }
        path
    }

    fn dots(&self) -> Vec<Dot> {
        let dot = |(i, e): (usize, &Estimate)| Dot {
            x: svg::percent(self.position(i)),
            y: self.y(e.value),
            open: e.standing() == Standing::Indicative,
        };
        let points = self.trend.points.iter().enumerate();
        let estimates = points.filter_map(|(i, p)| Some((i, p.estimate.as_ref()?)));
        estimates.filter(|(_, e)| shows_value(e)).map(dot).collect()
    }
}

/// Which estimate of a point.
type Pick = fn(&TrendPoint) -> Option<&Estimate>;

fn plain(point: &TrendPoint) -> Option<&Estimate> {
    point.estimate.as_ref()
}

fn shows_value(estimate: &Estimate) -> bool {
    estimate.standing() != Standing::IntervalOnly
}

/// Adds a line through `points`, each relative to the one before, which is shortest.
pub(super) fn draw(path: &mut String, points: impl Iterator<Item = (i64, i64)>) {
    let mut last: Option<(i64, i64)> = None;
    for (x, y) in points {
        match last {
            None => path.push_str(&format!("M{x} {y}l")),
            Some((from_x, from_y)) => {
                let (dx, dy) = (x - from_x, y - from_y);
                if !path.ends_with('l') && dx >= 0 {
                    path.push(' ');
                }
                path.push_str(&dx.to_string());
                if dy >= 0 {
                    path.push(' ');
                }
                path.push_str(&dy.to_string());
            }
        }
        last = Some((x, y));
    }
    if path.ends_with('l') {
        path.push_str("0 0");
    }
}

/// The dates below the plot: at most six, at the beginnings of months when there are many points.
pub(super) fn dates(trend: &Trend) -> Vec<Tick> {
    let points = &trend.points;
    let month = |i: usize| points[i].from.get(..7).unwrap_or_default();
    let by_month = trend.interval == "month" || points.len() > 31;
    let mut marks: Vec<usize> =
        (0..points.len()).filter(|i| !by_month || *i == 0 || month(*i) != month(i - 1)).collect();
    if marks.len() > 1 && (marks[1] * 12) < points.len() {
        marks.remove(0);
    }
    let step = marks.len().div_ceil(6).max(1);
    let mut year = "";
    let mut date = |i: usize| {
        let from = points[i].from.as_str();
        let same = from.get(..4) == Some(year);
        year = from.get(..4).unwrap_or_default();
        match (by_month, same) {
            (true, true) => figure::short_month(from),
            (true, false) => figure::month(from),
            (false, true) => figure::short_day(from),
            (false, false) => figure::day(from),
        }
    };
    let plot = |i: usize| if points.len() > 1 { i as f64 / (points.len() - 1) as f64 } else { 0.5 };
    marks.into_iter().step_by(step).map(|i| Tick::new(plot(i), date(i))).collect()
}

fn description(trend: &Trend, unit: Unit) -> String {
    let name = |i: usize| words::point(trend, i);
    let text = |e: &Estimate| Shown::new(e, unit).text();
    let points = trend.points.iter().enumerate();
    let shown: Vec<_> = points.filter_map(|(i, p)| Some((i, p.estimate.as_ref()?))).collect();
    let withheld = trend.points.iter().filter(|p| p.withheld).count();
    let silent = trend.points.len() - shown.len() - withheld;
    let mut sentence = match (shown.first(), shown.last()) {
        (Some((i, first)), Some((j, last))) if i != j => format!(
            "{} points. First {}: {}; last {}: {}.",
            trend.points.len(),
            name(*i),
            text(first),
            name(*j),
            text(last)
        ),
        (Some((i, only)), _) => format!("One point has a value, {}: {}.", name(*i), text(only)),
        _ => "No point has a value.".into(),
    };
    if silent > 0 {
        sentence += &format!(" Without answers: {silent}.");
    }
    if withheld > 0 {
        sentence += &format!(" Withheld: {withheld}.");
    }
    sentence
}

fn table<'a>(trend: &'a Trend, unit: Unit, k: u32) -> Table {
    if trend.points.len() <= ROWS {
        return Table::Rows(rows(trend, unit, k));
    }
    let head = (0..7).map(|i| match trend.interval.as_str() {
        "day" => figure::weekday(&trend.points[i].from),
        _ => format!("+{i}"),
    });
    let cell = |point: &TrendPoint| match &point.estimate {
        _ if point.withheld => "withheld".into(),
        None => "–".into(),
        Some(e) => {
            let shown = Shown::new(e, unit);
            let (first, second) = if shown.leads() {
                (shown.cell(), format!(" ({})", shown.interval))
            } else {
                (shown.interval.clone(), format!(" {}", shown.cell()))
            };
            let weighted = point.weighted.as_ref().map(|e| Shown::new(e, unit).cell());
            let weighted = weighted.map(|w| format!("; weighted {w}")).unwrap_or_default();
            format!("{first}{} {}{weighted}", second.trim_end(), shown.n)
        }
    };
    let mut year = "";
    let mut name = |first: &'a TrendPoint| {
        let new = first.from.get(..4) != Some(year);
        year = first.from.get(..4).unwrap_or_default();
        if new { figure::day(&first.from) } else { figure::short_day(&first.from) }
    };
    let sevens = trend.points.chunks(7);
    let rows = sevens.map(|seven| (name(&seven[0]), seven.iter().map(cell).collect())).collect();
    Table::Sevens { head: head.collect(), rows }
}

fn rows(trend: &Trend, unit: Unit, k: u32) -> Vec<Row> {
    let points = trend.points.iter().enumerate();
    points
        .map(|(i, point)| Row {
            name: words::point(trend, i),
            missing: match (&point.estimate, point.withheld) {
                (_, true) => Some(figure::withheld(k)),
                (None, false) => Some(figure::NO_ANSWERS.into()),
                (Some(_), false) => None,
            },
            shown: point.estimate.as_ref().map(|e| Shown::new(e, unit)),
            weighted: point.weighted.as_ref().map(|e| Shown::new(e, unit)),
        })
        .collect()
}
