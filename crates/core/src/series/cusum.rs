//! Cumulative sums, for small shifts that stay.

/// The two sums of one period.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cusum {
    /// Sum of what is above; 0 or more.
    pub up: f64,
    /// Sum of what is below; 0 or more.
    pub down: f64,
    /// Whether either exceeds the decision limit.
    pub signal: bool,
}

/// The tabular CUSUM (Page 1954; Montgomery): up = max(0, up + z - `k`) and down = max(0, down - z -
/// `k`) for each z, a signal where one exceeds `h`.
///
/// z is a period's (value - target)/standard error. k = ½ looks for shifts of one standard error; on
/// target, h = 4 signals falsely every 168 periods and h = 5 every 465.
///
/// ```
/// use plaudit_core::series::cusum;
///
/// let sums = cusum(&[0.2, -0.1, 1.5, 2.0, 1.8, 2.2], 0.5, 4.0);
/// assert_eq!(format!("{:.1}", sums[5].up), "5.5");
/// assert_eq!(sums.iter().position(|sum| sum.signal), Some(5));
/// ```
#[must_use]
pub fn cusum(z: &[f64], k: f64, h: f64) -> Vec<Cusum> {
    let (mut up, mut down) = (0.0_f64, 0.0_f64);
    let step = |z: &f64| {
        up = (up + z - k).max(0.0);
        down = (down - z - k).max(0.0);
        Cusum { up, down, signal: up > h || down > h }
    };
    z.iter().map(step).collect()
}

/// The CUSUM of single answers that are or are not dissatisfied, for a shift of that share from `p0` to
/// `p1`: each adds the logarithm of its likelihood ratio, the sum never below 0. Returns the sum after
/// each answer; a signal is a sum above the limit chosen. Absent unless both are within (0, 1) and
/// differ.
///
/// ```
/// use plaudit_core::series::bernoulli_cusum;
///
/// let sums = bernoulli_cusum(&[false, true, true], 0.05, 0.10).unwrap();
/// assert_eq!(format!("{:.4}", sums[2]), format!("{:.4}", 2.0 * 2.0_f64.ln()));
/// ```
#[must_use]
pub fn bernoulli_cusum(dissatisfied: &[bool], p0: f64, p1: f64) -> Option<Vec<f64>> {
    let inside = |p: f64| p > 0.0 && p < 1.0;
    let (yes, no) = ((p1 / p0).ln(), ((1.0 - p1) / (1.0 - p0)).ln());
    let mut sum = 0.0_f64;
    let step = |bad: &bool| {
        sum = (sum + if *bad { yes } else { no }).max(0.0);
        sum
    };
    (inside(p0) && inside(p1) && (p1 - p0).abs() > 0.0)
        .then(|| dissatisfied.iter().map(step).collect())
}
