//! Budgets and quotas: how many invitations went out in the last days.

use std::collections::BTreeMap;

use super::{Event, Reason, Rules};
use crate::survey::RecontactScope;
use crate::time::Timestamp;

/// What invitations are counted of.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Counter {
    /// The survey. Absent for all surveys of the tenant.
    pub survey_id: Option<String>,
    /// Segment and value. Absent for all invitations.
    pub value: Option<(String, String)>,
}

/// A limit that one event meets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limit {
    /// What is counted.
    pub counter: Counter,
    /// Most invitations within `days`.
    pub most: u32,
    /// Days in UTC, today among them.
    pub days: u32,
    /// What an event is suppressed for that meets it.
    pub reason: Reason,
}

/// Invitations by day in UTC, in days since 1970-01-01.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Spent(pub BTreeMap<i32, u32>);

impl Counter {
    /// All invitations of the tenant.
    pub const ALL: Self = Self { survey_id: None, value: None };
}

impl Rules {
    /// The limits that an invitation for `event` would meet: quotas, then the budget.
    #[must_use]
    pub fn limits(&self, event: &Event) -> Vec<Limit> {
        let survey_id = Some(event.survey_id.clone());
        let quotas = self.quotas.iter().filter_map(|quota| {
            let value = event.value(&quota.segment)?;
            let value = Some((quota.segment.clone(), value.to_owned()));
            Some(Limit {
                most: *quota.values.get(event.value(&quota.segment)?)?,
                counter: Counter { survey_id: survey_id.clone(), value },
                days: quota.days,
                reason: Reason::QuotaFull,
            })
        });
        let budget = self.budget.map(|budget| Limit {
            counter: Counter {
                survey_id: match budget.scope {
                    RecontactScope::Tenant => None,
                    RecontactScope::Survey => survey_id.clone(),
                },
                value: None,
            },
            most: budget.invitations,
            days: budget.days,
            reason: Reason::BudgetSpent,
        });
        quotas.chain(budget).collect()
    }
}

impl Spent {
    /// One invitation more at `now`.
    pub fn add(&mut self, now: Timestamp) {
        *self.0.entry(now.utc_day().epoch_days()).or_default() += 1;
    }

    /// Invitations within the last `days` before `now`, the day of `now` among them. What a clock that
    /// is ahead dated later counts, too.
    #[must_use]
    pub fn within(&self, days: u32, now: Timestamp) -> u64 {
        let first = now.utc_day().epoch_days().saturating_add(1).saturating_sub_unsigned(days);
        self.0.range(first..).map(|(_, many)| u64::from(*many)).sum()
    }

    /// Forgets what no rule can ask for at `now` any more.
    pub fn forget(&mut self, now: Timestamp) {
        let first = now.utc_day().epoch_days().saturating_sub_unsigned(Rules::MAX_DAYS);
        self.0 = self.0.split_off(&first);
    }
}
