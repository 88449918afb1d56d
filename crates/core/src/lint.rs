//! What is doubtful in a survey that may be published: missing translations, words at one end of a scale
//! alone, ends that differ by language, questions that nobody can reach, drivers that cannot vary.

mod drivers;
mod languages;
mod reach;
mod scales;
#[cfg(test)]
mod tests;
mod words;

use crate::survey::Version;

/// One thing that is doubtful or wrong, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// How bad it is.
    pub severity: Severity,
    /// Path of the field, as in a [`Violation`](crate::Violation).
    pub field: String,
    /// The language of the text that it is about.
    pub language: Option<String>,
    /// What is so.
    pub reason: String,
}

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Answers would be worth less than they could be.
    Warning,
    /// Answers would be wrong or would not come.
    Error,
}

/// Everything that is doubtful in `version`, in the order of its questions.
#[must_use]
pub fn findings(version: &Version) -> Vec<Finding> {
    let mut found = languages::missing(version.survey());
    found.extend(scales::ends(version.survey()));
    found.extend(scales::directions(version.survey()));
    found.extend(drivers::unordered(version.survey()));
    found.extend(reach::unreachable(version));
    found.extend(drivers::without_variation(version));
    found
}

impl Finding {
    fn new(severity: Severity, field: impl Into<String>, reason: impl Into<String>) -> Self {
        Self { severity, field: field.into(), language: None, reason: reason.into() }
    }

    fn of(self, language: &str) -> Self {
        Self { language: Some(language.to_owned()), ..self }
    }
}

impl Severity {
    /// `warning` or `error`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}
