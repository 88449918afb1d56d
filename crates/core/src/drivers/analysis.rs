//! The whole analysis of drivers in one call.

use super::{
    Error, Regression, johnson, lmg, quadrant_probabilities, ranks, regress, robustness_value,
};
use crate::Interval;
use crate::estimate::Level;
use crate::jackknife::{self, Jackknife};
use crate::moments::{Centred, EmError, Patterns, continue_from, expectation_maximisation};
use crate::scale::Scale;
use crate::student;

/// Beyond so many drivers importance is by Johnson's weights: a jackknife computes it 65 times.
const MOST_EXACT: usize = 15;
/// Below this share of complete answers listwise deletion gives way to EM (METHODS §4.6).
const LEAST_COMPLETE: f64 = 0.9;

/// What an outcome goes with: slopes, importances and how sure they are.
#[derive(Clone, Debug, PartialEq)]
pub struct Analysis {
    /// How missing answers were treated.
    pub missing: Missing,
    /// Share of the responses with any of the columns that answered all of them.
    pub complete_share: f64,
    /// How importance was computed.
    pub importance: Importance,
    /// The regression; with [`Missing::Predicted`] or with respondent groups its own standard errors
    /// are not to be shown.
    pub regression: Regression,
    /// R² with its jackknife interval, kept within [0, 1]. Absent without respondent groups.
    pub r2: Option<Interval>,
    /// One a driver, in the order given.
    pub drivers: Vec<KeyDriver>,
    /// Means and covariances of the outcome and the drivers, in that order.
    pub moments: Centred,
    /// The drivers' shares, their slopes, R², and their means among all who answered them; one after
    /// the other. Absent without respondent groups.
    pub jackknife: Option<Jackknife>,
}

impl Analysis {
    /// For each driver the probability of each quadrant of the map of performance and share of
    /// importance, as [`quadrant_probabilities`]. `scales` are those of the drivers, in order; the
    /// good end is where performance is 100. Absent without respondent groups and when there is not
    /// one scale a driver.
    #[must_use]
    pub fn quadrant_probabilities(&self, scales: &[&Scale]) -> Option<Vec<[f64; 4]>> {
        let p = self.drivers.len();
        if scales.len() != p {
            return None;
        }
        let positions = |statistics: &[f64]| -> Vec<f64> {
            let means = &statistics[2 * p + 1..];
            let performances = means.iter().zip(scales).map(|(mean, scale)| scale.pomp(*mean));
            performances.chain(statistics[..p].iter().copied()).collect()
        };
        let jackknife = self.jackknife.as_ref()?;
        let replicates = jackknife.replicates().iter().map(|list| positions(list)).collect();
        quadrant_probabilities(&Jackknife::new(positions(jackknife.value()), replicates)?)
    }
}

/// One driver.
#[derive(Clone, Debug, PartialEq)]
pub struct KeyDriver {
    /// Its column.
    pub column: usize,
    /// Its mean score.
    pub mean: f64,
    /// Share of the outcome's variation that it carries; the drivers' sum is R².
    pub importance: f64,
    /// Share of the explained variation, with its jackknife interval kept within [0, 1]. The interval
    /// is absent without respondent groups.
    pub share: f64,
    /// See `share`.
    pub share_interval: Option<Interval>,
    /// Place by share, shared by drivers whose intervals overlap. Absent without respondent groups.
    pub rank: Option<usize>,
    /// Points of the outcome per point of the driver, the others held fixed.
    pub slope: f64,
    /// Its interval: by the jackknife with respondent groups, else by least squares. Absent without
    /// groups when missing answers were predicted.
    pub slope_interval: Option<Interval>,
    /// How much of the residual variation an unmeasured factor would have to explain to remove the
    /// slope; see [`robustness_value`]. Absent as `slope_interval`.
    pub robustness: Option<f64>,
}

/// How missing answers were treated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing {
    /// Only responses that answered everything: at least 90 % of them did.
    Dropped,
    /// EM on missingness patterns.
    Predicted,
}

impl Missing {
    /// How they are treated where this share of the responses is complete.
    pub(in crate::drivers) fn when(complete_share: f64) -> Self {
        if complete_share >= LEAST_COMPLETE { Self::Dropped } else { Self::Predicted }
    }
}

/// How importance was computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Importance {
    /// [`lmg`].
    Lmg,
    /// [`johnson`].
    Johnson,
}

/// Why there is no analysis.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AnalysisError {
    /// The drivers cannot be fitted.
    #[error(transparent)]
    Drivers(#[from] Error),
    /// Missing answers cannot be predicted.
    #[error(transparent)]
    Missing(#[from] EmError),
    /// Respondent groups do not fit each other, or one of them holds what the others need to be
    /// fitted.
    #[error("the respondent groups give no standard errors")]
    Groups,
}

/// Regression, importance, intervals, ranks and robustness of `drivers` for `outcome`.
///
/// `groups` are the co-moments by respondent group ([`jackknife::group`]), or a single one when no
/// groups were kept; intervals are then those of least squares, right for independent respondents
/// only. Importance is [`lmg`] up to 15 drivers and [`johnson`] beyond. Missing answers are dropped
/// listwise when at least 90 % of responses are complete, else predicted by EM.
///
/// # Errors
/// When columns do not exist, repeat, do not vary or determine each other, or groups do not fit.
///
/// ```
/// use plaudit_core::{drivers::analyse, estimate::Level, moments::Patterns};
///
/// let mut sums = Patterns::new(3).unwrap();
/// for row in [[9, 8, 9], [7, 7, 6], [3, 2, 5], [8, 9, 8], [5, 6, 4]] {
///     sums.add(&row.map(Some));
/// }
/// let found = analyse(&[sums], 0, &[1, 2], Level::default()).unwrap();
/// assert!((found.drivers[0].share + found.drivers[1].share - 1.0).abs() < 1e-12);
/// assert!(found.drivers[0].slope_interval.unwrap().lower < found.drivers[0].slope);
/// ```
pub fn analyse(
    groups: &[Patterns],
    outcome: usize,
    drivers: &[usize],
    level: Level,
) -> Result<Analysis, AnalysisError> {
    let total = jackknife::total(groups, Patterns::merge).ok_or(AnalysisError::Groups)?;
    let columns: Vec<usize> = [outcome].into_iter().chain(drivers.iter().copied()).collect();
    if let Some(column) = columns.iter().find(|column| **column >= total.columns()) {
        return Err(Error::NoColumn { column: *column }.into());
    }
    let complete_share = total.complete_share(&columns).unwrap_or(0.0);
    let task = Task {
        outcome,
        drivers,
        columns: &columns,
        missing: Missing::when(complete_share),
        importance: if drivers.len() <= MOST_EXACT { Importance::Lmg } else { Importance::Johnson },
    };
    let (moments, regression, importances) = task.fit(&total, None)?;
    let explained: f64 = importances.iter().sum();
    let jackknife = if groups.len() > 1 { Some(task.errors(groups, &moments)?) } else { None };
    let p = drivers.len();
    let intervals: Option<Vec<Interval>> = jackknife
        .as_ref()
        .and_then(|found| (0..p).map(|i| found.interval(i, level).map(within_unit)).collect());
    let places = intervals.as_deref().map(ranks);
    let t = student::quantile(level, regression.df as f64);
    let key = |(i, slope): (usize, &super::Slope)| {
        let by_groups = jackknife.as_ref().and_then(|found| found.se(p + i));
        let by_squares = (task.missing == Missing::Dropped).then_some(slope.se);
        let error = if jackknife.is_some() { by_groups } else { by_squares };
        let slope_interval = match &jackknife {
            Some(found) => found.interval(p + i, level),
            None => error.map(|se| Interval::around(slope.b, t * se)),
        };
        KeyDriver {
            column: slope.column,
            mean: moments.means()[i + 1],
            importance: importances[i],
            share: if explained > 0.0 { importances[i] / explained } else { 0.0 },
            share_interval: intervals.as_ref().map(|list| list[i]),
            rank: places.as_ref().map(|list| list[i]),
            slope: slope.b,
            slope_interval,
            robustness: error.and_then(|se| robustness_value(slope.b / se, regression.df as f64)),
        }
    };
    let found: Vec<KeyDriver> = regression.slopes.iter().enumerate().map(key).collect();
    let r2 = jackknife.as_ref().and_then(|found| found.interval(2 * p, level).map(within_unit));
    Ok(Analysis {
        missing: task.missing,
        complete_share,
        importance: task.importance,
        regression,
        r2,
        drivers: found,
        moments,
        jackknife,
    })
}

/// What is fitted, for everything and for everything less one group.
struct Task<'a> {
    outcome: usize,
    drivers: &'a [usize],
    columns: &'a [usize],
    missing: Missing,
    importance: Importance,
}

impl Task<'_> {
    /// Co-moments with the outcome first (found faster from those of `near`ly the same answers), the
    /// regression and the importances; slopes and errors name the columns of the survey.
    fn fit(
        &self,
        sums: &Patterns,
        near: Option<&Centred>,
    ) -> Result<(Centred, Regression, Vec<f64>), AnalysisError> {
        let complete = || sums.listwise(self.columns)?.centred();
        let needed = self.drivers.len() as u64 + 2;
        let moments = match (self.missing, near) {
            (Missing::Predicted, None) => expectation_maximisation(sums, self.columns)?,
            (Missing::Predicted, Some(near)) => continue_from(sums, self.columns, near)?,
            (Missing::Dropped, _) => complete().ok_or(Error::TooFew { n: 0, needed })?,
        };
        let positions: Vec<usize> = (1..self.columns.len()).collect();
        let fitted = regress(&moments, 0, &positions).map_err(|error| self.named(error))?;
        let importances = match self.importance {
            Importance::Lmg => lmg(&moments, 0, &positions).map(|shapley| shapley.values),
            Importance::Johnson => johnson(&moments, 0, &positions),
        };
        let importances = importances.map_err(|error| self.named(error))?;
        let mut regression = fitted;
        for (slope, column) in regression.slopes.iter_mut().zip(self.drivers) {
            slope.column = *column;
        }
        Ok((moments, regression, importances))
    }

    /// Shares, slopes, R² and means, jackknifed.
    fn errors(&self, groups: &[Patterns], near: &Centred) -> Result<Jackknife, AnalysisError> {
        let statistics = |sums: &Patterns| {
            let (_, regression, importances) = self.fit(sums, Some(near)).ok()?;
            let explained: f64 = importances.iter().sum();
            let shares = importances.iter().map(|importance| importance / explained);
            let slopes = regression.slopes.iter().map(|slope| slope.b);
            let mean = |column: &usize| {
                let moments = sums.listwise(&[*column])?;
                Some(moments.sums()[0] as f64 / moments.n() as f64)
            };
            let means = self.drivers.iter().map(mean).collect::<Option<Vec<f64>>>()?;
            Some(shares.chain(slopes).chain([regression.r2]).chain(means).collect())
        };
        jackknife::over(groups, Patterns::merge, Patterns::unmerge, statistics)
            .ok_or(AnalysisError::Groups)
    }

    /// `error` with the column of the survey in place of the position.
    fn named(&self, error: Error) -> AnalysisError {
        let of = |position: usize| self.columns.get(position).copied().unwrap_or(self.outcome);
        AnalysisError::Drivers(match error {
            Error::NoColumn { column } => Error::NoColumn { column: of(column) },
            Error::Repeated { column } => Error::Repeated { column: of(column) },
            Error::Constant { column } => Error::Constant { column: of(column) },
            Error::Collinear { column } => Error::Collinear { column: of(column) },
            other => other,
        })
    }
}

fn within_unit(interval: Interval) -> Interval {
    let Interval { value, lower, upper } = interval;
    Interval { value, lower: lower.clamp(0.0, 1.0), upper: upper.clamp(0.0, 1.0) }
}

#[cfg(test)]
mod tests;
