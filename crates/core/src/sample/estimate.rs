//! Estimates from a sample, by each method.

use super::Sample;
use crate::estimate::{Estimate, Level, Method};
use crate::{interval, student};

impl Sample {
    /// The mean with the interval of `method`. Absent without answers, and where the method does not
    /// suit: the methods of shares need a sample of two values, those of the NPS an unweighted one of
    /// -h, 0 and h; [`Method::KornGraubard`], [`Method::Logit`] and [`Method::T`] need two answers.
    ///
    /// ```
    /// use plaudit_core::{estimate::{Level, Method}, sample::Sample};
    ///
    /// let share = Sample::new(vec![0.0, 100.0], vec![182, 81]).unwrap();
    /// let exact = share.estimate(Method::ClopperPearson, Level::default()).unwrap();
    /// assert_eq!(format!("{:.4} {:.4}", exact.lower, exact.upper), "25.2737 36.7622");
    /// assert_eq!(share.estimate(Method::Tango, Level::default()), None);
    /// ```
    #[must_use]
    pub fn estimate(&self, method: Method, level: Level) -> Option<Estimate> {
        if !self.suits(method) {
            return None;
        }
        let (p, n) = (self.unit_mean()?, self.effective_n());
        let z = self.critical(level.z());
        let (high, low, all) = (self.at_high() as f64, self.at_low() as f64, self.n() as f64);
        let unit_error = || self.standard_error().map(|error| error / self.range());
        let share = |limits| Some(self.given(limits, level, method));
        let points = |(lower, upper): (f64, f64)| {
            Some(self.given(((lower + 1.0) / 2.0, (upper + 1.0) / 2.0), level, method))
        };
        match method {
            Method::Wilson => share(interval::wilson(p, n, z)),
            Method::AgrestiCoull => share(interval::agresti_coull(p, n, z)),
            Method::ClopperPearson => share(interval::clopper_pearson(p, n, level)),
            Method::Jeffreys => share(interval::jeffreys(p, n, level)),
            Method::KornGraubard => {
                let variance = unit_error()?.powi(2);
                share(interval::korn_graubard(p, variance, all, self.df(), level))
            }
            Method::Logit => share(interval::logit(p, unit_error()?, level.t(self.df()))),
            Method::Tango => points(interval::tango(high, low, all, z)),
            Method::AdjustedWald => points(interval::adjusted_wald(high, low, all, z)),
            Method::BonettPrice => points(interval::bonett_price(high, low, all, z)),
            Method::VrWilson => share(self.vr_wilson_limits(level.z())?),
            Method::T => share(interval::t(p, unit_error()?, level.t(self.df()))),
        }
    }

    /// The share at the highest value of a sample of two values, with Wilson's interval. Absent
    /// without answers.
    #[must_use]
    pub fn wilson(&self, level: Level) -> Option<Estimate> {
        self.estimate(Method::Wilson, level)
    }

    /// The mean with the variance-ratio Wilson interval. Absent without answers.
    #[must_use]
    pub fn vr_wilson(&self, level: Level) -> Option<Estimate> {
        self.estimate(Method::VrWilson, level)
    }

    /// The mean of an unweighted sample of values -h, 0 and h with Tango's score interval. Absent
    /// without answers.
    #[must_use]
    pub fn tango(&self, level: Level) -> Option<Estimate> {
        self.estimate(Method::Tango, level)
    }

    /// Whether the values are such as `method` is made for.
    #[must_use]
    #[allow(clippy::float_cmp)] // the values are few and given, not computed
    pub fn suits(&self, method: Method) -> bool {
        let two = || self.values.iter().all(|value| *value == self.low || *value == self.high);
        let three = || {
            let known = |value: &f64| *value == 0.0 || value.abs() == self.high;
            self.low == -self.high && self.values.iter().all(known)
        };
        match method {
            Method::Wilson
            | Method::AgrestiCoull
            | Method::ClopperPearson
            | Method::Jeffreys
            | Method::KornGraubard
            | Method::Logit => two(),
            Method::Tango | Method::AdjustedWald | Method::BonettPrice => {
                !self.is_weighted() && self.design.is_none() && three()
            }
            Method::VrWilson | Method::T => true,
        }
    }

    /// The variance-ratio Wilson limits on the range mapped to [0, 1]. Absent without answers.
    pub(crate) fn vr_wilson_limits(&self, z: f64) -> Option<(f64, f64)> {
        let mean = self.unit_mean()?;
        let terms =
            (0..self.values.len()).map(|i| self.to_unit(self.values[i]).powi(2) * self.sum_at(i));
        let square = terms.sum::<f64>() / self.weight();
        Some(interval::vr_wilson(mean, square, self.effective_n(), self.critical(z)))
    }

    /// The mean on the range mapped to [0, 1]. Absent without answers.
    pub(crate) fn unit_mean(&self) -> Option<f64> {
        self.mean().map(|mean| self.to_unit(mean).clamp(0.0, 1.0))
    }

    /// What takes the place of the normal quantile `z`: that of Student's t for a design of fewer than
    /// 60 degrees of freedom (METHODS §1.4).
    fn critical(&self, z: f64) -> f64 {
        match self.design {
            Some(design) => student::critical(z, design.df),
            None => z,
        }
    }

    /// The estimate with these limits on the range mapped to [0, 1].
    fn given(&self, limits: (f64, f64), level: Level, method: Method) -> Estimate {
        let value = self.mean().unwrap_or(self.low).max(self.low).min(self.high);
        let from_unit = |y: f64| self.low + self.range() * y;
        let counted = !self.is_weighted() && self.suits(Method::Wilson);
        Estimate {
            value,
            lower: from_unit(limits.0).max(self.low).min(value),
            upper: from_unit(limits.1).min(self.high).max(value),
            level,
            method,
            n: self.n(),
            effective_n: self.effective_n(),
            standard_error: self.standard_error(),
            count: counted.then(|| self.at_high()),
        }
    }

    fn to_unit(&self, value: f64) -> f64 {
        (value - self.low) / self.range()
    }
}
