//! Means and centred sums of products: what models read.

use nalgebra::DMatrix;

use super::Moments;
use super::sums::pairs;

/// n, means and the matrix of centred sums of products Σ(x−x̄)(y−ȳ) of some columns.
#[derive(Clone, Debug, PartialEq)]
pub struct Centred {
    n: u64,
    means: Vec<f64>,
    products: DMatrix<f64>,
}

impl Centred {
    /// From exact sums: each entry is (nΣxy − ΣxΣy)/n with an exact integer numerator, rounded once.
    pub(super) fn of(moments: &Moments) -> Option<Self> {
        let n = u64::try_from(moments.n()).ok().filter(|n| *n > 0)?;
        let k = moments.columns();
        let means = moments.sums().iter().map(|sum| *sum as f64 / n as f64).collect();
        let mut products = DMatrix::zeros(k, k);
        for (i, j) in pairs(k) {
            let entry = moments.numerator(i, j)? as f64 / n as f64;
            products[(i, j)] = entry;
            products[(j, i)] = entry;
        }
        Some(Self { n, means, products })
    }

    /// From `means` and the rows of the symmetric matrix of centred sums of products, as they are
    /// published. Absent unless the shape fits, the matrix is symmetric with a non-negative diagonal,
    /// all is finite and n is at least 1.
    #[must_use]
    pub fn from_parts(n: u64, means: Vec<f64>, rows: &[Vec<f64>]) -> Option<Self> {
        let k = means.len();
        let square = rows.len() == k && rows.iter().all(|row| row.len() == k);
        let finite = || means.iter().chain(rows.iter().flatten()).all(|x| x.is_finite());
        let even = || pairs(k).all(|(i, j)| rows[i][j] == rows[j][i]);
        let positive = || (0..k).all(|i| rows[i][i] >= 0.0);
        if n == 0 || !square || !finite() || !even() || !positive() {
            return None;
        }
        Some(Self { n, means, products: DMatrix::from_fn(k, k, |i, j| rows[i][j]) })
    }

    pub(super) fn from_matrix(n: u64, means: Vec<f64>, products: DMatrix<f64>) -> Self {
        Self { n, means, products }
    }

    /// Number of columns.
    #[must_use]
    pub fn columns(&self) -> usize {
        self.means.len()
    }

    /// Number of responses.
    #[must_use]
    pub fn n(&self) -> u64 {
        self.n
    }

    /// Mean of each column.
    #[must_use]
    pub fn means(&self) -> &[f64] {
        &self.means
    }

    /// Σ(x−x̄)(y−ȳ) of columns `i` and `j`. Absent beyond the columns.
    #[must_use]
    pub fn product(&self, i: usize, j: usize) -> Option<f64> {
        self.products.get((i, j)).copied()
    }

    /// Sample covariance, with n − 1. Absent beyond the columns and below two responses.
    #[must_use]
    pub fn covariance(&self, i: usize, j: usize) -> Option<f64> {
        (self.n > 1).then(|| self.product(i, j).map(|sum| sum / (self.n - 1) as f64))?
    }

    /// Sample standard deviation. Absent as [`covariance`](Self::covariance).
    #[must_use]
    pub fn sd(&self, i: usize) -> Option<f64> {
        self.covariance(i, i).map(f64::sqrt)
    }

    /// Pearson's correlation, within [-1, 1]. Absent beyond the columns and when a column does not
    /// vary.
    ///
    /// ```
    /// let mut moments = plaudit_core::moments::Moments::zero(2);
    /// for (x, y) in [(1, 2), (2, 1), (3, 4), (4, 3)] {
    ///     assert!(moments.add(&[x, y]));
    /// }
    /// assert_eq!(moments.centred().unwrap().correlation(0, 1), Some(0.6));
    /// ```
    #[must_use]
    pub fn correlation(&self, i: usize, j: usize) -> Option<f64> {
        let (x, y) = (self.product(i, i)?, self.product(j, j)?);
        let product = self.product(i, j)?;
        let scale = (x * y).sqrt();
        (x > 0.0 && y > 0.0 && scale > 0.0).then(|| (product / scale).clamp(-1.0, 1.0))
    }

    /// These columns alone, in that order. Absent when one does not exist.
    #[must_use]
    pub fn select(&self, columns: &[usize]) -> Option<Self> {
        let means = columns.iter().map(|i| self.means.get(*i).copied()).collect::<Option<_>>()?;
        let k = columns.len();
        let products = DMatrix::from_fn(k, k, |i, j| self.products[(columns[i], columns[j])]);
        Some(Self { n: self.n, means, products })
    }
}

#[cfg(test)]
mod tests;
