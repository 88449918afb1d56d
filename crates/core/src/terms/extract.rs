//! The terms of a comment.

use std::collections::BTreeSet;

use super::normal::runs;
use super::{Language, plain};

/// The most syllables of a Vietnamese term.
const MOST_SYLLABLES: usize = 3;

/// Letters of a gram.
const GRAM_LENGTHS: [usize; 2] = [4, 5];

/// What makes two terms the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Key {
    /// The stem, or for Vietnamese the syllables with their diacritics.
    Word,
    /// The same without diacritics: finds what was typed without them, and takes different words for
    /// one.
    Shadow,
    /// Every four and five letters in a row of each word, shorter words whole: finds the parts of
    /// compounds and what a stemmer of an inflecting language such as Finnish takes apart. The form is
    /// the word that holds them.
    Grams,
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
/// assert_eq!(keys("tauon", Language::Finnish, Key::Grams), ["auon", "tauo", "tauon"]);
/// ```
#[must_use]
pub fn terms(text: &str, language: Language, key: Key) -> BTreeSet<Term> {
    if key == Key::Grams {
        return runs(text).iter().flatten().flat_map(|word| grams(word)).collect();
    }
    let stemmer = language.stemmer();
    let longest = if language == Language::Vietnamese { MOST_SYLLABLES } else { 1 };
    let mut found = BTreeSet::new();
    for run in runs(text) {
        for start in 0..run.len() {
            for end in start + 1..=run.len().min(start + longest) {
                let words = &run[start..end];
                if words.iter().any(|word| !has_letter(word)) {
                    break;
                }
                let form = words.join(" ");
                let word = match &stemmer {
                    Some(stemmer) => stemmer.stem(&form).into_owned(),
                    None => form.clone(),
                };
                let key = if key == Key::Shadow { plain(&word) } else { word };
                found.insert(Term { key, form });
            }
        }
    }
    found
}

fn has_letter(word: &str) -> bool {
    word.chars().any(char::is_alphabetic)
}

/// The grams of a word that hold a letter.
fn grams(word: &str) -> Vec<Term> {
    let letters: Vec<char> = word.chars().collect();
    let whole = letters.len() < GRAM_LENGTHS[0];
    let lengths = if whole { vec![letters.len()] } else { GRAM_LENGTHS.to_vec() };
    let keys = lengths.into_iter().flat_map(|length| letters.windows(length));
    keys.map(|gram| Term { key: gram.iter().collect(), form: word.to_owned() })
        .filter(|term| has_letter(&term.key))
        .collect()
}
