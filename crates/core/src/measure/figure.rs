//! A measure over some responses: its value, how sure it is, and how far it is from another.

mod functional;

pub(super) use functional::Form;

use crate::compare::{Difference, Side, between};
use crate::estimate::{Estimate, Level, Method};
use crate::sample::Sample;
use functional::Functional;

/// A measure over some responses. Two figures of one measure can be compared, and one can be taken out
/// of another that contains it.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    form: Form,
    sample: Sample,
    /// The method of its interval while there are neither weights nor a design.
    usual: Method,
    /// The method that was asked for.
    chosen: Option<Method>,
    /// The scores, in the order of the scale, where the values of the sample stand for such.
    scores: Option<Vec<f64>>,
    /// Variance and degrees of freedom, where a design gave those of a figure that is no mean.
    design: Option<(f64, f64)>,
}

impl Figure {
    pub(super) fn new(form: Form, sample: Sample, usual: Method) -> Self {
        Self { form, sample, usual, chosen: None, scores: None, design: None }
    }

    pub(super) fn in_order(self, scores: Option<Vec<f64>>) -> Self {
        Self { scores, ..self }
    }

    pub(super) fn by(self, chosen: Option<Method>) -> Self {
        Self { chosen, ..self }
    }

    /// Number of answers.
    #[must_use]
    pub fn n(&self) -> u64 {
        self.sample.n()
    }

    /// The value, in the unit of the measure. Absent without answers, and where they do not say it.
    #[must_use]
    pub fn value(&self) -> Option<f64> {
        match self.form {
            Form::Mean => self.sample.mean(),
            _ => self.functional().map(|figure| figure.value),
        }
    }

    /// Variance of the value, in the unit squared. Absent below two answers.
    #[must_use]
    pub fn variance(&self) -> Option<f64> {
        match self.form {
            Form::Mean => self.sample.mean_variance(),
            _ => self.functional()?.variance,
        }
    }

    /// Lowest and highest possible value.
    #[must_use]
    pub fn bounds(&self) -> (f64, f64) {
        self.form.bounds().unwrap_or_else(|| self.sample.bounds())
    }

    /// The value with its interval, by the method that the survey chose for the measure, or by the
    /// default of its kind. Where that one does not know weights, the design or so few answers, it is
    /// the variance-ratio Wilson interval. Absent without answers.
    #[must_use]
    pub fn estimate(&self, level: Level) -> Option<Estimate> {
        let plain = !self.sample.is_weighted() && !self.sample.has_design();
        let usual = if plain { self.usual } else { Method::VrWilson };
        let chosen = self.chosen.filter(|method| plain || !method.needs_equal_weights());
        let by = |method| match self.form {
            Form::Mean => self.sample.estimate(method, level),
            _ => self.functional()?.estimate(&self.sample, method, level),
        };
        chosen.and_then(by).or_else(|| by(usual))
    }

    /// This minus `other`, a figure of other respondents, by MOVER on the variance-ratio Wilson limits
    /// of both (METHODS §3.1). Absent where one has no answers, and between measures of different
    /// bounds.
    ///
    /// Two classified shares rest on one check of the classifier, which this takes for two: the
    /// interval is then too wide rather than too narrow.
    #[must_use]
    pub fn difference(&self, other: &Self, level: Level) -> Option<Difference> {
        self.difference_shared(other, 0.0, level)
    }

    /// This minus `other` where some respondents are in both, `correlation` being that of the two
    /// values ([`mover_shared`](crate::compare::mover_shared)). Absent also unless the correlation is
    /// within -1 and 1.
    #[must_use]
    pub fn difference_shared(
        &self,
        other: &Self,
        correlation: f64,
        level: Level,
    ) -> Option<Difference> {
        #[allow(clippy::float_cmp)] // bounds are given, not computed
        let same = self.form == other.form && self.bounds() == other.bounds();
        let (low, high) = self.bounds();
        let (a, b) = (self.functional(), other.functional());
        let side = |figure: &'_ Self, functional: Option<Functional>| {
            let sample = figure.sample.clone();
            match functional {
                Some(functional) => Some(functional.side(&sample)),
                None if figure.form == Form::Mean => Side::of_sample(sample),
                None => None,
            }
        };
        if !same {
            return None;
        }
        between(&side(self, a)?, &side(other, b)?, high - low, correlation, level)
    }

    /// The figure of these responses without those of `part`; what a design says of either is not kept.
    /// Absent unless they are of one measure, and `part` has no more answers anywhere.
    #[must_use]
    pub fn without(&self, part: &Self) -> Option<Self> {
        let sample = self.sample.without(&part.sample)?;
        (self.form == part.form).then(|| Self { sample, design: None, ..self.clone() })
    }

    /// The same figure with the variance of its value, in the unit squared, as a design with strata or
    /// clusters gives it ([`design`](crate::design)), and its degrees of freedom. Absent unless both
    /// are finite, the variance not negative and the degrees of freedom above 0.
    #[must_use]
    pub fn with_variance(self, variance: f64, df: f64) -> Option<Self> {
        let sample = self.sample.clone().with_variance(variance, df)?;
        match self.form {
            Form::Mean => Some(Self { sample, ..self }),
            _ => Some(Self { design: Some((variance, df)), ..self }),
        }
    }

    /// The answers, one value each, where the figure is their mean; absent for a consensus and a
    /// corrected share.
    #[must_use]
    pub fn sample(&self) -> Option<&Sample> {
        (self.form == Form::Mean).then_some(&self.sample)
    }

    /// The scores in the order of the scale and how many gave each, for tests that use the order alone.
    /// Absent where the answers have no order.
    #[must_use]
    pub fn ordered(&self) -> Option<(&[f64], &[u64])> {
        self.scores.as_deref().map(|scores| (scores, self.sample.counts()))
    }

    fn functional(&self) -> Option<Functional> {
        let figure = self.form.of(&self.sample)?;
        Some(match self.design {
            Some((variance, df)) => figure.with_variance(variance, df),
            None => figure,
        })
    }
}
