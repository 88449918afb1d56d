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

    /// Moments of several groups, each response of a group counting with the group's weight, as
    /// after raking or post-stratification on cells. Weighted means and covariances; n stays the
    /// number of responses, and standard errors must come from the [`jackknife`](crate::jackknife).
    /// Groups without responses are passed over. Absent when columns differ, when a weight is
    /// negative or not finite, or when nothing has weight.
    ///
    /// ```
    /// use plaudit_core::moments::{Centred, Moments};
    /// let group = |answers: [i32; 2]| {
    ///     let mut moments = Moments::zero(1);
    ///     assert!(answers.iter().all(|x| moments.add(&[*x])));
    ///     moments
    /// };
    /// // Counting the first group three times over, as if it had answered three times as often.
    /// let raked = Centred::weighted(&[(3.0, &group([8, 10])), (1.0, &group([2, 4]))]).unwrap();
    /// assert_eq!((raked.means()[0], raked.n()), (7.5, 4));
    /// assert_eq!(raked.product(0, 0), Some(31.0)); // 4 times the weighted variance 7.75
    /// ```
    #[must_use]
    pub fn weighted(groups: &[(f64, &Moments)]) -> Option<Self> {
        let k = groups.first()?.1.columns();
        let usable = |(weight, moments): &(f64, &Moments)| {
            weight.is_finite() && *weight >= 0.0 && moments.columns() == k
        };
        if !groups.iter().all(usable) {
            return None;
        }
        let parts: Vec<(f64, Self)> = groups
            .iter()
            .filter_map(|(weight, moments)| Some((*weight, moments.centred()?)))
            .collect();
        let n: u64 = parts.iter().map(|(_, part)| part.n).sum();
        let total: f64 = parts.iter().map(|(weight, part)| weight * part.n as f64).sum();
        if total <= 0.0 || !total.is_finite() {
            return None;
        }
        let share = |weight: f64, part: &Self| weight * part.n as f64 / total;
        let means: Vec<f64> = (0..k)
            .map(|i| parts.iter().map(|(w, part)| share(*w, part) * part.means[i]).sum())
            .collect();
        // Chan, Golub & LeVeque: within the groups, and between their means.
        let mut products = DMatrix::zeros(k, k);
        for (weight, part) in &parts {
            let (within, between) = (weight / total, share(*weight, part));
            for (i, j) in (0..k).flat_map(|i| (0..k).map(move |j| (i, j))) {
                let off = (part.means[i] - means[i]) * (part.means[j] - means[j]);
                products[(i, j)] += within * part.products[(i, j)] + between * off;
            }
        }
        Some(Self { n, means, products: products * n as f64 })
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

    /// The same with `columns` negated, so that their other end is the high one. Columns beyond the
    /// end change nothing.
    ///
    /// ```
    /// let mut moments = plaudit_core::moments::Moments::zero(2);
    /// for (x, y) in [(1, 2), (2, 1), (3, 4), (4, 3)] {
    ///     assert!(moments.add(&[x, y]));
    /// }
    /// let turned = moments.centred().unwrap().turned(&[1]);
    /// assert_eq!((turned.means()[1], turned.correlation(0, 1)), (-2.5, Some(-0.6)));
    /// ```
    #[must_use]
    pub fn turned(mut self, columns: &[usize]) -> Self {
        let k = self.means.len();
        for column in columns.iter().copied().filter(|column| *column < k) {
            self.means[column] = -self.means[column];
            self.products.row_mut(column).neg_mut();
            self.products.column_mut(column).neg_mut();
        }
        self
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
