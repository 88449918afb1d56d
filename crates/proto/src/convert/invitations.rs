//! The rules that a survey's invitations follow, and what became of invitations.

use plaudit_core::Violation;
use plaudit_core::invitation::{Budget, Quota, Reason, Reminders, Rules, Share, State};
use plaudit_core::survey::RecontactScope;

use crate::v1;

pub(super) fn rules(rules: v1::Invitations) -> Result<Rules, Violation> {
    let share = |field, share| {
        Share::new(share).ok_or_else(|| Violation::new(field, "must be within 0 to 1"))
    };
    Ok(Rules {
        sample: rules.sample.map_or(Ok(Share::ALL), |sample| share("sample", sample))?,
        holdout: share("holdout", rules.holdout)?,
        budget: rules.budget.map(|budget| Budget {
            invitations: budget.invitations,
            days: budget.days,
            scope: match budget.scope() {
                v1::BudgetScope::Tenant => RecontactScope::Tenant,
                v1::BudgetScope::Unspecified | v1::BudgetScope::Survey => RecontactScope::Survey,
            },
        }),
        quotas: rules.quotas.into_iter().map(quota).collect(),
        expires_days: match rules.expires_days {
            0 => Rules::DEFAULT_EXPIRES_DAYS,
            days => days,
        },
        reminders: rules.reminders.map(|reminders| Reminders {
            after_days: reminders.after_days,
            at_most: reminders.at_most.max(1),
        }),
    })
}

fn quota(quota: v1::InvitationQuota) -> Quota {
    Quota { segment: quota.segment, values: quota.values, days: quota.days }
}

/// Absent where everybody is invited, as when it was left out.
pub(super) fn to_rules(rules: &Rules) -> Option<v1::Invitations> {
    (*rules != Rules::default()).then(|| v1::Invitations {
        sample: (rules.sample != Share::ALL).then(|| rules.sample.as_f64()),
        holdout: rules.holdout.as_f64(),
        budget: rules.budget.map(|budget| v1::InvitationBudget {
            invitations: budget.invitations,
            days: budget.days,
            scope: match budget.scope {
                RecontactScope::Tenant => v1::BudgetScope::Tenant.into(),
                RecontactScope::Survey => v1::BudgetScope::Survey.into(),
            },
        }),
        quotas: rules.quotas.iter().map(to_quota).collect(),
        expires_days: rules.expires_days,
        reminders: rules.reminders.map(|reminders| v1::Reminders {
            after_days: reminders.after_days,
            at_most: reminders.at_most,
        }),
    })
}

fn to_quota(quota: &Quota) -> v1::InvitationQuota {
    let Quota { segment, values, days } = quota.clone();
    v1::InvitationQuota { segment, values, days }
}

impl From<Reason> for v1::SuppressionReason {
    fn from(reason: Reason) -> Self {
        match reason {
            Reason::SurveyClosed => Self::SurveyClosed,
            Reason::Holdout => Self::Holdout,
            Reason::NotSampled => Self::NotSampled,
            Reason::OptedOut => Self::OptedOut,
            Reason::AlreadyOpen => Self::AlreadyOpen,
            Reason::AskedRecently => Self::AskedRecently,
            Reason::QuotaFull => Self::QuotaFull,
            Reason::BudgetSpent => Self::BudgetSpent,
        }
    }
}

impl From<State> for v1::InvitationState {
    fn from(state: State) -> Self {
        match state {
            State::Invited => Self::Invited,
            State::Sent => Self::Sent,
            State::Bounced => Self::Bounced,
            State::Opened => Self::Opened,
            State::Started => Self::Started,
            State::Refused => Self::Refused,
            State::Completed => Self::Completed,
        }
    }
}

impl v1::InvitationState {
    /// The state. Absent when it is not given.
    #[must_use]
    pub fn given(self) -> Option<State> {
        Some(match self {
            Self::Unspecified => return None,
            Self::Invited => State::Invited,
            Self::Sent => State::Sent,
            Self::Bounced => State::Bounced,
            Self::Opened => State::Opened,
            Self::Started => State::Started,
            Self::Refused => State::Refused,
            Self::Completed => State::Completed,
        })
    }
}
