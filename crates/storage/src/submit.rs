//! Storing responses, each once.

mod prepared;

use plaudit_core::response::Response;
use plaudit_core::survey::Version;
use plaudit_core::time::{Interval, Timestamp};
use uuid::Uuid;

use crate::stored::NewRow;
use crate::transaction::committing;
use crate::{Error, Store, Tenant, comoments, ids, tallies, tombstones};
pub(crate) use prepared::{Delta, MonthDelta};
use prepared::{Prepared, StoredBefore};

/// A response ready to be stored: all that can be made of it without the others, so that the
/// transaction that stores it is short.
#[derive(Clone, Debug)]
pub struct Incoming {
    row: NewRow,
    /// The first day of its month.
    month: i32,
    /// Its tally.
    tally: Vec<u8>,
    /// Its answers to the questions of driver models; empty when there are none.
    comoments: Vec<u8>,
}

impl Incoming {
    /// Makes `response`, which was checked against `version`, ready to be stored.
    #[must_use]
    pub fn new(version: &Version, response: Response) -> Self {
        Self {
            row: NewRow::new(version, &response),
            month: response.day.start_of(Interval::Month).epoch_days(),
            comoments: comoments::encode_row(version, &response),
            tally: tallies::encode_row(version, response),
        }
    }
}

/// What became of one response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// New, and durable.
    Stored,
    /// The same id with the same content is stored already; nothing changed.
    Duplicate,
    /// The same id is stored with other content; nothing changed.
    Conflict,
    /// The response of this id was erased; nothing changed.
    Erased,
}

/// What all rows of a batch have in common.
pub(crate) struct Batch<'a> {
    pub(crate) tenant: &'a Tenant,
    pub(crate) id: Uuid,
    pub(crate) received_at: i64,
}

/// What became of rows that were to be inserted.
pub(crate) struct Inserted<'a> {
    /// How many are new.
    pub(crate) new: usize,
    /// Among these are all that are not.
    pub(crate) others: Vec<&'a NewRow>,
    /// Whether the tenant has erased any responses: mostly not, and then nothing else is asked.
    pub(crate) any_erased: bool,
}

impl Store {
    /// Stores those responses of `batch` that are new, together with their tally, in one
    /// transaction. The outcomes are in the order of the batch, and durable.
    ///
    /// # Errors
    /// When the database cannot be written; nothing is stored then, unless the connection was lost
    /// at the very end. Sending the same batch again is always right.
    pub async fn submit(
        &self,
        tenant: &Tenant,
        batch: &[Incoming],
        now: Timestamp,
    ) -> Result<Vec<Outcome>, Error> {
        let outcomes = self.commit(tenant, batch, now).await?;
        self.durable().await?;
        Ok(outcomes)
    }

    /// As [`submit`](Self::submit), but the outcomes may be told only after [`durable`](Self::durable):
    /// the next batch can be stored meanwhile.
    ///
    /// # Errors
    /// As [`submit`](Self::submit).
    pub async fn commit(
        &self,
        tenant: &Tenant,
        batch: &[Incoming],
        now: Timestamp,
    ) -> Result<Vec<Outcome>, Error> {
        if batch.is_empty() {
            return Ok(Vec::new());
        }
        let prepared = Prepared::new(batch);
        let head = Batch { tenant, id: ids::batch(), received_at: now.as_micros() };
        let stored_before = committing!(self, tx => {
            let rows = prepared.rows();
            let Inserted { new, others, any_erased } =
                dialect::insert_responses(&mut tx, &head, rows).await?;
            let mut stored_before = StoredBefore::new();
            if !others.is_empty() {
                let found = dialect::find_others(&mut tx, &head, &others).await?;
                let keyed = |(survey_id, id, digest): (String, String, _)| {
                    Some((prepared.position(&survey_id, &id)?, digest))
                };
                stored_before.extend(found.into_iter().filter_map(keyed));
            }
            if new + stored_before.len() < rows.len() {
                // One was there when it was to be inserted, and is gone.
                return Err(sqlx::Error::RowNotFound.into());
            }
            if any_erased {
                let mut rows = rows.to_vec();
                rows.sort_unstable_by_key(|row| &row.survey_id);
                for rows in rows.chunk_by(|a, b| a.survey_id == b.survey_id) {
                    let survey_id = &*rows[0].survey_id;
                    let ids = tombstones::of(tenant, survey_id, rows.iter().map(|row| &*row.id));
                    let found = dialect::find_tombstones(&mut tx, &head, survey_id, &ids).await?;
                    for id in found.iter().filter_map(|tombstone| ids.get(tombstone.as_slice())) {
                        sqlx::query(tombstones::TAKE_BACK)
                            .bind(tenant.as_str())
                            .bind(survey_id)
                            .bind(id)
                            .bind(head.id)
                            .execute(&mut *tx)
                            .await?;
                        let position = prepared.position(survey_id, id);
                        stored_before.extend(position.map(|position| (position, Vec::new())));
                    }
                }
            }
            let new = prepared.new_rows(&stored_before);
            let arrived = dialect::arrive(&mut tx, &head, new).await?;
            let deltas = prepared.deltas(&stored_before);
            dialect::insert_deltas(&mut tx, &head, &deltas, arrived).await?;
            let deltas = prepared.month_deltas(&stored_before);
            dialect::insert_month_deltas(&mut tx, &head, &deltas).await?;
            stored_before
        })?;
        Ok(prepared.outcomes(&stored_before))
    }
}
