//! Languages that have their own way of making terms.

use rust_stemmers::{Algorithm, Stemmer};

/// How words of a language become terms.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Language {
    /// Snowball's English stems.
    English,
    /// Snowball's Finnish stems.
    Finnish,
    /// Snowball's Italian stems.
    Italian,
    /// One to three syllables in a row: words are written as separate syllables.
    Vietnamese,
    /// Words as they are.
    #[default]
    Other,
}

impl Language {
    /// The language of a tag such as `en`, `vi-VN` or `fi_FI`, without regard to case.
    ///
    /// ```
    /// use plaudit_core::terms::Language;
    /// assert_eq!(Language::of_tag("vi-VN"), Language::Vietnamese);
    /// assert_eq!(Language::of_tag("de"), Language::Other);
    /// ```
    #[must_use]
    pub fn of_tag(tag: &str) -> Self {
        let primary = tag.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
        match primary.as_str() {
            "en" => Self::English,
            "fi" => Self::Finnish,
            "it" => Self::Italian,
            "vi" => Self::Vietnamese,
            _ => Self::Other,
        }
    }

    /// The stem of a lower-case word.
    pub(super) fn stemmer(self) -> Option<Stemmer> {
        let algorithm = match self {
            Self::English => Algorithm::English,
            Self::Finnish => Algorithm::Finnish,
            Self::Italian => Algorithm::Italian,
            Self::Vietnamese | Self::Other => return None,
        };
        Some(Stemmer::create(algorithm))
    }
}
