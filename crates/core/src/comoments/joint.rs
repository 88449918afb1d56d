//! How often each answer to a driver goes with each answer to an outcome.

/// Joint counts of the answers to two questions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Joint {
    counts: Vec<u64>,
    outcomes: usize,
}

impl Joint {
    pub(super) fn zero(drivers: usize, outcomes: usize) -> Self {
        Self { counts: vec![0; drivers * outcomes], outcomes }
    }

    /// For each value of the driver (scores from the lowest) how many gave each value of the outcome
    /// (scores from the lowest, or options in their order).
    pub fn rows(&self) -> impl ExactSizeIterator<Item = &[u64]> {
        self.counts.chunks_exact(self.outcomes)
    }

    /// Adds the count at a value of the driver and of the outcome.
    pub(super) fn add(&mut self, driver: usize, outcome: usize, count: u64) {
        self.counts[driver * self.outcomes + outcome] += count;
    }
}
