//! Gap between what was perceived and what was expected.

use crate::scale::Scale;

/// What each score of the performance adds to the sum, from the lowest.
pub(super) fn perceived_terms(scale: &Scale) -> Vec<usize> {
    (0..scale.len()).collect()
}

/// What each score of the expectation adds to the sum, from the lowest. The lowest performance against
/// the highest expectation makes 0.
pub(super) fn expected_terms(scale: &Scale) -> Vec<usize> {
    (0..scale.len()).rev().collect()
}

/// The gap of each sum from 0 to the highest, on a scale of so many scores.
pub(super) fn values(scores: usize) -> Vec<f64> {
    let widest = scores as f64 - 1.0;
    (0..2 * scores - 1).map(|sum| sum as f64 - widest).collect()
}

pub(super) fn definition(perceived: &str, expected: &str, scale: &Scale) -> String {
    format!(
        "mean of {perceived} minus {expected}, both on {} to {}, of those who answered both",
        scale.min, scale.max
    )
}
