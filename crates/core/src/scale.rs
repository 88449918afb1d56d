//! Scales: which scores exist.

use std::fmt;

use crate::text::LocalText;

/// A bounded scale of whole numbers in steps of 1. Its bounds are part of every figure's type:
/// answers on different scales never add.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scale {
    /// Lowest score, from -1000.
    pub min: i32,
    /// Highest score, above `min`, at most 100 higher.
    pub max: i32,
    /// Which end is good.
    pub direction: Direction,
    /// Words at single scores.
    pub labels: Vec<(i32, LocalText)>,
}

/// Which end of a scale is good.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Direction {
    /// The highest score is the best.
    #[default]
    HigherIsBetter,
    /// The lowest score is the best.
    LowerIsBetter,
}

impl Scale {
    /// A scale without labels on which higher is better.
    #[must_use]
    pub fn new(min: i32, max: i32) -> Self {
        Self { min, max, direction: Direction::HigherIsBetter, labels: Vec::new() }
    }

    /// Position of `score` from the lowest, if it is on the scale.
    #[must_use]
    pub fn position(&self, score: i32) -> Option<usize> {
        (self.min..=self.max)
            .contains(&score)
            .then(|| usize::try_from(score - self.min).expect("score is at least min"))
    }

    /// The scores from the lowest.
    pub fn scores(&self) -> impl Iterator<Item = i32> + use<> {
        self.min..=self.max
    }

    /// Number of scores.
    #[must_use]
    pub fn len(&self) -> usize {
        self.scores().count()
    }

    /// Whether the bounds are the wrong way round, so that there is no score.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.min > self.max
    }

    /// Whether answers on both add: same bounds, same direction.
    #[must_use]
    pub fn same_as(&self, other: &Self) -> bool {
        (self.min, self.max, self.direction) == (other.min, other.max, other.direction)
    }

    /// `score`, or a mean of scores, on 0 to 100, 100 being the good end (percent of the maximum
    /// possible, Cohen et al. 1999).
    ///
    /// ```
    /// use plaudit_core::scale::{Direction, Scale};
    /// let effort = Scale { direction: Direction::LowerIsBetter, ..Scale::new(1, 5) };
    /// assert_eq!((Scale::new(1, 5).pomp(4.0), effort.pomp(4.0)), (75.0, 25.0));
    /// ```
    #[must_use]
    pub fn pomp(&self, score: f64) -> f64 {
        let (min, max) = (f64::from(self.min), f64::from(self.max));
        let risen = 100.0 * (score - min) / (max - min);
        match self.direction {
            Direction::HigherIsBetter => risen,
            Direction::LowerIsBetter => 100.0 - risen,
        }
    }

    /// The words at `score`.
    #[must_use]
    pub fn label(&self, score: i32) -> Option<&LocalText> {
        self.labels.iter().find(|(at, _)| *at == score).map(|(_, label)| label)
    }
}

impl fmt::Display for Scale {
    /// As `0..=10`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}..={}", self.min, self.max)
    }
}
