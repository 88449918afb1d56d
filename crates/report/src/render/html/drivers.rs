//! What outcomes go with: importance as bars, the importance-performance map, what low and high answers
//! go with, the findings in words, and all figures in tables.

mod map;

use askama::Template;
use plaudit_proto::v1::{Driver, DriverAnalysis, Range, Report};

use super::svg::{self, Tick};
use crate::render::{axis::Axis, driver, figure};

/// The section as HTML; empty when the report has none.
pub(super) fn section(report: &Report) -> String {
    let section = Section {
        language: if report.language.is_empty() { "en" } else { &report.language },
        level: figure::level(report.level),
        analyses: report
            .drivers
            .iter()
            .enumerate()
            .map(|(i, analysis)| Analysis::new(i, analysis, report))
            .collect(),
    };
    section.render().expect("writing to memory does not fail")
}

#[derive(Template)]
#[template(path = "drivers.html")]
struct Section<'a> {
    language: &'a str,
    level: String,
    analyses: Vec<Analysis<'a>>,
}

struct Analysis<'a> {
    id: String,
    outcome: &'a str,
    notes: &'a [String],
    missing: Option<String>,
    summary: String,
    unit: &'static str,
    bars: Bars,
    map: map::Map,
    ends: Option<Ends>,
    rows: Vec<Row<'a>>,
    /// How many are told in words at once.
    told: usize,
    /// Whether places and quadrants have limits and chances.
    by_groups: bool,
}

/// Importance, a bar a driver.
struct Bars {
    description: String,
    height: usize,
    ticks: Vec<Tick>,
    rows: Vec<Bar>,
}

struct Bar {
    y: usize,
    name: String,
    figure: String,
    width: String,
    limits: Option<(String, String)>,
}

/// What low and high answers go with, a pair of bars a driver.
struct Ends {
    description: String,
    height: usize,
    zero: String,
    ticks: Vec<Tick>,
    rows: Vec<Pair>,
}

struct Pair {
    y: usize,
    name: String,
    role: String,
    low: Side,
    high: Side,
}

struct Side {
    x: String,
    width: String,
    limits: Option<(String, String)>,
}

/// All figures of a driver.
struct Row<'a> {
    number: usize,
    driver: &'a Driver,
    name: &'a str,
    quadrant: String,
    chance: Option<String>,
    importance: [String; 2],
    rank: String,
    performance: [String; 2],
    answers: String,
    slope: [String; 2],
    vif: String,
    robustness: String,
    gamma: String,
    priority: String,
    more: [String; 2],
    penalty: [String; 2],
    reward: [String; 2],
    ends: String,
}

/// Findings told in words before the rest.
const TOLD: usize = 5;
/// Pixels above the first row, from row to row of one bar and of two, and below the last.
const TOP: usize = 8;
const PITCH: usize = 40;
const PAIR: usize = 50;
const BOTTOM: usize = 24;

impl<'a> Analysis<'a> {
    fn new(index: usize, analysis: &'a DriverAnalysis, report: &Report) -> Self {
        let rows = analysis.drivers.iter().enumerate().map(|(i, d)| row(i, d, analysis));
        Self {
            id: format!("d{index}"),
            outcome: driver::outcome(analysis),
            notes: &analysis.notes,
            missing: driver::missing(analysis, report),
            summary: driver::summary(analysis),
            unit: driver::unit(analysis),
            bars: bars(analysis),
            map: map::Map::new(analysis),
            ends: ends(analysis),
            rows: rows.collect(),
            told: analysis.drivers.len().min(TOLD),
            by_groups: analysis.error_method == "jackknife",
        }
    }
}

fn named(index: usize, driver: &Driver, columns: usize) -> String {
    svg::short(&format!("{} {}", index + 1, driver::name(driver)), columns)
}

fn bars(analysis: &DriverAnalysis) -> Bars {
    let shares = || analysis.drivers.iter().filter_map(|driver| driver.importance.as_ref());
    let ends = shares().flat_map(|share| [Some(share.value), share.upper]).flatten();
    let axis = Axis::around(ends.chain([0.0]), (0.0, 100.0));
    let at = |value: f64| svg::percent(axis.position(value));
    let decimals = driver::share_decimals(analysis);
    let row = |(i, driver): (usize, &Driver)| {
        let share = driver.importance.as_ref()?;
        let limits = driver::limits(share);
        Some(Bar {
            y: TOP + i * PITCH,
            name: named(i, driver, 24),
            figure: driver::text(share, decimals, "%"),
            width: at(share.value),
            limits: limits.map(|(lower, upper)| (at(lower), at(upper))),
        })
    };
    let listed: Vec<String> = analysis
        .drivers
        .iter()
        .filter_map(|d| {
            let share = driver::text(d.importance.as_ref()?, decimals, "%");
            Some(format!("{} {share}", driver::name(d)))
        })
        .collect();
    Bars {
        description: format!("{}.", listed.join("; ")),
        height: TOP + analysis.drivers.len() * PITCH + BOTTOM,
        ticks: svg::ticks(&axis),
        rows: analysis.drivers.iter().enumerate().filter_map(row).collect(),
    }
}

fn ends(analysis: &DriverAnalysis) -> Option<Ends> {
    let found: Vec<(usize, &Driver, Range, &Range)> = analysis
        .drivers
        .iter()
        .enumerate()
        .filter_map(|(i, d)| Some((i, d, negative(d.penalty.as_ref()?), d.reward.as_ref()?)))
        .collect();
    if found.is_empty() {
        return None;
    }
    let all = found.iter().flat_map(|(_, _, low, high)| [low, *high]);
    let all = all.flat_map(|range| [Some(range.value), range.lower, range.upper]).flatten();
    let axis = Axis::around(all.chain([0.0]), (f64::NEG_INFINITY, f64::INFINITY));
    let at = |value: f64| svg::percent(axis.position(value));
    let zero = axis.position(0.0);
    let side = |range: &Range| {
        let end = axis.position(range.value);
        Side {
            x: svg::percent(zero.min(end)),
            width: svg::percent((end - zero).abs()),
            limits: driver::limits(range).map(|(lower, upper)| (at(lower), at(upper))),
        }
    };
    let rows: Vec<Pair> = found
        .iter()
        .enumerate()
        .map(|(place, (i, driver, low, high))| Pair {
            y: TOP + place * PAIR,
            name: named(*i, driver, 24),
            role: driver::plain(&driver.role),
            low: side(low),
            high: side(high),
        })
        .collect();
    let decimals = driver::decimals(analysis);
    let listed = found.iter().map(|(_, d, low, high)| {
        let [low, high] = [low, high].map(|range| figure::signed(range.value, decimals));
        format!("{} low {low}, high {high}", driver::name(d))
    });
    Some(Ends {
        description: format!("{}.", listed.collect::<Vec<_>>().join("; ")),
        height: TOP + rows.len() * PAIR + BOTTOM,
        zero: svg::percent(zero),
        ticks: svg::ticks(&axis),
        rows,
    })
}

fn negative(range: &Range) -> Range {
    let minus = |x: f64| -x;
    Range { value: -range.value, lower: range.upper.map(minus), upper: range.lower.map(minus) }
}

fn row<'a>(index: usize, driver: &'a Driver, analysis: &DriverAnalysis) -> Row<'a> {
    let decimals = driver::decimals(analysis);
    let number = |value: Option<f64>, decimals| {
        value.map_or_else(String::new, |value| figure::number(value, decimals))
    };
    let pair = |range: &Option<Range>, decimals: usize| {
        let value = range.as_ref().map(|range| range.value);
        [number(value, decimals), driver::interval(range.as_ref(), decimals)]
    };
    let signed = |range: &Option<Range>| {
        let value = range.as_ref().map(|range| figure::signed(range.value, decimals));
        [value.unwrap_or_default(), driver::interval(range.as_ref(), decimals)]
    };
    Row {
        number: index + 1,
        driver,
        name: driver::name(driver),
        quadrant: driver::plain(&driver.quadrant),
        chance: driver::chance(driver),
        importance: pair(&driver.importance, 1),
        rank: if driver.rank > 0 { driver.rank.to_string() } else { String::new() },
        performance: pair(&driver.performance, 1),
        answers: figure::count(driver.n),
        slope: signed(&driver.slope),
        vif: figure::number(driver.vif, 1),
        robustness: driver.robustness.map_or_else(String::new, |r| figure::share(r / 100.0)),
        gamma: number(driver.gamma, 2),
        priority: figure::number(driver.priority, decimals),
        more: signed(&driver.one_point_more),
        penalty: pair(&driver.penalty, decimals),
        reward: pair(&driver.reward, decimals),
        ends: if driver.role.is_empty() {
            String::new()
        } else {
            format!("{} / {}", driver.low, driver.high)
        },
    }
}
