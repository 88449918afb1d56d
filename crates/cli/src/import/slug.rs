//! Ids made of words.

use std::collections::HashSet;

/// The most characters of an id that is made of words.
const LONGEST: usize = 40;

/// The id of a `part` of what `key` names, in which both are found again.
pub(super) fn slug_of_part(key: &str, part: &str, prefix: &str) -> String {
    let key = cut(&slug(key, prefix), LONGEST / 2).to_owned();
    format!("{key}_{}", cut(&slug(part, ""), LONGEST / 2)).trim_end_matches('_').to_owned()
}

/// The words of an id that fit into so many characters, or as much of the first.
fn cut(id: &str, longest: usize) -> &str {
    if id.len() <= longest {
        return id;
    }
    let end = id[..=longest].rfind('_').unwrap_or(longest);
    &id[..end]
}

/// `text` as an id: letters of any script as a to z, everything else as `_`, cut behind a whole word.
/// Begins with `prefix` where it would not begin with a letter.
pub(crate) fn slug(text: &str, prefix: &str) -> String {
    let plain = deunicode::deunicode(text).to_ascii_lowercase();
    let words = plain.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let joined = words.collect::<Vec<_>>().join("_");
    let slug = cut(&joined, LONGEST);
    if slug.starts_with(|c: char| c.is_ascii_lowercase()) {
        return slug.to_owned();
    }
    format!("{prefix}{slug}").trim_end_matches('_').to_owned()
}

/// Ids of one list, each given once.
#[derive(Debug, Default)]
pub(super) struct Ids(HashSet<String>);

impl Ids {
    /// `id`, or where that was given, the first of `id_2`, `id_3`, … that was not.
    pub(super) fn give(&mut self, id: &str) -> String {
        let mut given = id.to_owned();
        let mut number = 1;
        while !self.0.insert(given.clone()) {
            number += 1;
            given = format!("{id}_{number}");
        }
        given
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_of_four_languages_become_ids_that_stay_the_same() {
        let cases = [
            ("Rất hài lòng", "rat_hai_long"),
            ("Đã giải quyết xong", "da_giai_quyet_xong"),
            ("Perché è così caro?", "perche_e_cosi_caro"),
            ("Erittäin tyytymätön", "erittain_tyytymaton"),
            ("Q1", "q1"),
            ("7 days", "q_7_days"),
            ("?!", "q"),
            (
                "How likely are you to recommend us to a friend or colleague?",
                "how_likely_are_you_to_recommend_us_to_a",
            ),
        ];
        for (text, id) in cases {
            assert_eq!(slug(text, "q_"), id, "{text}");
        }
        assert_eq!(slug_of_part("Q3", "Delivery", "q_"), "q3_delivery");
        let matrix = "How satisfied were you with each of these?";
        assert_eq!(slug_of_part(matrix, "Opening hours", "q_"), "how_satisfied_were_opening_hours");
        let mut ids = Ids::default();
        assert_eq!(["a", "a", "a"].map(|id| ids.give(id)), ["a", "a_2", "a_3"]);
    }
}
