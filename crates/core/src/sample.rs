//! A sample: how many gave each value. Every figure of a measure is computed from one.

mod estimate;
#[cfg(test)]
mod tests;

/// Answers as counts by value, the values in the unit of a measure; where the answers carry weights,
/// with the sums of weights and of squared weights by value.
#[derive(Clone, Debug, PartialEq)]
pub struct Sample {
    values: Vec<f64>,
    counts: Vec<u64>,
    weights: Option<Weights>,
    design: Option<Design>,
    responses: Option<u64>,
    low: f64,
    high: f64,
}

/// Sums over the answers with each value.
#[derive(Clone, Debug, PartialEq)]
struct Weights {
    sums: Vec<f64>,
    squares: Vec<f64>,
}

/// What strata and clusters say about the mean.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Design {
    variance: f64,
    df: f64,
}

impl Sample {
    /// Counts by value. The values span the measure's whole range, whether or not all were given.
    /// Absent unless both lists are equally long and hold at least two different finite values.
    #[must_use]
    pub fn new(values: Vec<f64>, counts: Vec<u64>) -> Option<Self> {
        let low = values.iter().copied().fold(f64::INFINITY, f64::min);
        let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let fits = values.len() == counts.len()
            && values.iter().all(|value| value.is_finite())
            && low < high;
        fits.then_some(Self {
            values,
            counts,
            weights: None,
            design: None,
            responses: None,
            low,
            high,
        })
    }

    /// Counts, sums of weights and sums of squared weights by value. Absent where [`new`](Self::new)
    /// is, and unless the sums are finite and above 0 exactly where there are answers.
    ///
    /// ```
    /// use plaudit_core::{estimate::Level, sample::Sample};
    ///
    /// // Two answers of weight 1 at 0 and three of weight 2 at 100.
    /// let share =
    ///     Sample::weighted(vec![0.0, 100.0], vec![2, 3], vec![2.0, 6.0], vec![2.0, 12.0]).unwrap();
    /// assert_eq!(share.mean(), Some(75.0));
    /// assert_eq!(format!("{:.4}", share.effective_n()), "4.5714"); // of 5
    /// ```
    #[must_use]
    pub fn weighted(
        values: Vec<f64>,
        counts: Vec<u64>,
        sums: Vec<f64>,
        squares: Vec<f64>,
    ) -> Option<Self> {
        let plain = Self::new(values, counts)?;
        let right = |list: &[f64]| {
            let matches = |(sum, n): (&f64, &u64)| sum.is_finite() && (*sum > 0.0) == (*n > 0);
            list.len() == plain.counts.len()
                && list.iter().zip(&plain.counts).all(matches)
                && list.iter().all(|sum| *sum >= 0.0)
        };
        let fits = right(&sums) && right(&squares);
        fits.then_some(Self { weights: Some(Weights { sums, squares }), ..plain })
    }

    /// The same answers with the variance of their mean, in the unit squared, as a design with strata
    /// or clusters gives it ([`design`](crate::design)), and its degrees of freedom. Absent unless
    /// both are finite, the variance not negative and the degrees of freedom above 0.
    #[must_use]
    pub fn with_variance(self, variance: f64, df: f64) -> Option<Self> {
        let fits = variance.is_finite() && variance >= 0.0 && df.is_finite() && df > 0.0;
        fits.then_some(Self { design: Some(Design { variance, df }), ..self })
    }

    /// The same answers, of a survey with so many responses, where not all answered this question: the
    /// variance of a mean in such a domain has the factor of the responses, not of the answers, as in
    /// R's `svymean(…, na.rm = TRUE)`. Nothing changes below the number of answers.
    #[must_use]
    pub fn of_responses(self, responses: u64) -> Self {
        Self { responses: Some(responses), ..self }
    }

    /// The same answers with other values, in the same order; what a design says of the mean is not
    /// kept. Absent where [`new`](Self::new) is.
    #[must_use]
    pub fn with_values(&self, values: Vec<f64>) -> Option<Self> {
        let plain = Self::new(values, self.counts.clone())?;
        Some(Self { weights: self.weights.clone(), responses: self.responses, ..plain })
    }

    /// The values.
    #[must_use]
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// How many gave each value.
    #[must_use]
    pub fn counts(&self) -> &[u64] {
        &self.counts
    }

    /// How many gave each different value, ascending.
    ///
    /// ```
    /// use plaudit_core::sample::Sample;
    ///
    /// let nps = Sample::new(vec![-100.0, -100.0, 0.0, 100.0], vec![1, 2, 3, 4]).unwrap();
    /// assert_eq!(nps.by_value(), [(-100.0, 3), (0.0, 3), (100.0, 4)]);
    /// ```
    #[must_use]
    #[allow(clippy::float_cmp)] // the values are few and given, not computed
    pub fn by_value(&self) -> Vec<(f64, u64)> {
        let mut all: Vec<_> =
            self.values.iter().copied().zip(self.counts.iter().copied()).collect();
        all.sort_by(|a, b| a.0.total_cmp(&b.0));
        all.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            kept.1 += if same { next.1 } else { 0 };
            same
        });
        all
    }

    /// Whether the answers carry weights.
    #[must_use]
    pub fn is_weighted(&self) -> bool {
        self.weights.is_some()
    }

    /// Whether the variance of the mean is that of a design.
    #[must_use]
    pub fn has_design(&self) -> bool {
        self.design.is_some()
    }

    /// Lowest and highest possible value.
    #[must_use]
    pub fn bounds(&self) -> (f64, f64) {
        (self.low, self.high)
    }

    /// Number of answers.
    #[must_use]
    pub fn n(&self) -> u64 {
        self.counts.iter().fold(0, |sum, n| sum.saturating_add(*n))
    }

    /// Sum of the weights; the number of answers where they carry none.
    #[must_use]
    pub fn weight(&self) -> f64 {
        match &self.weights {
            Some(weights) => weights.sums.iter().sum(),
            None => self.n() as f64,
        }
    }

    /// Weighted mean value. Absent without answers.
    #[must_use]
    pub fn mean(&self) -> Option<f64> {
        let terms = |(i, value): (usize, &f64)| value * self.sum_at(i);
        let sum: f64 = self.values.iter().enumerate().map(terms).sum();
        (self.n() > 0).then(|| sum / self.weight())
    }

    /// Weighted variance of the values, in the unit squared: Σ w(y - mean)²/Σ w. Absent without
    /// answers.
    #[must_use]
    pub fn variance(&self) -> Option<f64> {
        let mean = self.mean()?;
        let terms = |(i, value): (usize, &f64)| self.sum_at(i) * (value - mean).powi(2);
        Some(self.values.iter().enumerate().map(terms).sum::<f64>() / self.weight())
    }

    /// Variance of the mean, in the unit squared: that of the design where one was given, else the
    /// linearised n/(n-1) · Σ w²(y - mean)²/(Σ w)², as R's `svymean` has it for independent weighted
    /// answers (METHODS §1.2). Absent below two answers.
    ///
    /// ```
    /// use plaudit_core::sample::Sample;
    ///
    /// // Without weights it is s²/n.
    /// let answers = Sample::new(vec![0.0, 1.0], vec![40, 60]).unwrap();
    /// assert!((answers.mean_variance().unwrap() - 0.24 / 99.0).abs() < 1e-15);
    /// ```
    #[must_use]
    pub fn mean_variance(&self) -> Option<f64> {
        if let Some(design) = self.design {
            return Some(design.variance);
        }
        let n = self.responses.unwrap_or(0).max(self.n()) as f64;
        let (mean, weight) = (self.mean()?, self.weight());
        let terms = |(i, value): (usize, &f64)| self.square_at(i) * (value - mean).powi(2);
        let sum: f64 = self.values.iter().enumerate().map(terms).sum();
        (self.n() > 1).then(|| n / (n - 1.0) * sum / (weight * weight))
    }

    /// Standard error of the mean, in the unit: the root of [`mean_variance`](Self::mean_variance).
    #[must_use]
    pub fn standard_error(&self) -> Option<f64> {
        self.mean_variance().map(f64::sqrt)
    }

    /// Degrees of freedom of [`mean_variance`](Self::mean_variance): those of the design, else n - 1.
    #[must_use]
    pub fn df(&self) -> f64 {
        self.design.map_or(self.n() as f64 - 1.0, |design| design.df)
    }

    /// Kish's effective number of answers (Σ w)²/Σ w², which knows the weights alone.
    #[must_use]
    pub fn kish_n(&self) -> f64 {
        let squares: f64 = (0..self.values.len()).map(|i| self.square_at(i)).sum();
        let n = self.n() as f64;
        if squares > 0.0 { (self.weight().powi(2) / squares).min(n) } else { n }
    }

    /// The number n* of answers of a simple random sample that would be as precise: the smaller of
    /// [`kish_n`](Self::kish_n) and the ratio of the variance of the values to that of the mean
    /// (METHODS §1.2; the smaller covers in small samples where either alone does not). It is n where
    /// all weights are equal and there is no design.
    #[must_use]
    pub fn effective_n(&self) -> f64 {
        let (n, kish) = (self.n() as f64, self.kish_n());
        let plain = self.design.is_none() && kish >= n * (1.0 - 1e-12);
        if plain {
            return n;
        }
        match (self.variance(), self.mean_variance()) {
            (Some(values), Some(mean)) if values > 0.0 && mean > 0.0 => kish.min(values / mean),
            _ => kish,
        }
    }

    /// How many times the variance of the mean exceeds that of a simple random sample of as many
    /// answers: n/n*. Absent without answers.
    #[must_use]
    pub fn design_effect(&self) -> Option<f64> {
        (self.n() > 0).then(|| self.n() as f64 / self.effective_n())
    }

    /// How many gave the highest value.
    #[must_use]
    pub fn at_high(&self) -> u64 {
        self.count_of(self.high)
    }

    /// How many gave the lowest value.
    #[must_use]
    pub fn at_low(&self) -> u64 {
        self.count_of(self.low)
    }

    /// These answers without those of `part`; what a design says of either is not kept. Absent unless
    /// `part` has the same values, weights exactly where these have, and no more answers anywhere.
    #[must_use]
    pub fn without(&self, part: &Self) -> Option<Self> {
        if self.values != part.values {
            return None;
        }
        let counts: Vec<u64> = self
            .counts
            .iter()
            .zip(&part.counts)
            .map(|(all, part)| all.checked_sub(*part))
            .collect::<Option<_>>()?;
        // Where no answer is left, rounding must leave no weight.
        let rest = |all: &[f64], part: &[f64]| -> Vec<f64> {
            let rest = all.iter().zip(part).zip(&counts);
            rest.map(|((all, part), n)| if *n > 0 { all - part } else { 0.0 }).collect()
        };
        match (&self.weights, &part.weights) {
            (None, None) => Self::new(self.values.clone(), counts),
            (Some(all), Some(part)) => {
                let (sums, squares) =
                    (rest(&all.sums, &part.sums), rest(&all.squares, &part.squares));
                Self::weighted(self.values.clone(), counts, sums, squares)
            }
            _ => None,
        }
    }

    /// Sums over the answers of w(y - mean)/weight and of its square.
    pub(crate) fn residuals(&self, mean: f64, weight: f64) -> (f64, f64) {
        let terms = self.values.iter().enumerate().map(|(i, y)| {
            let d = (y - mean) / weight;
            (self.sum_at(i) * d, self.square_at(i) * d * d)
        });
        terms.fold((0.0, 0.0), |(first, second), (a, b)| (first + a, second + b))
    }

    /// Whether both have the same lowest and highest value, so that they may be compared.
    #[allow(clippy::float_cmp)] // the values are few and given, not computed
    pub(crate) fn same_scale(&self, other: &Self) -> bool {
        (self.low, self.high) == (other.low, other.high)
    }

    /// The width of the range.
    pub(crate) fn range(&self) -> f64 {
        self.high - self.low
    }

    pub(crate) fn sum_at(&self, i: usize) -> f64 {
        self.weights.as_ref().map_or_else(|| self.counts[i] as f64, |weights| weights.sums[i])
    }

    pub(crate) fn square_at(&self, i: usize) -> f64 {
        self.weights.as_ref().map_or_else(|| self.counts[i] as f64, |weights| weights.squares[i])
    }

    #[allow(clippy::float_cmp)] // the values are few and given, not computed
    fn positions_of(&self, value: f64) -> impl Iterator<Item = usize> {
        (0..self.values.len()).filter(move |i| self.values[*i] == value)
    }

    fn count_of(&self, value: f64) -> u64 {
        self.positions_of(value).fold(0, |sum, i| sum.saturating_add(self.counts[i]))
    }
}
