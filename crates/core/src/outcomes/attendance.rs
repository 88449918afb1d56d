//! Attendance of members.

use super::{rate, share};
use crate::Interval;
use crate::estimate::{Estimate, Level};

/// How many members come, and how often.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Attendance {
    /// Members who attended at least once, of all; Wilson.
    pub share: Estimate,
    /// Attendances per member-year, Garwood's interval. It takes attendances to be independent: where
    /// a few come always, it is too narrow.
    pub per_member_year: Interval,
}

/// Attendance of `members`, of whom `attending` came `attendances` times in `member_years`. Absent
/// without members or exposure, and where more attended than there are members or attendances.
///
/// ```
/// use plaudit_core::{estimate::Level, outcomes::attendance};
/// let found = attendance(420, 29, 37, 410.5, Level::default()).unwrap();
/// let yearly = found.per_member_year;
/// assert_eq!(format!("{:.6} {:.6} {:.6}", yearly.value, yearly.lower, yearly.upper),
///     "0.090134 0.063463 0.124238"); // SciPy, chi-squared quantiles
/// ```
#[must_use]
pub fn attendance(
    members: u64,
    attending: u64,
    attendances: u64,
    member_years: f64,
    level: Level,
) -> Option<Attendance> {
    let share = share(attending, members, level)?;
    let per_member_year = rate(attendances, member_years, level)?;
    (attendances >= attending).then_some(Attendance { share, per_member_year })
}
