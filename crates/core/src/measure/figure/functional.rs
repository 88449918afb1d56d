//! Figures that are no mean of one number an answer: their value, variance and limits.

use crate::compare::Side;
use crate::corrected::{Classifier, corrected_share};
use crate::estimate::{Estimate, Level, Method};
use crate::measure::classified_share::LEAST_YOUDEN;
use crate::sample::Sample;
use crate::shape::{agreement_of, consensus, leik_of};
use crate::{interval, student};

/// What a figure makes of its answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::measure) enum Form {
    /// Their mean.
    Mean,
    /// How far they agree, by Tastle and Wierman.
    Consensus,
    /// How far they agree, by van der Eijk.
    Agreement,
    /// How far they are apart, by Leik.
    Dispersion,
    /// Their share at the highest value, corrected.
    Classified(Classifier),
}

/// A figure in its unit, with what its limits need.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Functional {
    pub(super) value: f64,
    /// Variance of the value. Absent below two answers.
    pub(super) variance: Option<f64>,
    /// Degrees of freedom of the variance, where a design gave it.
    df: Option<f64>,
    low: f64,
    high: f64,
}

impl Form {
    /// Lowest and highest possible value; of a mean its values say that.
    pub(super) fn bounds(self) -> Option<(f64, f64)> {
        match self {
            Self::Mean => None,
            Self::Agreement => Some((-100.0, 100.0)),
            Self::Consensus | Self::Dispersion | Self::Classified(_) => Some((0.0, 100.0)),
        }
    }

    /// The figure of the answers in `sample`. Absent for a mean, and where there is none.
    pub(super) fn of(self, sample: &Sample) -> Option<Functional> {
        let (low, high) = self.bounds()?;
        let (value, variance) = match self {
            Self::Mean => return None,
            Self::Consensus => {
                let figure = consensus(sample)?;
                (figure.value, figure.error.map(|error| error * error))
            }
            Self::Agreement => by_influence(sample, agreement_of)?,
            Self::Dispersion => by_influence(sample, leik_of)?,
            Self::Classified(classifier) => {
                let q = sample.unit_mean()?;
                let spread = q * (1.0 - q) / sample.effective_n();
                let figure = corrected_share(q, spread, classifier)?;
                if figure.youden < LEAST_YOUDEN {
                    return None;
                }
                (figure.value, Some(figure.error * figure.error))
            }
        };
        let (value, variance) = (100.0 * value, variance.map(|variance| 1e4 * variance));
        Some(Functional { value, variance, df: None, low, high })
    }
}

/// A figure of the shares of the scores, with the variance of its influence values: how far it moves
/// when one more answer is added at a score. Absent without answers.
fn by_influence(
    sample: &Sample,
    figure: impl Fn(&[f64]) -> Option<f64>,
) -> Option<(f64, Option<f64>)> {
    let weight = sample.weight();
    let shares: Vec<f64> = (0..sample.values().len()).map(|k| sample.sum_at(k) / weight).collect();
    let n = sample.n() as f64;
    let value = figure(&shares)?;
    let influence = |k: usize| {
        let mut with = shares.clone();
        with[k] += 1.0 / n;
        figure(&with).map(|moved| (n + 1.0) * (moved - value))
    };
    let given = (0..shares.len()).filter(|k| sample.counts()[*k] > 0);
    let influences: Vec<(usize, f64)> =
        given.map(|k| influence(k).map(|i| (k, i))).collect::<Option<_>>()?;
    let centre: f64 = influences.iter().map(|(k, i)| shares[*k] * i).sum();
    let terms = influences.iter().map(|(k, i)| sample.square_at(*k) * (i - centre).powi(2));
    let variance = n / (n - 1.0) * terms.sum::<f64>() / (weight * weight);
    Some((value, (n > 1.0).then_some(variance)))
}

impl Functional {
    pub(super) fn with_variance(self, variance: f64, df: f64) -> Self {
        Self { variance: Some(variance), df: Some(df), ..self }
    }

    /// The value with the interval of `method`. Absent for methods that are made for means and shares.
    pub(super) fn estimate(
        self,
        sample: &Sample,
        method: Method,
        level: Level,
    ) -> Option<Estimate> {
        let limits = match method {
            Method::VrWilson => self.limits(sample, level.z()),
            Method::T => {
                let error = self.variance?.sqrt() / self.range();
                let df = self.df.unwrap_or_else(|| sample.df());
                interval::t(self.unit(), error, level.t(df))
            }
            _ => return None,
        };
        let from_unit = |y: f64| self.low + self.range() * y;
        Some(Estimate {
            value: self.value,
            lower: from_unit(limits.0).max(self.low).min(self.value),
            upper: from_unit(limits.1).min(self.high).max(self.value),
            level,
            method,
            n: sample.n(),
            effective_n: sample.effective_n(),
            standard_error: self.variance.map(f64::sqrt),
            count: None,
        })
    }

    /// One side of a difference.
    pub(super) fn side(self, sample: &Sample) -> Side {
        let sample = sample.clone();
        let (value, unit) = (self.value, self.unit());
        Side { value, unit, limits: Box::new(move |z| Some(self.limits(&sample, z))) }
    }

    /// The variance-ratio Wilson limits on the range mapped to [0, 1].
    fn limits(self, sample: &Sample, z: f64) -> (f64, f64) {
        let n = sample.effective_n();
        let spread = self.variance.unwrap_or(0.0) / self.range().powi(2) * n;
        let z = self.df.map_or(z, |df| student::critical(z, df));
        interval::variance_ratio(self.unit(), spread, n, z)
    }

    fn unit(self) -> f64 {
        ((self.value - self.low) / self.range()).clamp(0.0, 1.0)
    }

    fn range(self) -> f64 {
        self.high - self.low
    }
}
