//! Texts in several languages.

use std::collections::BTreeMap;

/// A text by language tag (`en`, `vi`, `it`, `fi`, …).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LocalText(pub BTreeMap<String, String>);

impl LocalText {
    /// A text in one language.
    #[must_use]
    pub fn of(language: &str, text: &str) -> Self {
        Self(BTreeMap::from([(language.to_owned(), text.to_owned())]))
    }

    /// The text in `language`, else in `default`, else absent.
    #[must_use]
    pub fn get(&self, language: &str, default: &str) -> Option<&str> {
        self.0
            .get(language)
            .or_else(|| self.0.get(default))
            .map(String::as_str)
            .filter(|text| !text.is_empty())
    }

    /// Whether there is no text at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
