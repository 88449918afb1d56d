//! Scores that are written as something else than their number, and words for no answer.

/// Words for "does not apply to me", in small letters.
const NOT_APPLICABLE: [&str; 8] = [
    "n/a",
    "na",
    "not applicable",
    "does not apply",
    "không áp dụng",
    "non applicabile",
    "ei koske minua",
    "ei sovellu",
];
/// Words for "I don't know", in small letters.
const DONT_KNOW: [&str; 9] = [
    "don't know",
    "don’t know",
    "i don't know",
    "i don’t know",
    "do not know",
    "không biết",
    "non so",
    "en tiedä",
    "en osaa sanoa",
];
/// Faces from the angriest to the happiest.
const FACES: [[&str; 2]; 5] =
    [["😞", "😡"], ["😑", "🙁"], ["😐", "😕"], ["😀", "🙂"], ["😍", "😄"]];

/// Why a cell is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Missing {
    NotApplicable,
    DontKnow,
}

/// Whether the words of a cell say that there is no answer.
pub(super) fn missing(cell: &str) -> Option<Missing> {
    let lower = cell.to_lowercase();
    if NOT_APPLICABLE.contains(&lower.as_str()) {
        return Some(Missing::NotApplicable);
    }
    DONT_KNOW.contains(&lower.as_str()).then_some(Missing::DontKnow)
}

/// The score that a cell stands for and the words at it: `9`, `9.0`, `9 - very likely`, a face from 1 to
/// 5, so many stars. Never a part of a number.
pub(super) fn score(cell: &str) -> Option<(i32, Option<&str>)> {
    if let Ok(score) = super::cell::whole(cell) {
        return Some((score, None));
    }
    if let Some(place) = FACES.iter().position(|faces| faces.contains(&cell)) {
        return Some((i32::try_from(place).ok()? + 1, None));
    }
    let stars = cell.trim_end_matches('☆').trim_end_matches('\u{fe0f}');
    if !stars.is_empty() && stars.chars().all(|c| matches!(c, '★' | '⭐' | '\u{fe0f}')) {
        let stars = stars.chars().filter(|c| *c != '\u{fe0f}').count();
        return Some((i32::try_from(stars).ok()?, None));
    }
    let end = cell.find(|c: char| !c.is_ascii_digit())?;
    let (number, rest) = cell.split_at(end);
    let words = rest.trim_start().strip_prefix(['-', '–', '—', ':', '=', ')'])?.trim();
    let has_words = words.starts_with(char::is_alphabetic);
    Some((number.parse().ok()?, has_words.then_some(words)?.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_stands_for_a_whole_score_is_one() {
        let cases = [
            ("9", Some((9, None))),
            ("9.0", Some((9, None))),
            ("10 - Extremely likely", Some((10, Some("Extremely likely")))),
            ("0 – Không bao giờ", Some((0, Some("Không bao giờ")))),
            ("😍", Some((5, None))),
            ("😞", Some((1, None))),
            ("★★★☆☆", Some((3, None))),
            ("9.9", None),
            ("9 of 10", None),
            ("9-10", None),
            ("2026-03-01", None),
            ("Z99", None),
            ("", None),
        ];
        for (cell, expected) in cases {
            assert_eq!(score(cell), expected, "{cell}");
        }
        assert_eq!(missing("N/A"), Some(Missing::NotApplicable));
        assert_eq!(missing("Don’t know"), Some(Missing::DontKnow));
        assert_eq!(missing("never"), None);
    }
}
