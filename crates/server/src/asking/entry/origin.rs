//! Who sent a form. A browser shows a key by itself, also when a stranger's page tells it to send one.

use http::header::{HOST, ORIGIN};
use http::{HeaderMap, Uri};

/// Whether a page of this server sent the form, or no browser did: browsers always say it.
/// `public_url` is where people reach the server, which a proxy may call by another name.
pub(super) fn is_own(uri: &Uri, headers: &HeaderMap, public_url: &str) -> bool {
    if let Some(site) = headers.get("sec-fetch-site") {
        return [&b"same-origin"[..], b"none"].contains(&site.as_bytes());
    }
    let Some(origin) = headers.get(ORIGIN) else { return true };
    let Ok(origin) = origin.to_str() else { return false };
    let called = || headers.get(HOST)?.to_str().ok();
    let called = uri.authority().map(http::uri::Authority::as_str).or_else(called);
    let host = origin.split_once("://").map(|(_, host)| host);
    let public =
        public_url.strip_prefix(origin).is_some_and(|it| it.is_empty() || it.starts_with('/'));
    public || (host.is_some() && host == called)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(headers: &[(&'static str, &str)], expected: bool) {
        let all = [("host", "ask.lan:7710")].iter().chain(headers);
        let all = all.map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()));
        let uri = Uri::from_static("/entry/cafe");
        let found = is_own(&uri, &all.collect(), "https://ask.example/plaudit");
        assert_eq!(found, expected, "{headers:?}");
    }

    #[test]
    fn only_its_own_pages_send_forms() {
        check(&[], true);
        check(&[("sec-fetch-site", "same-origin"), ("origin", "null")], true);
        check(&[("sec-fetch-site", "none")], true);
        check(&[("sec-fetch-site", "same-site"), ("origin", "http://ask.lan:7710")], false);
        check(&[("sec-fetch-site", "cross-site")], false);
        check(&[("origin", "http://ask.lan:7710")], true);
        check(&[("origin", "https://ask.example")], true);
        for foreign in ["https://ask.example.evil", "https://ask", "http://ask.lan", "null", ""] {
            check(&[("origin", foreign)], false);
        }
    }
}
