//! Links that let a contact in without a key: signed, expiring, and naming nobody.
//!
//! A link's token is a purpose, an expiry, the id of an invitation and the tenant, with an HMAC-SHA256
//! over them, in base64 for URLs. The secret is the tenant's own, made on first need and kept in the
//! database, so that every server makes and reads the same links.

use std::collections::HashMap;
use std::sync::Mutex;

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use plaudit_core::time::Timestamp;
use plaudit_storage::{Store, Tenant};
use sha2::Sha256;
use uuid::Uuid;

use crate::secrets;

/// Bytes of a signature: the first half of an HMAC-SHA256.
const SIGNATURE: usize = 16;
/// Bytes before the tenant: purpose, expiry in seconds, id.
const HEAD: usize = 1 + 4 + 16;
/// Characters of the longest token.
const LONGEST: usize = (HEAD + 64 + SIGNATURE).div_ceil(3) * 4;

/// What a link says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Whose invitation it is.
    pub tenant: Tenant,
    /// What it is for.
    pub purpose: Purpose,
    /// The invitation.
    pub invitation: Uuid,
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

/// Why a token opens nothing.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// It has not the form of a token.
    #[error("the link is incomplete")]
    Malformed,
    /// It is of a tenant that this database has made no links for.
    #[error("the link belongs elsewhere")]
    Foreign,
    /// Its signature does not fit what it says.
    #[error("the link was changed")]
    Tampered,
    /// It is genuine and too old.
    #[error("the link has expired")]
    Expired(Link),
    /// The database could not be asked.
    #[error("the database failed")]
    Storage(#[from] plaudit_storage::Error),
}

/// Makes and reads the links of all tenants.
#[derive(Debug)]
pub struct Links {
    store: Store,
    secrets: Mutex<HashMap<Tenant, [u8; 32]>>,
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

impl Links {
    /// Links whose secrets are in `store`.
    #[must_use]
    pub fn new(store: Store) -> Self {
        Self { store, secrets: Mutex::default() }
    }

    /// The token of `link`: at most 136 characters that stand in a URL as they are.
    ///
    /// # Errors
    /// When the tenant's secret cannot be read or made.
    pub async fn sign(&self, link: &Link) -> Result<String, plaudit_storage::Error> {
        Ok(signed(&self.own_secret(&link.tenant).await?, link))
    }

    /// The tenant's secret, made when it has none: it signs whatever lets people in without a key.
    ///
    /// # Errors
    /// When it cannot be read or made.
    pub async fn own_secret(&self, tenant: &Tenant) -> Result<[u8; 32], plaudit_storage::Error> {
        if let Some(secret) = self.secret(tenant).await? {
            return Ok(secret);
        }
        let kept = self.store.keep_link_secret(tenant, &secrets::random()).await?;
        self.remember(tenant, kept);
        Ok(kept)
    }

    /// What the token says, at `now`.
    ///
    /// # Errors
    /// As [`Error`] tells them apart.
    pub async fn open(&self, token: &str, now: Timestamp) -> Result<Link, Error> {
        let (link, bytes) = read(token).ok_or(Error::Malformed)?;
        let secret = self.secret(&link.tenant).await?.ok_or(Error::Foreign)?;
        let (said, signature) = bytes.split_at(bytes.len() - SIGNATURE);
        let fits = mac(&secret, said).verify_truncated_left(signature);
        fits.map_err(|_| Error::Tampered)?;
        if link.expires_at <= now { Err(Error::Expired(link)) } else { Ok(link) }
    }

    async fn secret(&self, tenant: &Tenant) -> Result<Option<[u8; 32]>, plaudit_storage::Error> {
        let known =
            self.secrets.lock().expect("no holder of this lock panics").get(tenant).copied();
        if known.is_some() {
            return Ok(known);
        }
        let kept = self.store.link_secret(tenant).await?;
        if let Some(secret) = kept {
            self.remember(tenant, secret);
        }
        Ok(kept)
    }

    fn remember(&self, tenant: &Tenant, secret: [u8; 32]) {
        let mut secrets = self.secrets.lock().expect("no holder of this lock panics");
        secrets.insert(tenant.clone(), secret);
    }
}

fn signed(secret: &[u8; 32], link: &Link) -> String {
    let seconds = link.expires_at.as_micros().div_euclid(1_000_000);
    let seconds = u32::try_from(seconds.max(0)).unwrap_or(u32::MAX);
    let mut bytes = vec![link.purpose.code()];
    bytes.extend(seconds.to_be_bytes());
    bytes.extend(link.invitation.as_bytes());
    bytes.extend(link.tenant.as_str().as_bytes());
    let signature = mac(secret, &bytes).finalize().into_bytes();
    bytes.extend(&signature[..SIGNATURE]);
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

fn mac(secret: &[u8; 32], said: &[u8]) -> Hmac<Sha256> {
    let mac = Hmac::new_from_slice(secret).expect("an HMAC takes keys of any length");
    Mac::chain_update(mac, said)
}

/// What the token says, before its signature was looked at, and its bytes.
fn read(token: &str) -> Option<(Link, Vec<u8>)> {
    if token.len() > LONGEST {
        return None;
    }
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(token).ok()?;
    let (head, rest) = bytes.split_first_chunk::<HEAD>()?;
    let tenant = &rest[..rest.len().checked_sub(SIGNATURE)?];
    let seconds = u32::from_be_bytes(*head[1..].first_chunk()?);
    let link = Link {
        tenant: str::from_utf8(tenant).ok()?.parse().ok()?,
        purpose: Purpose::of(head[0])?,
        invitation: Uuid::from_slice(&head[5..]).ok()?,
        expires_at: Timestamp::from_micros(i64::from(seconds) * 1_000_000)?,
    };
    Some((link, bytes))
}
