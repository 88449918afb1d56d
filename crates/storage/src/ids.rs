//! The ids that storage makes.

use uuid::Uuid;

/// A new id for a batch. Ids grow with time, so that the deltas of a day are folded in about the
/// order they came; nothing relies on it.
#[must_use]
pub fn batch() -> Uuid {
    fresh()
}

/// A new id for an invitation. It is no secret: links to it are signed.
#[must_use]
pub fn invitation() -> Uuid {
    fresh()
}

/// A new id for the trace of a change.
#[must_use]
pub fn trace() -> Uuid {
    fresh()
}

#[allow(clippy::disallowed_methods, reason = "the one place that makes ids")]
fn fresh() -> Uuid {
    Uuid::now_v7()
}
