//! The pages on which people answer: open links at `/p`, invitations at `/s`, and at `/o` where they say
//! that they want no more of them.
//!
//! Every page is a form that works without JavaScript. What was sent is kept as a draft at once, so that
//! a person can go back, reload and change the language; the last page closes the draft, which becomes a
//! response. There are no cookies: addresses and forms carry a signed ticket.

mod entry;
mod form;
mod invited;
mod language;
mod limit;
pub(crate) mod mail;
mod notice;
mod open;
mod page;
mod question;
mod settle;
mod sheets;
mod submitted;
mod ticket;
mod visit;
mod words;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName, HeaderValue, REFERRER_POLICY,
    X_CONTENT_TYPE_OPTIONS,
};
use plaudit_collector::{Catalog, Clock, Collector, Invitations};
use plaudit_storage::Store;
use tower_http::set_header::SetResponseHeaderLayer;

use crate::Engine;
use crate::settings::Asking as Settings;
use limit::Limit;

pub(crate) use settle::upkeep;

/// Largest page that is taken, in bytes: 200 texts of 10,000 characters of three bytes, encoded.
const LARGEST_PAGE: usize = 20 << 20;

/// What the pages are made with.
pub(crate) struct Desk {
    store: Store,
    catalog: Arc<Catalog>,
    collector: Arc<Collector>,
    clock: Clock,
    settings: Settings,
    invitations: Invitations,
}

impl Desk {
    /// Nobody answers a survey in less, in microseconds.
    fn least_micros(&self) -> i64 {
        i64::from(self.settings.least_seconds) * 1_000_000
    }
}

/// The pages over `engine`.
pub(crate) fn routes(engine: &Engine, settings: &Settings) -> Router {
    let limit = Arc::new(Limit::new(settings));
    let pages = Router::new()
        .route("/p/{survey}", get(open::get).post(open::post))
        .route("/p/{tenant}/{survey}", get(open::get).post(open::post))
        .route("/s/{token}", get(invited::get).post(invited::post))
        .route("/o/{token}", get(invited::ask_to_opt_out).post(invited::opt_out))
        .layer(DefaultBodyLimit::max(LARGEST_PAGE))
        .layer(axum::middleware::from_fn_with_state(limit, limit::limited))
        .with_state(Arc::new(desk(engine, settings)))
        .route("/asking.css", get(style));
    guarded(pages, &settings.frame_ancestors, "no-referrer")
}

/// The pages for those who write down the answers of others. They are for callers with a key.
pub(crate) fn entry_routes(engine: &Engine, settings: &Settings) -> Router {
    let pages = Router::new()
        .route("/entry", get(entry::surveys))
        .route("/entry/{survey}", get(entry::get).post(entry::post))
        .layer(DefaultBodyLimit::max(LARGEST_PAGE))
        .with_state(Arc::new(desk(engine, settings)));
    // Without a referrer, browsers do not say either where a form was sent from.
    guarded(pages, "", "same-origin")
}

fn desk(engine: &Engine, settings: &Settings) -> Desk {
    Desk {
        store: engine.store.clone(),
        catalog: Arc::clone(&engine.catalog),
        collector: Arc::clone(&engine.collector),
        clock: Arc::clone(&engine.clock),
        settings: settings.clone(),
        invitations: engine.invitations.clone(),
    }
}

fn guarded(pages: Router, frame_ancestors: &str, referrer: &'static str) -> Router {
    let header =
        |name: HeaderName, value: HeaderValue| SetResponseHeaderLayer::if_not_present(name, value);
    let fixed = |name, value| header(name, HeaderValue::from_static(value));
    pages
        .layer(header(CONTENT_SECURITY_POLICY, policy(frame_ancestors)))
        .layer(fixed(X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(fixed(REFERRER_POLICY, referrer))
        .layer(fixed(CACHE_CONTROL, "no-store"))
}

/// Nothing runs and nothing comes from elsewhere; only who is named may put a page into a frame.
fn policy(frame_ancestors: &str) -> HeaderValue {
    let ancestors = if frame_ancestors.is_empty() { "'none'" } else { frame_ancestors };
    let policy = format!(
        "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'self'; \
         frame-ancestors {ancestors}"
    );
    policy.parse().unwrap_or(HeaderValue::from_static("default-src 'none'"))
}

async fn style() -> Response {
    let kind = HeaderValue::from_static("text/css; charset=utf-8");
    let for_good = HeaderValue::from_static("public, max-age=31536000, immutable");
    ([(CONTENT_TYPE, kind), (CACHE_CONTROL, for_good)], page::STYLE).into_response()
}
