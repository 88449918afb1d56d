//! A value between its limits.

/// A value and the limits of its confidence interval, in the value's unit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// The value.
    pub value: f64,
    /// Lower limit.
    pub lower: f64,
    /// Upper limit.
    pub upper: f64,
}

impl Interval {
    /// `value` ± `half`.
    #[must_use]
    pub fn around(value: f64, half: f64) -> Self {
        Self { value, lower: value - half, upper: value + half }
    }

    /// `factor` times all three; a negative factor swaps the limits.
    ///
    /// ```
    /// use plaudit_core::Interval;
    /// let slope = Interval { value: 0.2, lower: -0.1, upper: 0.5 };
    /// assert_eq!(slope.times(-10.0), Interval { value: -2.0, lower: -5.0, upper: 1.0 });
    /// ```
    #[must_use]
    pub fn times(self, factor: f64) -> Self {
        let [value, a, b] = [self.value, self.lower, self.upper].map(|x| factor * x);
        Self { value, lower: a.min(b), upper: a.max(b) }
    }

    /// Whether 0 lies outside the limits.
    #[must_use]
    pub fn excludes_zero(self) -> bool {
        self.lower > 0.0 || self.upper < 0.0
    }

    /// exp of all three: a ratio from its logarithm.
    pub(crate) fn exp(self) -> Self {
        Self { value: self.value.exp(), lower: self.lower.exp(), upper: self.upper.exp() }
    }
}
