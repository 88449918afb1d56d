//! n, sums and sums of products of some columns.

use super::Centred;

/// n, Σx and Σxy of a fixed list of columns, as exact integers.
///
/// An abelian group under [`merge`](Self::merge) and [`unmerge`](Self::unmerge). With values within
/// -1000 to 1000 the sums are exact up to 9·10¹² responses; beyond 2⁶³ they wrap, which keeps the
/// group and never panics.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moments {
    n: i64,
    sums: Vec<i64>,
    products: Vec<i64>,
}

impl Moments {
    /// No responses, `columns` columns.
    #[must_use]
    pub fn zero(columns: usize) -> Self {
        Self { n: 0, sums: vec![0; columns], products: vec![0; columns * (columns + 1) / 2] }
    }

    /// Moments with these sums. `products` is the upper triangle of Σxy row by row: (0,0), (0,1) …
    /// (0,k-1), (1,1) …. Absent when the lengths do not fit.
    #[must_use]
    pub fn from_parts(n: i64, sums: Vec<i64>, products: Vec<i64>) -> Option<Self> {
        (products.len() == sums.len() * (sums.len() + 1) / 2).then_some(Self { n, sums, products })
    }

    /// Number of columns.
    #[must_use]
    pub fn columns(&self) -> usize {
        self.sums.len()
    }

    /// Number of responses.
    #[must_use]
    pub fn n(&self) -> i64 {
        self.n
    }

    /// Σx of each column.
    #[must_use]
    pub fn sums(&self) -> &[i64] {
        &self.sums
    }

    /// The upper triangle of Σxy, row by row.
    #[must_use]
    pub fn products(&self) -> &[i64] {
        &self.products
    }

    /// Σxy of columns `i` and `j`. Absent beyond the columns.
    #[must_use]
    pub fn product(&self, i: usize, j: usize) -> Option<i64> {
        let (row, column) = (i.min(j), i.max(j));
        let k = self.columns();
        (column < k).then(|| self.products[row * (2 * k - row + 1) / 2 + column - row])
    }

    /// Counts one response, `values` in the order of the columns. False, and nothing changes, when
    /// there are more or fewer values than columns.
    #[must_use]
    pub fn add(&mut self, values: &[i32]) -> bool {
        self.count(values, 1)
    }

    /// Takes one response out again, exactly. As [`add`](Self::add).
    #[must_use]
    pub fn subtract(&mut self, values: &[i32]) -> bool {
        self.count(values, -1)
    }

    /// Counts so many responses that are alike; takes them out when `times` is negative. As
    /// [`add`](Self::add).
    #[must_use]
    pub fn add_times(&mut self, values: &[i32], times: i64) -> bool {
        self.count(values, times)
    }

    /// Adds all of `other`. False, and nothing changes, when it has other columns.
    #[must_use]
    pub fn merge(&mut self, other: &Self) -> bool {
        self.combine(other, i64::wrapping_add)
    }

    /// Subtracts all of `other`. False, and nothing changes, when it has other columns.
    #[must_use]
    pub fn unmerge(&mut self, other: &Self) -> bool {
        self.combine(other, i64::wrapping_sub)
    }

    /// Whether every sum is zero.
    #[must_use]
    pub fn is_zero(&self) -> bool {
        self.n == 0 && self.sums.iter().chain(&self.products).all(|sum| *sum == 0)
    }

    /// The moments of `columns` alone, in that order. Absent when one does not exist.
    #[must_use]
    pub fn select(&self, columns: &[usize]) -> Option<Self> {
        let sums = columns.iter().map(|i| self.sums.get(*i).copied()).collect::<Option<_>>()?;
        let products = pairs(columns.len())
            .map(|(i, j)| self.product(columns[i], columns[j]))
            .collect::<Option<_>>()?;
        Some(Self { n: self.n, sums, products })
    }

    /// nΣxy − ΣxΣy, n² times the population covariance, exactly. Absent beyond the columns.
    ///
    /// Sums of 64 bits cannot overflow it.
    ///
    /// ```
    /// let mut moments = plaudit_core::moments::Moments::zero(2);
    /// assert!(moments.add(&[1, 5]) && moments.add(&[3, 9]));
    /// assert_eq!(moments.numerator(0, 1), Some(2 * 32 - 4 * 14));
    /// ```
    #[must_use]
    pub fn numerator(&self, i: usize, j: usize) -> Option<i128> {
        let product = i128::from(self.product(i, j)?);
        let (x, y) = (i128::from(self.sums[i]), i128::from(self.sums[j]));
        Some(i128::from(self.n) * product - x * y)
    }

    /// Means and centred sums of products as numbers. Absent without responses.
    #[must_use]
    pub fn centred(&self) -> Option<Centred> {
        Centred::of(self)
    }

    fn count(&mut self, values: &[i32], times: i64) -> bool {
        if values.len() != self.columns() {
            return false;
        }
        let add = |sum: &mut i64, x: i64| *sum = sum.wrapping_add(times.wrapping_mul(x));
        add(&mut self.n, 1);
        for (sum, x) in self.sums.iter_mut().zip(values) {
            add(sum, i64::from(*x));
        }
        for (product, (i, j)) in self.products.iter_mut().zip(pairs(values.len())) {
            add(product, i64::from(values[i]) * i64::from(values[j]));
        }
        true
    }

    fn combine(&mut self, other: &Self, with: fn(i64, i64) -> i64) -> bool {
        if other.columns() != self.columns() {
            return false;
        }
        self.n = with(self.n, other.n);
        let mine = self.sums.iter_mut().chain(&mut self.products);
        for (sum, more) in mine.zip(other.sums.iter().chain(&other.products)) {
            *sum = with(*sum, *more);
        }
        true
    }
}

/// (0,0), (0,1) … (0,k-1), (1,1) …
pub(super) fn pairs(k: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..k).flat_map(move |i| (i..k).map(move |j| (i, j)))
}
