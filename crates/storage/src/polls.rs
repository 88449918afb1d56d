//! Polls, each kept once under its client's id.

use std::ops::RangeInclusive;

use plaudit_core::poll::Poll;
use plaudit_core::time::{Day, Timestamp};
use plaudit_proto::v1;
use prost::Message;

use crate::transaction::{reading, writing};
use crate::{Error, Store, Tenant, ids};

/// What became of a poll that was to be recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recording {
    /// It is kept now.
    Stored,
    /// It was kept already, with the same content.
    Duplicate,
    /// Its id is taken by other content; nothing changed.
    Conflict,
}

/// Why a poll is corrected or removed, for the trace.
#[derive(Clone, Copy, Debug)]
pub struct Why<'a> {
    /// In words.
    pub reason: &'a str,
    /// Id of the key that asked for it.
    pub by: Option<&'a str>,
}

const RECORD: &str = "
INSERT INTO poll (tenant_id, survey_id, id, version, question, platform, url, first_day, last_day,
    counts, voters, reach)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT DO NOTHING";

const REPLACE: &str = "
UPDATE poll SET version = $4, question = $5, platform = $6, url = $7, first_day = $8, last_day = $9,
    counts = $10, voters = $11, reach = $12
WHERE tenant_id = $1 AND survey_id = $2 AND id = $3";

/// Reads the poll and locks it until the transaction ends.
const LOCK: &str = "
UPDATE poll SET version = version WHERE tenant_id = $1 AND survey_id = $2 AND id = $3
RETURNING id, version, question, platform, url, first_day, last_day, counts, voters, reach";

const REMOVE: &str = "
DELETE FROM poll WHERE tenant_id = $1 AND survey_id = $2 AND id = $3
RETURNING id, version, question, platform, url, first_day, last_day, counts, voters, reach";

const POLL: &str = "
SELECT id, version, question, platform, url, first_day, last_day, counts, voters, reach FROM poll
WHERE tenant_id = $1 AND survey_id = $2 AND id = $3";

const POLLS: &str = "
SELECT id, version, question, platform, url, first_day, last_day, counts, voters, reach FROM poll
WHERE tenant_id = $1 AND survey_id = $2 AND last_day >= $3 AND first_day <= $4
ORDER BY first_day, id";

const TRACE: &str = "
INSERT INTO poll_trace (tenant_id, survey_id, id, trace, changed_at, changed_by, reason, poll)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";

/// Runs RECORD or REPLACE.
macro_rules! written {
    ($tx:ident, $statement:expr, $tenant:expr, $survey_id:expr, $poll:expr) => {
        sqlx::query($statement)
            .bind($tenant.as_str())
            .bind($survey_id)
            .bind(&$poll.id)
            .bind($poll.version.cast_signed())
            .bind(&$poll.question)
            .bind(&$poll.platform)
            .bind(&$poll.url)
            .bind($poll.from.epoch_days())
            .bind($poll.to.epoch_days())
            .bind(serde_json::to_string(&$poll.counts).expect("a map of numbers is JSON"))
            .bind($poll.voters.map(u64::cast_signed))
            .bind($poll.reach.map(u64::cast_signed))
            .execute(&mut *$tx)
            .await?
            .rows_affected()
    };
}

/// Runs TRACE.
macro_rules! traced {
    ($tx:ident, $tenant:expr, $survey_id:expr, $before:expr, $why:expr, $now:expr) => {
        sqlx::query(TRACE)
            .bind($tenant.as_str())
            .bind($survey_id)
            .bind(&$before.id)
            .bind(ids::trace())
            .bind($now.as_micros())
            .bind($why.by)
            .bind($why.reason)
            .bind(v1::Poll::new($survey_id, $before.clone()).encode_to_vec())
            .execute(&mut *$tx)
            .await?
    };
}

impl Store {
    /// Keeps a poll that was checked.
    ///
    /// # Errors
    /// [`Error::Corrupt`] when the one of its id cannot be read, or when the database cannot be written.
    pub async fn record_poll(
        &self,
        tenant: &Tenant,
        survey_id: &str,
        poll: &Poll,
    ) -> Result<Recording, Error> {
        writing!(self, tx => {
            if written!(tx, RECORD, tenant, survey_id, poll) > 0 {
                Recording::Stored
            } else {
                let row: Row = sqlx::query_as(POLL)
                    .bind(tenant.as_str())
                    .bind(survey_id)
                    .bind(&poll.id)
                    .fetch_one(&mut *tx)
                    .await?;
                match read(row)?.says_the_same_as(poll) {
                    true => Recording::Duplicate,
                    false => Recording::Conflict,
                }
            }
        })
    }

    /// Replaces what the poll of this id says, and leaves a trace. Returns whether it said something else;
    /// absent when there is none.
    ///
    /// # Errors
    /// As [`record_poll`](Self::record_poll).
    pub async fn correct_poll(
        &self,
        tenant: &Tenant,
        survey_id: &str,
        poll: &Poll,
        why: Why<'_>,
        now: Timestamp,
    ) -> Result<Option<bool>, Error> {
        writing!(self, tx => {
            let row: Option<Row> = sqlx::query_as(LOCK)
                .bind(tenant.as_str())
                .bind(survey_id)
                .bind(&poll.id)
                .fetch_optional(&mut *tx)
                .await?;
            let Some(before) = row.map(read).transpose()? else { return Ok(None) };
            let changes = !before.says_the_same_as(poll);
            if changes {
                written!(tx, REPLACE, tenant, survey_id, poll);
                traced!(tx, tenant, survey_id, before, why, now);
            }
            Some(changes)
        })
    }

    /// Removes a poll and leaves a trace. Returns whether there was one.
    ///
    /// # Errors
    /// As [`record_poll`](Self::record_poll).
    pub async fn remove_poll(
        &self,
        tenant: &Tenant,
        survey_id: &str,
        id: &str,
        why: Why<'_>,
        now: Timestamp,
    ) -> Result<bool, Error> {
        writing!(self, tx => {
            let row: Option<Row> = sqlx::query_as(REMOVE)
                .bind(tenant.as_str())
                .bind(survey_id)
                .bind(id)
                .fetch_optional(&mut *tx)
                .await?;
            let Some(before) = row.map(read).transpose()? else { return Ok(false) };
            traced!(tx, tenant, survey_id, before, why, now);
            true
        })
    }

    /// The poll, if there is one.
    ///
    /// # Errors
    /// When the database cannot be read, or [`Error::Corrupt`].
    pub async fn poll(
        &self,
        tenant: &Tenant,
        survey_id: &str,
        id: &str,
    ) -> Result<Option<Poll>, Error> {
        let row: Option<Row> = reading!(self, pool => {
            sqlx::query_as(POLL)
                .bind(tenant.as_str())
                .bind(survey_id)
                .bind(id)
                .fetch_optional(pool)
                .await?
        });
        row.map(read).transpose()
    }

    /// The polls with one of these days, by first day and id.
    ///
    /// # Errors
    /// As [`poll`](Self::poll).
    pub async fn polls(
        &self,
        tenant: &Tenant,
        survey_id: &str,
        days: RangeInclusive<Day>,
    ) -> Result<Vec<Poll>, Error> {
        let rows: Vec<Row> = reading!(self, pool => {
            sqlx::query_as(POLLS)
                .bind(tenant.as_str())
                .bind(survey_id)
                .bind(days.start().epoch_days())
                .bind(days.end().epoch_days())
                .fetch_all(pool)
                .await?
        });
        rows.into_iter().map(read).collect()
    }
}

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    version: i32,
    question: String,
    platform: String,
    url: Option<String>,
    first_day: i32,
    last_day: i32,
    counts: String,
    voters: Option<i64>,
    reach: Option<i64>,
}

fn read(row: Row) -> Result<Poll, Error> {
    let corrupt = |what: &str| Error::corrupt(format_args!("poll {}", row.id), what);
    let day = |day| Day::from_epoch_days(day).ok_or_else(|| corrupt("day"));
    Ok(Poll {
        version: row.version.cast_unsigned(),
        from: day(row.first_day)?,
        to: day(row.last_day)?,
        counts: serde_json::from_str(&row.counts).map_err(|_| corrupt("counts"))?,
        voters: row.voters.map(i64::cast_unsigned),
        reach: row.reach.map(i64::cast_unsigned),
        id: row.id,
        question: row.question,
        platform: row.platform,
        url: row.url,
    })
}
