//! The ids that storage makes.

use uuid::Uuid;

/// A new id for a batch. Ids grow with time, so that the deltas of a day are folded in about the
/// order they came; nothing relies on it.
#[must_use]
#[allow(clippy::disallowed_methods, reason = "the one place that makes ids")]
pub fn batch() -> Uuid {
    Uuid::now_v7()
}
