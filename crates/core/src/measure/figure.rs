//! A measure over some responses: its value, how sure it is, and how far it is from another.

use crate::compare::{Difference, mover_shared};
use crate::estimate::{Estimate, Level, Method};
use crate::sample::Sample;

/// A measure over some responses. Two figures of one measure can be compared, and one can be taken out
/// of another that contains it.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    sample: Sample,
    /// The method of its interval while there are neither weights nor a design.
    method: Method,
    /// The scores, in the order of the scale, where the values of the sample stand for such.
    scores: Option<Vec<f64>>,
}

impl Figure {
    pub(super) fn new(sample: Sample, method: Method, scores: Option<Vec<f64>>) -> Self {
        Self { sample, method, scores }
    }

    /// Number of answers.
    #[must_use]
    pub fn n(&self) -> u64 {
        self.sample.n()
    }

    /// The value, in the unit of the measure. Absent without answers.
    #[must_use]
    pub fn value(&self) -> Option<f64> {
        self.sample.mean()
    }

    /// Variance of the value, in the unit squared. Absent below two answers.
    #[must_use]
    pub fn variance(&self) -> Option<f64> {
        self.sample.mean_variance()
    }

    /// Lowest and highest possible value.
    #[must_use]
    pub fn bounds(&self) -> (f64, f64) {
        self.sample.bounds()
    }

    /// The value with its interval, by the method of the measure; weights and designs take the
    /// variance-ratio Wilson interval in place of a default that does not know them. Absent without
    /// answers.
    #[must_use]
    pub fn estimate(&self, level: Level) -> Option<Estimate> {
        let plain = !self.sample.is_weighted() && !self.sample.has_design();
        let method = if plain { self.method } else { Method::VrWilson };
        self.sample.estimate(method, level)
    }

    /// This minus `other`, a figure of other respondents, by MOVER on the variance-ratio Wilson limits
    /// of both (METHODS §3.1). Absent where one has no answers, and between measures of different
    /// bounds.
    #[must_use]
    pub fn difference(&self, other: &Self, level: Level) -> Option<Difference> {
        self.difference_shared(other, 0.0, level)
    }

    /// This minus `other` where some respondents are in both, `correlation` being that of the two
    /// values ([`mover_shared`]). Absent also unless the correlation is within -1 and 1.
    #[must_use]
    pub fn difference_shared(
        &self,
        other: &Self,
        correlation: f64,
        level: Level,
    ) -> Option<Difference> {
        mover_shared(&self.sample, &other.sample, correlation, level)
    }

    /// The figure of these responses without those of `part`; what a design says of either is not kept.
    /// Absent unless they are of one measure, and `part` has no more answers anywhere.
    #[must_use]
    pub fn without(&self, part: &Self) -> Option<Self> {
        let sample = self.sample.without(&part.sample)?;
        Some(Self { sample, ..self.clone() })
    }

    /// The same figure with the variance of its value, in the unit squared, as a design with strata or
    /// clusters gives it ([`design`](crate::design)), and its degrees of freedom. Absent unless both
    /// are finite, the variance not negative and the degrees of freedom above 0.
    #[must_use]
    pub fn with_variance(self, variance: f64, df: f64) -> Option<Self> {
        let sample = self.sample.with_variance(variance, df)?;
        Some(Self { sample, ..self })
    }

    /// The answers, one value each, where the figure is their mean.
    #[must_use]
    pub fn sample(&self) -> Option<&Sample> {
        Some(&self.sample)
    }

    /// The scores in the order of the scale and how many gave each, for tests that use the order alone.
    /// Absent where the answers have no order.
    #[must_use]
    pub fn ordered(&self) -> Option<(&[f64], &[u64])> {
        self.scores.as_deref().map(|scores| (scores, self.sample.counts()))
    }
}
