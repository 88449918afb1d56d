//! How a call reaches the services.

use std::time::Duration;

use http::header::{AUTHORIZATION, HeaderValue};
use tonic::body::Body;
use tonic::service::Routes;
use tonic::transport::Endpoint;
use tower::ServiceExt;
use tower::util::BoxCloneSyncService;

type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// Carries a call to a server or to the services in this process.
pub type Transport = BoxCloneSyncService<http::Request<Body>, http::Response<Body>, Unreached>;

/// Why a call did not reach the services. A type of its own, since with a bare `Box<dyn Error>` the
/// compiler cannot tell that the calls are `Send`.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Unreached(#[source] BoxError);

/// Longest wait for a connection.
const CONNECT: Duration = Duration::from_secs(5);

/// Why a client could not do its work.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Not a URL of a server.
    #[error("{url:?} is not a server's URL, as http://127.0.0.1:7710")]
    Url {
        /// What was given.
        url: String,
    },
    /// Not a key, since it cannot stand in a header.
    #[error("the key has characters that no key has")]
    Key,
    /// The server refused the call, or could not be reached for as long as the client tries.
    #[error("{}", .0.message())]
    Refused(#[from] tonic::Status),
}

pub(crate) fn remote(url: &str, key: Option<&str>) -> Result<Transport, Error> {
    let bad_url = || Error::Url { url: url.to_owned() };
    let endpoint = Endpoint::from_shared(url.to_owned()).map_err(|_| bad_url())?;
    if endpoint.uri().authority().is_none() {
        return Err(bad_url());
    }
    let channel = endpoint.connect_timeout(CONNECT).tcp_nodelay(true).connect_lazy();
    let bearer = match key {
        None => None,
        Some(key) => {
            let mut value =
                HeaderValue::from_str(&format!("Bearer {key}")).map_err(|_| Error::Key)?;
            value.set_sensitive(true);
            Some(value)
        }
    };
    let service = channel.map_request(move |mut request: http::Request<Body>| {
        if let Some(bearer) = &bearer {
            request.headers_mut().insert(AUTHORIZATION, bearer.clone());
        }
        request
    });
    Ok(BoxCloneSyncService::new(service.map_err(|error| Unreached(error.into()))))
}

pub(crate) fn local(routes: Routes) -> Transport {
    let service = ServiceExt::<http::Request<Body>>::map_err(routes, |never| match never {});
    BoxCloneSyncService::new(service)
}
