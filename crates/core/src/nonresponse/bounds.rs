//! What the answers that were not given could change.

/// The least and the greatest a mean can be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bounds {
    /// Had all others given the lowest value.
    pub lower: f64,
    /// Had all others given the highest value.
    pub upper: f64,
}

/// The bounds of a mean of which only the share `rate` answered, on a scale from `low` to `high`
/// (Manski 1990): rate·mean + (1 - rate)·low to rate·mean + (1 - rate)·high. They hold without any
/// assumption about those who did not answer. Absent unless the rate is within [0, 1] and the mean on
/// the scale.
///
/// ```
/// let bounds = plaudit_core::nonresponse::manski(48.0, 0.25, -100.0, 100.0).unwrap();
/// assert_eq!((bounds.lower, bounds.upper), (-63.0, 87.0));
/// ```
#[must_use]
pub fn manski(mean: f64, rate: f64, low: f64, high: f64) -> Option<Bounds> {
    let fits = (0.0..=1.0).contains(&rate) && low <= mean && mean <= high;
    let all = |rest: f64| rate * mean + (1.0 - rate) * rest;
    fits.then(|| Bounds { lower: all(low), upper: all(high) })
}

/// The mean that those who did not answer would need for all together to have `threshold`:
/// (threshold - rate·mean)/(1 - rate). Beyond the scale, no answers of theirs could turn the
/// conclusion. Absent unless the rate is within [0, 1), or a number is not finite.
///
/// ```
/// // An NPS of 48 at a rate of 40% is above 0 unless the silent are below -32.
/// let silent = plaudit_core::nonresponse::break_even(48.0, 0.4, 0.0).unwrap();
/// assert!((silent + 32.0).abs() < 1e-12);
/// ```
#[must_use]
pub fn break_even(mean: f64, rate: f64, threshold: f64) -> Option<f64> {
    let needed = (threshold - rate * mean) / (1.0 - rate);
    ((0.0..1.0).contains(&rate) && needed.is_finite()).then_some(needed)
}
