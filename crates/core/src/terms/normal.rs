//! Text in one form.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use unicode_segmentation::UnicodeSegmentation;

/// `text` in Unicode NFC and lower case, so that the same word typed on different keyboards is the
/// same text.
///
/// ```
/// use plaudit_core::terms::normal;
/// assert_eq!(normal("TIE\u{302}\u{301}NG Việt"), "tiếng việt");
/// ```
#[must_use]
pub fn normal(text: &str) -> String {
    // Lower-casing can leave a decomposed letter behind, so the composition comes last.
    text.nfc().collect::<String>().to_lowercase().nfc().collect()
}

/// `text` without diacritics, as people type Vietnamese in a hurry: marks are dropped and đ becomes
/// d. In lower case, as [`normal`].
///
/// ```
/// use plaudit_core::terms::plain;
/// assert_eq!(plain("Không đúng hẹn"), "khong dung hen");
/// ```
#[must_use]
pub fn plain(text: &str) -> String {
    let unmarked = text.nfd().filter(|c| !is_combining_mark(*c)).collect::<String>().to_lowercase();
    unmarked.replace('đ', "d").nfc().collect()
}

/// The words of `text` by Unicode's word boundaries (UAX 29), in [`normal`] form. Numbers are words;
/// spaces and punctuation are not.
///
/// ```
/// use plaudit_core::terms::words;
/// assert_eq!(words("Can't wait: 24 h!").collect::<Vec<_>>(), ["can't", "wait", "24", "h"]);
/// ```
pub fn words(text: &str) -> impl Iterator<Item = String> {
    runs(text).into_iter().flatten()
}

/// The words in runs that no punctuation divides.
pub(super) fn runs(text: &str) -> Vec<Vec<String>> {
    let text = normal(text).replace('\u{2019}', "'"); // the apostrophe of phones
    let mut runs = vec![Vec::new()];
    for piece in text.split_word_bounds() {
        if piece.chars().any(char::is_alphanumeric) {
            if let Some(run) = runs.last_mut() {
                run.push(piece.to_owned());
            }
        } else if !piece.chars().all(char::is_whitespace) {
            runs.push(Vec::new());
        }
    }
    runs.retain(|run| !run.is_empty());
    runs
}
