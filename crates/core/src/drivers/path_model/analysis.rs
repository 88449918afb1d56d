//! A path model with its indices and limits, from stored co-moments.

use super::{Error, Fit, Model, fit};
use crate::Interval;
use crate::drivers::{Error as DriverError, Missing, reliability};
use crate::estimate::Level;
use crate::jackknife::{self, Jackknife};
use crate::moments::{Centred, EmError, Patterns, continue_from, expectation_maximisation};
use crate::scale::{Direction, Scale};

/// A path model with its indices and how sure they are.
#[derive(Clone, Debug, PartialEq)]
pub struct Analysis {
    /// How missing answers were treated.
    pub missing: Missing,
    /// Share of the responses with any of the items that answered all of them.
    pub complete_share: f64,
    /// Responses: those that answered all items, or any of them where the missing were predicted.
    pub n: u64,
    /// Rounds until no weight moved.
    pub rounds: usize,
    /// In the order of the model.
    pub latents: Vec<Latent>,
    /// Coefficients in the order of the model's paths: standard deviations of the latent variable at
    /// the end that go with one of that at the beginning, the others that lead there held alike.
    pub paths: Vec<(f64, Option<Interval>)>,
    /// From, to and coefficient along all ways together, to the latent variables where ways end.
    pub totals: Vec<(usize, usize, f64, Option<Interval>)>,
    /// Whether there are limits.
    pub jackknifed: bool,
}

/// One latent variable.
#[derive(Clone, Debug, PartialEq)]
pub struct Latent {
    /// 100·Σ u_j p_j / Σ u_j of the items' means p_j as shares of their scales towards the good end,
    /// u_j = w_j / sd(p_j) for the weights w_j of the model: on items of one scale from `min` to `max`
    /// ACSI's (Σ u_j x̄_j − min·Σ u_j) / ((max − min)·Σ u_j). Absent with a weight below 0: the index
    /// could then leave 0 to 100.
    pub index: Option<(f64, Option<Interval>)>,
    /// The mean of the p_j on 0 to 100.
    pub equal_index: (f64, Option<Interval>),
    /// Cronbach's alpha; of the standardised answers where the items' scales differ in width. Absent
    /// for one item.
    pub alpha: Option<f64>,
    /// Share of its variation that those leading to it explain, within [0, 1]. Absent where no path
    /// ends.
    pub r2: Option<(f64, Option<Interval>)>,
    /// Its items.
    pub items: Vec<Item>,
}

/// One item of a latent variable.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Item {
    /// Weight of the standardised item; the latent variable has variance 1.
    pub weight: f64,
    /// Correlation with the latent variable.
    pub loading: f64,
    /// u_j / Σ u_j: its share of the index.
    pub share: f64,
}

/// Why there is no analysis.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AnalysisError {
    /// The model cannot be fitted.
    #[error(transparent)]
    Model(#[from] Error),
    /// Missing answers cannot be predicted.
    #[error(transparent)]
    Missing(#[from] EmError),
    /// Respondent groups do not fit each other, or one of them holds what the others need to be
    /// fitted.
    #[error("the respondent groups give no standard errors")]
    Groups,
}

/// Fits `model` to the co-moments of respondent `groups` ([`jackknife::group`]), or of a single one
/// when no groups were kept; without groups nothing has limits. The columns are those of the items,
/// which have these `scales`: items are turned to their good ends. Missing answers are dropped listwise
/// when at least 90 % of responses are complete, else predicted by EM.
///
/// # Errors
/// When the model is not connected, columns do not exist, repeat or do not vary, weights keep moving,
/// fewer responses than a regression needs are complete, or groups do not fit.
///
/// # Panics
/// When there are fewer scales than columns of the model.
///
/// ```
/// use plaudit_core::drivers::path_model::{Model, analyse};
/// use plaudit_core::{estimate::Level, moments::Patterns, scale::Scale};
///
/// let mut sums = Patterns::new(3).unwrap();
/// for row in [[9, 8, 9], [7, 7, 6], [3, 2, 5], [8, 9, 8], [5, 6, 4]] {
///     sums.add(&row.map(Some));
/// }
/// let model = Model { blocks: vec![vec![0, 1], vec![2]], paths: vec![(0, 1)] };
/// let scale = Scale::new(0, 10);
/// let found = analyse(&[sums], &model, &[&scale; 3], Level::default()).unwrap();
/// assert_eq!(found.latents[1].index.unwrap().0, 64.0);
/// // The correlation of the sums 17, 14, 5, 17, 11 with 9, 6, 5, 8, 4 is 0.778; weights move it a little.
/// assert!((found.paths[0].0 - 0.778).abs() < 0.02 && found.paths[0].1.is_none());
/// ```
pub fn analyse(
    groups: &[Patterns],
    model: &Model,
    scales: &[&Scale],
    level: Level,
) -> Result<Analysis, AnalysisError> {
    let total = jackknife::total(groups, Patterns::merge).ok_or(AnalysisError::Groups)?;
    let columns = model.blocks.concat();
    if let Some(column) = columns.iter().find(|column| **column >= total.columns()) {
        return Err(Error::Column(DriverError::NoColumn { column: *column }).into());
    }
    let complete_share = total.complete_share(&columns).unwrap_or(0.0);
    let missing = Missing::when(complete_share);
    let task = Task { model, scales, columns: &columns, missing };
    let found = task.fit(&total, None)?;
    let jackknife = if groups.len() > 1 { Some(task.errors(groups, &found)?) } else { None };
    let limits = |at: usize| jackknife.as_ref().and_then(|found| found.interval(at, level));
    let blocks = model.blocks.len();
    let (index, equal, r2) = (0, blocks, 2 * blocks);
    let (paths, totals) = (3 * blocks, 3 * blocks + model.paths.len());
    let bounded = |at: usize, top: f64| limits(at).map(|limits| within(limits, top));
    let latents = (0..blocks).map(|at| {
        let values = &found.values;
        let natural = found.fit.weights[at].iter().all(|weight| *weight >= 0.0);
        Latent {
            index: natural.then(|| (values[index + at], bounded(index + at, 100.0))),
            equal_index: (values[equal + at], bounded(equal + at, 100.0)),
            alpha: task.alpha(&found.moments, at, level),
            r2: found.fit.r2[at].map(|r2_at| (r2_at, bounded(r2 + at, 1.0))),
            items: task.items(&found, at),
        }
    });
    let coefficient = |at: usize| (found.values[at], limits(at));
    let ways = task.ways(&found.fit.paths);
    Ok(Analysis {
        missing,
        complete_share,
        n: found.fit.n,
        rounds: found.fit.rounds,
        latents: latents.collect(),
        paths: (0..model.paths.len()).map(|i| coefficient(paths + i)).collect(),
        totals: ways
            .iter()
            .enumerate()
            .map(|(i, (from, to, value))| (*from, *to, *value, limits(totals + i)))
            .collect(),
        jackknifed: jackknife.is_some(),
    })
}

/// What is fitted, for everything and for everything less one group.
struct Task<'a> {
    model: &'a Model,
    scales: &'a [&'a Scale],
    columns: &'a [usize],
    missing: Missing,
}

/// A fit with its figures.
struct Found {
    /// By position in `columns`, turned to the good ends.
    moments: Centred,
    fit: Fit,
    /// Index, equal-weighted index and R² of each latent variable, then the paths and the totals. An R²
    /// that does not exist is 0.
    values: Vec<f64>,
}

impl Task<'_> {
    /// Faster from the co-moments of `near`ly the same answers.
    fn fit(&self, sums: &Patterns, near: Option<&Centred>) -> Result<Found, AnalysisError> {
        let complete = || sums.listwise(self.columns)?.centred();
        let needed = self.needed();
        let few = |n| Error::Column(DriverError::TooFew { n, needed });
        let moments = match (self.missing, near) {
            (Missing::Predicted, None) => expectation_maximisation(sums, self.columns)?,
            (Missing::Predicted, Some(near)) => continue_from(sums, self.columns, near)?,
            (Missing::Dropped, _) => complete().ok_or(few(0))?,
        };
        if moments.n() < needed {
            return Err(few(moments.n()).into());
        }
        let means = moments.means().to_vec();
        let moments = moments.turned(&self.turned());
        let model = Model { blocks: self.blocks(), paths: self.model.paths.clone() };
        let fit = fit(&model, &moments).map_err(|error| self.named(error))?;
        let pomp = |at: &usize| self.scale(*at).pomp(means[*at]);
        let mut values = Vec::new();
        for (block, weights) in model.blocks.iter().zip(&fit.weights) {
            let shares = self.shares(&moments, block, weights);
            values.push(block.iter().zip(&shares).map(|(at, share)| share * pomp(at)).sum());
        }
        values.extend(
            model
                .blocks
                .iter()
                .map(|block| block.iter().map(pomp).sum::<f64>() / block.len() as f64),
        );
        values.extend(fit.r2.iter().map(|r2| r2.unwrap_or(0.0)));
        values.extend(&fit.paths);
        values.extend(self.ways(&fit.paths).iter().map(|(_, _, value)| *value));
        Ok(Found { moments, fit, values })
    }

    fn errors(&self, groups: &[Patterns], found: &Found) -> Result<Jackknife, AnalysisError> {
        let near = found.moments.clone().turned(&self.turned());
        let statistics = |sums: &Patterns| Some(self.fit(sums, Some(&near)).ok()?.values);
        jackknife::over(groups, Patterns::merge, Patterns::unmerge, statistics)
            .ok_or(AnalysisError::Groups)
    }

    /// The fewest responses that the largest regression between latent variables can do with.
    fn needed(&self) -> u64 {
        let into = |at| self.model.paths.iter().filter(|(_, to)| *to == at).count();
        (0..self.model.blocks.len()).map(into).max().unwrap_or(0) as u64 + 2
    }

    /// The blocks by position in `columns`.
    fn blocks(&self) -> Vec<Vec<usize>> {
        let mut places = 0..self.columns.len();
        let block = |block: &Vec<usize>| places.by_ref().take(block.len()).collect();
        self.model.blocks.iter().map(block).collect()
    }

    fn scale(&self, place: usize) -> &Scale {
        self.scales[self.columns[place]]
    }

    /// Places of the items on which lower is better.
    fn turned(&self) -> Vec<usize> {
        let falls = |at: &usize| self.scale(*at).direction == Direction::LowerIsBetter;
        (0..self.columns.len()).filter(falls).collect()
    }

    /// Each item's share of the index, from the weights of the standardised items.
    fn shares(&self, moments: &Centred, block: &[usize], weights: &[f64]) -> Vec<f64> {
        let unstandardised = |(at, weight): (&usize, &f64)| {
            let scale = self.scale(*at);
            let range = f64::from(scale.max) - f64::from(scale.min);
            weight * range / moments.sd(*at).unwrap_or(f64::NAN)
        };
        let each: Vec<f64> = block.iter().zip(weights).map(unstandardised).collect();
        let sum: f64 = each.iter().sum();
        each.iter().map(|u| u / sum).collect()
    }

    fn items(&self, found: &Found, block: usize) -> Vec<Item> {
        let (weights, loadings) = (&found.fit.weights[block], &found.fit.loadings[block]);
        let shares = self.shares(&found.moments, &self.blocks()[block], weights);
        let item = |i: usize| Item { weight: weights[i], loading: loadings[i], share: shares[i] };
        (0..weights.len()).map(item).collect()
    }

    fn alpha(&self, moments: &Centred, block: usize, level: Level) -> Option<f64> {
        let places = &self.blocks()[block];
        let found = reliability(moments, places, level)?;
        let wide = |at: &usize| self.scale(*at).max - self.scale(*at).min;
        let alike = places.iter().all(|at| wide(at) == wide(&places[0]));
        Some(if alike { found.alpha.value } else { found.standardised })
    }

    /// From, to and total coefficient, for each end of the ways.
    fn ways(&self, paths: &[f64]) -> Vec<(usize, usize, f64)> {
        let to = |end: usize| {
            let totals = self.model.totals(paths, end).into_iter();
            totals.map(move |(from, total)| (from, end, total))
        };
        self.model.ends().into_iter().flat_map(to).collect()
    }

    /// `error` with the column in place of the position.
    fn named(&self, error: Error) -> Error {
        match error {
            Error::Column(DriverError::Constant { column }) => {
                Error::Column(DriverError::Constant { column: self.columns[column] })
            }
            other => other,
        }
    }
}

fn within(interval: Interval, top: f64) -> Interval {
    let Interval { value, lower, upper } = interval;
    Interval { value, lower: lower.clamp(0.0, top), upper: upper.clamp(0.0, top) }
}

#[cfg(test)]
mod tests;
