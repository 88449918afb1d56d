//! Open links: anybody may answer a survey that says so.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{Form, Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use http::{HeaderMap, StatusCode};
use plaudit_collector::Published;
use plaudit_core::response::{MAX_DURATION_SECONDS, Submission};
use plaudit_core::survey::Version;
use plaudit_core::time::Timestamp;
use plaudit_storage::{ResponseDraft, Stage, Tenant};

use super::form::{Fields, SEGMENT};
use super::notice::Notice;
use super::ticket::Ticket;
use super::visit::{Entrance, KIOSK_WAITS, Visit};
use super::{Desk, language};
use crate::auth::DEFAULT_TENANT;

/// How long a ticket can be used, in microseconds.
const VALID_MICROS: i64 = MAX_DURATION_SECONDS as i64 * 1_000_000;

/// Whose survey, by `/p/{survey}` or `/p/{tenant}/{survey}`.
#[derive(Clone, Debug, serde::Deserialize)]
pub(super) struct Place {
    tenant: Option<String>,
    survey: String,
}

/// Shows a page. Changes nothing, so that programs may follow links.
pub(super) async fn get(
    State(desk): State<Arc<Desk>>,
    Path(place): Path<Place>,
    Query(fields): Query<Fields>,
    headers: HeaderMap,
) -> Response {
    let step = fields.get("step").and_then(|step| step.parse().ok());
    match arrive(&desk, &place, &fields, &headers).await {
        Ok(visit) => visit.page(step),
        Err(elsewhere) => elsewhere,
    }
}

/// Takes a page.
pub(super) async fn post(
    State(desk): State<Arc<Desk>>,
    Path(place): Path<Place>,
    headers: HeaderMap,
    Form(fields): Form<Fields>,
) -> Response {
    if fields.get("d").is_none() {
        return Redirect::to(&place.path()).into_response();
    }
    match arrive(&desk, &place, &fields, &headers).await {
        Ok(visit) => visit.take(&desk, &fields, (desk.clock)()).await,
        Err(elsewhere) => elsewhere,
    }
}

/// Who comes, at which survey.
async fn arrive(
    desk: &Desk,
    place: &Place,
    fields: &Fields,
    headers: &HeaderMap,
) -> Result<Visit, Response> {
    let now = (desk.clock)();
    let mut wanted: Vec<&str> = fields.get("lang").into_iter().collect();
    wanted.extend(language::accepted(headers));
    let missing = || Notice::missing().page(StatusCode::NOT_FOUND, &wanted);
    let failed = |error| Notice::failed(&error, &wanted);
    let tenant = place.tenant.as_deref().unwrap_or(DEFAULT_TENANT);
    let tenant: Tenant = tenant.parse().map_err(|_| missing())?;
    let published = desk.catalog.get(&tenant, &place.survey, 0).await.map_err(failed)?;
    let published = published.filter(|it| it.latest().survey().asking.open_link);
    let published = published.ok_or_else(missing)?;
    if !published.open {
        return Err(Notice::of("closed", "closed-why").page(StatusCode::GONE, &wanted));
    }

    let secret = desk.invitations.links().own_secret(&tenant).await.map_err(failed)?;
    let again = || place.path_with(fields.get("kiosk").map(|_| "kiosk"));
    let (ticket, known) = match fields.get("d") {
        None => (fresh(now, fields.get("kiosk").is_some()), None),
        Some(text) => {
            let ticket = Ticket::unsealed(text, &secret, &tenant, &place.survey);
            let ticket = ticket.ok_or_else(|| {
                let notice = Notice::of("incomplete", "incomplete-why").or_again_at(again());
                notice.page(StatusCode::BAD_REQUEST, &wanted)
            })?;
            (ticket, desk.store.draft(&tenant, &ticket.draft_id()).await.map_err(failed)?)
        }
    };
    let touched = known.as_ref().map_or(ticket.issued_at, |draft| draft.changed_at);
    if ticket.kiosk && now > touched.plus_micros(i64::from(KIOSK_WAITS) * 1_000_000) {
        return Err(Redirect::to(&place.path_with(Some("kiosk"))).into_response());
    }
    if now > ticket.issued_at.plus_micros(VALID_MICROS) {
        let notice = Notice::of("expired", "expired-why").or_again_at(again());
        return Err(notice.page(StatusCode::GONE, &wanted));
    }

    let version = version_of(&published, known.as_ref());
    let drafted = known.as_ref().and_then(|draft| draft.submission.language.as_deref());
    let said = fields.get("lang").into_iter().chain(drafted);
    let wanted: Vec<&str> = said.chain(language::accepted(headers)).collect();
    let language = language::of(version.survey(), &wanted).to_owned();
    let mut hidden = Vec::new();
    let draft = match known {
        Some(draft) => draft,
        None => {
            let draft = begun(&version, &ticket, fields);
            let found = version.violations(&draft.submission, now);
            if !found.is_empty() {
                let details = found.iter().map(ToString::to_string).collect();
                let notice = Notice::of("incomplete", "incomplete-why");
                return Err(notice.with_details(StatusCode::BAD_REQUEST, &[&language], details));
            }
            let submission = &draft.submission;
            let segments = submission.segments.iter().map(|(id, value)| (id.as_str(), value));
            let channel = submission.channel.iter().map(|channel| ("channel", channel));
            let segments = segments.chain(channel);
            hidden.extend(segments.map(|(id, value)| (format!("{SEGMENT}{id}"), value.clone())));
            draft
        }
    };
    let sealed = ticket.sealed(&secret, &tenant, &place.survey);
    let entrance = Entrance::Open { ticket: sealed, kiosk: ticket.kiosk };
    let (path, chosen) = (place.path(), fields.chosen());
    Ok(Visit { tenant, version, draft, language, path, entrance, hidden, chosen })
}

/// The version that the draft was begun with, or the latest.
fn version_of(published: &Published, known: Option<&ResponseDraft>) -> Arc<Version> {
    let known = known.and_then(|draft| published.version(draft.version));
    Arc::clone(known.unwrap_or_else(|| published.latest()))
}

/// A draft with what the link says, not kept yet.
fn begun(version: &Version, ticket: &Ticket, fields: &Fields) -> ResponseDraft {
    let survey = version.survey();
    let value = |id: &str| {
        let named = fields.get(&format!("{SEGMENT}{id}")).or_else(|| fields.get(id));
        named.filter(|value| !value.is_empty()).map(str::to_owned)
    };
    let own = |id: &str| id != "channel" && id != "language";
    let segments: BTreeMap<String, String> = survey
        .segments
        .iter()
        .filter(|segment| own(&segment.id))
        .filter_map(|segment| Some((segment.id.clone(), value(&segment.id)?)))
        .collect();
    let by_default = if ticket.kiosk { "kiosk" } else { "web" };
    let known = channels(version);
    let by_default =
        (known.is_empty() || known.contains(&by_default)).then(|| by_default.to_owned());
    ResponseDraft {
        survey_id: survey.id.clone(),
        version: version.number(),
        stage: Stage::Open,
        started_at: ticket.issued_at,
        changed_at: ticket.issued_at,
        submission: Submission {
            id: ticket.draft_id(),
            answered_at: Some(ticket.issued_at),
            respondent: None,
            channel: value("channel").or(by_default),
            language: None,
            weight: survey.weighted.then_some(1.0),
            duration_seconds: None,
            segments,
            answers: Vec::new(),
            completed: false,
        },
    }
}

/// The channels that the survey declares; none when any will do.
fn channels(version: &Version) -> Vec<&str> {
    let channel = version.survey().segments.iter().find(|segment| segment.id == "channel");
    channel.into_iter().flat_map(|it| &it.values).map(|value| value.id.as_str()).collect()
}

fn fresh(now: Timestamp, kiosk: bool) -> Ticket {
    Ticket { random: plaudit_collector::secrets::random(), issued_at: now, kiosk }
}

impl Place {
    fn path(&self) -> String {
        match &self.tenant {
            Some(tenant) => format!("/p/{tenant}/{}", self.survey),
            None => format!("/p/{}", self.survey),
        }
    }

    fn path_with(&self, query: Option<&str>) -> String {
        query.map_or_else(|| self.path(), |query| format!("{}?{query}", self.path()))
    }
}
