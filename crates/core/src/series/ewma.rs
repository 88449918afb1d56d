//! Exponentially weighted moving averages.

/// The average after one period.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ewma {
    /// The average.
    pub value: f64,
    /// Lower limit.
    pub lower: f64,
    /// Upper limit.
    pub upper: f64,
}

impl Ewma {
    /// Whether the average lies outside its limits.
    #[must_use]
    pub fn signal(&self) -> bool {
        !(self.lower..=self.upper).contains(&self.value)
    }
}

/// The chart of λ·value + (1 - λ)·average from `start` (Roberts 1959), with the limits start ±
/// `width`·`sigma`·√(λ/(2 - λ)·(1 - (1 - λ)^2t)), which widen from the first period t = 1. λ = 0.2 and
/// a width of 2.86 to 3 are usual. Empty unless λ is above 0 and at most 1.
///
/// ```
/// let chart = plaudit_core::series::ewma(&[52.0, 47.0, 53.0], 50.0, 2.0539, 0.3, 3.0);
/// assert_eq!(format!("{:.2} {:.2} {:.2}", chart[0].value, chart[1].value, chart[2].value),
///     "50.60 49.52 50.56"); // NIST/SEMATECH e-Handbook, METHODS §8.9
/// ```
#[must_use]
pub fn ewma(values: &[f64], start: f64, sigma: f64, lambda: f64, width: f64) -> Vec<Ewma> {
    if lambda.is_nan() || lambda <= 0.0 || lambda > 1.0 {
        return Vec::new();
    }
    let (mut average, mut forgotten) = (start, 1.0);
    let step = |value: &f64| {
        average = lambda * value + (1.0 - lambda) * average;
        forgotten *= (1.0 - lambda) * (1.0 - lambda);
        let half = width * sigma * (lambda / (2.0 - lambda) * (1.0 - forgotten)).sqrt();
        Ewma { value: average, lower: start - half, upper: start + half }
    };
    values.iter().map(step).collect()
}
