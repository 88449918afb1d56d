//! Direct standardisation: teams as if they had done the same work.

/// A figure standardised to common shares.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Standardised {
    /// The figure, in the unit of the means.
    pub value: f64,
    /// Its standard error; absent when the variance of a mean is not known.
    pub error: Option<f64>,
    /// The share of the standard for which the team has answers, within (0, 1]; below 1 the figure is
    /// standardised to that part alone, and is not comparable without saying so.
    pub covered: f64,
}

/// Σ s·mean/Σ s over the groups of work (channel, issue type) in which the team has answers, where
/// `standard` are the shares s of the groups in all work, in any unit, and `groups` the team's mean and
/// its variance in each. Absent when the lists differ in length, a share is negative, or the team has
/// answers in no group of the standard.
///
/// ```
/// use plaudit_core::teams::standardise;
///
/// // Half of all work is easy. A team that does nothing else looks better than it is.
/// let team = [Some((90.0, Some(4.0))), Some((50.0, Some(4.0)))];
/// let found = standardise(&[0.5, 0.5], &team).unwrap();
/// assert_eq!((found.value, found.error, found.covered), (70.0, Some(2.0_f64.sqrt()), 1.0));
/// ```
#[must_use]
pub fn standardise(
    standard: &[f64],
    groups: &[Option<(f64, Option<f64>)>],
) -> Option<Standardised> {
    let all: f64 = standard.iter().sum();
    if standard.len() != groups.len() || !standard.iter().all(|s| s.is_finite() && *s >= 0.0) {
        return None;
    }
    let given = || standard.iter().zip(groups).filter_map(|(s, group)| Some((*s, (*group)?)));
    let covered: f64 = given().map(|(s, _)| s).sum();
    let value = given().map(|(s, (mean, _))| s * mean).sum::<f64>() / covered;
    let variances: Option<f64> =
        given().filter(|(s, _)| *s > 0.0).map(|(s, (_, v))| Some(s * s * v?)).sum();
    (covered > 0.0 && value.is_finite()).then(|| Standardised {
        value,
        error: variances.map(|sum| sum.max(0.0).sqrt() / covered),
        covered: covered / all,
    })
}
