//! The rules of invitations once more, written over a plain list of all that went out.

use std::collections::{BTreeMap, HashSet};

use plaudit_core::invitation::{Event, Reason, State};
use plaudit_core::survey::{RecontactScope, Survey};
use plaudit_core::time::Timestamp;

const DAY: i64 = 86_400_000_000;

#[derive(Default)]
pub(super) struct Model {
    pub(super) sent: Vec<Sent>,
    pub(super) opted_out: HashSet<String>,
    pub(super) closed: HashSet<String>,
    /// What was decided, by survey and event.
    pub(super) decided: BTreeMap<(String, String), Option<Reason>>,
}

/// An invitation.
#[derive(Clone, Debug)]
pub(super) struct Sent {
    pub(super) survey_id: String,
    pub(super) contact: String,
    pub(super) team: Option<String>,
    pub(super) at: Timestamp,
    pub(super) expires_at: Timestamp,
    pub(super) state: State,
}

impl Model {
    /// Returns whether that is new.
    pub(super) fn opt_out(&mut self, contact: String) -> bool {
        let open = |sent: &&mut Sent| sent.contact == contact && sent.state.is_open();
        let changes = !self.opted_out.contains(&contact);
        if changes {
            self.sent.iter_mut().filter(open).for_each(|sent| sent.state = State::Refused);
        }
        self.opted_out.insert(contact);
        changes
    }

    /// Why the event brings no invitation, if it does not.
    pub(super) fn decide(
        &mut self,
        survey: &Survey,
        event: &Event,
        now: Timestamp,
    ) -> Option<Reason> {
        let key = (event.survey_id.clone(), event.id.clone());
        if let Some(before) = self.decided.get(&key) {
            return *before;
        }
        let reason = self.reason(survey, event, now);
        if reason.is_none() {
            let days = i64::from(survey.asking.invitations.expires_days);
            self.sent.push(Sent {
                survey_id: event.survey_id.clone(),
                contact: event.contact.clone(),
                team: event.segments.get("team").cloned(),
                at: now,
                expires_at: now.plus_micros(days * DAY),
                state: State::Invited,
            });
        }
        self.decided.insert(key, reason);
        reason
    }

    fn reason(&self, survey: &Survey, event: &Event, now: Timestamp) -> Option<Reason> {
        let rules = &survey.asking.invitations;
        if self.closed.contains(&survey.id) {
            return Some(Reason::SurveyClosed);
        }
        // Chance has tests of its own.
        if let Some(reason) = rules.left_out("acme", event) {
            return Some(reason);
        }
        if self.opted_out.contains(&event.contact) {
            return Some(Reason::OptedOut);
        }
        let own = || self.sent.iter().filter(|sent| sent.contact == event.contact);
        let waits = |sent: &Sent| sent.state.is_open() && sent.expires_at > now;
        if own().any(|sent| sent.survey_id == survey.id && waits(sent)) {
            return Some(Reason::AlreadyOpen);
        }
        if let Some(rule) = survey.asking.recontact {
            let counts =
                |sent: &Sent| rule.scope == RecontactScope::Tenant || sent.survey_id == survey.id;
            let until = |sent: &Sent| sent.at.as_micros() + i64::from(rule.days) * DAY;
            if own().any(|sent| counts(sent) && until(sent) > now.as_micros()) {
                return Some(Reason::AskedRecently);
            }
        }
        let today = now.utc_day().epoch_days();
        let lately = |days: u32, sent: &Sent| {
            i64::from(today - sent.at.utc_day().epoch_days()) < i64::from(days)
        };
        for quota in &rules.quotas {
            let Some(value) = event.segments.get(&quota.segment) else { continue };
            let Some(most) = quota.values.get(value) else { continue };
            let same =
                |sent: &&Sent| sent.survey_id == survey.id && sent.team.as_ref() == Some(value);
            let out = self.sent.iter().filter(same).filter(|sent| lately(quota.days, sent)).count();
            if out >= *most as usize {
                return Some(Reason::QuotaFull);
            }
        }
        let budget = rules.budget?;
        let same =
            |sent: &&Sent| budget.scope == RecontactScope::Tenant || sent.survey_id == survey.id;
        let out = self.sent.iter().filter(same).filter(|sent| lately(budget.days, sent)).count();
        (out >= budget.invitations as usize).then_some(Reason::BudgetSpent)
    }
}
