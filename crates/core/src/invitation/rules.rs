//! The rules that a survey's invitations follow.

use std::collections::BTreeMap;

use crate::survey::RecontactScope;

/// Whom a survey invites, how many, and for how long.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rules {
    /// The share of events that may bring an invitation; above 0.
    pub sample: Share,
    /// The share of contacts that are never invited, to compare with; below 1.
    pub holdout: Share,
    /// Most invitations in a period.
    pub budget: Option<Budget>,
    /// Most invitations by segment value in a period, at most 8.
    pub quotas: Vec<Quota>,
    /// Days that an invitation can be answered, 1 to 366.
    pub expires_days: u32,
    /// When those who did not answer are reminded. Absent means never.
    pub reminders: Option<Reminders>,
}

/// A part of a whole, in millionths.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Share(u32);

/// At most so many invitations in any so many days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    /// At least 1.
    pub invitations: u32,
    /// 1 to [`Rules::MAX_DAYS`] days in UTC, today among them.
    pub days: u32,
    /// Whose invitations count: those to this survey, or all of the tenant.
    pub scope: RecontactScope,
}

/// At most so many invitations by value of a segment, in any so many days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quota {
    /// A segment that the survey declares.
    pub segment: String,
    /// Most invitations by value. Other values have no limit.
    pub values: BTreeMap<String, u32>,
    /// 1 to [`Rules::MAX_DAYS`] days in UTC, today among them.
    pub days: u32,
}

/// When those who did not answer are reminded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reminders {
    /// Days after the invitation and between two reminders, at least 1.
    pub after_days: u32,
    /// 1 to 10.
    pub at_most: u32,
}

impl Rules {
    /// Default of [`expires_days`](Self::expires_days).
    pub const DEFAULT_EXPIRES_DAYS: u32 = 30;
    /// The longest period of a budget or quota, in days.
    pub const MAX_DAYS: u32 = 366;
}

impl Default for Rules {
    /// Everybody is invited.
    fn default() -> Self {
        Self {
            sample: Share::ALL,
            holdout: Share::NONE,
            budget: None,
            quotas: Vec::new(),
            expires_days: Self::DEFAULT_EXPIRES_DAYS,
            reminders: None,
        }
    }
}

impl Share {
    /// Nothing.
    pub const NONE: Self = Self(0);
    /// The whole.
    pub const ALL: Self = Self(1_000_000);

    /// From a number within 0 to 1, rounded to millionths.
    #[must_use]
    pub fn new(share: f64) -> Option<Self> {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 1")]
        (0.0..=1.0).contains(&share).then(|| Self((share * 1e6).round() as u32))
    }

    /// As a number from 0 to 1.
    #[must_use]
    pub fn as_f64(self) -> f64 {
        f64::from(self.0) / 1e6
    }

    /// Whether a number drawn evenly from all of 64 bits falls into the share.
    pub(super) fn covers(self, drawn: u64) -> bool {
        (u128::from(drawn) * u128::from(Self::ALL.0)) >> 64 < u128::from(self.0)
    }
}
