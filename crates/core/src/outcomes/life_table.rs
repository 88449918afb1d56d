//! Events and censorings by day since time zero.

use std::collections::BTreeMap;

/// How many had an event, by cause, and how many were last seen, on each day since time zero.
///
/// An abelian group, like a tally: tables of days, shards and segments merge and unmerge exactly. On
/// one day events come before censorings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LifeTable {
    causes: usize,
    days: BTreeMap<u32, Counts>,
}

/// Events by cause, then censorings.
type Counts = Vec<i64>;

/// One day on which something happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Days since time zero.
    pub day: u32,
    /// Customers who had neither event nor censoring before this day.
    pub at_risk: u64,
    /// Events by cause.
    pub events: Vec<u64>,
    /// Customers last seen on this day without an event.
    pub censored: u64,
}

impl Row {
    /// Events of any cause.
    #[must_use]
    pub fn all_events(&self) -> u64 {
        self.events.iter().sum()
    }
}

impl LifeTable {
    /// A table without customers, for `causes` kinds of event.
    #[must_use]
    pub fn new(causes: usize) -> Self {
        Self { causes, days: BTreeMap::new() }
    }

    /// Number of causes.
    #[must_use]
    pub fn causes(&self) -> usize {
        self.causes
    }

    /// Counts a customer with an event of `cause` on `day`. False, and nothing changes, when there is
    /// no such cause.
    #[must_use]
    pub fn event(&mut self, day: u32, cause: usize) -> bool {
        self.change(day, cause, 1)
    }

    /// Counts a customer last seen on `day`, without an event.
    pub fn censored(&mut self, day: u32) {
        self.bump(day, self.causes, 1);
    }

    /// Takes a customer with an event out again. As [`event`](Self::event).
    #[must_use]
    pub fn remove_event(&mut self, day: u32, cause: usize) -> bool {
        self.change(day, cause, -1)
    }

    /// Takes a censored customer out again.
    pub fn remove_censored(&mut self, day: u32) {
        self.bump(day, self.causes, -1);
    }

    /// Adds all of `other`. False, and nothing changes, when it has other causes.
    #[must_use]
    pub fn merge(&mut self, other: &Self) -> bool {
        self.combine(other, 1)
    }

    /// Subtracts all of `other`. False, and nothing changes, when it has other causes.
    #[must_use]
    pub fn unmerge(&mut self, other: &Self) -> bool {
        self.combine(other, -1)
    }

    /// The days on which something happened, with the customers at risk. Days whose counts are
    /// negative, as only a difference of tables has them, count as 0.
    #[must_use]
    pub fn rows(&self) -> Vec<Row> {
        let at_least_none = |count: &i64| u64::try_from(*count).unwrap_or(0);
        let mut at_risk: u64 = self.days.values().flatten().map(at_least_none).sum();
        let mut rows = Vec::with_capacity(self.days.len());
        for (day, counts) in &self.days {
            let mut events: Vec<u64> = counts.iter().map(at_least_none).collect();
            let censored = events.pop().unwrap_or(0);
            let row = Row { day: *day, at_risk, events, censored };
            at_risk -= row.all_events() + censored;
            rows.push(row);
        }
        rows
    }

    fn change(&mut self, day: u32, cause: usize, by: i64) -> bool {
        let exists = cause < self.causes;
        if exists {
            self.bump(day, cause, by);
        }
        exists
    }

    fn combine(&mut self, other: &Self, sign: i64) -> bool {
        if other.causes != self.causes {
            return false;
        }
        for (day, counts) in &other.days {
            for (at, count) in counts.iter().enumerate() {
                self.bump(*day, at, sign.wrapping_mul(*count));
            }
        }
        true
    }

    fn bump(&mut self, day: u32, at: usize, by: i64) {
        let zero = || vec![0; self.causes + 1];
        let counts = self.days.entry(day).or_insert_with(zero);
        counts[at] = counts[at].wrapping_add(by);
        if counts.iter().all(|count| *count == 0) {
            self.days.remove(&day);
        }
    }
}
