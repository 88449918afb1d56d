//! What is wrong with an input, and where.

use std::fmt;

/// One thing that is wrong with an input: the path of the field and what must hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// Path from the top of the input, as in `answers[2].score`.
    pub field: String,
    /// What must hold, as in `must be within 1..=5`.
    pub reason: String,
}

impl Violation {
    /// A violation of `field`.
    pub fn new(field: impl Into<String>, reason: impl Into<String>) -> Self {
        Self { field: field.into(), reason: reason.into() }
    }

    /// The same violation seen from one level above, under `parent`; of the parent itself when it
    /// names no field.
    #[must_use]
    pub fn under(mut self, parent: &str) -> Self {
        let dot = if self.field.is_empty() { "" } else { "." };
        self.field = format!("{parent}{dot}{}", self.field);
        self
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.field, self.reason)
    }
}
