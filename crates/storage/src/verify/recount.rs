//! The two sides of the comparison: what the responses give, and what is stored.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use plaudit_core::comoments::{Comoments, Month};
use plaudit_core::survey::Version;
use plaudit_core::tally::{Cell, Tally};
use plaudit_core::time::{Day, Interval};

use super::{Discrepancy, Verification, comoments, compare};
use crate::comoments::month_name;
use crate::stored::StoredResponse;
use crate::tallies;
use crate::tombstones::hexadecimal;

/// Responses counted again.
pub(super) struct Recount {
    versions: BTreeMap<u32, Version>,
    responses: u64,
    tally: Tally,
    /// By first day of the month.
    months: BTreeMap<i32, Comoments>,
    found: Vec<Discrepancy>,
}

/// The tallies as they are stored.
#[derive(Default)]
pub(super) struct StoredTallies {
    count: u64,
    sum: Tally,
    /// Days of which a tally cannot be read, so that there is nothing to compare.
    unreadable: BTreeSet<i32>,
    /// Co-moments by first day of the month; absent when they cannot be read.
    months: BTreeMap<i32, Option<Month>>,
    found: Vec<Discrepancy>,
}

impl Recount {
    pub(super) fn new(versions: Vec<Version>) -> Self {
        let versions = versions.into_iter().map(|version| (version.number(), version)).collect();
        Self {
            versions,
            responses: 0,
            tally: Tally::default(),
            months: BTreeMap::new(),
            found: Vec::new(),
        }
    }

    /// Counts a response as it would be counted if it came now.
    pub(super) fn add(&mut self, row: &StoredResponse) {
        self.responses += 1;
        let cell = format!("response {}", row.id);
        let (day, digest, number) = (row.day, row.digest.clone(), row.version.cast_unsigned());
        let mut differs = |counter: &str, stored: String, recounted: String| {
            let (cell, counter) = (cell.clone(), counter.to_owned());
            self.found.push(Discrepancy { cell, counter, stored, recounted });
        };
        let Some(version) = self.versions.get(&number) else {
            differs("version", number.to_string(), "no such version".to_owned());
            return;
        };
        let response = match row
            .read()
            .map_err(|reason| reason.to_string())
            .and_then(|read| read.check(version))
        {
            Ok(response) => response,
            Err(reason) => {
                differs("answers", format!("unreadable: {reason}"), String::new());
                return;
            }
        };
        if response.day.epoch_days() != day {
            differs("day", day_name(day), response.day.to_string());
        }
        let recounted = response.digest(version).0;
        if digest != recounted {
            differs("content", hexadecimal(&digest), hexadecimal(&recounted));
        }
        self.tally.add(version, &response);
        if !version.plan().is_empty() {
            let month = response.day.start_of(Interval::Month).epoch_days();
            let added = self.months.entry(month).or_default().add(version, &response);
            debug_assert_eq!(added, Ok(()), "all sums of a recount are of its own versions");
        }
    }

    /// Compares with the stored tallies.
    pub(super) fn against(self, stored: StoredTallies) -> Verification {
        let mut discrepancies = self.found;
        discrepancies.extend(stored.found);
        let differences = compare::tallies(&self.versions, &stored.sum, &self.tally, |cell| {
            !stored.unreadable.contains(&cell.day.epoch_days())
        });
        discrepancies.extend(differences);
        let months: BTreeSet<i32> =
            self.months.keys().chain(stored.months.keys()).copied().collect();
        let (mut recounted, mut stored_months) = (self.months, stored.months);
        for month in months {
            let Some(kept) = stored_months.remove(&month).unwrap_or_else(|| Some(Month::default()))
            else {
                continue; // It was found to be unreadable.
            };
            let plan = |number| self.versions.get(&number).map(Version::plan);
            let recounted = recounted.remove(&month).unwrap_or_default();
            match kept.total(plan) {
                Ok(kept) => discrepancies.extend(comoments::differences(
                    &self.versions,
                    &month_name(month),
                    &kept,
                    &recounted,
                )),
                Err(reason) => {
                    discrepancies.push(unreadable(month_name(month), "co-moments", reason));
                }
            }
        }
        Verification { responses: self.responses, tallies: stored.count, discrepancies }
    }
}

impl StoredTallies {
    /// Adds the tally that is stored for `day`, or for the month that begins on it.
    pub(super) fn add(&mut self, day: i32, of_month: bool, bytes: &[u8]) {
        self.count += 1;
        let last = match Day::from_epoch_days(day).filter(|_| of_month) {
            Some(first) => first.end_of(Interval::Month).epoch_days(),
            None => day,
        };
        if let Err(reason) = self.try_add(day..=last, bytes) {
            self.unreadable.extend(day..=last);
            let name = if of_month { month_name(day) } else { day_name(day) };
            self.found.push(unreadable(name, "tally", reason));
        }
    }

    /// Adds the co-moments that are stored for the month that begins at `month`.
    pub(super) fn add_comoments(&mut self, month: i32, bytes: &[u8]) {
        self.count += 1;
        let kept = self.months.entry(month).or_insert_with(|| Some(Month::default()));
        let Some(sum) = kept else { return };
        if let Err(reason) = crate::comoments::add(sum, bytes) {
            *kept = None;
            self.found.push(unreadable(month_name(month), "co-moments", reason));
        }
    }

    fn try_add(&mut self, days: RangeInclusive<i32>, bytes: &[u8]) -> Result<(), String> {
        let tally = tallies::decode(bytes).map_err(|reason| reason.to_string())?;
        let astray = |(cell, _): &(&Cell, _)| !days.contains(&cell.day.epoch_days());
        if let Some((cell, _)) = tally.cells().find(astray) {
            return Err(format!("it has a cell of {}", cell.day));
        }
        self.sum.merge(tally).map_err(|reason| reason.to_string())
    }
}

fn unreadable(cell: String, counter: &str, reason: impl std::fmt::Display) -> Discrepancy {
    Discrepancy {
        cell,
        counter: counter.to_owned(),
        stored: format!("unreadable: {reason}"),
        recounted: String::new(),
    }
}

fn day_name(day: i32) -> String {
    Day::from_epoch_days(day).map_or_else(|| format!("day {day}"), |day| day.to_string())
}
