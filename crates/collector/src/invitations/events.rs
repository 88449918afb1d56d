//! From events on the wire to candidates and the outcomes of the others.

use std::collections::BTreeSet;
use std::sync::Arc;

use plaudit_core::Violation;
use plaudit_core::invitation::{Event, State};
use plaudit_core::time::Timestamp;
use plaudit_proto::convert::instant;
use plaudit_proto::v1;
use plaudit_storage::{Candidate, Decided, Error, Tenant};
use uuid::Uuid;

use super::Invitations;
use super::mail::Given;

impl Invitations {
    /// Decides on events and returns one outcome each, in order, once it is durable.
    pub(super) async fn invite(
        &self,
        tenant: &Tenant,
        request: v1::InviteRequest,
    ) -> Result<Vec<v1::InviteOutcome>, Error> {
        let v1::InviteRequest { events, send_mail, with_mail, with_message } = request;
        let now = (self.clock)();
        let mut outcomes = Vec::with_capacity(events.len());
        let mut candidates = Vec::with_capacity(events.len());
        for event in events {
            let event_id = event.id.clone();
            let candidate = self.candidate(tenant, event, send_mail, with_message, now);
            let violations = match candidate.await? {
                Ok(candidate) => {
                    candidates.push(candidate);
                    Vec::new()
                }
                Err(violations) => violations,
            };
            outcomes.push(rejected(event_id, violations));
        }
        let decided = self.store.decide(tenant, &candidates, now).await?;
        let waiting = decided.iter().filter_map(waiting).collect();
        let handed_out = match (send_mail, with_message) {
            (_, true) => self.store.hand_out(tenant, &waiting, now).await?,
            (true, false) => self.store.handed_out(tenant, &waiting).await?,
            (false, false) => BTreeSet::new(),
        };
        let mut decided = decided.into_iter();
        for outcome in outcomes.iter_mut().filter(|outcome| outcome.violations.is_empty()) {
            match decided.next() {
                Some(Decided::Invited { invitation, .. })
                    if send_mail && handed_out.contains(&invitation.id) =>
                {
                    let reason = "was given as a message, for a mailer that sends it";
                    outcome.violations.push(Violation::new("id", reason).into());
                }
                Some(Decided::Invited { invitation, repeated }) => {
                    outcome.set_decision(v1::InviteDecision::Invited);
                    let own = handed_out.contains(&invitation.id) && invitation.reminders == 0;
                    let given = Given::of(with_mail, own);
                    outcome.invitation = Some(self.message(tenant, *invitation, given).await?);
                    outcome.repeated_event = repeated;
                }
                Some(Decided::Suppressed { reason, repeated }) => {
                    outcome.set_decision(v1::InviteDecision::Suppressed);
                    outcome.set_reason(reason.into());
                    outcome.repeated_event = repeated;
                }
                Some(Decided::Conflict) | None => {
                    let reason = "is already decided with other content";
                    outcome.violations.push(Violation::new("id", reason).into());
                }
            }
        }
        Ok(outcomes)
    }

    async fn candidate(
        &self,
        tenant: &Tenant,
        event: v1::Event,
        mail: bool,
        message: bool,
        now: Timestamp,
    ) -> Result<Result<Candidate, Vec<Violation>>, Error> {
        let Some(published) = self.catalog.get(tenant, &event.survey_id, 0).await? else {
            let reason = format!("there is no published survey {:?}", event.survey_id);
            return Ok(Err(vec![Violation::new("survey_id", reason)]));
        };
        let mut found = Vec::new();
        let address = self.sealed(tenant, &event, &mut found);
        if (mail || message) && event.address.is_empty() {
            found.push(Violation::new("address", "is required for a mail"));
        }
        let occurred_at = event.occurred_at.as_ref().and_then(instant).unwrap_or_else(|| {
            let required = "is required, within the years 0001 to 9998";
            found.push(Violation::new("occurred_at", required));
            now
        });
        let present = |text: String| (!text.is_empty()).then_some(text);
        let event = Event {
            id: event.id,
            survey_id: event.survey_id,
            contact: event.contact,
            channel: present(event.channel),
            language: present(event.language),
            segments: event.segments,
            occurred_at,
        };
        let version = Arc::clone(published.latest());
        found.extend(version.event_violations(&event, now));
        if found.is_empty() {
            Ok(Ok(Candidate { event, version, open: published.open, address, mail }))
        } else {
            Ok(Err(found))
        }
    }

    fn sealed(
        &self,
        tenant: &Tenant,
        event: &v1::Event,
        found: &mut Vec<Violation>,
    ) -> Option<Vec<u8>> {
        let address = event.address.as_str();
        if address.is_empty() {
            return None;
        }
        let mut refuse = |reason| found.push(Violation::new("address", reason));
        let Some(seal) = &self.asking.seal else {
            refuse(
                "is not taken: the server has no asking.secret to seal it with \
                 (`plaudit config secret` prints one)",
            );
            return None;
        };
        if !is_address(address) {
            refuse("must be an e-mail address of at most 254 characters");
            return None;
        }
        Some(seal.seal(tenant, &event.contact, address))
    }
}

/// The invitation that is known to nobody yet, of a contact who is.
fn waiting(decided: &Decided) -> Option<Uuid> {
    let Decided::Invited { invitation, .. } = decided else { return None };
    let waits = invitation.state == State::Invited && invitation.contact.is_some();
    waits.then_some(invitation.id)
}

fn rejected(event_id: String, violations: Vec<Violation>) -> v1::InviteOutcome {
    v1::InviteOutcome {
        event_id,
        decision: v1::InviteDecision::Rejected.into(),
        violations: violations.into_iter().map(Into::into).collect(),
        ..v1::InviteOutcome::default()
    }
}

/// Whether it has one part, an @ and a domain, without blanks or what could end a line of mail.
fn is_address(text: &str) -> bool {
    let fits = |c: char| !c.is_whitespace() && !c.is_control() && !"<>,;:\"()[]\\".contains(c);
    text.len() <= 254
        && text.chars().all(fits)
        && text.split_once('@').is_some_and(|(local, domain)| {
            (1..=64).contains(&local.len()) && !domain.is_empty() && !domain.contains('@')
        })
}

#[cfg(test)]
mod tests {
    use super::is_address;

    #[test]
    fn an_address_has_two_parts_and_nothing_that_could_end_a_line() {
        for good in ["ann@example.com", "an.n+1@münchen.example", "a@b"] {
            assert!(is_address(good), "{good}");
        }
        let long = format!("a@{}", "b".repeat(253));
        for bad in ["", "ann", "@b", "a@", "a@b@c", "a b@c", "a@b\n", "<a@b>", "a@b,c@d", &long] {
            assert!(!is_address(bad), "{bad:?}");
        }
    }
}
