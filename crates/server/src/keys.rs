//! API keys: made, read, and looked up.
//!
//! A key reads `plaudit.TENANT.ID.SECRET`. The tenant and the id say where to look, the secret is 256
//! random bits, and only its SHA-256 is kept: with that many bits, a fast hash is as good as a slow one.

use std::collections::HashMap;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use plaudit_collector::secrets::random;
use plaudit_collector::{Caller, Scopes};
use plaudit_core::time::Timestamp;
use plaudit_storage::{Error, KeyRecord, Store, Tenant};
use sha2::{Digest, Sha256};

/// How long a key that was looked up is believed.
const BELIEVED: Duration = Duration::from_secs(1);
/// Most keys remembered at once.
const REMEMBERED: usize = 10_000;

/// Looks keys up, and remembers each for a second.
pub(crate) struct Keys {
    store: Store,
    known: Mutex<HashMap<[u8; 32], (Caller, Instant)>>,
}

impl Keys {
    pub(crate) fn new(store: Store) -> Self {
        Self { store, known: Mutex::default() }
    }

    /// The caller that `key` belongs to, if it is a key and was not revoked.
    pub(crate) async fn caller(&self, key: &str) -> Result<Option<Caller>, Error> {
        let hash = hash(key.as_bytes());
        if let Some(caller) = self.remembered(&hash) {
            return Ok(Some(caller));
        }
        let Some((tenant, id, secret)) = parse(key) else { return Ok(None) };
        let Some(record) = self.store.key(&tenant, id).await? else { return Ok(None) };
        // The compared values are hashes of the secret: how far they agree tells nothing.
        if record.revoked_at.is_some() || record.hash != self::hash(secret.as_bytes()) {
            return Ok(None);
        }
        let scopes = Scopes::from_bits(record.scopes);
        let caller = Caller { tenant, scopes, key: Some(record.id) };
        let mut known = self.known.lock().expect("no holder of this lock panics");
        if known.len() >= REMEMBERED {
            known.clear();
        }
        known.insert(hash, (caller.clone(), Instant::now()));
        Ok(Some(caller))
    }

    /// Looks every key up again.
    pub(crate) fn forget(&self) {
        self.known.lock().expect("no holder of this lock panics").clear();
    }

    fn remembered(&self, hash: &[u8; 32]) -> Option<Caller> {
        let known = self.known.lock().expect("no holder of this lock panics");
        let (caller, at) = known.get(hash)?;
        (at.elapsed() < BELIEVED).then(|| caller.clone())
    }
}

/// A new key: what is kept, and the text that is shown once.
pub(crate) fn create(
    tenant: &Tenant,
    name: String,
    scopes: Scopes,
    now: Timestamp,
) -> (KeyRecord, String) {
    let id: String = random::<6>().iter().map(|byte| format!("{byte:02x}")).collect();
    let secret = BASE64_URL_SAFE_NO_PAD.encode(random::<32>());
    let key = format!("plaudit.{tenant}.{id}.{secret}");
    let hash = hash(secret.as_bytes());
    let scopes = scopes.bits();
    (KeyRecord { id, name, scopes, hash, created_at: now, revoked_at: None }, key)
}

fn parse(key: &str) -> Option<(Tenant, &str, &str)> {
    let mut parts = key.strip_prefix("plaudit.")?.split('.');
    let (tenant, id, secret) = (parts.next()?, parts.next()?, parts.next()?);
    parts.next().is_none().then_some(())?;
    Some((tenant.parse().ok()?, id, secret))
}

fn hash(text: &[u8]) -> [u8; 32] {
    Sha256::digest(text).into()
}
