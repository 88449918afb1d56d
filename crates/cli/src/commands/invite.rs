//! `plaudit invite`.

mod decisions;
mod eml;
mod events;
pub(super) mod show;

use anyhow::{Context, bail};
use plaudit_client::Client;
use plaudit_core::time::Timestamp;
use plaudit_proto::{convert, json, v1};

use crate::args::{Format, Global, InvitationState, Invite, InviteContact, InviteMail, OwnMailer};
use crate::import::time;
use crate::output;

/// Most items of a page.
const PAGE: u32 = 1_000;

/// Decides, lists or records. Everything is in order when no event and no state was refused.
pub(crate) async fn run(args: Invite, global: &Global, client: &Client) -> anyhow::Result<bool> {
    let as_json = global.format == Some(Format::Json);
    match args {
        Invite::Contact(args) => one(args, as_json, client).await,
        Invite::Events { file, survey, mail } => {
            events::run(&file, survey.as_deref(), &mail, as_json, client).await
        }
        Invite::List { survey, state } => list(survey, state, as_json, client).await,
        Invite::Decisions { survey, from, to } => {
            let (from, to) = (from.unwrap_or_default(), to.unwrap_or_default());
            let request = v1::CountDecisionsRequest { survey_id: survey, from, to };
            let counted = client.invitations().count_decisions(request).await?.into_inner();
            output::write(None, &decisions::text(&counted, global.format)?)?;
            Ok(true)
        }
        Invite::Disposition { invitation, state } => {
            disposition(invitation, state, as_json, client).await
        }
        Invite::Reminders { survey, at_most, own } => {
            let request = v1::DueRemindersRequest {
                at_most,
                survey_id: survey.unwrap_or_default(),
                with_mail: own.with_mail,
                with_message: own.eml.is_some(),
            };
            let mut taken = client.invitations().due_reminders(request).await?.into_inner();
            let mut text = String::new();
            for invitation in &mut taken.invitations {
                let file = own.write(invitation)?;
                text += &show::reminder(invitation);
                text += &file.as_deref().map(show::file).unwrap_or_default();
            }
            if as_json {
                text = json::to_string_pretty("DueRemindersResponse", &taken)?;
            }
            output::write(None, &text)?;
            Ok(true)
        }
        Invite::OptOut { contact } => {
            let request = v1::OptOutRequest { contact: contact.clone() };
            let changed = client.invitations().opt_out(request).await?.into_inner().changed;
            opted(&contact, "out", changed, as_json)
        }
        Invite::OptIn { contact } => {
            let request = v1::OptInRequest { contact: contact.clone() };
            let changed = client.invitations().opt_in(request).await?.into_inner().changed;
            opted(&contact, "in", changed, as_json)
        }
    }
}

async fn one(args: InviteContact, as_json: bool, client: &Client) -> anyhow::Result<bool> {
    let at = instant(&args.occurred_at).context("--occurred-at: cannot be read as a time")?;
    let event = v1::Event {
        id: args.event,
        survey_id: args.survey,
        contact: args.contact,
        address: args.address.unwrap_or_default(),
        channel: args.channel.unwrap_or_default(),
        language: args.language.unwrap_or_default(),
        segments: args.segments.into_iter().collect(),
        occurred_at: Some(convert::timestamp(at)),
    };
    let request = args.mail.request(vec![event]);
    let mut outcomes = client.invitations().invite(request).await?.into_inner().outcomes;
    let [outcome] = outcomes.as_mut_slice() else {
        bail!("the server did not answer to the event")
    };
    let file = match &mut outcome.invitation {
        Some(invitation) => args.mail.own.write(invitation)?,
        None => None,
    };
    let text = match as_json {
        true => json::to_string_pretty("InviteOutcome", outcome)?,
        false => show::outcome(outcome) + &file.as_deref().map(show::file).unwrap_or_default(),
    };
    output::write(None, &text)?;
    Ok(outcome.decision() != v1::InviteDecision::Rejected)
}

async fn list(
    survey_id: String,
    state: Option<InvitationState>,
    as_json: bool,
    client: &Client,
) -> anyhow::Result<bool> {
    let mut request = v1::ListInvitationsRequest {
        survey_id,
        state: state.map_or(v1::InvitationState::Unspecified, Into::into).into(),
        page_size: PAGE,
        page_token: String::new(),
    };
    loop {
        let page = client.invitations().list_invitations(request.clone()).await?.into_inner();
        let lines = page.invitations.iter().map(|invitation| match as_json {
            true => Ok(json::to_string("Invitation", invitation)? + "\n"),
            false => Ok(show::line(invitation)),
        });
        output::write(None, &lines.collect::<anyhow::Result<String>>()?)?;
        request.page_token = page.next_page_token;
        if request.page_token.is_empty() {
            return Ok(true);
        }
    }
}

async fn disposition(
    invitation_id: String,
    state: InvitationState,
    as_json: bool,
    client: &Client,
) -> anyhow::Result<bool> {
    let state = v1::InvitationState::from(state).into();
    let dispositions = vec![v1::Disposition { invitation_id, state }];
    let request = v1::RecordDispositionsRequest { dispositions };
    let reply = client.invitations().record_dispositions(request).await?.into_inner();
    let [outcome] = reply.outcomes.as_slice() else { bail!("the server did not answer") };
    let text = match as_json {
        true => json::to_string_pretty("DispositionOutcome", outcome)?,
        false => show::recorded(outcome),
    };
    output::write(None, &text)?;
    Ok(outcome.violations.is_empty())
}

fn opted(contact: &str, way: &str, changed: bool, as_json: bool) -> anyhow::Result<bool> {
    let text = match (as_json, changed) {
        (true, _) => format!("{}\n", serde_json::json!({ "contact": contact, "changed": changed })),
        (false, true) => format!("{contact}: opted {way}\n"),
        (false, false) => format!("{contact}: had opted {way} already\n"),
    };
    output::write(None, &text)?;
    Ok(true)
}

impl InviteMail {
    fn request(&self, events: Vec<v1::Event>) -> v1::InviteRequest {
        let OwnMailer { with_mail, eml } = &self.own;
        let (with_mail, with_message) = (*with_mail, eml.is_some());
        v1::InviteRequest { events, send_mail: self.mail, with_mail, with_message }
    }
}

/// A time in one of the usual forms; without an offset in UTC.
fn instant(text: &str) -> Option<Timestamp> {
    let utc = jiff::tz::TimeZone::UTC;
    time::Format::defaults().iter().find_map(|format| format.read(text, &utc))
}

impl From<InvitationState> for v1::InvitationState {
    fn from(state: InvitationState) -> Self {
        match state {
            InvitationState::Invited => Self::Invited,
            InvitationState::Sent => Self::Sent,
            InvitationState::Bounced => Self::Bounced,
            InvitationState::Opened => Self::Opened,
            InvitationState::Started => Self::Started,
            InvitationState::Refused => Self::Refused,
            InvitationState::Completed => Self::Completed,
        }
    }
}
