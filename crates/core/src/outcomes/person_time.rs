//! Events per day lived with each score, when scores change.

use super::{rate, rate_ratio};
use crate::Interval;
use crate::estimate::Level;

/// Events and days at risk by band of the last score.
///
/// An abelian group. A customer is in the band of the last answer from the day after it (start, stop]
/// until the next answer, the end of the follow-up, or until the answer is too old. Nobody counts
/// before an answer: that time is immortal for those who answer later.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonTime {
    carried: u32,
    bands: Vec<Band>,
}

/// One band.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Band {
    events: i64,
    days: i64,
}

/// What is known of a customer, days on any common count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct History<'a> {
    /// Day and band of each answer, by day. Those on or after `end` tell of nothing that followed.
    pub answers: &'a [(u32, usize)],
    /// The day of the event, or the day last seen.
    pub end: u32,
    /// Whether it ended with the event.
    pub event: bool,
}

impl PersonTime {
    /// Without customers, for so many bands, an answer being good for `carried` days (365 is usual).
    #[must_use]
    pub fn new(bands: usize, carried: u32) -> Self {
        Self { carried, bands: vec![Band::default(); bands] }
    }

    /// Counts a customer. False, and nothing changes, when an answer has no such band or the answers
    /// are not by day.
    #[must_use]
    pub fn add(&mut self, customer: History<'_>) -> bool {
        self.change(customer, 1)
    }

    /// Takes a customer out again. As [`add`](Self::add).
    #[must_use]
    pub fn subtract(&mut self, customer: History<'_>) -> bool {
        self.change(customer, -1)
    }

    /// Adds all of `other`. False, and nothing changes, when its bands or days carried differ.
    #[must_use]
    pub fn merge(&mut self, other: &Self) -> bool {
        self.combine(other, 1)
    }

    /// Subtracts all of `other`. As [`merge`](Self::merge).
    #[must_use]
    pub fn unmerge(&mut self, other: &Self) -> bool {
        self.combine(other, -1)
    }

    /// Events and days of a band; none where there is no such band.
    #[must_use]
    pub fn band(&self, band: usize) -> (u64, u64) {
        let count = |count: i64| u64::try_from(count).unwrap_or(0);
        self.bands.get(band).map_or((0, 0), |band| (count(band.events), count(band.days)))
    }

    /// Events per day of a band, Garwood's interval. Absent without days.
    #[must_use]
    pub fn rate(&self, band: usize, level: Level) -> Option<Interval> {
        let (events, days) = self.band(band);
        rate(events, days as f64, level)
    }

    /// Rate of band `a` over that of band `b`, by [`rate_ratio`]. Absent without events or days.
    ///
    /// ```
    /// use plaudit_core::{estimate::Level, outcomes::{History, PersonTime}};
    ///
    /// // A detractor (band 0) on day 0 became a promoter (band 1) on day 30 and left on day 130.
    /// let mut time = PersonTime::new(2, 365);
    /// assert!(time.add(History { answers: &[(0, 0), (30, 1)], end: 130, event: true }));
    /// assert!(time.add(History { answers: &[(0, 0)], end: 20, event: true }));
    /// assert_eq!((time.band(0), time.band(1)), ((1, 50), (1, 100)));
    /// assert!((time.ratio(0, 1, Level::default()).unwrap().value - 2.0).abs() < 1e-12);
    /// ```
    #[must_use]
    pub fn ratio(&self, a: usize, b: usize, level: Level) -> Option<Interval> {
        let (a, b) = (self.band(a), self.band(b));
        rate_ratio((a.0, a.1 as f64), (b.0, b.1 as f64), level)
    }

    fn change(&mut self, customer: History<'_>, sign: i64) -> bool {
        let answers = customer.answers;
        let fits = answers.iter().all(|(_, band)| *band < self.bands.len())
            && answers.is_sorted_by_key(|(day, _)| *day);
        if !fits {
            return false;
        }
        for (at, (start, band)) in answers.iter().enumerate() {
            let next = answers.get(at + 1).map_or(u32::MAX, |(day, _)| *day);
            let stop = next.min(customer.end).min(start.saturating_add(self.carried));
            if stop <= *start {
                continue;
            }
            let band = &mut self.bands[*band];
            band.days = band.days.wrapping_add(sign * i64::from(stop - start));
            if customer.event && stop == customer.end {
                band.events = band.events.wrapping_add(sign);
            }
        }
        true
    }

    fn combine(&mut self, other: &Self, sign: i64) -> bool {
        if (self.carried, self.bands.len()) != (other.carried, other.bands.len()) {
            return false;
        }
        for (own, more) in self.bands.iter_mut().zip(&other.bands) {
            own.events = own.events.wrapping_add(sign.wrapping_mul(more.events));
            own.days = own.days.wrapping_add(sign.wrapping_mul(more.days));
        }
        true
    }
}
