//! A page that says one thing: thanks, or why there is nothing to answer.

use askama::Template;
use axum::response::Response;
use http::StatusCode;

use super::page::{Shell, respond};
use super::words::Words;

/// What is to be said: two keys of the words.
#[derive(Clone, Debug)]
pub(crate) struct Notice {
    title: &'static str,
    why: &'static str,
    /// Where one can begin again.
    again: Option<String>,
}

#[derive(Template)]
#[template(path = "asking/notice.html")]
struct Page {
    shell: Shell,
    heading: String,
    text: String,
    /// For whoever made a wrong link, in English.
    details: Vec<String>,
    again: Option<(String, String)>,
    thanks: bool,
}

impl Notice {
    pub(crate) fn of(title: &'static str, why: &'static str) -> Self {
        Self { title, why, again: None }
    }

    pub(crate) fn missing() -> Self {
        Self::of("missing", "missing-why")
    }

    /// Something is wrong on this side.
    pub(crate) fn later() -> Self {
        Self::of("later", "later-why")
    }

    /// The database could not be asked; why is logged here.
    pub(crate) fn failed(error: &plaudit_storage::Error, languages: &[&str]) -> Response {
        tracing::warn!(error = error as &dyn std::error::Error, "a page could not be served");
        Self::later().page(StatusCode::SERVICE_UNAVAILABLE, languages)
    }

    pub(crate) fn or_again_at(self, path: String) -> Self {
        Self { again: Some(path), ..self }
    }

    /// In the first of `languages` that there are words in.
    pub(crate) fn page(self, status: StatusCode, languages: &[&str]) -> Response {
        self.with_details(status, languages, Vec::new())
    }

    pub(crate) fn with_details(
        self,
        status: StatusCode,
        languages: &[&str],
        details: Vec<String>,
    ) -> Response {
        let words = Words::spoken(languages);
        let heading = words.say(self.title);
        let page = Page {
            shell: Shell::new(words.tag(), &heading),
            text: words.say(self.why),
            again: self.again.map(|path| (path, words.say("again"))),
            heading,
            details,
            thanks: false,
        };
        respond(status, &page)
    }
}

/// What is said after the last answer, and to whoever comes back.
pub(crate) fn thanks(mut shell: Shell, own: Option<&str>, words: &Words) -> Response {
    let default = words.say("thanks");
    let heading = own.unwrap_or(&default).to_owned();
    shell.title.clone_from(&heading);
    let text = words.say("thanks-kept");
    let page = Page { shell, heading, text, details: Vec::new(), again: None, thanks: true };
    respond(StatusCode::OK, &page)
}
