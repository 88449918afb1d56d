//! The decision, and what it must know.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::str::FromStr;

use super::{Counter, Event, Spent};
use crate::survey::{Asking, RecontactScope};
use crate::time::Timestamp;

/// Whether an event brings an invitation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Decision {
    /// It does.
    Invite,
    /// It does not.
    Suppress(Reason),
}

/// Why an event brings no invitation. Of several reasons the first in this list is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// The survey is closed.
    SurveyClosed,
    /// The contact is one of those never asked, to compare with.
    Holdout,
    /// The event was not drawn.
    NotSampled,
    /// The contact does not want to be asked.
    OptedOut,
    /// The contact has an invitation to this survey that waits for an answer.
    AlreadyOpen,
    /// The contact was invited within the days of the recontact rule.
    AskedRecently,
    /// Enough invitations went out for a value of a segment.
    QuotaFull,
    /// Enough invitations went out.
    BudgetSpent,
}

/// What is known of one contact.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// Whether it does not want to be asked.
    pub opted_out: bool,
    /// Its invitations by survey.
    pub surveys: BTreeMap<String, Asked>,
}

/// The invitations of one contact to one survey.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked {
    /// When the last one was made.
    pub invited_at: Timestamp,
    /// When the last one that waits for an answer expires.
    pub open_until: Option<Timestamp>,
}

/// What decisions must know. Those that are made together see each other in it.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    /// By pseudonym. A contact that is missing is new.
    pub contacts: HashMap<String, Known>,
    /// Counters of budgets and quotas. One that is missing stands at nothing; that of the whole tenant
    /// is there when any survey has a budget for it.
    pub spent: HashMap<Counter, Spent>,
}

impl Ledger {
    /// Decides on an event that chance did not leave out, under the rules of its survey, and counts the
    /// invitation when there is one. All limits are met or none is counted.
    pub fn decide(&mut self, asking: &Asking, event: &Event, now: Timestamp) -> Decision {
        if let Some(reason) = self.holds_back(asking, event, now) {
            return Decision::Suppress(reason);
        }
        let limits = asking.invitations.limits(event);
        let met = limits.iter().find(|limit| {
            let spent = self.spent.get(&limit.counter);
            spent.map_or(0, |spent| spent.within(limit.days, now)) >= u64::from(limit.most)
        });
        if let Some(limit) = met {
            return Decision::Suppress(limit.reason);
        }
        let mut counters: Vec<Counter> = limits.into_iter().map(|limit| limit.counter).collect();
        // It counts for the budgets of other surveys, too.
        counters.extend(self.spent.contains_key(&Counter::ALL).then_some(Counter::ALL));
        counters.sort_unstable();
        counters.dedup();
        for counter in counters {
            self.spent.entry(counter).or_default().add(now);
        }
        let asked = Asked { invited_at: now, open_until: Some(asking.expires_at(now)) };
        let known = self.contacts.entry(event.contact.clone()).or_default();
        known.surveys.insert(event.survey_id.clone(), asked);
        Decision::Invite
    }

    /// Why the contact is not to be invited for `event`, whatever the limits, if it is not.
    #[must_use]
    pub fn holds_back(&self, asking: &Asking, event: &Event, now: Timestamp) -> Option<Reason> {
        let known = self.contacts.get(&event.contact)?;
        if known.opted_out {
            return Some(Reason::OptedOut);
        }
        let here = known.surveys.get(&event.survey_id);
        if here.and_then(|asked| asked.open_until).is_some_and(|until| until > now) {
            return Some(Reason::AlreadyOpen);
        }
        let rule = asking.recontact?;
        let last = match rule.scope {
            RecontactScope::Survey => here.map(|asked| asked.invited_at),
            RecontactScope::Tenant => known.surveys.values().map(|asked| asked.invited_at).max(),
        };
        let recently = last?.plus_days(i64::from(rule.days)) > now;
        recently.then_some(Reason::AskedRecently)
    }
}

impl Asking {
    /// When an invitation of `now` expires.
    #[must_use]
    pub fn expires_at(&self, now: Timestamp) -> Timestamp {
        now.plus_days(i64::from(self.invitations.expires_days))
    }

    /// When the reminder is due that follows what went out at `last`. Absent when there is none after
    /// `reminded` others, or none before the invitation expires at `expires_at`.
    #[must_use]
    pub fn remind_at(
        &self,
        last: Timestamp,
        reminded: u32,
        expires_at: Timestamp,
    ) -> Option<Timestamp> {
        let rule = self.invitations.reminders.filter(|rule| reminded < rule.at_most)?;
        let due = last.plus_days(i64::from(rule.after_days));
        (due < expires_at).then_some(due)
    }
}

impl Reason {
    /// Every reason, in order.
    pub const ALL: [Self; 8] = [
        Self::SurveyClosed,
        Self::Holdout,
        Self::NotSampled,
        Self::OptedOut,
        Self::AlreadyOpen,
        Self::AskedRecently,
        Self::QuotaFull,
        Self::BudgetSpent,
    ];

    /// As in `opted_out`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::SurveyClosed => "survey_closed",
            Self::Holdout => "holdout",
            Self::NotSampled => "not_sampled",
            Self::OptedOut => "opted_out",
            Self::AlreadyOpen => "already_open",
            Self::AskedRecently => "asked_recently",
            Self::QuotaFull => "quota_full",
            Self::BudgetSpent => "budget_spent",
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Reason {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        let mut reasons = Self::ALL.into_iter();
        reasons.find(|reason| reason.name() == name).ok_or_else(|| format!("{name:?} is no reason"))
    }
}
