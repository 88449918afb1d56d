//! A sample: how many gave each value. Every figure of a measure is computed from one.

use crate::estimate::{Estimate, Level, Method};
use crate::interval;

/// Answers as counts by value, the values in the unit of a measure.
#[derive(Clone, Debug, PartialEq)]
pub struct Sample {
    values: Vec<f64>,
    counts: Vec<u64>,
    low: f64,
    high: f64,
}

impl Sample {
    /// Counts by value. The values span the measure's whole range, whether or not all were given.
    /// Absent unless both lists are equally long and hold at least two different finite values.
    #[must_use]
    pub fn new(values: Vec<f64>, counts: Vec<u64>) -> Option<Self> {
        let low = values.iter().copied().fold(f64::INFINITY, f64::min);
        let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let fits = values.len() == counts.len()
            && values.iter().all(|value| value.is_finite())
            && low < high;
        fits.then_some(Self { values, counts, low, high })
    }

    /// Number of answers.
    #[must_use]
    pub fn n(&self) -> u64 {
        self.counts.iter().sum()
    }

    /// Mean value. Absent without answers.
    #[must_use]
    pub fn mean(&self) -> Option<f64> {
        let n = self.n();
        (n > 0).then(|| {
            let sum: f64 = self.values.iter().zip(&self.counts).map(|(v, c)| v * *c as f64).sum();
            sum / n as f64
        })
    }

    /// How many gave the highest value.
    #[must_use]
    pub fn at_high(&self) -> u64 {
        self.count_of(self.high)
    }

    /// How many gave the lowest value.
    #[must_use]
    pub fn at_low(&self) -> u64 {
        self.count_of(self.low)
    }

    /// These answers without those of `part`. Absent unless `part` has the same values and no more
    /// answers anywhere.
    #[must_use]
    pub fn without(&self, part: &Self) -> Option<Self> {
        if self.values != part.values {
            return None;
        }
        let counts: Option<Vec<u64>> = self
            .counts
            .iter()
            .zip(&part.counts)
            .map(|(all, part)| all.checked_sub(*part))
            .collect();
        counts.map(|counts| Self { counts, ..self.clone() })
    }

    /// The share at the highest value of a sample of two values, with Wilson's interval. Absent
    /// without answers.
    #[must_use]
    pub fn wilson(&self, level: Level) -> Option<Estimate> {
        debug_assert!(self.values.iter().all(|v| *v == self.low || *v == self.high));
        self.share(self.high, level)
    }

    /// The share of answers with `value`, scaled to the range of the sample, with Wilson's interval.
    /// Absent without answers.
    pub(crate) fn share(&self, value: f64, level: Level) -> Option<Estimate> {
        let n = self.n();
        let count = self.count_of(value);
        let limits = interval::wilson(count as f64 / n as f64, n as f64, level.z());
        (n > 0).then(|| Estimate {
            count: Some(count),
            ..self.estimate(count as f64 / n as f64, limits, level, Method::Wilson)
        })
    }

    /// The mean with the variance-ratio Wilson interval. Absent without answers.
    #[must_use]
    pub fn vr_wilson(&self, level: Level) -> Option<Estimate> {
        let value = self.mean()?;
        let limits = self.vr_wilson_limits(level.z())?;
        let estimate = self.estimate(self.to_unit(value), limits, level, Method::VrWilson);
        Some(Estimate { value, ..estimate })
    }

    /// The mean of a sample of values -h, 0 and h with Tango's score interval. Absent without answers.
    #[must_use]
    pub fn tango(&self, level: Level) -> Option<Estimate> {
        debug_assert!(self.low == -self.high);
        let value = self.mean()?;
        let (for_it, against) = (self.at_high() as f64, self.at_low() as f64);
        let (lower, upper) = interval::tango(for_it, against, self.n() as f64, level.z());
        Some(Estimate {
            value,
            lower: (lower * self.high).min(value),
            upper: (upper * self.high).max(value),
            level,
            method: Method::Tango,
            n: self.n(),
            count: None,
        })
    }

    /// The variance-ratio Wilson limits on the range mapped to [0, 1]. Absent without answers.
    pub(crate) fn vr_wilson_limits(&self, z: f64) -> Option<(f64, f64)> {
        let n = self.n() as f64;
        let unit = |power: i32| {
            let terms = self.values.iter().zip(&self.counts);
            terms.map(|(v, c)| self.to_unit(*v).powi(power) * *c as f64).sum::<f64>() / n
        };
        (n > 0.0).then(|| interval::vr_wilson(unit(1), unit(2), n, z))
    }

    /// The mean on the range mapped to [0, 1]. Absent without answers.
    pub(crate) fn unit_mean(&self) -> Option<f64> {
        self.mean().map(|mean| self.to_unit(mean))
    }

    /// The width of the range.
    pub(crate) fn range(&self) -> f64 {
        self.high - self.low
    }

    fn estimate(&self, unit: f64, limits: (f64, f64), level: Level, method: Method) -> Estimate {
        let from_unit = |y: f64| self.low + self.range() * y;
        let value = from_unit(unit);
        Estimate {
            value,
            lower: from_unit(limits.0).clamp(self.low, value),
            upper: from_unit(limits.1).clamp(value, self.high),
            level,
            method,
            n: self.n(),
            count: None,
        }
    }

    fn to_unit(&self, value: f64) -> f64 {
        (value - self.low) / self.range()
    }

    #[allow(clippy::float_cmp)] // the values are few and given, not computed
    fn count_of(&self, value: f64) -> u64 {
        self.values.iter().zip(&self.counts).filter(|(v, _)| **v == value).map(|(_, c)| c).sum()
    }
}
