//! Control charts in words, for the page and the terminal.

use plaudit_proto::v1::{Chart, ChartPoint, MeasureResult, Report, Shift, Trend, TrendPoint};

use super::{
    figure::{self, Unit},
    words,
};

/// Variation over chance from which the reader is told.
const BEYOND_CHANCE: f64 = 1.5;
/// Points that are named one by one.
const NAMED: usize = 4;

/// What is out of the ordinary about a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mark {
    /// Above its limits.
    Above,
    /// Below its limits.
    Below,
    /// Within, in a small lasting change.
    Drifting,
}

impl Mark {
    pub(crate) fn of(point: &ChartPoint) -> Option<Self> {
        match (point.value, point.upper) {
            (Some(value), Some(upper)) if point.outside && value > upper => Some(Self::Above),
            (Some(_), _) if point.outside => Some(Self::Below),
            (Some(_), _) if point.drifting => Some(Self::Drifting),
            _ => None,
        }
    }

    /// In words.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::Above => "above its limits",
            Self::Below => "below its limits",
            Self::Drifting => "drifting",
        }
    }

    /// As one character.
    pub(crate) fn sign(self) -> char {
        match self {
            Self::Above => '▲',
            Self::Below => '▼',
            Self::Drifting => '~',
        }
    }
}

/// The spans of the points as those of a trend, which names them.
pub(crate) fn spans(chart: &Chart) -> Trend {
    let span = |point: &ChartPoint| TrendPoint {
        from: point.from.clone(),
        to: point.to.clone(),
        ..TrendPoint::default()
    };
    Trend {
        measure: chart.measure.clone(),
        interval: chart.interval.clone(),
        points: chart.points.iter().map(span).collect(),
    }
}

/// In place of a point's value, or none when it has one.
pub(crate) fn missing(point: &ChartPoint) -> Option<&'static str> {
    match (point.withheld, point.value) {
        (true, _) => Some("withheld"),
        (false, None) => Some(figure::NO_ANSWERS),
        (false, Some(_)) => None,
    }
}

/// Decimals that the limits allow.
pub(crate) fn decimals(chart: &Chart, unit: Unit) -> usize {
    let width = |point: &ChartPoint| Some(point.upper? - point.lower?);
    let narrowest = chart.points.iter().filter_map(width).fold(f64::INFINITY, f64::min);
    unit.decimals(0.0, narrowest)
}

/// What the chart says, in whole sentences; the first is on all points.
pub(crate) fn findings(chart: &Chart, measure: &MeasureResult) -> Vec<String> {
    let Some(centre) = chart.centre else {
        return vec!["No point has a value.".into()];
    };
    let decimals = decimals(chart, Unit::of(&measure.unit));
    let number = |value: f64| figure::number(value, decimals);
    let spans = spans(chart);
    let place = |i: usize| words::point(&spans, i);
    let mut found = vec![outside(chart, &number(centre), &place)];
    found.extend(chart.shifts.iter().map(|shift| {
        let (before, after) = (number(shift.before), number(shift.after));
        if before == after {
            format!(
                "From {} the answers are spread in another way, around {after} as before.",
                dates(shift)
            )
        } else {
            format!("From {} the level is {after}, before it was {before}.", dates(shift))
        }
    }));
    if let (Some(run), Some(most)) = (chart.longest_run, chart.longest_allowed)
        && run > most
    {
        found.push(format!(
            "{run} points in a row lie on one side of the centre; chance would allow {most}."
        ));
    }
    if let (Some(crossings), Some(least)) = (chart.crossings, chart.crossings_needed)
        && crossings < least
    {
        let times = if crossings == 1 { "once".into() } else { format!("{crossings} times") };
        found.push(format!(
            "The points cross the centre {times}; by chance at least {least} times."
        ));
    }
    let drifting = chart.points.iter().position(|point| point.drifting);
    if let Some(first) = drifting {
        let times = chart.points.iter().filter(|point| point.drifting).count();
        let points = if times == 1 { "1 point".into() } else { format!("{times} points") };
        found.push(format!(
            "A small lasting change is signalled at {points}, first on {}.",
            place(first)
        ));
    }
    if let Some(times) = chart.dispersion.filter(|times| *times >= BEYOND_CHANCE) {
        found.push(format!(
            "From point to point the values vary {} times as much as chance among answers would \
             have it; the limits allow for that.",
            figure::number(times, 1)
        ));
    }
    found
}

/// The days of a shift, as in "3 Mar 2026 (16 Feb to 9 Mar)".
pub(crate) fn dates(shift: &Shift) -> String {
    let day = figure::day(&shift.day);
    match shift.between.as_ref().map(|between| (&between.from, &between.to)) {
        Some((Some(from), Some(to))) if from != to => {
            format!("{day} (between {} and {})", figure::day(from), figure::day(to))
        }
        _ => day,
    }
}

fn outside(chart: &Chart, centre: &str, place: &dyn Fn(usize) -> String) -> String {
    let points = chart.points.iter().enumerate();
    let outside: Vec<usize> = points.filter(|(_, point)| point.outside).map(|(i, _)| i).collect();
    let given = chart.points.iter().filter(|point| point.value.is_some()).count();
    let of = if given == 1 { "1 point".into() } else { format!("{given} points") };
    match outside.len() {
        0 => format!("None of {of} is outside the limits around {centre}."),
        n if n <= NAMED => {
            let named = outside.iter().map(|i| place(*i)).collect::<Vec<_>>().join(", ");
            format!("{n} of {of} outside the limits around {centre}: {named}.")
        }
        n => format!(
            "{n} of {of} outside the limits around {centre}, first {}, last {}.",
            place(outside[0]),
            place(outside[n - 1])
        ),
    }
}

/// How charts are made. Absent without one.
pub(crate) fn methods(report: &Report) -> Option<String> {
    (!report.charts.is_empty()).then(|| {
        "The centre is the mean of the first 20 points with a value, the limits are three standard \
         errors of each point's answers from it, times the variation from point to point where that \
         is more than chance (Laney's prime chart). A point outside is rarely chance. Runs are \
         judged by Anhøj and Olesen; small lasting changes by CUSUM (k = ½, h = 5 or more) \
         and moving average (λ = 0.2, 3 standard errors); levels are parted where the likelihood of the \
         answers gains most, each at least four points long. Weights are not used. A chart says \
         when something changed, not why."
            .into()
    })
}

#[cfg(test)]
mod tests;
