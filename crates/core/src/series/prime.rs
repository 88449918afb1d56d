//! The prime chart (Laney 2002), for any figure with a standard error.

/// One period.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// The figure.
    pub value: f64,
    /// Its standard error if the true figure were the centre; above 0. For a share of n answers,
    /// √(centre·(1 - centre)/n).
    pub error: f64,
    /// What it counts for in the centre: the answers, or 1/error².
    pub weight: f64,
}

/// Limits of one period.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limits {
    /// Lower limit.
    pub lower: f64,
    /// Upper limit.
    pub upper: f64,
    /// Whether the period's figure lies outside.
    pub outside: bool,
}

/// A chart of periods against their common centre.
#[derive(Clone, Debug, PartialEq)]
pub struct PrimeChart {
    /// Weighted mean of the baseline.
    pub centre: f64,
    /// How many times more the periods of the baseline vary from one to the next than sampling alone
    /// would have it: 1 is an ordinary chart of shares; absent below two periods, where the limits are
    /// those of sampling alone.
    pub sigma_z: Option<f64>,
    /// One a period.
    pub limits: Vec<Limits>,
}

/// The centre of the first `baseline` periods and the limits centre ± 3·error·σ for all, where σ is
/// the mean absolute step of (value - centre)/error between periods of the baseline, divided by 1.128
/// (Laney 2002). A baseline of at least 20 periods is worth trusting; keep it once chosen.
///
/// With thousands of answers a period, an ordinary chart of shares calls every period out of the
/// ordinary; this one knows that periods differ. Absent without a baseline, with more periods in it
/// than there are, and for errors and weights that are not finite and above 0.
///
/// ```
/// use plaudit_core::series::{Point, prime_chart};
///
/// let periods: Vec<Point> = [50.0, 52.0, 49.0, 51.0, 70.0]
///     .map(|value| Point { value, error: 2.0, weight: 100.0 })
///     .to_vec();
/// let chart = prime_chart(&periods, 4).unwrap();
/// assert_eq!(chart.centre, 50.5);
/// assert!(chart.limits[4].outside && !chart.limits[3].outside);
/// ```
#[must_use]
pub fn prime_chart(periods: &[Point], baseline: usize) -> Option<PrimeChart> {
    let base = periods.get(..baseline)?;
    let positive = |x: f64| x.is_finite() && x > 0.0;
    let fits = |p: &Point| p.value.is_finite() && positive(p.error) && positive(p.weight);
    if base.is_empty() || !periods.iter().all(fits) {
        return None;
    }
    let weight: f64 = base.iter().map(|p| p.weight).sum();
    let centre = base.iter().map(|p| p.weight * p.value).sum::<f64>() / weight;
    let z: Vec<f64> = base.iter().map(|p| (p.value - centre) / p.error).collect();
    let steps = z.windows(2).map(|pair| (pair[1] - pair[0]).abs());
    let sigma_z =
        (baseline > 1).then(|| steps.sum::<f64>() / (baseline - 1) as f64 / EXPECTED_STEP);
    let limits = periods
        .iter()
        .map(|p| {
            let half = 3.0 * p.error * sigma_z.unwrap_or(1.0);
            let (lower, upper) = (centre - half, centre + half);
            Limits { lower, upper, outside: !(lower..=upper).contains(&p.value) }
        })
        .collect();
    Some(PrimeChart { centre, sigma_z, limits })
}

/// The limits of the ordinary chart of shares, centre ± 3·√(centre·(1 - centre)/n), cut to [0, 1]: for
/// periods of `n` answers that differ by sampling alone. With many answers they seldom do; the
/// [`prime_chart`] then knows. Absent unless the centre is within [0, 1] and n above 0.
///
/// ```
/// // Wafers, NIST/SEMATECH e-Handbook §6.3.3.2: 0.0524 to 0.4102.
/// let (lower, upper) = plaudit_core::series::share_limits(0.2313, 50.0).unwrap();
/// assert_eq!(format!("{lower:.4} {upper:.4}"), "0.0524 0.4102");
/// ```
#[must_use]
pub fn share_limits(centre: f64, n: f64) -> Option<(f64, f64)> {
    let half = 3.0 * (centre * (1.0 - centre) / n).sqrt();
    ((0.0..=1.0).contains(&centre) && n > 0.0)
        .then(|| ((centre - half).max(0.0), (centre + half).min(1.0)))
}

/// Mean absolute difference of two standard normal values, as tables of control charts have it.
const EXPECTED_STEP: f64 = 1.128;
