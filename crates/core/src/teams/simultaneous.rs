//! How far two teams must lie apart when all pairs are compared.

use statrs::distribution::{ContinuousCDF, Normal};

use crate::estimate::Level;

/// The standard errors by which two of `teams` must differ so that one-sided tests of all ordered pairs
/// hold together at `level` (Bonferroni), for [`rank_intervals`](super::rank_intervals). 0 below two
/// teams, where there is nothing to compare.
///
/// ```
/// use plaudit_core::{estimate::Level, teams::simultaneous_z};
///
/// // METHODS §8.11: 20 one-sided tests of five teams.
/// assert_eq!(format!("{:.6}", simultaneous_z(5, Level::default())), "2.807034");
/// ```
#[must_use]
pub fn simultaneous_z(teams: usize, level: Level) -> f64 {
    if teams < 2 {
        return 0.0;
    }
    let pairs = teams as f64 * (teams as f64 - 1.0);
    -Normal::standard().inverse_cdf((1.0 - level.share()) / pairs)
}
