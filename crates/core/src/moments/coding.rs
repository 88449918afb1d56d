//! What a score becomes as a column.

/// How a score is turned into the number of a column. Indicators make linear-probability models,
/// NPS drivers and penalty-reward analyses come out of the same co-moments (METHODS §1.6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Coding {
    /// The score itself.
    Score,
    /// 1 at this score and above, else 0.
    AtLeast(i32),
    /// 1 at this score and below, else 0.
    AtMost(i32),
    /// 1 from `promoters_from`, -1 up to `detractors_to`, else 0.
    Net {
        /// The highest score of a detractor.
        detractors_to: i32,
        /// The lowest score of a promoter.
        promoters_from: i32,
    },
}

impl Coding {
    /// The number of `score` in the column.
    ///
    /// ```
    /// use plaudit_core::moments::Coding;
    /// let nps = Coding::Net { detractors_to: 6, promoters_from: 9 };
    /// assert_eq!([6, 8, 9].map(|score| nps.value(score)), [-1, 0, 1]);
    /// ```
    #[must_use]
    pub fn value(self, score: i32) -> i32 {
        match self {
            Self::Score => score,
            Self::AtLeast(from) => i32::from(score >= from),
            Self::AtMost(to) => i32::from(score <= to),
            Self::Net { detractors_to, promoters_from } => {
                i32::from(score >= promoters_from) - i32::from(score <= detractors_to)
            }
        }
    }
}
