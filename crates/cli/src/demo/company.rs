//! The company: its surveys, a year of answers, and what is true of it.

use plaudit_core::time::Day;
use plaudit_proto::v1;

use super::answers::Answers;
use super::facts::{INCIDENT, PROGRAMMES, Programme};
use super::truth::{self, Truth};
use crate::files::{self, Format};

/// Days of the year of answers.
pub(super) const DAYS: u32 = 365;

/// Lumo Home, as one seed has it.
pub(crate) struct Company {
    seed: u64,
    first: Day,
    last: Day,
    surveys: Vec<v1::Survey>,
}

impl Company {
    /// Number of responses.
    pub(crate) const RESPONSES: u32 = 40_000;
    /// A seed whose two equal teams look different, as such things happen.
    pub(crate) const SEED: u64 = 9;

    /// The company whose answers come on the 365 days up to `last`, a day that has ended. The seed
    /// alone decides what is answered, and on which of the days; `last` moves the year as a whole.
    /// Absent when that year does not lie within the years 0001 to 9998.
    pub(crate) fn new(seed: u64, last: Day) -> Option<Self> {
        let first = Day::from_epoch_days(last.epoch_days() - 364)?;
        let survey = |programme: Programme| {
            let name = format!("{}.yaml", programme.survey());
            files::survey::parse(&name, programme.file(), Format::Yaml)
                .expect("a test reads the surveys of the demo")
        };
        let surveys = PROGRAMMES.into_iter().map(survey).collect();
        Some(Self { seed, first, last, surveys })
    }

    /// Its surveys, to be published before the answers come.
    pub(crate) fn surveys(&self) -> &[v1::Survey] {
        &self.surveys
    }

    /// The day of the first answers.
    pub(crate) fn first(&self) -> Day {
        self.first
    }

    /// The day of the last answers.
    pub(crate) fn last(&self) -> Day {
        self.last
    }

    /// The answers of all surveys, in the order of their time.
    pub(crate) fn responses(&self) -> impl Iterator<Item = v1::Response> + use<> {
        Answers::new(self.seed, self.first(), self.last)
    }

    /// What is true, computed from the chances by which customers answer.
    pub(crate) fn truth(&self) -> Truth {
        let (.., from, to) = INCIDENT;
        truth::truth(self.day(from), self.day(to - 1))
    }

    fn day(&self, number: i32) -> Day {
        Day::from_epoch_days(self.first.epoch_days() + number).expect("within the year")
    }
}
