//! The nearest name to one that does not exist.

/// ` (did you mean "scale"?)`, or nothing when no known name is near.
pub(crate) fn hint<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    let lower = name.to_lowercase();
    known
        .into_iter()
        .map(|other| (strsim::normalized_damerau_levenshtein(&lower, &other.to_lowercase()), other))
        .filter(|(likeness, _)| *likeness >= 0.6)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, other)| format!(" (did you mean {other:?}?)"))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::hint;

    #[test]
    fn a_slip_finds_its_name_and_a_stranger_finds_none() {
        assert_eq!(hint("scael", ["id", "scale"]), " (did you mean \"scale\"?)");
        assert_eq!(hint("Q7 ALL", ["Q7ALL", "Q9ALL"]), " (did you mean \"Q7ALL\"?)");
        assert_eq!(hint("colour", ["id", "scale"]), "");
    }
}
