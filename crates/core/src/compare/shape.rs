//! Whether histograms differ in any way.

use statrs::distribution::{ChiSquared, ContinuousCDF};

/// A chi-square test.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ChiSquare {
    /// The statistic Σ (found - expected)²/expected.
    pub statistic: f64,
    /// Degrees of freedom: (groups - 1)·(scores - 1), counting those with answers.
    pub df: u64,
    /// p-value.
    pub p: f64,
}

/// Pearson's chi-square test of groups with answers over the same scores: a flag that the shape of the
/// distribution differs in some way, blind to the order of the scores. For which scores higher see
/// [`brunner_munzel`](super::brunner_munzel); where an expected count is below 5,
/// [`permutation`](super::permutation()). Absent below two groups and two scores with answers, and
/// when the lists differ in length.
///
/// ```
/// // An NPS of 48 against one of 20, SciPy's chi2_contingency.
/// let test = plaudit_core::compare::shape_differs(&[&[12, 28, 60], &[25, 30, 45]]).unwrap();
/// assert_eq!(format!("{:.6} {} {:.6}", test.statistic, test.df, test.p), "6.779390 2 0.033719");
/// ```
#[must_use]
pub fn shape_differs(groups: &[&[u64]]) -> Option<ChiSquare> {
    let scores = groups.first()?.len();
    if groups.iter().any(|group| group.len() != scores) {
        return None;
    }
    let sum = |counts: &mut dyn Iterator<Item = u64>| counts.map(|n| n as f64).sum::<f64>();
    let rows: Vec<f64> = groups.iter().map(|group| sum(&mut group.iter().copied())).collect();
    let columns: Vec<f64> =
        (0..scores).map(|k| sum(&mut groups.iter().map(|group| group[k]))).collect();
    let n: f64 = rows.iter().sum();
    let used = |sums: &[f64]| sums.iter().filter(|sum| **sum > 0.0).count() as u64;
    let df = used(&rows).checked_sub(1)? * used(&columns).checked_sub(1)?;
    let chance = ChiSquared::new(df as f64).ok().filter(|_| df > 0)?;
    let cell = |group: usize, k: usize| {
        let expected = rows[group] * columns[k] / n;
        if expected > 0.0 { (groups[group][k] as f64 - expected).powi(2) / expected } else { 0.0 }
    };
    let cells = (0..groups.len()).flat_map(|group| (0..scores).map(move |k| (group, k)));
    let statistic: f64 = cells.map(|(group, k)| cell(group, k)).sum();
    Some(ChiSquare { statistic, df, p: chance.sf(statistic) })
}
