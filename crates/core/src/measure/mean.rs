//! Mean score, on the scale of the question.

use crate::scale::Scale;

/// As `mean score on 1 to 5`.
pub(super) fn definition(scale: &Scale) -> String {
    format!("mean score on {} to {}", scale.min, scale.max)
}
