//! Whether a score rises along an order.

use statrs::distribution::{ChiSquared, ContinuousCDF};

/// A linear trend in a table of counts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Trend {
    /// Correlation of the two scores, within [-1, 1]: positive when both rise together.
    pub correlation: f64,
    /// M² = (n - 1)·correlation², approximately chi-square with one degree of freedom.
    pub statistic: f64,
    /// p-value.
    pub p: f64,
}

/// The Cochran-Armitage test of a trend, and for more than two columns the Cochran-Mantel-Haenszel
/// linear-by-linear test (Agresti, Categorical Data Analysis): `table[i][j]` answers with the row score
/// `rows[i]`, as a band of the score, and the column score `columns[j]`, as how often they bought.
///
/// Absent unless the table fits the scores and both scores vary among at least two answers.
///
/// ```
/// use plaudit_core::compare::linear_trend;
///
/// // Alcohol and malformations, METHODS §8.4: M² = 6.569932, p = 0.010372.
/// let table: [&[u64]; 2] = [&[17066, 14464, 788, 126, 37], &[48, 38, 5, 1, 1]];
/// let trend = linear_trend(&table, &[0.0, 1.0], &[0.0, 0.5, 1.5, 4.0, 7.0]).unwrap();
/// assert_eq!(format!("{:.6} {:.6}", trend.statistic, trend.p), "6.569932 0.010372");
/// ```
#[must_use]
pub fn linear_trend(table: &[&[u64]], rows: &[f64], columns: &[f64]) -> Option<Trend> {
    if table.len() != rows.len() || table.iter().any(|row| row.len() != columns.len()) {
        return None;
    }
    let cells = || {
        table
            .iter()
            .zip(rows)
            .flat_map(|(row, u)| row.iter().zip(columns).map(move |(n, v)| (*n as f64, *u, *v)))
    };
    let n: f64 = cells().map(|(n, ..)| n).sum();
    let mean_u = cells().map(|(n, u, _)| n * u).sum::<f64>() / n;
    let mean_v = cells().map(|(n, _, v)| n * v).sum::<f64>() / n;
    let (mut uu, mut vv, mut uv) = (0.0, 0.0, 0.0);
    for (n, u, v) in cells() {
        uu += n * (u - mean_u) * (u - mean_u);
        vv += n * (v - mean_v) * (v - mean_v);
        uv += n * (u - mean_u) * (v - mean_v);
    }
    let correlation = (uv / (uu * vv).sqrt()).clamp(-1.0, 1.0);
    let statistic = (n - 1.0) * correlation * correlation;
    let p = ChiSquared::new(1.0).ok()?;
    correlation.is_finite().then(|| Trend { correlation, statistic, p: p.sf(statistic) })
}
