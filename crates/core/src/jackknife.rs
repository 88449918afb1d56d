//! The delete-a-group jackknife: standard errors for any statistic (METHODS §1.5).
//!
//! Responses are dealt into [`GROUPS`] groups by a hash of the respondent, so that all answers of one
//! person share a group. The statistic is computed from all groups and once without each; how much
//! it moves is its standard error, valid with repeat respondents (Kott 2001).

use sha2::{Digest, Sha256};

use crate::Interval;
use crate::estimate::Level;
use crate::student;

/// Number of respondent groups. Standard errors are then known to about 9 %.
pub const GROUPS: usize = 64;

/// The group of a respondent, 0 to 63: the first byte of the SHA-256 of the pseudonym, modulo 64.
///
/// ```
/// assert_eq!(plaudit_core::jackknife::group("ann"), 9);
/// ```
#[must_use]
pub fn group(respondent: &str) -> usize {
    usize::from(Sha256::digest(respondent.as_bytes())[0]) % GROUPS
}

/// Statistics from all groups and without each group in turn.
#[derive(Clone, Debug, PartialEq)]
pub struct Jackknife {
    value: Vec<f64>,
    replicates: Vec<Vec<f64>>,
    means: Vec<f64>,
}

impl Jackknife {
    /// From the statistics of everything and of everything less one group, for each group. Absent
    /// with fewer than two groups, or when a replicate has another number of statistics or one that
    /// is not finite.
    #[must_use]
    pub fn new(value: Vec<f64>, replicates: Vec<Vec<f64>>) -> Option<Self> {
        let finite = |list: &Vec<f64>| list.iter().all(|x| x.is_finite());
        let fits = |list: &Vec<f64>| list.len() == value.len() && finite(list);
        if replicates.len() < 2 || !finite(&value) || !replicates.iter().all(fits) {
            return None;
        }
        let groups = replicates.len() as f64;
        let means = (0..value.len())
            .map(|i| replicates.iter().map(|replicate| replicate[i]).sum::<f64>() / groups)
            .collect();
        Some(Self { value, replicates, means })
    }

    /// The statistics of everything.
    #[must_use]
    pub fn value(&self) -> &[f64] {
        &self.value
    }

    /// The statistics without each group.
    #[must_use]
    pub fn replicates(&self) -> &[Vec<f64>] {
        &self.replicates
    }

    /// Degrees of freedom: groups less 1.
    #[must_use]
    pub fn df(&self) -> f64 {
        (self.replicates.len() - 1) as f64
    }

    /// Covariance of statistics `i` and `j`: (G−1)/G · Σ_r (T_i(r) − T̄_i)(T_j(r) − T̄_j). Absent beyond
    /// the statistics.
    #[must_use]
    pub fn covariance(&self, i: usize, j: usize) -> Option<f64> {
        let (x, y) = (self.means.get(i)?, self.means.get(j)?);
        let sum: f64 = self.replicates.iter().map(|t| (t[i] - x) * (t[j] - y)).sum();
        Some(sum * self.df() / self.replicates.len() as f64)
    }

    /// Standard error of statistic `i`. Absent beyond the statistics.
    #[must_use]
    pub fn se(&self, i: usize) -> Option<f64> {
        self.covariance(i, i).map(f64::sqrt)
    }

    /// Statistic `i` with its interval by Student's t with G−1 degrees of freedom. Absent beyond the
    /// statistics.
    #[must_use]
    pub fn interval(&self, i: usize, level: Level) -> Option<Interval> {
        let half = student::quantile(level, self.df()) * self.se(i)?;
        Some(Interval::around(self.value[i], half))
    }
}

/// The jackknife of `statistic` over `groups` of sums: `merge` and `unmerge` are those of the sums,
/// as in [`Patterns::merge`](crate::moments::Patterns::merge), and exact. Absent when groups do not
/// fit each other, when the statistic is absent anywhere, or as [`Jackknife::new`].
///
/// ```
/// use plaudit_core::{jackknife, moments::Moments};
///
/// // With one response a group, the standard error of a mean is the ordinary one: sd/√n.
/// let groups: Vec<Moments> = [2, 4, 4, 6].iter().map(|x| {
///     let mut moments = Moments::zero(1);
///     assert!(moments.add(&[*x]));
///     moments
/// }).collect();
/// let mean = |sum: &Moments| Some(sum.centred()?.means().to_vec());
/// let found = jackknife::over(&groups, Moments::merge, Moments::unmerge, mean).unwrap();
/// assert_eq!(found.value(), [4.0]);
/// assert!((found.se(0).unwrap() - (8.0_f64 / 3.0 / 4.0).sqrt()).abs() < 1e-15);
/// ```
#[must_use]
pub fn over<T: Clone>(
    groups: &[T],
    merge: impl Fn(&mut T, &T) -> bool,
    unmerge: impl Fn(&mut T, &T) -> bool,
    statistic: impl Fn(&T) -> Option<Vec<f64>>,
) -> Option<Jackknife> {
    let total = total(groups, merge)?;
    let without = |group: &T| {
        let mut rest = total.clone();
        unmerge(&mut rest, group).then(|| statistic(&rest))?
    };
    let replicates = groups.iter().map(without).collect::<Option<Vec<_>>>()?;
    Jackknife::new(statistic(&total)?, replicates)
}

/// All groups together. Absent without groups, and when they do not fit each other.
pub(crate) fn total<T: Clone>(groups: &[T], merge: impl Fn(&mut T, &T) -> bool) -> Option<T> {
    let mut total = groups.first()?.clone();
    groups[1..].iter().all(|group| merge(&mut total, group)).then_some(total)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_constant_statistic_has_no_error_and_a_missing_replicate_no_jackknife() {
        let found = Jackknife::new(vec![3.0], vec![vec![3.0]; 64]).unwrap();
        assert_eq!(found.se(0), Some(0.0));
        assert_eq!(found.df(), 63.0);
        assert_eq!(found.se(1), None);
        assert!(Jackknife::new(vec![3.0], vec![vec![3.0]]).is_none());
        assert!(Jackknife::new(vec![3.0], vec![vec![3.0], vec![]]).is_none());
        assert!(Jackknife::new(vec![3.0], vec![vec![3.0], vec![f64::NAN]]).is_none());
    }

    #[test]
    fn respondents_spread_over_all_groups() {
        let mut sizes = [0_u32; GROUPS];
        (0..6400).for_each(|i| sizes[group(&format!("respondent-{i}"))] += 1);
        assert!(sizes.iter().all(|size| (60..=145).contains(size)), "{sizes:?}");
    }
}
