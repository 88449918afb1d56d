//! Quick entry: interviewers write down what others told them by phone or in person. With a key only.

mod condition;
mod moment;
mod origin;
mod sheet;
mod view;

use std::sync::Arc;

use axum::extract::{Extension, Form, Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use http::{HeaderMap, StatusCode, Uri};
use plaudit_collector::{Caller, Published, Scope};
use plaudit_core::survey::Version;
use plaudit_proto::v1;
use plaudit_storage::State as SurveyState;
use tonic::Status;

use super::form::{Fields, SEGMENT};
use super::notice::Notice;
use super::words::Words;
use super::{Desk, language};
use crate::pages::Refusal;
use sheet::Problems;
use view::Form as View;

type Who = Option<Extension<Caller>>;

/// The open surveys, to choose from.
pub(super) async fn surveys(
    State(desk): State<Arc<Desk>>,
    caller: Who,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let caller = Caller::allowed(caller.as_deref(), &[Scope::Collect])?;
    let surveys = desk.store.surveys(&caller.tenant).await;
    let mut surveys = surveys.map_err(plaudit_collector::status::failed)?;
    surveys.retain(|survey| survey.state == SurveyState::Open && survey.latest_version.is_some());
    Ok(view::list(&surveys, Words::spoken(&language::accepted(&headers))))
}

/// An empty form, but for what its address says of the channel, the segments and the language.
pub(super) async fn get(
    State(desk): State<Arc<Desk>>,
    caller: Who,
    Path(survey): Path<String>,
    Query(Fields(mut said)): Query<Fields>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let caller = Caller::allowed(caller.as_deref(), &[Scope::Collect])?;
    said.retain(|(name, _)| {
        matches!(name.as_str(), "channel" | "lang" | "saved") || name.starts_with(SEGMENT)
    });
    let fields = Fields(said);
    let published = match open(&desk, &caller, &survey, &headers).await {
        Ok(published) => published,
        Err(notice) => return Ok(notice),
    };
    let version = published.latest();
    let language = spoken(version, fields.get("lang"), &headers);
    let form = View { version, fields: &fields, language, now: (desk.clock)() };
    Ok(form.page(StatusCode::OK, &Problems::default()))
}

/// Saves what was written down, once however often it is sent.
pub(super) async fn post(
    State(desk): State<Arc<Desk>>,
    caller: Who,
    Path(survey): Path<String>,
    uri: Uri,
    headers: HeaderMap,
    Form(fields): Form<Fields>,
) -> Result<Response, Refusal> {
    let caller = Caller::allowed(caller.as_deref(), &[Scope::Collect])?;
    if !origin::is_own(&uri, &headers, &desk.settings.public_url) {
        return Err(Status::permission_denied("another site sent this form").into());
    }
    let published = match open(&desk, &caller, &survey, &headers).await {
        Ok(published) => published,
        Err(notice) => return Ok(notice),
    };
    let number = fields.get("version").and_then(|number| number.parse().ok()).unwrap_or(0);
    let version = published.version(number).unwrap_or_else(|| published.latest());
    let go = fields.get("go").unwrap_or_default();
    let wanted = go.strip_prefix("lang:");
    let language = spoken(version, wanted.or(fields.get("lang")), &headers);
    let now = (desk.clock)();
    let form = View { version, fields: &fields, language, now };
    if wanted.is_some() {
        return Ok(form.page(StatusCode::OK, &Problems::default()));
    }
    let submission = match sheet::read(version, &fields, language, now) {
        Ok(submission) => submission,
        Err(problems) => return Ok(form.page(StatusCode::UNPROCESSABLE_ENTITY, &problems)),
    };
    let words = Words::of(language);
    let response = v1::Response::new(&survey, version.number(), submission);
    let outcome = match desk.collector.submit(&caller.tenant, response).await {
        Ok(outcome) => outcome,
        Err(status) => {
            tracing::warn!(%status, "what was entered is not stored");
            let problems = Problems::whole(words.say("entry-later"));
            return Ok(form.page(StatusCode::SERVICE_UNAVAILABLE, &problems));
        }
    };
    Ok(match outcome.outcome() {
        v1::Outcome::Stored | v1::Outcome::Duplicate => {
            Redirect::to(&onward(&survey, version, &fields, language)).into_response()
        }
        v1::Outcome::Conflict | v1::Outcome::Erased => {
            let problems = Problems::whole(words.say("entry-known"));
            form.page(StatusCode::CONFLICT, &problems)
        }
        v1::Outcome::Rejected | v1::Outcome::Unspecified => {
            let said =
                |violation: v1::Violation| format!("{}: {}", violation.field, violation.reason);
            let whole = outcome.violations.into_iter().map(said).collect();
            let problems = Problems { whole, ..Problems::default() };
            form.page(StatusCode::UNPROCESSABLE_ENTITY, &problems)
        }
    })
}

/// The survey, if it is the caller's and takes responses; what is said otherwise.
async fn open(
    desk: &Desk,
    caller: &Caller,
    survey: &str,
    headers: &HeaderMap,
) -> Result<Arc<Published>, Response> {
    let wanted = language::accepted(headers);
    let published = desk.catalog.get(&caller.tenant, survey, 0).await;
    let published = published.map_err(|error| Notice::failed(&error, &wanted))?;
    let missing = || Notice::missing().page(StatusCode::NOT_FOUND, &wanted);
    let published = published.ok_or_else(missing)?;
    if published.open {
        return Ok(published);
    }
    Err(Notice::of("closed", "closed-why").page(StatusCode::GONE, &wanted))
}

/// The language that is spoken: the one that was chosen, else the interviewer's.
fn spoken<'v>(version: &'v Version, chosen: Option<&str>, headers: &HeaderMap) -> &'v str {
    let wanted: Vec<&str> = chosen.into_iter().chain(language::accepted(headers)).collect();
    language::of(version.survey(), &wanted)
}

/// The id of a response that is not written down yet.
fn fresh_id() -> String {
    let random: [u8; 16] = plaudit_collector::secrets::random();
    format!("entry-{}", BASE64_URL_SAFE_NO_PAD.encode(random))
}

/// How many were saved in this sitting.
fn saved(fields: &Fields) -> u32 {
    fields.get("saved").and_then(|saved| saved.parse().ok()).unwrap_or(0)
}

/// Where the next form is, after one was saved.
fn onward(survey: &str, version: &Version, fields: &Fields, language: &str) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(sheet::channel(fields).map(|channel| ("channel", channel)));
    let segments = sheet::segments(version, fields);
    query.extend_pairs(segments.map(|(id, value)| (format!("{SEGMENT}{id}"), value)));
    query.append_pair("lang", language);
    query.append_pair("saved", &saved(fields).saturating_add(1).to_string());
    format!("/entry/{survey}?{}", query.finish())
}
