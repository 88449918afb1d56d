//! Puts the caller into each request.

use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::extract::State;
use axum::middleware::Next;
use axum::response::Response;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use http::header::{AUTHORIZATION, HOST};
use http::{HeaderMap, Request};
use plaudit_collector::Caller;
use plaudit_storage::{Store, Tenant};

use crate::keys::Keys;

/// The tenant of a server without keys.
pub const DEFAULT_TENANT: &str = "default";

/// Who is let in.
pub(crate) struct Door {
    store: Store,
    keys: Keys,
    /// Whether there is no key at all, so that everybody on this machine may do everything.
    open: AtomicBool,
}

impl Door {
    pub(crate) fn new(store: Store, open: bool) -> Self {
        Self { keys: Keys::new(store.clone()), store, open: AtomicBool::new(open) }
    }

    /// Closes the door as soon as there is a key.
    pub(crate) async fn refresh(&self) -> Result<(), plaudit_storage::Error> {
        if self.open.load(Ordering::Relaxed) && self.store.has_keys().await? {
            self.open.store(false, Ordering::Relaxed);
            tracing::info!("there is an API key now: every call needs one from here on");
        }
        Ok(())
    }

    /// Keys were made or revoked.
    pub(crate) async fn keys_changed(&self) -> Result<(), plaudit_storage::Error> {
        self.keys.forget();
        self.refresh().await
    }

    /// A known caller stands in the request's extensions afterwards, an unknown one does not.
    pub(crate) async fn admit<B>(&self, request: &mut Request<B>) {
        let (local, key) = (is_local(request), key(request.headers()));
        if let Some(caller) = self.caller(local, key).await {
            request.extensions_mut().insert(caller);
        }
    }

    async fn caller(&self, local: bool, key: Option<String>) -> Option<Caller> {
        if self.open.load(Ordering::Relaxed) {
            return local.then(anybody);
        }
        self.keys.caller(&key?).await.unwrap_or_else(|error| {
            tracing::warn!(%error, "a key could not be looked up");
            None
        })
    }
}

/// A caller that may do everything in the default tenant.
pub(crate) fn anybody() -> Caller {
    let tenant: Tenant = DEFAULT_TENANT.parse().expect("is a tenant's name");
    Caller::unrestricted(tenant)
}

/// Middleware: see [`Door::admit`].
pub(crate) async fn admit(
    State(door): State<Arc<Door>>,
    mut request: axum::extract::Request,
    next: Next,
) -> Response {
    door.admit(&mut request).await;
    next.run(request).await
}

/// The key of a request: `Bearer KEY`, or the password of `Basic`, which browsers can ask for.
fn key(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, rest) = value.split_once(' ')?;
    if scheme.eq_ignore_ascii_case("bearer") {
        return Some(rest.trim().to_owned());
    }
    if scheme.eq_ignore_ascii_case("basic") {
        let text = String::from_utf8(BASE64_STANDARD.decode(rest.trim()).ok()?).ok()?;
        return Some(text.split_once(':')?.1.to_owned());
    }
    None
}

/// Whether the request was addressed to this machine by a name that only this machine has. A page of
/// a stranger, made to resolve to 127.0.0.1, carries the stranger's name.
fn is_local<B>(request: &Request<B>) -> bool {
    let header = || request.headers().get(HOST)?.to_str().ok()?.parse().ok();
    let authority: Option<http::uri::Authority> =
        request.uri().authority().cloned().or_else(header);
    authority.is_some_and(|authority| {
        let host = authority.host().trim_matches(['[', ']']);
        host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn to(host: &str) -> Request<()> {
        Request::builder().uri("/").header(HOST, host).body(()).unwrap()
    }

    #[test]
    fn only_names_of_this_machine_are_local() {
        for host in ["localhost:7710", "127.0.0.1:7710", "[::1]:7710", "localhost"] {
            assert!(is_local(&to(host)), "{host}");
        }
        for host in ["evil.example:7710", "localhost.evil.example", "192.168.0.1", ""] {
            assert!(!is_local(&to(host)), "{host}");
        }
    }

    #[test]
    fn a_key_comes_as_a_bearer_token_or_as_a_basic_password() {
        let of = |value: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(AUTHORIZATION, value.parse().unwrap());
            key(&headers)
        };
        assert_eq!(of("Bearer abc").as_deref(), Some("abc"));
        assert_eq!(of("basic dXNlcjphYmM=").as_deref(), Some("abc"));
        assert_eq!(of("Digest abc"), None);
        assert_eq!(key(&HeaderMap::new()), None);
    }
}
