//! Addresses under a key of the operator's: encrypted and bound to their contact.

use std::fmt;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use plaudit_storage::Tenant;

use crate::secrets;

/// Bytes of a nonce, which stand before what is sealed.
const NONCE: usize = 24;

/// Seals and opens addresses.
#[derive(Clone)]
pub struct Seal(XChaCha20Poly1305);

/// A text that is no key of a seal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("must be 32 bytes in base64; `plaudit config secret` prints a fresh one")]
pub struct NotASecret;

impl Seal {
    /// From 32 bytes in base64.
    ///
    /// # Errors
    /// [`NotASecret`] when it is anything else.
    pub fn new(secret: &str) -> Result<Self, NotASecret> {
        let bytes = BASE64_STANDARD.decode(secret).map_err(|_| NotASecret)?;
        let key: [u8; 32] = bytes.try_into().map_err(|_| NotASecret)?;
        Ok(Self(XChaCha20Poly1305::new(&Key::from(key))))
    }

    /// A fresh secret, as [`new`](Self::new) takes it.
    #[must_use]
    pub fn fresh_secret() -> String {
        BASE64_STANDARD.encode(secrets::random::<32>())
    }

    /// Seals the address of a contact. It opens for this contact of this tenant alone.
    #[must_use]
    pub fn seal(&self, tenant: &Tenant, contact: &str, address: &str) -> Vec<u8> {
        let nonce = secrets::random::<NONCE>();
        let bound = bound(tenant, contact);
        let text = Payload { msg: address.as_bytes(), aad: bound.as_bytes() };
        let sealed = self.0.encrypt(&XNonce::from(nonce), text).expect("an address is short");
        [nonce.as_slice(), &sealed].concat()
    }

    /// The address. Absent when it was sealed for another contact or under another secret.
    #[must_use]
    pub fn open(&self, tenant: &Tenant, contact: &str, sealed: &[u8]) -> Option<String> {
        let (nonce, sealed) = sealed.split_first_chunk::<NONCE>()?;
        let bound = bound(tenant, contact);
        let sealed = Payload { msg: sealed, aad: bound.as_bytes() };
        String::from_utf8(self.0.decrypt(&XNonce::from(*nonce), sealed).ok()?).ok()
    }
}

impl fmt::Debug for Seal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Seal(…)")
    }
}

/// Neither has a NUL, so that no two pairs run into each other.
fn bound(tenant: &Tenant, contact: &str) -> String {
    format!("{tenant}\0{contact}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_opens_for_its_contact_under_its_secret_alone() {
        let seal = Seal::new(&Seal::fresh_secret()).unwrap();
        let (acme, other) = ("acme".parse().unwrap(), "other".parse().unwrap());
        let sealed = seal.seal(&acme, "c-1", "ann@example.com");
        assert_eq!(seal.open(&acme, "c-1", &sealed).as_deref(), Some("ann@example.com"));
        assert_ne!(sealed, seal.seal(&acme, "c-1", "ann@example.com"));
        assert_eq!(seal.open(&acme, "c-2", &sealed), None);
        assert_eq!(seal.open(&other, "c-1", &sealed), None);
        let another = Seal::new(&Seal::fresh_secret()).unwrap();
        assert_eq!(another.open(&acme, "c-1", &sealed), None);
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert_eq!(seal.open(&acme, "c-1", &changed), None, "byte {at}");
        }
    }

    #[test]
    fn a_secret_has_32_bytes() {
        for bad in
            ["", "secret", &BASE64_STANDARD.encode([1; 31]), &BASE64_STANDARD.encode([1; 33])]
        {
            assert_eq!(Seal::new(bad).unwrap_err(), NotASecret, "{bad}");
        }
    }
}
