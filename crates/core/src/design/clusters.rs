//! Repeat respondents: answers that come in clusters.

use super::RepeatAnswer;
use crate::sample::Sample;

/// The cross-products of the weights that each respondent put on each value: `M[k][l]` is the sum over
/// respondents of w(k)·w(l), from which the variance of the mean of *any* coding of the values follows
/// exactly (METHODS §1.4). It adds over disjoint respondents.
#[derive(Clone, Debug, PartialEq)]
pub struct Clusters {
    size: usize,
    respondents: u64,
    products: Vec<f64>,
}

impl Clusters {
    /// Nobody yet, for answers of so many values.
    #[must_use]
    pub fn new(values: usize) -> Self {
        Self { size: values, respondents: 0, products: vec![0.0; values * values] }
    }

    /// So many respondents with these cross-products. Absent unless the matrix is square and finite.
    #[must_use]
    pub fn from_parts(respondents: u64, products: &[Vec<f64>]) -> Option<Self> {
        let size = products.len();
        let fits =
            products.iter().all(|row| row.len() == size && row.iter().all(|p| p.is_finite()));
        fits.then(|| Self { size, respondents, products: products.concat() })
    }

    /// Adds one respondent by the sum of the weights of their answers at each value; the number of
    /// answers where they carry no weights. Nothing happens when the list has another length.
    pub fn add(&mut self, weights: &[f64]) {
        if weights.len() != self.size {
            return;
        }
        self.respondents += 1;
        for (k, a) in weights.iter().enumerate() {
            for (l, b) in weights.iter().enumerate() {
                self.products[k * self.size + l] += a * b;
            }
        }
    }

    /// Adds the respondent of these answers.
    ///
    /// # Panics
    /// When there are not so many values.
    pub(super) fn add_answers(&mut self, answers: &[RepeatAnswer]) {
        self.respondents += 1;
        for a in answers {
            for b in answers {
                self.products[a.value * self.size + b.value] += a.weight * b.weight;
            }
        }
    }

    /// Adds so many respondents who answered once each, by the sums over them of the squared weights
    /// at each value. Nothing happens when the list has another length.
    pub fn add_single(&mut self, respondents: u64, squares: &[f64]) {
        if squares.len() != self.size {
            return;
        }
        self.respondents += respondents;
        for (k, square) in squares.iter().enumerate() {
            self.products[k * self.size + k] += square;
        }
    }

    /// Adds so many respondents who responded without an answer.
    pub(super) fn add_silent(&mut self, respondents: u64) {
        self.respondents += respondents;
    }

    /// Adds the respondents of `other`, none of whom may be in `self`. Nothing happens when it is for
    /// another number of values.
    pub fn merge(&mut self, other: &Self) {
        if self.size == other.size {
            self.respondents += other.respondents;
            self.products.iter_mut().zip(&other.products).for_each(|(sum, more)| *sum += more);
        }
    }

    /// Number of respondents, C.
    #[must_use]
    pub fn respondents(&self) -> u64 {
        self.respondents
    }

    /// Variance of the mean of `sample`, in the unit squared: C/(C-1)·dᵀMd with d = (y - mean)/W.
    /// Absent below two respondents, without answers, and when the values are of another number.
    #[must_use]
    pub fn variance(&self, sample: &Sample) -> Option<f64> {
        let (mean, weight) = (sample.mean()?, sample.weight());
        if sample.values().len() != self.size || self.respondents < 2 {
            return None;
        }
        let d: Vec<f64> = sample.values().iter().map(|y| (y - mean) / weight).collect();
        let sum: f64 = (0..self.size)
            .flat_map(|k| (0..self.size).map(move |l| (k, l)))
            .map(|(k, l)| d[k] * self.products[k * self.size + l] * d[l])
            .sum();
        let c = self.respondents as f64;
        Some(c / (c - 1.0) * sum.max(0.0))
    }

    /// `sample` with this variance and C - 1 degrees of freedom. Absent where the variance is.
    ///
    /// ```
    /// use plaudit_core::{design::Clusters, sample::Sample};
    ///
    /// // Ten respondents of whom each answered twice alike are worth ten answers, not twenty.
    /// let mut clusters = Clusters::new(2);
    /// (0..10).for_each(|i| clusters.add(if i < 4 { &[2.0, 0.0] } else { &[0.0, 2.0] }));
    /// let share = Sample::new(vec![0.0, 100.0], vec![8, 12]).unwrap();
    /// let share = clusters.apply(share).unwrap();
    /// assert_eq!(format!("{:.1}", share.effective_n()), "9.0");
    /// ```
    #[must_use]
    pub fn apply(&self, sample: Sample) -> Option<Sample> {
        let variance = self.variance(&sample)?;
        sample.with_variance(variance, self.respondents as f64 - 1.0)
    }
}
