//! What an answer becomes as a column.

/// How an answer is turned into the number of a column: its score, or for a single choice the
/// position of the option. Indicators make linear-probability models, NPS drivers and penalty-reward
/// analyses come out of the same co-moments (METHODS §1.6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Coding {
    /// The score itself.
    Score,
    /// 1 at this score and above, else 0.
    AtLeast(i32),
    /// 1 at this score and below, else 0.
    AtMost(i32),
    /// 1 at the scores, or for the options, of the set, else 0.
    OneOf(Values),
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
    /// use plaudit_core::moments::{Coding, Values};
    /// let nps = Coding::Net { detractors_to: 6, promoters_from: 9 };
    /// assert_eq!([6, 8, 9].map(|score| nps.value(score)), [-1, 0, 1]);
    /// let ends = Coding::OneOf(Values::new(1, [1, 5]).unwrap());
    /// assert_eq!([1, 2, 5].map(|score| ends.value(score)), [1, 0, 1]);
    /// ```
    #[must_use]
    pub fn value(self, score: i32) -> i32 {
        match self {
            Self::Score => score,
            Self::AtLeast(from) => i32::from(score >= from),
            Self::AtMost(to) => i32::from(score <= to),
            Self::OneOf(values) => i32::from(values.contains(score)),
            Self::Net { detractors_to, promoters_from } => {
                i32::from(score >= promoters_from) - i32::from(score <= detractors_to)
            }
        }
    }
}

/// A set of scores of one scale, or of positions of options.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Values {
    first: i32,
    members: [u128; 2],
}

impl Values {
    /// How far the highest value may lie above `first`.
    const SPAN: usize = 256;

    /// The set of `values`, none below `first`. Absent when one is, or is 256 or more above it.
    #[must_use]
    pub fn new(first: i32, values: impl IntoIterator<Item = i32>) -> Option<Self> {
        let mut set = Self { first, members: [0; 2] };
        for value in values {
            let (word, bit) = set.place(value)?;
            set.members[word] |= bit;
        }
        Some(set)
    }

    /// Whether `value` is in the set.
    #[must_use]
    pub fn contains(self, value: i32) -> bool {
        self.place(value).is_some_and(|(word, bit)| self.members[word] & bit != 0)
    }

    fn place(self, value: i32) -> Option<(usize, u128)> {
        let at = usize::try_from(i64::from(value) - i64::from(self.first)).ok()?;
        (at < Self::SPAN).then_some((at / 128, 1 << (at % 128)))
    }
}
