//! Language tags as other software writes them.

/// `EN` is `en`, `EN_gb` is `en-GB`.
pub(super) fn tag(language: &str) -> String {
    let part = |(i, part): (usize, &str)| match (i, part.len()) {
        (1.., 2) => part.to_ascii_uppercase(),
        _ => part.to_ascii_lowercase(),
    };
    let parts: Vec<String> = language.trim().split(['-', '_']).enumerate().map(part).collect();
    parts.join("-")
}
