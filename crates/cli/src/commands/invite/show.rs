//! Invitations and decisions, for people.

use std::path::Path;

use plaudit_proto::{convert, v1};

/// What was decided on one event.
pub(super) fn outcome(outcome: &v1::InviteOutcome) -> String {
    let again = if outcome.repeated_event { " (decided before)" } else { "" };
    let event = &outcome.event_id;
    match (outcome.decision(), &outcome.invitation) {
        (v1::InviteDecision::Invited, Some(invitation)) => {
            format!(
                "{event}: invited{again}, until {}\n  id       {}\n  answer   {}\n  opt out  {}\n",
                at(invitation.expires_at.as_ref()),
                invitation.id,
                invitation.link,
                invitation.opt_out_link,
            ) + &invitation.mail.as_ref().map(mail).unwrap_or_default()
        }
        (v1::InviteDecision::Suppressed, _) => {
            format!("{event}: not invited{again}: {}\n", why(outcome.reason()))
        }
        _ => format!("{event}: refused: {}\n", violations(&outcome.violations)),
    }
}

/// Why an event brings no invitation, in the words of the rules.
pub(super) fn why(reason: v1::SuppressionReason) -> &'static str {
    match reason {
        v1::SuppressionReason::Unspecified => "for an unknown reason",
        v1::SuppressionReason::SurveyClosed => "the survey is closed",
        v1::SuppressionReason::Holdout => "held out, to compare with",
        v1::SuppressionReason::NotSampled => "not sampled",
        v1::SuppressionReason::OptedOut => "opted out",
        v1::SuppressionReason::AlreadyOpen => "invited already, and has not answered yet",
        v1::SuppressionReason::AskedRecently => "asked recently",
        v1::SuppressionReason::QuotaFull => "the quota is full",
        v1::SuppressionReason::BudgetSpent => "the budget is spent",
    }
}

/// What is wrong, with the fields.
pub(super) fn violations(violations: &[v1::Violation]) -> String {
    let texts: Vec<String> =
        violations.iter().map(|it| format!("{} {}", it.field, it.reason)).collect();
    texts.join("; ")
}

/// One row of a list.
pub(super) fn line(invitation: &v1::Invitation) -> String {
    format!(
        "{}  {}  {:<9}  {}\n",
        invitation.id,
        at(invitation.invited_at.as_ref()),
        state(invitation.state()),
        contact(invitation),
    )
}

/// A reminder that was taken.
pub(super) fn reminder(invitation: &v1::Invitation) -> String {
    let number = invitation.reminders;
    format!("{}  reminder {number}  {}\n", contact(invitation), invitation.link)
        + &invitation.mail.as_ref().map(mail).unwrap_or_default()
}

/// Where a mail was written.
pub(super) fn file(file: &Path) -> String {
    format!("  mail     {}\n", file.display())
}

/// A mail without its HTML.
fn mail(mail: &v1::Mail) -> String {
    format!("\nSubject: {}\n\n{}\n", mail.subject, mail.text.trim_end())
}

/// What recording a state changed.
pub(in crate::commands) fn recorded(outcome: &v1::DispositionOutcome) -> String {
    let id = &outcome.invitation_id;
    match (outcome.violations.as_slice(), outcome.changed) {
        ([], true) => format!("{id}: {}\n", state(outcome.state())),
        ([], false) => format!("{id}: {} already\n", state(outcome.state())),
        (found, _) => format!("{id}: refused: {}\n", violations(found)),
    }
}

fn contact(invitation: &v1::Invitation) -> &str {
    match invitation.contact.as_str() {
        "" => "(erased)",
        contact => contact,
    }
}

fn state(state: v1::InvitationState) -> &'static str {
    state.given().map_or("?", |state| state.name())
}

fn at(at: Option<&prost_types::Timestamp>) -> String {
    at.and_then(convert::instant).map(|at| at.to_string()).unwrap_or_default()
}
