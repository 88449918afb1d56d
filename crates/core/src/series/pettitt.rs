//! One change of level, order alone counting.

/// A change of level.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pettitt {
    /// First period after the likeliest change.
    pub at: usize,
    /// The statistic K, the largest |Σ sign(later - earlier)| over splits.
    pub statistic: f64,
    /// Approximate two-sided p-value, within [0, 1]: 2·exp(-6K²/(n³ + n²)); good below 0.5.
    pub p: f64,
}

/// Pettitt's test of one change of level at an unknown place (Pettitt 1979), which asks nothing of the
/// distribution: it is Mann and Whitney's statistic at the best split. Absent below two values and for
/// a value that is not a number.
///
/// ```
/// use plaudit_core::series::pettitt;
///
/// let found = pettitt(&[1.0, 3.0, 2.0, 4.0, 9.0, 8.0, 7.0, 11.0]).unwrap();
/// assert_eq!((found.at, found.statistic), (4, 16.0));
/// ```
#[must_use]
pub fn pettitt(values: &[f64]) -> Option<Pettitt> {
    let n = values.len();
    if n < 2 || values.iter().any(|value| value.is_nan()) {
        return None;
    }
    // Moving a value before the split adds its comparisons with all others.
    let (mut sum, mut at, mut statistic) = (0.0_f64, 1, 0.0_f64);
    for (t, own) in values[..n - 1].iter().enumerate() {
        let sign = |other: &f64| f64::from(i8::from(other > own) - i8::from(other < own));
        sum += values.iter().map(sign).sum::<f64>();
        if sum.abs() > statistic {
            (at, statistic) = (t + 1, sum.abs());
        }
    }
    let n = n as f64;
    let p = 2.0 * (-6.0 * statistic * statistic / (n * n * (n + 1.0))).exp();
    Some(Pettitt { at, statistic, p: p.min(1.0) })
}
