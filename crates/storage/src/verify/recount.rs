//! The two sides of the comparison: what the responses give, and what is stored.

use std::collections::{BTreeMap, BTreeSet};

use plaudit_core::survey::Version;
use plaudit_core::tally::{Cell, Tally};
use plaudit_core::time::Day;

use super::{Discrepancy, Verification, compare};
use crate::stored::StoredResponse;
use crate::tallies;

/// Responses counted again.
pub(super) struct Recount {
    versions: BTreeMap<u32, Version>,
    responses: u64,
    tally: Tally,
    found: Vec<Discrepancy>,
}

/// The tallies as they are stored.
#[derive(Default)]
pub(super) struct StoredTallies {
    count: u64,
    sum: Tally,
    /// Days of which a tally cannot be read, so that there is nothing to compare.
    unreadable: BTreeSet<i32>,
    found: Vec<Discrepancy>,
}

impl Recount {
    pub(super) fn new(versions: Vec<Version>) -> Self {
        let versions = versions.into_iter().map(|version| (version.number(), version)).collect();
        Self { versions, responses: 0, tally: Tally::default(), found: Vec::new() }
    }

    /// Counts a response as it would be counted if it came now.
    pub(super) fn add(&mut self, row: StoredResponse) {
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
        let response = match row.check(version) {
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
    }

    /// Compares with the stored tallies.
    pub(super) fn against(self, stored: StoredTallies) -> Verification {
        let mut discrepancies = self.found;
        discrepancies.extend(stored.found);
        let differences = compare::tallies(&self.versions, &stored.sum, &self.tally, |cell| {
            !stored.unreadable.contains(&cell.day.epoch_days())
        });
        discrepancies.extend(differences);
        Verification { responses: self.responses, tallies: stored.count, discrepancies }
    }
}

impl StoredTallies {
    /// Adds the tally that is stored for `day`.
    pub(super) fn add(&mut self, day: i32, bytes: &[u8]) {
        self.count += 1;
        if let Err(reason) = self.try_add(day, bytes) {
            self.unreadable.insert(day);
            self.found.push(Discrepancy {
                cell: day_name(day),
                counter: "tally".to_owned(),
                stored: format!("unreadable: {reason}"),
                recounted: String::new(),
            });
        }
    }

    fn try_add(&mut self, day: i32, bytes: &[u8]) -> Result<(), String> {
        let tally = tallies::decode(bytes).map_err(|reason| reason.to_string())?;
        let astray = |(cell, _): &(&Cell, _)| cell.day.epoch_days() != day;
        if let Some((cell, _)) = tally.cells().find(astray) {
            return Err(format!("it has a cell of {}", cell.day));
        }
        self.sum.merge(tally).map_err(|reason| reason.to_string())
    }
}

fn day_name(day: i32) -> String {
    Day::from_epoch_days(day).map_or_else(|| format!("day {day}"), |day| day.to_string())
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
