//! Invitations: a contact answers by a signed link, or says by another that it wants no more of them.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Form, Path, Query, State};
use axum::response::Response;
use http::{HeaderMap, Method, StatusCode};
use plaudit_collector::{Link, Purpose, links};
use plaudit_core::invitation::State as Disposition;
use plaudit_core::response::Submission;
use plaudit_core::time::Timestamp;
use plaudit_storage::{Invitation, ResponseDraft, Stage};

use super::form::Fields;
use super::notice::Notice;
use super::page::{Shell, respond};
use super::visit::{Entrance, Visit};
use super::words::Words;
use super::{Desk, language};

/// Carries along when the first page was shown, until the draft is kept. Whoever changes it changes how
/// long it took, and nothing else.
const SINCE: &str = "since";

#[derive(Template)]
#[template(path = "asking/opt_out.html")]
struct OptOut {
    shell: Shell,
    heading: String,
    text: String,
    action: String,
    button: String,
}

/// Shows a page and notes that it was opened. Counts nothing, so that programs may follow links.
pub(super) async fn get(
    method: Method,
    State(desk): State<Arc<Desk>>,
    Path(token): Path<String>,
    Query(fields): Query<Fields>,
    headers: HeaderMap,
) -> Response {
    let step = fields.get("step").and_then(|step| step.parse().ok());
    match arrive(&desk, &token, &fields, &headers).await {
        Ok(visit) => {
            if method == Method::GET {
                visit.note(&desk, Disposition::Opened).await;
            }
            visit.page(step)
        }
        Err(elsewhere) => elsewhere,
    }
}

/// Takes a page.
pub(super) async fn post(
    State(desk): State<Arc<Desk>>,
    Path(token): Path<String>,
    headers: HeaderMap,
    Form(fields): Form<Fields>,
) -> Response {
    match arrive(&desk, &token, &fields, &headers).await {
        Ok(visit) => visit.take(&desk, &fields, (desk.clock)()).await,
        Err(elsewhere) => elsewhere,
    }
}

/// Asks whether the contact wants no more invitations.
pub(super) async fn ask_to_opt_out(
    State(desk): State<Arc<Desk>>,
    Path(token): Path<String>,
    Query(fields): Query<Fields>,
    headers: HeaderMap,
) -> Response {
    let (_, invitation) = match open(&desk, &token, Purpose::OptOut, &fields, &headers).await {
        Ok(found) => found,
        Err(elsewhere) => return elsewhere,
    };
    let wanted = wanted(&fields, &headers, invitation.as_ref());
    let words = Words::spoken(&wanted);
    let heading = words.say("opt-out");
    respond(
        StatusCode::OK,
        &OptOut {
            shell: Shell::new(words.tag(), &heading),
            heading,
            text: words.say("opt-out-why"),
            action: format!("/o/{token}"),
            button: words.say("opt-out-button"),
        },
    )
}

/// Takes it, from the button or from a mail program (RFC 8058).
pub(super) async fn opt_out(
    State(desk): State<Arc<Desk>>,
    Path(token): Path<String>,
    headers: HeaderMap,
) -> Response {
    let fields = Fields::default();
    let (link, invitation) = match open(&desk, &token, Purpose::OptOut, &fields, &headers).await {
        Ok(found) => found,
        Err(elsewhere) => return elsewhere,
    };
    let wanted = wanted(&fields, &headers, invitation.as_ref());
    match desk.invitations.opt_out(&link).await {
        // Whoever was erased is not invited either.
        Ok(_) => Notice::of("opted-out", "opted-out-why").page(StatusCode::OK, &wanted),
        Err(error) => Notice::failed(&error, &wanted),
    }
}

/// What a token leads to.
async fn open(
    desk: &Desk,
    token: &str,
    purpose: Purpose,
    fields: &Fields,
    headers: &HeaderMap,
) -> Result<(Link, Option<Invitation>), Response> {
    let wanted = wanted(fields, headers, None);
    let refuse = |status, title, why| Notice::of(title, why).page(status, &wanted);
    let link = match desk.invitations.links().open(token, (desk.clock)()).await {
        Ok(link) if link.purpose == purpose => link,
        Ok(_) | Err(links::Error::Malformed | links::Error::Tampered) => {
            return Err(refuse(StatusCode::BAD_REQUEST, "incomplete", "incomplete-why"));
        }
        Err(links::Error::Foreign) => {
            return Err(refuse(StatusCode::NOT_FOUND, "missing", "missing-why"));
        }
        Err(links::Error::Expired(link)) => {
            let late = desk.invitations.of_link(&link).await.ok().flatten();
            let wanted = self::wanted(fields, headers, late.as_ref());
            return Err(Notice::of("late", "late-why").page(StatusCode::GONE, &wanted));
        }
        Err(links::Error::Storage(error)) => return Err(Notice::failed(&error, &wanted)),
    };
    let invitation = desk.invitations.of_link(&link).await;
    let invitation = invitation.map_err(|error| Notice::failed(&error, &wanted))?;
    Ok((link, invitation))
}

/// Who comes, at which survey.
async fn arrive(
    desk: &Desk,
    token: &str,
    fields: &Fields,
    headers: &HeaderMap,
) -> Result<Visit, Response> {
    let now = (desk.clock)();
    let (link, invitation) = open(desk, token, Purpose::Answer, fields, headers).await?;
    let asked = wanted(fields, headers, invitation.as_ref());
    let failed = |error| Notice::failed(&error, &asked);
    let missing = || Notice::missing().page(StatusCode::NOT_FOUND, &asked);
    let invitation = invitation.as_ref().ok_or_else(missing)?;
    let number = invitation.version;
    let catalog = &desk.catalog;
    let published = catalog.get(&link.tenant, &invitation.survey_id, number).await;
    let published = published.map_err(failed)?;
    let published = published.ok_or_else(missing)?;
    let id = invitation.id.to_string();
    let known = desk.store.draft(&link.tenant, &id).await.map_err(failed)?;
    let used = invitation.state == Disposition::Completed
        || known.as_ref().is_some_and(|draft| draft.stage != Stage::Open);
    // Whoever sends the last page twice is thanked twice.
    if used && fields.get("done").is_none() && fields.get("go").is_none() {
        return Err(Notice::of("used", "used-why").page(StatusCode::GONE, &asked));
    }
    if !published.open {
        return Err(Notice::of("closed", "closed-why").page(StatusCode::GONE, &asked));
    }
    let version = published.version(number).unwrap_or_else(|| published.latest());
    let drafted = known.as_ref().and_then(|draft| draft.submission.language.as_deref());
    let said = fields.get("lang").into_iter().chain(drafted);
    let wanted: Vec<&str> = said.chain(asked.iter().copied()).collect();
    let language = language::of(version.survey(), &wanted).to_owned();
    let since = fields.get(SINCE).and_then(|since| Timestamp::from_micros(since.parse().ok()?));
    let since = since.filter(|since| *since <= now).unwrap_or(now);
    let hidden = match &known {
        Some(_) => Vec::new(),
        None => vec![(SINCE.to_owned(), since.as_micros().to_string())],
    };
    let weighted = version.survey().weighted;
    let draft = known.unwrap_or_else(|| begun(invitation, version.number(), weighted, since));
    let draft = ResponseDraft { stage: if used { Stage::Stored } else { draft.stage }, ..draft };
    Ok(Visit {
        tenant: link.tenant.clone(),
        version: Arc::clone(version),
        draft,
        language,
        path: format!("/s/{token}"),
        entrance: Entrance::Invited(link),
        hidden,
        chosen: fields.chosen(),
    })
}

/// A draft with what the invitation says, not kept yet.
fn begun(invitation: &Invitation, version: u32, weighted: bool, since: Timestamp) -> ResponseDraft {
    let invitation = invitation.clone();
    ResponseDraft {
        survey_id: invitation.survey_id,
        version,
        stage: Stage::Open,
        started_at: since,
        changed_at: since,
        submission: Submission {
            id: invitation.id.to_string(),
            answered_at: Some(since),
            respondent: invitation.contact,
            channel: invitation.channel,
            language: invitation.language,
            weight: weighted.then_some(1.0),
            duration_seconds: None,
            segments: invitation.segments,
            answers: Vec::new(),
            completed: false,
        },
    }
}

/// Languages, the dearest first: what was asked for, the invitation's, the browser's.
fn wanted<'a>(
    fields: &'a Fields,
    headers: &'a HeaderMap,
    invitation: Option<&'a Invitation>,
) -> Vec<&'a str> {
    let own = invitation.and_then(|invitation| invitation.language.as_deref());
    let said = fields.get("lang").into_iter().chain(own);
    said.chain(language::accepted(headers)).collect()
}
