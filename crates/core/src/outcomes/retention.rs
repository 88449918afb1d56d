//! Retention and what it means for tenure.

use super::share;
use crate::Interval;
use crate::estimate::{Estimate, Level};

/// (end − new)/start: the share of the members at the start of a period who are members at its end,
/// Wilson. Absent without members at the start, and where the counts contradict: more new than at the
/// end, or more kept than at the start.
///
/// ```
/// use plaudit_core::{estimate::Level, outcomes::retention};
/// let kept = retention(1_000, 1_030, 150, Level::default()).unwrap();
/// assert_eq!((kept.value, kept.count), (0.88, Some(880)));
/// ```
#[must_use]
pub fn retention(start: u64, end: u64, new: u64, level: Level) -> Option<Estimate> {
    share(end.checked_sub(new)?, start, level)
}

/// Mean tenure 1/(1 − r) in periods of the retention `r`, with the limits of r. It holds only where
/// retention is the same every period and at every age of a membership. The upper limit is infinite
/// where all may have stayed. Absent where all stayed.
///
/// ```
/// use plaudit_core::{estimate::Level, outcomes::{mean_tenure, retention}};
/// let kept = retention(1_000, 1_030, 150, Level::default()).unwrap();
/// let years = mean_tenure(&kept).unwrap();
/// assert_eq!(format!("{:.3} {:.3} {:.3}", years.value, years.lower, years.upper),
///     "8.333 7.062 9.872");
/// ```
#[must_use]
pub fn mean_tenure(retention: &Estimate) -> Option<Interval> {
    let tenure = |r: f64| 1.0 / (1.0 - r);
    (retention.value < 1.0).then(|| Interval {
        value: tenure(retention.value),
        lower: tenure(retention.lower),
        upper: tenure(retention.upper),
    })
}
