//! Renewal rate.

use std::ops::RangeInclusive;

use super::share;
use crate::estimate::{Estimate, Level};

/// A membership that falls due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due {
    /// Day on which it falls due, on any count.
    pub day: i64,
    /// Day on which it was renewed.
    pub renewed: Option<i64>,
    /// Whether the member died or is no longer eligible: in no base.
    pub ineligible: bool,
}

/// What became of the memberships that fell due in a period.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Renewals {
    /// Renewed by the end of grace, of those due whose grace is over; Wilson. Absent without them.
    pub rate: Option<Estimate>,
    /// Renewed after the end of grace: reinstated, not renewed.
    pub reinstated: u64,
    /// Due, and grace is not over: in no base, renewed or not.
    pub open: u64,
    /// Left out because they died or are no longer eligible.
    pub ineligible: u64,
}

/// Renewed over **due** in `period`, with `grace` days after the due day, by the end of `today`. Members
/// who were not due could not leave and say nothing.
///
/// ```
/// use plaudit_core::{estimate::Level, outcomes::{Due, renewals}};
///
/// let due = |day, renewed| Due { day, renewed, ineligible: false };
/// let members = [due(10, Some(5)), due(20, Some(50)), due(20, Some(51)), due(25, None),
///     due(80, Some(79)), due(400, Some(3)), Due { ineligible: true, ..due(12, None) }];
/// let found = renewals(members, 0..=90, 30, 100, Level::default());
/// let rate = found.rate.unwrap();
/// assert_eq!((rate.count, rate.n), (Some(2), 4));
/// assert_eq!((found.reinstated, found.open, found.ineligible), (1, 1, 1));
/// ```
#[must_use]
#[allow(clippy::needless_pass_by_value)] // a range is two numbers
pub fn renewals(
    members: impl IntoIterator<Item = Due>,
    period: RangeInclusive<i64>,
    grace: u32,
    today: i64,
    level: Level,
) -> Renewals {
    let (mut renewed, mut due) = (0, 0);
    let mut found = Renewals { rate: None, reinstated: 0, open: 0, ineligible: 0 };
    for member in members.into_iter().filter(|member| period.contains(&member.day)) {
        let last = member.day.saturating_add(i64::from(grace));
        if member.ineligible {
            found.ineligible += 1;
        } else if today < last {
            found.open += 1;
        } else {
            due += 1;
            match member.renewed {
                Some(day) if day <= last => renewed += 1,
                Some(day) if day <= today => found.reinstated += 1,
                _ => {}
            }
        }
    }
    found.rate = share(renewed, due, level);
    found
}
