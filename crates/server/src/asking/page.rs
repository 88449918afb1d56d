//! A page as its template sees it.

use std::sync::LazyLock;

use askama::Template;
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderValue, StatusCode};
use plaudit_core::survey::Survey;
use sha2::{Digest, Sha256};

use super::language;
use super::question::{Control, View};
use super::words::Words;

/// The style of every page.
pub(crate) const STYLE: &str = include_str!("../../templates/asking/style.css");

/// Its address, another one whenever it changes, so that browsers may keep it for good.
static STYLE_PATH: LazyLock<String> = LazyLock::new(|| {
    let hash = BASE64_URL_SAFE_NO_PAD.encode(&Sha256::digest(STYLE)[..6]);
    format!("/asking.css?{hash}")
});

/// What every page has.
#[derive(Clone, Debug)]
pub(crate) struct Shell {
    pub(crate) language: String,
    pub(crate) direction: &'static str,
    pub(crate) title: String,
    pub(crate) style: &'static str,
    /// Seconds after which the browser goes on by itself, and where.
    pub(crate) refresh: Option<(u32, String)>,
    pub(crate) kiosk: bool,
}

/// A page with questions.
#[derive(Template)]
#[template(path = "asking/page.html")]
pub(crate) struct Page {
    pub(crate) shell: Shell,
    pub(crate) heading: String,
    /// Where the form goes.
    pub(crate) action: String,
    /// What it carries along.
    pub(crate) hidden: Vec<(String, String)>,
    pub(crate) languages: Vec<Language>,
    pub(crate) languages_label: String,
    /// Absent where there is one page.
    pub(crate) progress: Option<Progress>,
    /// Heads the list of problems.
    pub(crate) problems_title: String,
    /// The id of the element that it is about, if it is about one, and what it is.
    pub(crate) problems: Vec<(Option<String>, String)>,
    pub(crate) questions: Vec<View>,
    pub(crate) next: String,
    pub(crate) back: Option<String>,
    /// The label of the field that people do not see.
    pub(crate) trap: String,
}

/// A language that the page can be shown in.
pub(crate) struct Language {
    pub(crate) tag: String,
    pub(crate) name: String,
    pub(crate) current: bool,
}

/// How far one has come.
pub(crate) struct Progress {
    pub(crate) text: String,
    pub(crate) page: usize,
    pub(crate) pages: usize,
}

/// The languages that a survey can be shown in, of which one is `current`; none where there is no choice.
pub(crate) fn languages(survey: &Survey, current: &str) -> Vec<Language> {
    let language = |tag: &str| Language {
        tag: tag.to_owned(),
        name: Words::name(tag).to_owned(),
        current: tag == current,
    };
    match language::offered(survey) {
        offered if offered.len() == 1 => Vec::new(),
        offered => offered.into_iter().map(language).collect(),
    }
}

impl Shell {
    pub(crate) fn new(tag: &str, title: &str) -> Self {
        Self {
            language: tag.to_owned(),
            direction: language::direction(tag),
            title: title.to_owned(),
            style: &STYLE_PATH,
            refresh: None,
            kiosk: false,
        }
    }
}

/// The page as it is sent.
pub(crate) fn respond(status: StatusCode, page: &impl Template) -> Response {
    match page.render() {
        Ok(html) => {
            let kind = HeaderValue::from_static("text/html; charset=utf-8");
            (status, HeaderMap::from_iter([(CONTENT_TYPE, kind)]), html).into_response()
        }
        Err(error) => {
            tracing::error!(%error, "a page could not be made");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}
