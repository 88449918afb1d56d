//! How soon cases are resolved.

use super::{LifeTable, share};
use crate::estimate::{Estimate, Level};

/// The share resolved by some time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Resolution {
    /// R(t) = 1 − S(t) of Kaplan and Meier, within [0, 1].
    pub share: f64,
    /// Limits from the log(−log) interval of the curve. Absent while none or once all are resolved.
    pub limits: Option<(f64, f64)>,
}

/// The share of cases resolved within `within` units of their opening, such as 24, 72 and 168 hours.
/// In the table a resolved case is an event, a case still open is censored at its age: closed over
/// opened would punish a team for yesterday's cases. Absent without cases, and beyond the age of the
/// oldest case while some are open.
///
/// ```
/// use plaudit_core::{estimate::Level, outcomes::{LifeTable, resolution_rate}};
///
/// let mut hours = LifeTable::new(1);
/// assert!(hours.event(5, 0) && hours.event(30, 0));
/// hours.censored(20);
/// hours.censored(40);
/// let day = resolution_rate(&hours, 24, Level::default()).unwrap();
/// assert_eq!(day.share, 0.25);
/// assert_eq!(resolution_rate(&hours, 168, Level::default()), None); // no case is a week old
/// ```
#[must_use]
pub fn resolution_rate(cases: &LifeTable, within: u32, level: Level) -> Option<Resolution> {
    let curve = cases.kaplan_meier(level)?;
    let last = curve.points.iter().rev().find(|point| point.day <= within);
    let survival = last.map_or(1.0, |point| point.survival);
    let known = within <= curve.last_day || survival <= 0.0;
    let limits = last.and_then(|point| point.limits).map(|(low, high)| (1.0 - high, 1.0 - low));
    known.then_some(Resolution { share: 1.0 - survival, limits })
}

/// The first unit by which at least `share` of the cases are resolved: 0.9 for "nine of ten within".
/// Absent unless the share is within (0, 1] and the curve gets there.
///
/// ```
/// use plaudit_core::outcomes::{LifeTable, time_to_resolve};
///
/// let mut hours = LifeTable::new(1);
/// assert!([2, 5, 9, 30].iter().all(|hour| hours.event(*hour, 0)));
/// hours.censored(12);
/// assert_eq!((time_to_resolve(&hours, 0.5), time_to_resolve(&hours, 0.8)), (Some(9), Some(30)));
/// ```
#[must_use]
pub fn time_to_resolve(cases: &LifeTable, share: f64) -> Option<u32> {
    // Products of ratios that should be the share may be off by rounding.
    const ROUNDING: f64 = 1e-12;
    if !(share > 0.0 && share <= 1.0) {
        return None;
    }
    let curve = cases.kaplan_meier(Level::default())?;
    let reached = curve.points.iter().find(|point| 1.0 - point.survival >= share - ROUNDING);
    reached.map(|point| point.day)
}

/// A case and what its customer did afterwards.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FirstContact {
    /// Day of the first contact, on any count.
    pub opened: i64,
    /// Whether it was closed at that contact.
    pub closed: bool,
    /// Day of the customer's next contact about it.
    pub again: Option<i64>,
}

/// The share of cases closed at the first contact without another contact in the `window` days after
/// it (7 is usual), Wilson. Cases whose window is not over by the end of `today` are in no base. Absent
/// without older ones.
///
/// ```
/// use plaudit_core::{estimate::Level, outcomes::{FirstContact, first_contact_resolution}};
///
/// let case = |opened, closed, again| FirstContact { opened, closed, again };
/// let cases = [case(0, true, None), case(1, true, Some(5)), case(2, true, Some(20)),
///     case(3, false, None), case(28, true, None)];
/// let found = first_contact_resolution(cases, 7, 30, Level::default()).unwrap();
/// assert_eq!((found.count, found.n), (Some(2), 4)); // the fifth is two days old
/// ```
#[must_use]
pub fn first_contact_resolution(
    cases: impl IntoIterator<Item = FirstContact>,
    window: u32,
    today: i64,
    level: Level,
) -> Option<Estimate> {
    let (mut resolved, mut n) = (0, 0);
    for case in cases {
        let last = case.opened.saturating_add(i64::from(window));
        if last <= today {
            n += 1;
            resolved += u64::from(case.closed && case.again.is_none_or(|again| again > last));
        }
    }
    share(resolved, n, level)
}
