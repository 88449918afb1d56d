//! Estimates: a value that says how sure it is.

mod method;

use std::fmt;

use statrs::distribution::{ContinuousCDF, Normal};

pub use method::Method;

use crate::student;

/// A value with its interval, the method and the number of answers it rests on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The value, in the unit of its measure.
    pub value: f64,
    /// Lower limit; never below the measure's lowest possible value.
    pub lower: f64,
    /// Upper limit; never above the measure's highest possible value.
    pub upper: f64,
    /// Confidence level of the interval.
    pub level: Level,
    /// How the interval was computed.
    pub method: Method,
    /// Answers.
    pub n: u64,
    /// The number of answers of a simple random sample that would be as precise, at most `n`; the
    /// same as `n` without weights and clusters.
    pub effective_n: f64,
    /// Standard error of the value, in its unit, as the weights and the design make it: √(s²/n), s² with
    /// n - 1, where there are neither. Absent below two answers.
    pub standard_error: Option<f64>,
    /// For an unweighted share: how many of them.
    pub count: Option<u64>,
}

/// How far an estimate may be published (METHODS §2.2), by the effective number of answers it rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// At least 30.
    Reportable,
    /// 10 to 29: the interval comes first.
    Indicative,
    /// Below 10: the interval only.
    IntervalOnly,
}

impl Estimate {
    /// How far it may be published.
    #[must_use]
    pub fn standing(&self) -> Standing {
        // Rounded, so that the arithmetic of weights does not turn 30 into 29.999.
        match (self.effective_n * 1e6).round() / 1e6 {
            30.0.. => Standing::Reportable,
            10.0..30.0 => Standing::Indicative,
            _ => Standing::IntervalOnly,
        }
    }
}

/// A two-sided confidence level: a share within 0.5 and 0.9999.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Level(f64);

impl Level {
    /// The level as a share. Absent outside 0.5 to 0.9999.
    #[must_use]
    pub fn new(level: f64) -> Option<Self> {
        (0.5..=0.9999).contains(&level).then_some(Self(level))
    }

    /// As a share.
    #[must_use]
    pub fn share(self) -> f64 {
        self.0
    }

    /// The quantile of the standard normal distribution: 1.959963984540054 for 0.95.
    ///
    /// ```
    /// let z = plaudit_core::estimate::Level::default().z();
    /// assert!((z - 1.959963984540054).abs() < 1e-14);
    /// ```
    #[must_use]
    pub fn z(self) -> f64 {
        Normal::standard().inverse_cdf(0.5 + self.0 / 2.0)
    }

    /// The quantile of Student's t with `df` degrees of freedom: [`z`](Self::z) from a billion on, and
    /// infinite without degrees of freedom, where nothing is known.
    ///
    /// ```
    /// let t = plaudit_core::estimate::Level::default().t(63.0);
    /// assert_eq!(format!("{t:.6}"), "1.998341");
    /// ```
    #[must_use]
    pub fn t(self, df: f64) -> f64 {
        student::quantile(self, df)
    }
}

impl Default for Level {
    /// 0.95.
    fn default() -> Self {
        Self(0.95)
    }
}

impl fmt::Display for Level {
    /// As `95%`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}%", (self.0 * 1e6).round() / 1e4)
    }
}
