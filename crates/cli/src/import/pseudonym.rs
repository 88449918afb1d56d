//! Pseudonyms that tell nobody who the respondent is.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// What pseudonyms are made with. Whoever has it can find out whether a pseudonym is of an address that
/// he knows; nobody else can.
#[derive(Clone)]
pub(crate) struct Key(String);

impl Key {
    /// Absent where the setting is empty.
    pub(crate) fn of(setting: &str) -> Option<Self> {
        (!setting.is_empty()).then(|| Self(setting.to_owned()))
    }

    /// `p-` and 128 bits of an HMAC-SHA-256 of `name`, whose case and blanks around it do not matter.
    pub(super) fn pseudonym(&self, name: &str) -> String {
        let mut mac =
            Hmac::<Sha256>::new_from_slice(self.0.as_bytes()).expect("any length will do");
        mac.update(name.trim().to_lowercase().as_bytes());
        let bytes = mac.finalize().into_bytes();
        let hex: String = bytes[..16].iter().map(|byte| format!("{byte:02x}")).collect();
        format!("p-{hex}")
    }
}

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key(***)")
    }
}

#[cfg(test)]
mod tests {
    use super::Key;

    #[test]
    fn a_pseudonym_is_the_hmac_of_rfc_4231_and_the_same_for_one_person() {
        // Test case 2: "what do ya want for nothing?" under the key "Jefe".
        let key = Key::of("Jefe").unwrap();
        let expected = "p-5bdcc146bf60754e6a042426089575c7";
        assert_eq!(key.pseudonym("what do ya want for nothing?"), expected);
        assert_eq!(key.pseudonym(" What do ya WANT for nothing? "), expected);
        assert_ne!(Key::of("other").unwrap().pseudonym("what do ya want for nothing?"), expected);
        assert!(Key::of("").is_none());
    }
}
