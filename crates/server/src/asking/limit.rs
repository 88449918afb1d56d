//! How often one network may ask for pages.

use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use http::header::RETRY_AFTER;
use http::{HeaderName, StatusCode};
use tonic::transport::server::TcpConnectInfo;

use super::language;
use super::notice::Notice;
use crate::settings::Asking as Settings;

/// After so many networks, those that are quiet are forgotten.
const MANY: usize = 10_000;

/// Counts what comes from each network.
pub(crate) struct Limit {
    networks: DefaultKeyedRateLimiter<IpAddr>,
    /// The header in which a proxy says who asked.
    header: Option<HeaderName>,
}

impl Limit {
    pub(crate) fn new(settings: &Settings) -> Self {
        let a_minute = NonZeroU32::new(settings.requests_a_minute).unwrap_or(NonZeroU32::MIN);
        let header = settings.address_header.parse().ok();
        Self { networks: RateLimiter::keyed(Quota::per_minute(a_minute)), header }
    }

    fn admits(&self, network: IpAddr) -> bool {
        if self.networks.len() > MANY {
            self.networks.retain_recent();
        }
        self.networks.check_key(&network).is_ok()
    }

    /// Who asked: as the proxy in front of this server says, when there is one, or else the other end of
    /// the connection.
    fn network(&self, request: &Request) -> Option<IpAddr> {
        let told = self.header.as_ref().and_then(|name| request.headers().get(name));
        // A proxy appends to what it was sent.
        let told =
            told.and_then(|value| value.to_str().ok()?.rsplit(',').next()?.trim().parse().ok());
        let peer = || request.extensions().get::<TcpConnectInfo>()?.remote_addr().map(|it| it.ip());
        told.or_else(peer).map(network_of)
    }
}

/// Middleware: whoever asks too often is asked to wait.
pub(crate) async fn limited(
    State(limit): State<Arc<Limit>>,
    request: Request,
    next: Next,
) -> Response {
    if limit.network(&request).is_none_or(|network| limit.admits(network)) {
        return next.run(request).await;
    }
    let languages = language::accepted(request.headers());
    let notice = Notice::of("busy", "busy-why").page(StatusCode::TOO_MANY_REQUESTS, &languages);
    ([(RETRY_AFTER, "60")], notice).into_response()
}

/// One customer of an IPv6 network has 2^64 addresses.
fn network_of(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() >> 64 << 64).into(),
        v4 @ IpAddr::V4(_) => v4,
    }
}

#[cfg(test)]
mod tests {
    use axum::body::Body;

    use super::*;

    fn limit(header: &str) -> Limit {
        let address_header = header.to_owned();
        Limit::new(&Settings { requests_a_minute: 2, address_header, ..Settings::default() })
    }

    #[test]
    fn a_network_has_so_many_requests_and_others_have_their_own() {
        let limit = limit("");
        let admitted = |address: &str| limit.admits(network_of(address.parse().unwrap()));
        assert!(admitted("192.0.2.1") && admitted("::ffff:192.0.2.1"));
        assert!(!admitted("192.0.2.1"));
        assert!(admitted("192.0.2.2"));
        assert!(admitted("2001:db8::1") && admitted("2001:db8::2"));
        assert!(!admitted("2001:db8::3"));
        assert!(admitted("2001:db8:0:1::1"));
    }

    #[test]
    fn a_proxy_is_believed_only_where_the_operator_says_so() {
        let request = Request::builder().header("x-forwarded-for", "10.0.0.1, 192.0.2.9");
        let request = request.body(Body::empty()).unwrap();
        assert_eq!(limit("").network(&request), None);
        let told = limit("x-forwarded-for").network(&request);
        assert_eq!(told, Some("192.0.2.9".parse().unwrap()));
    }
}
