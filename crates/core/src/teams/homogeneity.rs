//! Whether teams differ at all.

use statrs::distribution::{ChiSquared, ContinuousCDF};

/// Cochran's test of equal teams.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Homogeneity {
    /// Σ (value - mean)²/variance, the mean weighted by 1/variance.
    pub q: f64,
    /// Degrees of freedom: teams - 1.
    pub df: f64,
    /// Probability of such a q, or a greater one, when all teams are equal.
    pub p: f64,
}

/// Tests whether teams with these values and variances, above 0, are equal (Cochran 1954): where they
/// are, q is distributed as chi-square. Absent below two teams and where a number is not finite or a
/// variance not above 0.
///
/// ```
/// use plaudit_core::teams::homogeneity;
///
/// // 4 and 10 with variance 2 each: mean 7, q = 9/2 + 9/2, and P(χ² > 9) with one degree of freedom.
/// let test = homogeneity(&[(4.0, 2.0), (10.0, 2.0)]).unwrap();
/// assert_eq!((test.q, test.df), (9.0, 1.0));
/// assert_eq!(format!("{:.9}", test.p), "0.002699796");
/// ```
#[must_use]
pub fn homogeneity(teams: &[(f64, f64)]) -> Option<Homogeneity> {
    let usable = |(value, v): &(f64, f64)| value.is_finite() && v.is_finite() && *v > 0.0;
    if teams.len() < 2 || !teams.iter().all(usable) {
        return None;
    }
    let weight: f64 = teams.iter().map(|(_, v)| 1.0 / v).sum();
    let mean = teams.iter().map(|(value, v)| value / v).sum::<f64>() / weight;
    let q = teams.iter().map(|(value, v)| (value - mean).powi(2) / v).sum();
    let df = teams.len() as f64 - 1.0;
    let p = ChiSquared::new(df).ok()?.sf(q);
    Some(Homogeneity { q, df, p })
}
