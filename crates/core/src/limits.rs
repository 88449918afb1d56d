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

    /// exp of all three: a ratio from its logarithm.
    pub(crate) fn exp(self) -> Self {
        Self { value: self.value.exp(), lower: self.lower.exp(), upper: self.upper.exp() }
    }
}
