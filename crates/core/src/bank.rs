//! The question bank: ready questions and survey templates in four languages.
//!
//! The data are the files of `crates/core/bank`, compiled in and read once.

mod raw;
#[cfg(test)]
mod tests;

use std::sync::LazyLock;

use crate::measure::Measure;
use crate::scale::Scale;
use crate::survey::{Question, Survey};
use crate::text::LocalText;

/// The languages of every text of the bank.
pub const LANGUAGES: [&str; 4] = ["en", "fi", "it", "vi"];

/// A question of the bank.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The question as surveys ask it.
    pub question: Question,
    /// A short name for reports; empty where nothing is measured.
    pub label: LocalText,
    /// The contact that it is asked after: `support`, `purchase`, `membership` ….
    pub touchpoint: String,
    /// What it is to driver models.
    pub role: Role,
    /// The figure that templates make of it, under its own id.
    pub measure: Option<Measure>,
}

/// What a question is to driver models.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// What drivers explain.
    Outcome,
    /// What may explain an outcome.
    Driver,
    /// Neither.
    Context,
}

/// A survey made of questions of the bank.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    /// Its id, which its survey has as well.
    pub id: String,
    /// What it is for, in English.
    pub about: String,
    /// The survey, ready to be published.
    pub survey: Survey,
}

static SCALES: LazyLock<Vec<(String, Scale)>> =
    LazyLock::new(|| raw::scales(include_str!("../bank/scales.toml")));
static ENTRIES: LazyLock<Vec<Entry>> =
    LazyLock::new(|| raw::entries(include_str!("../bank/questions.toml"), &SCALES));
static TEMPLATES: LazyLock<Vec<Template>> = LazyLock::new(|| {
    let segments = include_str!("../bank/segments.toml");
    raw::templates(include_str!("../bank/templates.toml"), segments, &ENTRIES)
});

/// The scales, by name.
#[must_use]
pub fn scales() -> &'static [(String, Scale)] {
    &SCALES
}

/// The questions.
#[must_use]
pub fn entries() -> &'static [Entry] {
    &ENTRIES
}

/// The question `id`.
#[must_use]
pub fn entry(id: &str) -> Option<&'static Entry> {
    ENTRIES.iter().find(|entry| entry.question.id == id)
}

/// The templates.
#[must_use]
pub fn templates() -> &'static [Template] {
    &TEMPLATES
}

/// The template `id`.
#[must_use]
pub fn template(id: &str) -> Option<&'static Template> {
    TEMPLATES.iter().find(|template| template.id == id)
}

impl Role {
    /// `outcome`, `driver` or `context`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Outcome => "outcome",
            Self::Driver => "driver",
            Self::Context => "context",
        }
    }
}
