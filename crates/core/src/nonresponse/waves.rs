//! Whether late answers differ: the score by reminder.

use crate::Interval;
use crate::estimate::{Estimate, Level};
use crate::sample::Sample;
use crate::student;

/// Scores by wave and the line through them.
#[derive(Clone, Debug, PartialEq)]
pub struct Waves {
    /// One a wave, variance-ratio Wilson; absent where nobody answered.
    pub waves: Vec<Option<Estimate>>,
    /// How the score changes from one wave to the next, with Student's interval.
    pub slope: Interval,
    /// p-value of no change.
    pub p: f64,
    /// The score one wave after the last, on the line and cut to the scale: a **scenario** for those
    /// who never answered, not an estimate (Armstrong & Overton 1977).
    pub silent: Interval,
    /// The score of all who were asked in that scenario: rate·mean + (1 − rate)·silent.
    pub all: f64,
}

/// The score of those who answered at once (the first of `waves`), after the first reminder, and so
/// on, with the least-squares line over single answers. `rate` is the response rate within [0, 1].
/// Absent unless at least two waves with the same scale have answers, the scores vary about the line,
/// and no sample carries weights.
///
/// ```
/// use plaudit_core::{estimate::Level, nonresponse::waves, sample::Sample};
///
/// let wave = |counts: [u64; 6]| {
///     Sample::new((0..6).map(f64::from).collect(), counts.to_vec()).unwrap()
/// };
/// let found = [wave([2, 1, 3, 6, 14, 20]), wave([3, 3, 4, 6, 8, 6]), wave([4, 2, 3, 4, 3, 2])];
/// let found = waves(&found, 0.4, Level::default()).unwrap();
/// // statsmodels, OLS of 94 answers
/// assert_eq!(format!("{:.6} {:.6}", found.slope.value, found.silent.value), "-0.816896 1.463303");
/// ```
#[must_use]
pub fn waves(waves: &[Sample], rate: f64, level: Level) -> Option<Waves> {
    let given = || waves.iter().enumerate().filter(|(_, wave)| wave.n() > 0);
    let (_, first) = given().next()?;
    let fits = |wave: &Sample| wave.same_scale(first) && !wave.is_weighted();
    if !(0.0..=1.0).contains(&rate) || !waves.iter().all(fits) {
        return None;
    }
    let points: Vec<(f64, f64, f64, f64)> = given()
        .map(|(at, wave)| Some((at as f64, wave.n() as f64, wave.mean()?, wave.variance()?)))
        .collect::<Option<_>>()?;
    let n: f64 = points.iter().map(|(_, n, ..)| n).sum();
    let centre = points.iter().map(|(x, n, ..)| n * x).sum::<f64>() / n;
    let mean = points.iter().map(|(_, n, y, _)| n * y).sum::<f64>() / n;
    let spread: f64 = points.iter().map(|(x, n, ..)| n * (x - centre).powi(2)).sum();
    let slope =
        points.iter().map(|(x, n, y, _)| n * (x - centre) * (y - mean)).sum::<f64>() / spread;
    let line = |x: f64| mean + slope * (x - centre);
    let rest: f64 = points.iter().map(|(x, n, y, v)| n * (v + (y - line(*x)).powi(2))).sum();
    let df = n - 2.0;
    let residual = rest / df;
    if !slope.is_finite() || df < 1.0 || residual <= 0.0 {
        return None;
    }
    let error = (residual / spread).sqrt();
    let next = waves.len() as f64;
    let t = level.t(df);
    let half = t * (residual * (1.0 / n + (next - centre).powi(2) / spread)).sqrt();
    let values = || first.values().iter().copied();
    let (low, high) =
        (values().fold(f64::INFINITY, f64::min), values().fold(f64::NEG_INFINITY, f64::max));
    let cut = |y: f64| y.clamp(low, high);
    let silent = Interval {
        value: cut(line(next)),
        lower: cut(line(next) - half),
        upper: cut(line(next) + half),
    };
    Some(Waves {
        waves: waves.iter().map(|wave| wave.vr_wilson(level)).collect(),
        slope: Interval::around(slope, t * error),
        p: student::two_sided(slope / error, df),
        silent,
        all: rate * mean + (1.0 - rate) * silent.value,
    })
}
