//! The form that tenants and survey ids have.

use plaudit_core::Violation;

/// Whether `text` is 1 to 64 of a-z, 0-9, `-` and `_`, starting with a letter.
pub(crate) fn is_slug(text: &str) -> bool {
    text.len() <= 64
        && text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_'))
}

/// What is wrong with `id` as the id of a survey, if anything is.
pub(crate) fn survey_id_violation(id: &str) -> Option<Violation> {
    (!is_slug(id)).then(|| {
        let form = "must be 1 to 64 of a-z, 0-9, '-' and '_', starting with a letter";
        Violation::new("id", format!("{id:?} {form}"))
    })
}
