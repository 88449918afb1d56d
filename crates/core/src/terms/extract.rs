//! The terms of a comment.

use std::collections::BTreeSet;

use super::normal::runs;
use super::{Language, plain};

/// The most syllables of a Vietnamese term.
const MOST_SYLLABLES: usize = 3;

/// What makes two terms the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Key {
    /// The stem, or for Vietnamese the syllables with their diacritics.
    Word,
    /// The same without diacritics: finds what was typed without them, and takes different words for
    /// one.
    Shadow,
}

/// A term of a comment.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Term {
    /// What it is counted under.
    pub key: String,
    /// As it was written, in lower case.
    pub form: String,
}

/// The terms of a comment, each once for each way it was written. Vietnamese terms are one to three
/// syllables that no punctuation divides; other terms are single words. Bare numbers are left out:
/// they are often references to persons or orders.
///
/// ```
/// use plaudit_core::terms::{Key, Language, terms};
/// let keys = |text, language, key| {
///     terms(text, language, key).into_iter().map(|term| term.key).collect::<Vec<_>>()
/// };
/// assert_eq!(keys("Giao hàng, chậm", Language::Vietnamese, Key::Word),
///     ["chậm", "giao", "giao hàng", "hàng"]);
/// assert_eq!(keys("giao hang", Language::Vietnamese, Key::Shadow), ["giao", "giao hang", "hang"]);
/// assert_eq!(keys("Waiting 20 minutes", Language::English, Key::Word), ["minut", "wait"]);
/// ```
#[must_use]
pub fn terms(text: &str, language: Language, key: Key) -> BTreeSet<Term> {
    let stemmer = language.stemmer();
    let longest = if language == Language::Vietnamese { MOST_SYLLABLES } else { 1 };
    let mut found = BTreeSet::new();
    for run in runs(text) {
        for start in 0..run.len() {
            for end in start + 1..=run.len().min(start + longest) {
                let words = &run[start..end];
                if words.iter().any(|word| !word.chars().any(char::is_alphabetic)) {
                    break;
                }
                let form = words.join(" ");
                let word = match &stemmer {
                    Some(stemmer) => stemmer.stem(&form).into_owned(),
                    None => form.clone(),
                };
                let key = match key {
                    Key::Word => word,
                    Key::Shadow => plain(&word),
                };
                found.insert(Term { key, form });
            }
        }
    }
    found
}
