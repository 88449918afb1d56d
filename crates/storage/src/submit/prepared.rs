//! A batch made ready before its transaction begins: sorted, each id once.

use std::collections::{BTreeMap, HashMap};

use super::{Incoming, Outcome};
use crate::stored::NewRow;

/// The digests of what was stored before, by the position of the row that has the same id. That of an
/// erased response is empty.
pub(super) type StoredBefore = HashMap<usize, Vec<u8>>;

/// A batch ready to be stored.
pub(super) struct Prepared<'a> {
    batch: &'a [Incoming],
    /// Positions in the batch, by id and survey, then in the order of the batch.
    order: Vec<usize>,
    /// The first response of each id, in the same order. All transactions insert in this order, so
    /// that none waits for another in a circle; it is the key's, in which ids that grow with time come
    /// to its end one after the other.
    firsts: Vec<&'a Incoming>,
    /// Their rows.
    rows: Vec<&'a NewRow>,
}

/// The tally of one batch, survey and day.
pub(crate) struct Delta<'a> {
    pub(crate) survey_id: &'a str,
    pub(crate) day: i32,
    /// As `plaudit.v1.Tally`.
    pub(crate) tally: Vec<u8>,
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
        let mut order: Vec<usize> = (0..batch.len()).collect();
        order.sort_unstable_by_key(|at| (key(&batch[*at]), *at));
        let same_ids = order.chunk_by(|a, b| key(&batch[*a]) == key(&batch[*b]));
        let firsts: Vec<_> = same_ids.map(|same| &batch[same[0]]).collect();
        let rows = firsts.iter().map(|item| &item.row).collect();
        Self { batch, order, firsts, rows }
    }

    /// The row of each id.
    pub(super) fn rows(&self) -> &[&'a NewRow] {
        &self.rows
    }

    /// The position of a row.
    pub(super) fn position(&self, survey_id: &str, id: &str) -> Option<usize> {
        let place = |item: &&Incoming| key(item).cmp(&(id, survey_id));
        self.firsts.binary_search_by(place).ok()
    }

    /// The rows that are new.
    pub(super) fn new_rows(
        &self,
        stored_before: &StoredBefore,
    ) -> impl Iterator<Item = &'a NewRow> {
        self.new_ones(stored_before).map(|item| &item.row)
    }

    /// The tallies of the rows that are new.
    pub(super) fn deltas(&self, stored_before: &StoredBefore) -> Vec<Delta<'a>> {
        let new = self.new_ones(stored_before);
        let tallies = laid_end_to_end(new.map(|item| (&item.row, item.row.day, &item.tally)));
        let delta = |((survey_id, day), tally)| Delta { survey_id, day, tally };
        tallies.into_iter().map(delta).collect()
    }

    /// The answers of the rows that are new to the questions of driver models.
    pub(super) fn month_deltas(&self, stored_before: &StoredBefore) -> Vec<MonthDelta<'a>> {
        let new = self.new_ones(stored_before).filter(|item| !item.comoments.is_empty());
        let months = laid_end_to_end(new.map(|item| (&item.row, item.month, &item.comoments)));
        let delta = |((survey_id, month), comoments)| MonthDelta { survey_id, month, comoments };
        months.into_iter().map(delta).collect()
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
                let same_content = self.batch[*at].row.digest == kept;
                outcomes[*at] = if same_content { Outcome::Duplicate } else { Outcome::Conflict };
            }
        }
        outcomes
    }

    fn new_ones(&self, stored_before: &StoredBefore) -> impl Iterator<Item = &'a Incoming> {
        let new = |(at, _): &(usize, _)| !stored_before.contains_key(at);
        self.firsts.iter().enumerate().filter(new).map(|(_, item)| *item)
    }
}

fn key(item: &Incoming) -> (&str, &str) {
    (&item.row.id, &item.row.survey_id)
}

/// The bytes of each survey and first day, which stand for their sum.
fn laid_end_to_end<'a>(
    parts: impl Iterator<Item = (&'a NewRow, i32, &'a Vec<u8>)>,
) -> BTreeMap<(&'a str, i32), Vec<u8>> {
    let mut sums: BTreeMap<_, Vec<u8>> = BTreeMap::new();
    for (row, day, bytes) in parts {
        sums.entry((&*row.survey_id, day)).or_default().extend_from_slice(bytes);
    }
    sums
}
