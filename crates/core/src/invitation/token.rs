//! The token of a link: what lets a contact in without a key, and names nobody.
//!
//! A purpose (1 byte), an expiry (4 bytes: seconds since 1970), the id of an invitation (16 bytes), the
//! tenant, and the first 16 bytes of an HMAC-SHA256 over them under the tenant's secret, in base64 for
//! URLs without padding.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::time::Timestamp;

/// Bytes of a signature: half an HMAC-SHA256.
const SIGNATURE: usize = 16;
/// Bytes before the tenant.
const HEAD: usize = 1 + 4 + 16;
/// Bytes of the longest tenant.
const TENANT: usize = 64;
/// Characters of the longest token.
const LONGEST: usize = (HEAD + TENANT + SIGNATURE).div_ceil(3) * 4;

/// What a token says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// Whose invitation it is.
    pub tenant: String,
    /// What it is for.
    pub purpose: Purpose,
    /// The id of the invitation.
    pub invitation: [u8; 16],
    /// Until when it works, to the second, within the years 1970 to 2106.
    pub expires_at: Timestamp,
}

/// What a link is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// To answer.
    Answer,
    /// To say that one does not want to be asked again.
    OptOut,
}

/// What a token claims to say, before its signature was looked at.
#[derive(Clone, Debug)]
pub struct Claim {
    token: Token,
    bytes: Vec<u8>,
}

impl Purpose {
    fn code(self) -> u8 {
        match self {
            Self::Answer => 1,
            Self::OptOut => 2,
        }
    }

    fn of(code: u8) -> Option<Self> {
        [Self::Answer, Self::OptOut].into_iter().find(|purpose| purpose.code() == code)
    }
}

impl Token {
    /// The token as text: at most 136 characters, which stand in a URL as they are.
    ///
    /// ```
    /// use plaudit_core::invitation::{Claim, Purpose, Token};
    /// use plaudit_core::time::Timestamp;
    ///
    /// let token = Token {
    ///     tenant: "acme".to_owned(),
    ///     purpose: Purpose::Answer,
    ///     invitation: [7; 16],
    ///     expires_at: Timestamp::from_micros(1_795_305_600_000_000).unwrap(),
    /// };
    /// let text = token.signed(&[1; 32]);
    /// let claim = Claim::read(&text).unwrap();
    /// assert_eq!(claim.tenant(), "acme");
    /// assert_eq!(claim.clone().verified(&[1; 32]), Some(token));
    /// assert_eq!(claim.verified(&[2; 32]), None);
    /// ```
    #[must_use]
    pub fn signed(&self, secret: &[u8; 32]) -> String {
        let seconds = self.expires_at.as_micros().div_euclid(1_000_000);
        let seconds = u32::try_from(seconds.max(0)).unwrap_or(u32::MAX);
        let mut bytes = vec![self.purpose.code()];
        bytes.extend(seconds.to_be_bytes());
        bytes.extend(self.invitation);
        bytes.extend(self.tenant.as_bytes());
        let signature = mac(secret, &bytes).finalize().into_bytes();
        bytes.extend(&signature[..SIGNATURE]);
        BASE64_URL_SAFE_NO_PAD.encode(bytes)
    }
}

impl Claim {
    /// Reads a token. Absent when the text has not the form of one.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        if text.len() > LONGEST {
            return None;
        }
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(text).ok()?;
        let (head, rest) = bytes.split_first_chunk::<HEAD>()?;
        let tenant = &rest[..rest.len().checked_sub(SIGNATURE)?];
        if !(1..=TENANT).contains(&tenant.len()) {
            return None;
        }
        let [code, s0, s1, s2, s3, invitation @ ..] = *head;
        let seconds = i64::from(u32::from_be_bytes([s0, s1, s2, s3]));
        let token = Token {
            tenant: str::from_utf8(tenant).ok()?.to_owned(),
            purpose: Purpose::of(code)?,
            invitation,
            expires_at: Timestamp::from_micros(seconds * 1_000_000)?,
        };
        Some(Self { token, bytes })
    }

    /// Whose secret must have signed it.
    #[must_use]
    pub fn tenant(&self) -> &str {
        &self.token.tenant
    }

    /// What the token says. Absent when `secret` has not signed it.
    #[must_use]
    pub fn verified(self, secret: &[u8; 32]) -> Option<Token> {
        let (said, signature) = self.bytes.split_at(self.bytes.len() - SIGNATURE);
        mac(secret, said).verify_truncated_left(signature).ok()?;
        Some(self.token)
    }
}

fn mac(secret: &[u8; 32], said: &[u8]) -> Hmac<Sha256> {
    let mac = Hmac::new_from_slice(secret).expect("an HMAC takes keys of any length");
    Mac::chain_update(mac, said)
}
