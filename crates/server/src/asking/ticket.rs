//! What a page of an open link carries instead of a cookie: which draft it fills in and since when,
//! signed, so that nobody can make one up.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use hmac::{Hmac, KeyInit, Mac};
use plaudit_core::time::Timestamp;
use plaudit_storage::{OPEN_LINK, Tenant};
use sha2::Sha256;

/// Bytes of the random part of a draft's id.
const RANDOM: usize = 16;
/// Bytes of what is signed: the random part, when, and whether it is a kiosk.
const SIGNED: usize = RANDOM + 8 + 1;
/// Bytes that are left of a signature.
const SIGNATURE: usize = 16;

/// Names a draft of an open link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Ticket {
    pub(crate) random: [u8; RANDOM],
    /// When the first page was shown.
    pub(crate) issued_at: Timestamp,
    /// Whether the next person comes to the same screen.
    pub(crate) kiosk: bool,
}

impl Ticket {
    /// The id of the draft, and of the response that it becomes.
    pub(crate) fn draft_id(&self) -> String {
        format!("{OPEN_LINK}{}", BASE64.encode(self.random))
    }

    /// As it stands in pages and addresses.
    pub(crate) fn sealed(&self, secret: &[u8], tenant: &Tenant, survey_id: &str) -> String {
        let signed = self.signed();
        let signature = mac(secret, tenant, survey_id, &signed).finalize().into_bytes();
        BASE64.encode([&signed, &signature[..SIGNATURE]].concat())
    }

    /// Absent when it was not sealed with this secret for this survey.
    pub(crate) fn unsealed(
        text: &str,
        secret: &[u8],
        tenant: &Tenant,
        survey_id: &str,
    ) -> Option<Self> {
        let bytes = BASE64.decode(text).ok()?;
        let (signed, signature) = bytes.split_at_checked(SIGNED)?;
        if signature.len() != SIGNATURE {
            return None;
        }
        mac(secret, tenant, survey_id, signed).verify_truncated_left(signature).ok()?;
        let (random, rest) = signed.split_first_chunk()?;
        let (micros, kiosk) = rest.split_first_chunk()?;
        let issued_at = Timestamp::from_micros(i64::from_be_bytes(*micros))?;
        Some(Self { random: *random, issued_at, kiosk: kiosk == [1] })
    }

    fn signed(&self) -> [u8; SIGNED] {
        let mut signed = [0; SIGNED];
        signed[..RANDOM].copy_from_slice(&self.random);
        signed[RANDOM..SIGNED - 1].copy_from_slice(&self.issued_at.as_micros().to_be_bytes());
        signed[SIGNED - 1] = self.kiosk.into();
        signed
    }
}

/// Tenants and surveys have no NUL in their names.
fn mac(secret: &[u8], tenant: &Tenant, survey_id: &str, signed: &[u8]) -> Hmac<Sha256> {
    let mut mac = Hmac::new_from_slice(secret).expect("a key of any length will do");
    for part in ["open link", tenant.as_str(), survey_id] {
        mac.update(part.as_bytes());
        mac.update(&[0]);
    }
    mac.update(signed);
    mac
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ticket_is_for_one_survey_of_one_tenant_and_cannot_be_changed() {
        let issued_at = Timestamp::from_micros(1_772_366_400_000_000).unwrap();
        let ticket = Ticket { random: [7; RANDOM], issued_at, kiosk: true };
        let (acme, other): (Tenant, Tenant) = ("acme".parse().unwrap(), "other".parse().unwrap());
        let sealed = ticket.sealed(b"secret", &acme, "cafe");
        let unsealed = |text: &str, secret: &[u8], tenant, survey| {
            Ticket::unsealed(text, secret, tenant, survey)
        };
        assert_eq!(unsealed(&sealed, b"secret", &acme, "cafe"), Some(ticket));
        assert_eq!(ticket.draft_id(), "open-BwcHBwcHBwcHBwcHBwcHBw");
        assert_eq!(unsealed(&sealed, b"guess", &acme, "cafe"), None);
        assert_eq!(unsealed(&sealed, b"secret", &other, "cafe"), None);
        assert_eq!(unsealed(&sealed, b"secret", &acme, "bar"), None);
        for at in 0..sealed.len() {
            let mut bytes = sealed.clone().into_bytes();
            bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
            let forged = String::from_utf8(bytes).unwrap();
            assert_eq!(unsealed(&forged, b"secret", &acme, "cafe"), None, "{at}");
        }
        for broken in ["", "A", "????", &sealed[..20], &format!("{sealed}AAAA")] {
            assert_eq!(unsealed(broken, b"secret", &acme, "cafe"), None, "{broken}");
        }
    }
}
