//! Comparing those who answered with those who did not, without immortal time.

use super::LifeTable;

/// One customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FollowUp {
    /// The day of the exposure, such as a first answer; absent without one.
    pub exposed: Option<u32>,
    /// The day of the event, or the day last seen.
    pub end: u32,
    /// Whether it ended with the event.
    pub event: bool,
}

/// Life tables from a landmark on, by what was known on that day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Landmark {
    /// Exposed up to the landmark; days count from the landmark.
    pub exposed: LifeTable,
    /// Not exposed up to the landmark, whatever came later.
    pub unexposed: LifeTable,
    /// Customers who had ended by the landmark: in neither table.
    pub left_before: u64,
}

/// Splits customers at a landmark day (Anderson, Cain & Gelber 1983): who ended by then is left out,
/// who was exposed by then is exposed, and time starts at the landmark. Comparing "ever answered"
/// with "never answered" from the start would count the time lived until the answer in favour of
/// answering: with no effect at all, 67 % against 25 % retention (METHODS §5.6).
///
/// ```
/// use plaudit_core::outcomes::{FollowUp, landmark};
/// let customers = [
///     FollowUp { exposed: Some(10), end: 50, event: true },
///     FollowUp { exposed: Some(40), end: 90, event: false }, // answered later: not yet exposed
///     FollowUp { exposed: None, end: 20, event: true },      // had left
/// ];
/// let split = landmark(customers, 30);
/// assert_eq!((split.exposed.rows()[0].day, split.unexposed.rows()[0].day), (20, 60));
/// assert_eq!(split.left_before, 1);
/// ```
#[must_use]
pub fn landmark(customers: impl IntoIterator<Item = FollowUp>, day: u32) -> Landmark {
    let mut split =
        Landmark { exposed: LifeTable::new(1), unexposed: LifeTable::new(1), left_before: 0 };
    for customer in customers {
        if customer.end <= day {
            split.left_before += 1;
            continue;
        }
        let exposed = customer.exposed.is_some_and(|exposed| exposed <= day);
        let table = if exposed { &mut split.exposed } else { &mut split.unexposed };
        let since = customer.end - day;
        if customer.event {
            let counted = table.event(since, 0);
            debug_assert!(counted);
        } else {
            table.censored(since);
        }
    }
    split
}
