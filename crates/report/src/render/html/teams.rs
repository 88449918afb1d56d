//! Teams: a forest of shrunk values a measure, and the figures.

use askama::Template;
use plaudit_proto::v1::{MeasureRanking, MeasureResult, Ranking, Report, Team};

use super::{
    split::{PITCH, TOP},
    svg::{self, Tick},
};
use crate::render::{
    axis::Axis,
    figure::{self, Shown, Unit},
    team,
};

/// Pixels below the last row.
const BOTTOM: usize = 24;

/// The section as HTML; empty when the report has none.
pub(super) fn section(report: &Report) -> String {
    let rankings = report.rankings.iter().enumerate();
    let sections = Sections {
        language: if report.language.is_empty() { "en" } else { &report.language },
        level: figure::level(report.level),
        sections: rankings.map(|(i, ranking)| Section::new(i, ranking, report)).collect(),
    };
    sections.render().expect("writing to memory does not fail")
}

#[derive(Template)]
#[template(path = "teams.html")]
struct Sections<'a> {
    language: &'a str,
    level: String,
    sections: Vec<Section<'a>>,
}

struct Section<'a> {
    id: String,
    label: &'a str,
    /// How to read the case mix; absent without one.
    mix: Option<String>,
    forests: Vec<Forest<'a>>,
}

struct Forest<'a> {
    id: String,
    measure: &'a MeasureResult,
    unit: Unit,
    finding: String,
    mean: Option<Tick>,
    ticks: Vec<Tick>,
    rows: Vec<Row<'a>>,
    height: usize,
}

struct Row<'a> {
    name: &'a str,
    short: String,
    best: bool,
    missing: Option<String>,
    value: String,
    interval: String,
    own: String,
    /// The standardised value, and the share of the cases where it is not of all.
    standardised: Option<(String, Option<String>)>,
    n: String,
    places: Option<String>,
    chances: [String; 2],
    expected: String,
    mark: Option<Mark>,
    y: usize,
}

/// What is drawn of a team.
struct Mark {
    lower: String,
    upper: String,
    value: String,
    own: Option<String>,
}

impl<'a> Section<'a> {
    fn new(index: usize, ranking: &'a Ranking, report: &'a Report) -> Self {
        let of = |measure: &MeasureResult| {
            ranking.measures.iter().find(|ranked| ranked.measure == measure.id)
        };
        let measures = report.measures.iter().filter_map(|m| Some((m, of(m)?))).enumerate();
        let forest = |(i, (measure, ranked))| Forest::new(format!("r{index}m{i}"), measure, ranked);
        Self {
            id: format!("teams{}", index + 1),
            label: team::label(ranking),
            mix: team::case_mix(ranking),
            forests: measures.map(forest).collect(),
        }
    }
}

impl<'a> Forest<'a> {
    fn new(id: String, measure: &'a MeasureResult, ranked: &'a MeasureRanking) -> Self {
        let unit = Unit::of(&measure.unit);
        let axis = team::axis(ranked, measure);
        let teams = ranked.teams.iter().enumerate();
        let rows: Vec<_> = teams.map(|(i, team)| Row::new(i, team, ranked, unit, &axis)).collect();
        let decimals = if unit == Unit::Score { 2 } else { 1 };
        let mean = |mean| Tick::new(axis.position(mean), figure::number(mean, decimals));
        Self {
            id,
            measure,
            unit,
            finding: team::finding(ranked, measure),
            mean: ranked.mean.map(mean),
            ticks: svg::ticks(&axis),
            height: TOP + rows.len() * PITCH + BOTTOM,
            rows,
        }
    }

    /// Whether any team is drawn.
    fn is_drawn(&self) -> bool {
        self.rows.iter().any(|row| row.mark.is_some())
    }

    fn is_standardised(&self) -> bool {
        self.rows.iter().any(|row| row.standardised.is_some())
    }

    /// Columns of the table after the name.
    fn columns(&self) -> usize {
        2 + 6 * usize::from(self.is_drawn()) + usize::from(self.is_standardised())
    }
}

impl<'a> Row<'a> {
    fn new(index: usize, team: &'a Team, ranked: &MeasureRanking, unit: Unit, axis: &Axis) -> Self {
        let (value, interval) =
            team.shrunk.as_ref().map(|range| team::range(range, unit)).unwrap_or_default();
        let covered = || team.covered.filter(|_| team::lacks_cases(team)).map(figure::share);
        let standardised = team.standardised.as_ref();
        Self {
            name: team::name(team),
            short: svg::short(team::name(team), 22),
            best: team::is_best(team, ranked),
            missing: team::missing(team),
            value,
            interval,
            own: team.observed.as_ref().map(|e| Shown::new(e, unit).text()).unwrap_or_default(),
            standardised: standardised.map(|range| (team::range(range, unit).0, covered())),
            n: figure::count(team.n),
            places: team::places(team),
            chances: [team.p_best, team.p_worst].map(team::chance),
            expected: team
                .expected_rank
                .map_or_else(|| "–".into(), |place| figure::number(place, 1)),
            mark: Mark::new(team, axis),
            y: TOP + index * PITCH + 28,
        }
    }
}

impl Mark {
    fn new(team: &Team, axis: &Axis) -> Option<Self> {
        let at = |value| svg::percent(axis.position(value));
        let shrunk = team.shrunk.as_ref()?;
        Some(Self {
            lower: at(shrunk.lower.unwrap_or(shrunk.value)),
            upper: at(shrunk.upper.unwrap_or(shrunk.value)),
            value: at(shrunk.value),
            own: team::own(team).map(at),
        })
    }
}
