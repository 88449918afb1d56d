//! Which end of a scale words belong to, learnt from the scales of the question bank.

use std::collections::HashMap;
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;

use crate::bank;

/// What is known of one language: for phrases and for words, -1 at the low end of a scale, 1 at the high end.
#[derive(Default)]
struct Lexicon {
    phrases: HashMap<String, i32>,
    words: HashMap<String, i32>,
}

static LEXICONS: LazyLock<HashMap<&'static str, Lexicon>> =
    LazyLock::new(|| bank::LANGUAGES.map(|language| (language, lexicon(language))).into());

/// The end that `label` speaks of: below 0 the low one, above 0 the high one, 0 when that is not known.
pub(super) fn end(language: &str, label: &str) -> i32 {
    let Some(lexicon) = LEXICONS.get(language) else { return 0 };
    let label = normal(label);
    match lexicon.phrases.get(&label) {
        Some(end) => *end,
        None => words(&label).filter_map(|word| lexicon.words.get(word)).sum::<i32>().signum(),
    }
}

/// Phrases and words that stand at one end only. The middle of a scale says nothing.
fn lexicon(language: &str) -> Lexicon {
    let mut lexicon = Lexicon::default();
    let add = |known: &mut HashMap<String, i32>, text: &str, end: i32| {
        known
            .entry(text.to_owned())
            .and_modify(|at| *at = if *at == end { end } else { 0 })
            .or_insert(end);
    };
    for (_, scale) in bank::scales() {
        for (score, label) in &scale.labels {
            let end = (2 * score - scale.min - scale.max).signum();
            let text = label.0.get(language).map(|text| normal(text)).unwrap_or_default();
            if end != 0 {
                words(&text).for_each(|word| add(&mut lexicon.words, word, end));
                add(&mut lexicon.phrases, &text, end);
            }
        }
    }
    lexicon
}

/// Composed and in lower case, without the signs around the words.
fn normal(text: &str) -> String {
    let text: String = text.nfc().collect::<String>().to_lowercase();
    text.trim_matches(|c: char| !c.is_alphabetic()).to_owned()
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty())
}
