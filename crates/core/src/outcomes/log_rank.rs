//! The log-rank test.

use nalgebra::{DMatrix, DVector};

use super::{LifeTable, Row, chi_squared_tail};

/// Whether groups have the same curve.
#[derive(Clone, Debug, PartialEq)]
pub struct LogRank {
    /// Events of each group.
    pub observed: Vec<u64>,
    /// Events of each group if all had the same curve.
    pub expected: Vec<f64>,
    /// χ².
    pub chi_squared: f64,
    /// Degrees of freedom: groups less 1.
    pub df: usize,
    /// p-value.
    pub p: f64,
}

/// The log-rank test (Mantel 1966; Peto & Peto 1972) over two or more groups, events of any cause.
/// Absent with fewer groups, without events, or when a group is never at risk at an event.
///
/// ```
/// use plaudit_core::outcomes::{LifeTable, log_rank};
/// let mut tables = vec![LifeTable::new(1), LifeTable::new(1)];
/// for (group, days) in [[6, 6, 6], [1, 1, 2]].iter().enumerate() {
///     assert!(days.iter().all(|day| tables[group].event(*day, 0)));
/// }
/// let found = log_rank(&tables.iter().collect::<Vec<_>>()).unwrap();
/// // Expected in the first group: 2·3/6 on day 1, 1·3/4 on day 2, 3·3/3 on day 6.
/// assert_eq!((found.observed, found.expected[0]), (vec![3, 3], 4.75));
/// ```
#[must_use]
pub fn log_rank(groups: &[&LifeTable]) -> Option<LogRank> {
    let k = groups.len();
    if k < 2 {
        return None;
    }
    let rows: Vec<Vec<Row>> = groups.iter().map(|group| group.rows()).collect();
    let mut days: Vec<u32> =
        rows.iter().flatten().filter(|row| row.all_events() > 0).map(|row| row.day).collect();
    days.sort_unstable();
    days.dedup();
    let mut observed = vec![0; k];
    let mut expected = vec![0.0; k];
    let mut variance = DMatrix::<f64>::zeros(k, k);
    for day in days {
        let at: Vec<(f64, u64)> = rows.iter().map(|rows| at_day(rows, day)).collect();
        let n: f64 = at.iter().map(|(n, _)| n).sum();
        let d = at.iter().map(|(_, d)| d).sum::<u64>() as f64;
        for i in 0..k {
            observed[i] += at[i].1;
            expected[i] += d * at[i].0 / n;
            if n > 1.0 {
                let spread = d * (n - d) / (n - 1.0) * at[i].0 / n;
                variance[(i, i)] += spread;
                for j in 0..k {
                    variance[(i, j)] -= spread * at[j].0 / n;
                }
            }
        }
    }
    // The last group follows from the others.
    let excess = DVector::from_fn(k - 1, |i, _| observed[i] as f64 - expected[i]);
    let part = variance.view((0, 0), (k - 1, k - 1)).clone_owned();
    let chi_squared = excess.dot(&part.cholesky()?.solve(&excess));
    if !chi_squared.is_finite() {
        return None;
    }
    let p = chi_squared_tail(chi_squared, (k - 1) as f64);
    Some(LogRank { observed, expected, chi_squared, df: k - 1, p })
}

/// Customers at risk and events of a group on `day`.
fn at_day(rows: &[Row], day: u32) -> (f64, u64) {
    let at = rows.partition_point(|row| row.day < day);
    rows.get(at).map_or((0.0, 0), |row| {
        (row.at_risk as f64, if row.day == day { row.all_events() } else { 0 })
    })
}
