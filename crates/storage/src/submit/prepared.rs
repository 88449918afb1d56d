//! A batch made ready before its transaction begins: sorted, each id once, with its tallies.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

use plaudit_core::comoments::Rows;
use plaudit_core::response::Response;
use plaudit_core::survey::Version;
use plaudit_core::tally::Tally;
use plaudit_core::time::{Day, Interval};

use super::{Incoming, Outcome};
use crate::comoments;
use crate::stored::NewRow;
use crate::tallies::encode;

/// The digests of what was stored before, by the position of the row that has the same id. That of an
/// erased response is empty.
pub(super) type StoredBefore = HashMap<usize, Vec<u8>>;

/// A batch ready to be stored.
pub(super) struct Prepared<'a> {
    batch: &'a [Incoming],
    digests: Vec<[u8; 16]>,
    /// Positions in the batch, by survey and id, then in the order of the batch.
    order: Vec<usize>,
    /// The first response of each id, in the same order. All transactions insert in this order, so
    /// that none waits for another in a circle.
    rows: Vec<NewRow<'a>>,
    /// The position in the batch of each row.
    firsts: Vec<usize>,
    /// The tallies as if each row were new.
    tallies: BTreeMap<(&'a str, Day), (Tally, Vec<u8>)>,
    /// The answers to the questions of driver models by survey and first day of the month, likewise.
    months: BTreeMap<(&'a str, Day), Rows>,
}

/// The tally of one batch, survey and day.
pub(crate) struct Delta<'a> {
    pub(crate) survey_id: &'a str,
    pub(crate) day: i32,
    /// As `plaudit.v1.Tally`.
    pub(crate) tally: Cow<'a, [u8]>,
}

/// The answers of one batch, survey and month to the questions of driver models.
pub(crate) struct MonthDelta<'a> {
    pub(crate) survey_id: &'a str,
    /// The first day.
    pub(crate) month: i32,
    /// As `plaudit.v1.Comoments`.
    pub(crate) comoments: Vec<u8>,
}

impl<'a> Prepared<'a> {
    pub(super) fn new(batch: &'a [Incoming]) -> Self {
        let digests: Vec<_> =
            batch.iter().map(|item| item.response.digest(&item.version).0).collect();
        let mut order: Vec<usize> = (0..batch.len()).collect();
        order.sort_unstable_by_key(|at| (key(&batch[*at]), *at));
        let mut rows = Vec::with_capacity(batch.len());
        let mut firsts = Vec::with_capacity(batch.len());
        let mut sums: BTreeMap<_, Tally> = BTreeMap::new();
        let mut months: BTreeMap<_, Rows> = BTreeMap::new();
        for same in order.chunk_by(|a, b| key(&batch[*a]) == key(&batch[*b])) {
            let Incoming { version, response } = &batch[same[0]];
            firsts.push(same[0]);
            rows.push(NewRow::new(version, response, digests[same[0]]));
            let day = (version.survey().id.as_str(), response.day);
            sums.entry(day).or_default().add(version, response);
            if let Some(month) = month(version, response) {
                months.entry(month).or_default().add(version, response);
            }
        }
        let encoded = |tally| {
            let bytes = encode(&tally);
            (tally, bytes)
        };
        let tallies = sums.into_iter().map(|(day, tally)| (day, encoded(tally))).collect();
        Self { batch, digests, order, rows, firsts, tallies, months }
    }

    pub(super) fn rows(&self) -> &[NewRow<'a>] {
        &self.rows
    }

    /// The position of a row.
    pub(super) fn position(&self, survey_id: &str, id: &str) -> Option<usize> {
        self.rows.binary_search_by(|row| (row.survey_id, row.id).cmp(&(survey_id, id))).ok()
    }

    /// The tallies of the rows that are new: those that were stored before are subtracted.
    pub(super) fn deltas(&self, stored_before: &StoredBefore) -> Vec<Delta<'_>> {
        let mut mended: BTreeMap<(&str, Day), Tally> = BTreeMap::new();
        for at in stored_before.keys() {
            let Incoming { version, response } = &self.batch[self.firsts[*at]];
            let day = (self.rows[*at].survey_id, response.day);
            let tally = mended.entry(day).or_insert_with(|| self.tallies[&day].0.clone());
            tally.subtract(version, response);
        }
        let deltas = self.tallies.iter().filter_map(|(day, (_, bytes))| {
            let tally = match mended.get(day) {
                None => Cow::Borrowed(bytes.as_slice()),
                Some(tally) if tally.is_empty() => return None,
                Some(tally) => Cow::Owned(encode(tally)),
            };
            Some(Delta { survey_id: day.0, day: day.1.epoch_days(), tally })
        });
        deltas.collect()
    }

    /// The answers of the rows that are new to the questions of driver models.
    pub(super) fn month_deltas(&self, stored_before: &StoredBefore) -> Vec<MonthDelta<'_>> {
        let mut months = Cow::Borrowed(&self.months);
        for at in stored_before.keys() {
            let Incoming { version, response } = &self.batch[self.firsts[*at]];
            if let Some(month) = month(version, response) {
                let rows = months.to_mut().get_mut(&month).expect("it was counted there");
                rows.subtract(version, response);
            }
        }
        let deltas = months.iter().filter(|(_, rows)| !rows.is_empty()).map(|(month, rows)| {
            let comoments = comoments::encode(&rows.clone().into());
            MonthDelta { survey_id: month.0, month: month.1.epoch_days(), comoments }
        });
        deltas.collect()
    }

    /// What became of each response, in the order of the batch.
    pub(super) fn outcomes(&self, stored_before: &StoredBefore) -> Vec<Outcome> {
        let mut outcomes = vec![Outcome::Stored; self.batch.len()];
        let same_ids = self.order.chunk_by(|a, b| key(&self.batch[*a]) == key(&self.batch[*b]));
        for (row, same) in same_ids.enumerate() {
            let before = stored_before.get(&row);
            if before.is_some_and(Vec::is_empty) {
                same.iter().for_each(|at| outcomes[*at] = Outcome::Erased);
                continue;
            }
            let kept = before.map_or(self.rows[row].digest.as_slice(), Vec::as_slice);
            // The first of an id that was not there before is the one that was stored.
            for at in &same[usize::from(before.is_none())..] {
                let same_content = self.digests[*at] == kept;
                outcomes[*at] = if same_content { Outcome::Duplicate } else { Outcome::Conflict };
            }
        }
        outcomes
    }
}

fn key(item: &Incoming) -> (&str, &str) {
    (&item.version.survey().id, &item.response.id)
}

/// Where the answers of a response to the questions of driver models are counted, if there are any.
fn month<'a>(version: &'a Version, response: &Response) -> Option<(&'a str, Day)> {
    let kept = !version.plan().is_empty();
    kept.then(|| (version.survey().id.as_str(), response.day.start_of(Interval::Month)))
}
