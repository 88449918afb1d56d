//! What corrections and erasures change in the tallies.

use std::collections::BTreeMap;

use plaudit_core::comoments::Rows;
use plaudit_core::response::Response;
use plaudit_core::survey::Version;
use plaudit_core::tally::Tally;
use plaudit_core::time::{Day, Interval};

use crate::submit::{Delta, MonthDelta};
use crate::{comoments, tallies};

/// Tallies of the responses that were taken out, below zero, and of those that were put in.
#[derive(Default)]
pub(crate) struct Changes {
    days: BTreeMap<(String, Day), Tally>,
    /// By first day of the month.
    months: BTreeMap<(String, Day), Rows>,
}

impl Changes {
    /// A response is stored no more.
    pub(crate) fn take_out(&mut self, version: &Version, response: &Response) {
        let (day, month) = self.sums(version, response);
        day.subtract(version, response);
        month.subtract(version, response);
    }

    /// A response is stored.
    pub(crate) fn put_in(&mut self, version: &Version, response: &Response) {
        let (day, month) = self.sums(version, response);
        day.add(version, response);
        month.add(version, response);
    }

    fn sums(&mut self, version: &Version, response: &Response) -> (&mut Tally, &mut Rows) {
        let key = |day| (version.survey().id.clone(), day);
        let month = response.day.start_of(Interval::Month);
        (
            self.days.entry(key(response.day)).or_default(),
            self.months.entry(key(month)).or_default(),
        )
    }

    pub(crate) fn deltas(&self) -> Vec<Delta<'_>> {
        let changed = self.days.iter().filter(|(_, tally)| !tally.is_empty());
        let deltas = changed.map(|((survey_id, day), tally)| Delta {
            survey_id,
            day: day.epoch_days(),
            tally: tallies::encode(tally),
        });
        deltas.collect()
    }

    pub(crate) fn month_deltas(&self) -> Vec<MonthDelta<'_>> {
        let changed = self.months.iter().filter(|(_, rows)| !rows.is_empty());
        let deltas = changed.map(|((survey_id, month), rows)| MonthDelta {
            survey_id,
            month: month.epoch_days(),
            comoments: comoments::encode(&rows.clone().into()),
        });
        deltas.collect()
    }
}
