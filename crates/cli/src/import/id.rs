//! The id of a response or a poll, from the file's own.

use sha2::{Digest, Sha256};

/// `prefix` and the parts joined by `/`; or, where that would not do as an id or would not tell
/// apart other parts, `prefix` and 128 bits of their hash. The same parts always give the same id.
pub(crate) fn of(prefix: &str, parts: &[&str]) -> String {
    let joined = format!("{prefix}{}", parts.join("/"));
    let fits = joined.len() <= 64 && joined.bytes().all(|b| b.is_ascii_graphic());
    let unclear = parts.len() > 1 && parts.iter().any(|part| part.contains('/'));
    if fits && !unclear {
        return joined;
    }
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    }
    let prefix: String = prefix.chars().filter(char::is_ascii_graphic).take(30).collect();
    let hex: String = hash.finalize()[..16].iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{prefix}#{hex}")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::of;

    #[test]
    fn a_short_id_stays_readable() {
        assert_eq!(of("sfo-2017-", &["17"]), "sfo-2017-17");
        assert_eq!(of("", &["9", "b"]), "9/b");
        assert_ne!(of("", &["9/b", "c"]), of("", &["9", "b/c"]));
    }

    proptest! {
        #[test]
        fn any_id_becomes_one_that_plaudit_takes(prefix in "\\PC{0,20}", parts in prop::collection::vec("\\PC{1,80}", 1..4)) {
            let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
            let id = of(&prefix, &parts);
            prop_assert!((1..=64).contains(&id.len()), "{}", id);
            prop_assert!(id.bytes().all(|b| b.is_ascii_graphic()), "{}", id);
        }
    }
}
