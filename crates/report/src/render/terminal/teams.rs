//! Teams: a table a measure, with a plot where there is room.

use plaudit_proto::v1::{MeasureRanking, MeasureResult, Ranking, Report, Team};

use super::{
    Page,
    ink::Ink,
    table::{Align, Cell, Table},
    text,
    trend::scale,
};
use crate::render::{
    axis::Axis,
    figure::{self, Shown, Unit},
    team,
};

/// From here on there is room for chances, and for a plot.
const WIDE: usize = 76;
const VERY_WIDE: usize = 104;

/// Writes the section, when the report has one.
pub(super) fn write(page: &mut Page, report: &Report) {
    for ranking in &report.rankings {
        page.section(&format!("Teams: {}", text::clean(team::label(ranking))));
        for measure in &report.measures {
            if let Some(ranked) = ranking.measures.iter().find(|r| r.measure == measure.id) {
                page.blank();
                teams(page, ranked, measure, ranking, report);
            }
        }
        page.blank();
        legend(page, ranking);
    }
}

fn legend(page: &mut Page, ranking: &Ranking) {
    let own = if ranking.case_mix.is_empty() { "Own" } else { "Even" };
    let mut sentence =
        "Value: drawn towards the mean of all teams, the more the fewer answers. ".to_owned();
    sentence += if ranking.case_mix.is_empty() {
        "Own: what the team's answers alone say. "
    } else {
        "Even: at everybody's mix of cases. "
    };
    if page.width >= VERY_WIDE {
        sentence += &format!("● value, ○ {}, ┊ the mean of teams. ", own.to_lowercase());
    }
    sentence += "Place: all that the answers do not exclude.";
    page.paragraph(&sentence, 2, Ink::Dim);
    if let Some(mix) = team::case_mix(ranking) {
        page.paragraph(&mix, 2, Ink::Dim);
    }
}

fn teams(
    page: &mut Page,
    ranked: &MeasureRanking,
    measure: &MeasureResult,
    ranking: &Ranking,
    report: &Report,
) {
    let unit = Unit::of(&measure.unit);
    let title = text::clean(&measure.label);
    page.inked(&format!("  {}", text::fit(&title, page.width - 2)), Ink::Bold);
    page.paragraph(&team::finding(ranked, measure), 2, Ink::Plain);
    let level = format!("{} interval", figure::level(report.level));
    let own = if ranking.case_mix.is_empty() { "Own" } else { "Even" };
    let mut columns =
        vec![Align::Left, Align::Right, Align::Right, Align::Right, Align::Right, Align::Right];
    let mut head = vec!["Team", "Value", &level, own, "n", "Place"];
    if page.width >= WIDE {
        columns.extend([Align::Right, Align::Right]);
        head.extend(["Best", "Worst"]);
    }
    let plot = Plot::new(page.width, ranked, measure);
    if let Some(plot) = &plot {
        columns.push(Align::Left);
        head.push(&plot.head);
    }
    let mut table = Table::new(columns);
    table.head(head);
    for team in &ranked.teams {
        table.row(row(page.width, team, ranked, unit, plot.as_ref()));
    }
    page.table(&table);
}

fn row(
    width: usize,
    team: &Team,
    ranked: &MeasureRanking,
    unit: Unit,
    plot: Option<&Plot>,
) -> Vec<Cell> {
    let best = team::is_best(team, ranked);
    let star = if best { "★ " } else { "" };
    let name = Cell::from(format!("{star}{}", text::clean(team::name(team))));
    if let Some(missing) = team::missing(team) {
        return vec![name, Cell::new(missing, Ink::Dim)];
    }
    let observed = team.observed.as_ref().map(|e| Shown::new(e, unit).cell());
    let own = match &team.standardised {
        Some(standardised) => {
            let mark = if team::lacks_cases(team) { "*" } else { "" };
            format!("{}{mark}", team::range(standardised, unit).0)
        }
        None => observed.unwrap_or_default(),
    };
    let (value, interval) =
        team.shrunk.as_ref().map(|range| team::range(range, unit)).unwrap_or_default();
    let mut cells = vec![
        name,
        Cell::new(value, if best { Ink::Good } else { Ink::Bold }),
        interval.into(),
        Cell::new(own, Ink::Dim),
        Cell::new(figure::count(team.n), Ink::Dim),
        team::places(team).unwrap_or_else(|| "–".into()).into(),
    ];
    if width >= WIDE {
        cells.extend([team.p_best, team.p_worst].map(|p| Cell::new(team::chance(p), Ink::Dim)));
    }
    if let Some(plot) = plot {
        cells.push(Cell::new(plot.row(team), if best { Ink::Good } else { Ink::Dim }));
    }
    cells
}

/// Values on their intervals over one axis, beside the figures.
struct Plot {
    axis: Axis,
    mean: Option<f64>,
    columns: usize,
    head: String,
}

impl Plot {
    fn new(width: usize, ranked: &MeasureRanking, measure: &MeasureResult) -> Option<Self> {
        let axis = (width >= VERY_WIDE).then(|| team::axis(ranked, measure))?;
        let columns = width - 86;
        Some(Self { head: scale(&axis, columns), axis, mean: ranked.mean, columns })
    }

    fn row(&self, team: &Team) -> String {
        let at = |value| (self.axis.position(value) * (self.columns - 1) as f64).round() as usize;
        let mut plot = vec![' '; self.columns];
        if let Some((lower, upper)) = team.shrunk.as_ref().and_then(|s| Some((s.lower?, s.upper?)))
        {
            plot[at(lower)..=at(upper)].fill('─');
        }
        if let Some(cell) = self.mean.map(|mean| &mut plot[at(mean)]) {
            *cell = if *cell == '─' { '┼' } else { '┊' };
        }
        if let Some(own) = team::own(team) {
            plot[at(own)] = '○';
        }
        if let Some(shrunk) = &team.shrunk {
            plot[at(shrunk.value)] = '●';
        }
        plot.into_iter().collect()
    }
}
