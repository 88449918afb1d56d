//! What weights cost.

/// Sums of the weights of some answers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Weighting {
    /// Answers.
    pub n: f64,
    /// Sum of their weights.
    pub sum: f64,
    /// Sum of the squared weights.
    pub squares: f64,
}

impl Weighting {
    /// The sums over cells of answers with one weight each: (answers, weight).
    ///
    /// ```
    /// use plaudit_core::weights::Weighting;
    ///
    /// // The school strata: METHODS §8.6 gives the effective number 168.5813 of 200.
    /// let cells = [(100.0, 44.21), (50.0, 15.10), (50.0, 20.36)];
    /// let weights = Weighting::of(&cells);
    /// assert_eq!(format!("{:.4}", weights.effective_n().unwrap()), "168.5813");
    /// ```
    #[must_use]
    pub fn of(cells: &[(f64, f64)]) -> Self {
        let start = Self { n: 0.0, sum: 0.0, squares: 0.0 };
        cells.iter().fold(start, |sums, (n, w)| Self {
            n: sums.n + n,
            sum: sums.sum + n * w,
            squares: sums.squares + n * w * w,
        })
    }

    /// Kish's effective number of answers, (Σ w)²/Σ w². Absent without weights.
    #[must_use]
    pub fn effective_n(&self) -> Option<f64> {
        (self.squares > 0.0).then(|| self.sum * self.sum / self.squares)
    }

    /// Kish's design effect, n·Σ w²/(Σ w)² = 1 + cv². Absent without weights.
    #[must_use]
    pub fn design_effect(&self) -> Option<f64> {
        self.effective_n().map(|effective| self.n / effective)
    }

    /// Coefficient of variation of the weights. Absent without weights.
    #[must_use]
    pub fn variation(&self) -> Option<f64> {
        self.design_effect().map(|effect| (effect - 1.0).max(0.0).sqrt())
    }
}
