//! Control charts.

mod shifts;

use plaudit_core::measure::{Figure, Measure};
use plaudit_core::privacy;
use plaudit_core::series::{
    Point, autocorrelation, cusum, decision_limit, ewma, prime_chart, run_rules,
};
use plaudit_core::time::{Day, Interval};
use plaudit_proto::v1;

use super::{Builder, Error, teams::sum, trend};

/// Points that make a baseline worth trusting, and after which it is kept.
const BASELINE: usize = 20;
/// The CUSUM looks for shifts of one standard error. Its limit on target signals every 465 points.
const CUSUM_K: f64 = 0.5;
const LEAST_CUSUM_H: f64 = 5.0;
/// The moving average and the width of its limits.
const EWMA_LAMBDA: f64 = 0.2;
const EWMA_WIDTH: f64 = 3.0;
/// From this correlation of neighbouring points on the reader is warned.
const ALIKE: f64 = 0.3;

/// A point with a value.
pub(super) struct Given<'a> {
    /// Its place among all points.
    at: usize,
    from: Day,
    counts: &'a [u64],
    figure: Figure,
    value: f64,
}

/// What chance would do: the centre and the standard error of one answer.
struct Chance {
    centre: f64,
    dispersion: Option<f64>,
    /// Standard errors of each point, with the dispersion.
    errors: Vec<f64>,
}

impl Builder<'_> {
    /// One chart a measure that was asked for.
    pub(super) fn charts(&self) -> Result<Vec<v1::Chart>, Error> {
        let (Some(interval), false) = (self.query.interval(), self.query.charts.is_empty()) else {
            return Ok(Vec::new());
        };
        let spans = self.spans(interval)?;
        let declared = &self.version.survey().measures;
        let asked = |measure: &&(&Measure, bool)| {
            self.query.charts.iter().any(|at| declared[*at].id == measure.0.id)
        };
        let measures = self.measures.iter().filter(asked);
        Ok(measures
            .map(|(measure, hidden)| self.chart(measure, *hidden, interval, &spans))
            .collect())
    }

    fn chart(
        &self,
        measure: &Measure,
        hidden: bool,
        interval: Interval,
        spans: &[(Day, Day)],
    ) -> v1::Chart {
        let none = vec![0; self.version.layout().len()];
        let counts = |(from, _): &(Day, Day)| -> &[u64] {
            let counted = self.sums.trend.get(&from.start_of(interval));
            counted.map_or(&none, |counted| &counted.counts)
        };
        let figures: Vec<Figure> =
            spans.iter().map(|span| measure.figure(self.version, counts(span))).collect();
        let sizes: Vec<u64> = figures.iter().map(Figure::n).collect();
        let small = privacy::withheld(&sizes, self.k(measure));
        let withheld = |at: usize| sizes[at] > 0 && (hidden || small[at]);
        let mut points: Vec<v1::ChartPoint> = spans
            .iter()
            .enumerate()
            .map(|(at, (from, to))| v1::ChartPoint {
                from: from.to_string(),
                to: to.to_string(),
                n: if withheld(at) { 0 } else { sizes[at] },
                withheld: withheld(at),
                ..v1::ChartPoint::default()
            })
            .collect();
        let given: Vec<Given<'_>> = figures
            .into_iter()
            .enumerate()
            .filter(|(at, _)| !withheld(*at))
            .filter_map(|(at, figure)| {
                let (from, value) = (spans[at].0, figure.value()?);
                Some(Given { at, from, counts: counts(&spans[at]), figure, value })
            })
            .collect();
        let mut chart = v1::Chart {
            measure: measure.id.clone(),
            interval: trend::name(interval).to_owned(),
            baseline: u32::try_from(given.len().min(BASELINE)).unwrap_or(0),
            ..v1::Chart::default()
        };
        if let Some(chance) = self.chance(measure, &given) {
            let h = self.decision_limit(interval);
            mark(&mut points, &given, &chance, h);
            chart.decision_limit = Some(h);
            chart.centre = Some(chance.centre);
            chart.dispersion = chance.dispersion;
            runs(&mut chart, &given, chance.centre);
            chart.shifts = self.shifts(measure, &given, chance.dispersion);
            chart.notes = notes(&given, &chance, &chart, interval);
        }
        chart.points = points;
        chart
    }

    /// The limit of the CUSUM with which all charts of the report together signal falsely once a year,
    /// or less often.
    fn decision_limit(&self, interval: Interval) -> f64 {
        let a_year = match interval {
            Interval::Day => 365.0,
            Interval::Week => 52.0,
            Interval::Month => 12.0,
        };
        let charts = self.query.charts.len() as f64;
        decision_limit(CUSUM_K, a_year * charts).unwrap_or(LEAST_CUSUM_H).max(LEAST_CUSUM_H)
    }

    /// Centre and errors from the baseline. Absent without a point.
    fn chance(&self, measure: &Measure, given: &[Given<'_>]) -> Option<Chance> {
        let base = &given[..given.len().min(BASELINE)];
        let counts = sum(base.iter().map(|point| point.counts), self.version.layout().len());
        let one = one_answer(&measure.figure(self.version, &counts))?;
        let point = |point: &Given<'_>| {
            let n = point.figure.n() as f64;
            Point { value: point.value, error: (one / n).sqrt(), weight: n }
        };
        let points: Vec<Point> = given.iter().map(point).collect();
        let found = prime_chart(&points, base.len())?;
        let times = found.sigma_z.unwrap_or(1.0).max(1.0);
        Some(Chance {
            centre: found.centre,
            dispersion: found.sigma_z,
            errors: points.iter().map(|point| point.error * times).collect(),
        })
    }
}

/// The variance of one answer; where all are alike, that of one answer more, as far from them as the
/// bounds allow. Absent without answers.
fn one_answer(figure: &Figure) -> Option<f64> {
    let n = figure.n() as f64;
    let variance = match figure.sample() {
        Some(sample) => sample.variance(),
        None => figure.variance().map(|variance| variance * n),
    };
    let (low, high) = figure.bounds();
    let least = ((high - low) / 2.0).powi(2) / (n + 1.0);
    figure.value().map(|_| variance.filter(|variance| *variance > 0.0).unwrap_or(least))
}

/// Limits and signals of the points with a value. The sums and averages pass over gaps.
fn mark(points: &mut [v1::ChartPoint], given: &[Given<'_>], chance: &Chance, h: f64) {
    let values: Vec<f64> = given.iter().map(|point| point.value).collect();
    let z: Vec<f64> =
        values.iter().zip(&chance.errors).map(|(v, error)| (v - chance.centre) / error).collect();
    let sums = cusum(&z, CUSUM_K, h);
    let averages = ewma(&values, chance.centre, 1.0, EWMA_LAMBDA, EWMA_WIDTH);
    // The limits of the average are those of its standard errors, whatever the answers of each point.
    let drifts = ewma(&z, 0.0, 1.0, EWMA_LAMBDA, EWMA_WIDTH);
    for (i, given) in given.iter().enumerate() {
        let half = 3.0 * chance.errors[i];
        let (low, high) = given.figure.bounds();
        let point = &mut points[given.at];
        point.value = Some(given.value);
        point.lower = Some((chance.centre - half).max(low));
        point.upper = Some((chance.centre + half).min(high));
        point.outside = (given.value - chance.centre).abs() > half;
        point.cusum_up = Some(sums[i].up);
        point.cusum_down = Some(sums[i].down);
        point.ewma = Some(averages[i].value);
        point.drifting = sums[i].signal || drifts[i].signal();
    }
}

fn runs(chart: &mut v1::Chart, given: &[Given<'_>], centre: f64) {
    let values: Vec<f64> = given.iter().map(|point| point.value).collect();
    let count = |n: usize| u32::try_from(n).ok();
    if let Some(runs) = run_rules(&values, centre) {
        chart.longest_run = count(runs.longest);
        chart.longest_allowed = count(runs.longest_expected);
        chart.crossings = count(runs.crossings);
        chart.crossings_needed = count(runs.crossings_expected);
    }
}

fn notes(
    given: &[Given<'_>],
    chance: &Chance,
    chart: &v1::Chart,
    interval: Interval,
) -> Vec<String> {
    let mut notes = Vec::new();
    if given.len() < BASELINE {
        notes.push(format!(
            "Limits are provisional: {} of the {BASELINE} points that a baseline needs have a value.",
            given.len()
        ));
    }
    if let (Some(first), Some(last)) = (given.first(), given.last())
        && last.from.since(first.from) < 2 * 365
    {
        notes.push("Season not yet separable from change: that takes two years of points.".into());
    }
    if interval == Interval::Day {
        notes.push("Days of the week are not evened out; a chart by week is free of them.".into());
    }
    let z = given.iter().zip(&chance.errors).map(|(point, e)| (point.value - chance.centre) / e);
    let alike = autocorrelation(&z.collect::<Vec<_>>()).unwrap_or(0.0);
    if given.len() >= BASELINE && chart.shifts.is_empty() && alike > ALIKE {
        notes.push(format!(
            "Neighbouring points are alike (correlation {alike:.2}): signals come more often than \
             chance alone would have them."
        ));
    }
    notes
}
