//! Reading the responses of a survey a chunk at a time, in the order of time and id.

use std::collections::VecDeque;
use std::ops::RangeInclusive;
use std::sync::LazyLock;

use plaudit_core::time::Day;

use super::{CHUNK, corrupt};
use crate::stored::line;
use crate::transaction::{Snapshot, within};
use crate::{Error, Tenant};

const DAY_MICROS: i64 = 86_400_000_000;
/// No zone is further from UTC, so that a day in any zone lies within this of the day in UTC.
const FURTHEST_ZONE_MICROS: i64 = 26 * 3_600_000_000;

/// A row of `response` as one [`line`], whose separator is $1.
const LINE: &str = "concat_ws($1, response.answered_at, response.id, version,
    COALESCE(respondent, ''), COALESCE(channel, ''), COALESCE(language, ''),
    COALESCE(CAST(weight AS TEXT), ''), COALESCE(CAST(duration_seconds AS TEXT), ''),
    CAST(completed AS INTEGER), segments, answers)";

/// By the index of PostgreSQL.
static BY_INDEX: LazyLock<String> = LazyLock::new(|| {
    with_line(
        "
SELECT line FROM response
WHERE tenant_id = $2 AND survey_id = $3 AND (answered_at, id) > ($4, $5) AND answered_at < $6
    AND day BETWEEN $7 AND $8
ORDER BY answered_at, id LIMIT $9",
    )
});

/// By the table of SQLite.
static IN_ORDER: LazyLock<String> = LazyLock::new(|| {
    with_line(
        "
SELECT line FROM response_by_time AS place CROSS JOIN response
WHERE place.tenant_id = $2 AND place.survey_id = $3 AND (place.answered_at, place.id) > ($4, $5)
    AND place.answered_at < $6 AND response.tenant_id = $2 AND response.survey_id = $3
    AND response.id = place.id AND day BETWEEN $7 AND $8
ORDER BY place.answered_at, place.id LIMIT $9",
    )
});

/// Those that are not in that table yet.
static ARRIVED: LazyLock<String> = LazyLock::new(|| {
    with_line(
        "
SELECT line FROM arrival, json_each(responses) AS sent CROSS JOIN response
WHERE arrival.tenant_id = $2 AND sent.value ->> 0 = $3 AND sent.value ->> 1 BETWEEN $4 AND $5
    AND response.tenant_id = $2 AND response.survey_id = $3 AND response.id = sent.value ->> 2
    AND day BETWEEN $6 AND $7
ORDER BY response.answered_at, response.id",
    )
});

fn with_line(sql: &str) -> String {
    sql.replacen("line", LINE, 1)
}

/// Where a reading stands.
pub(crate) struct Reader {
    tenant: Tenant,
    survey_id: String,
    days: (i32, i32),
    /// All were answered before this time.
    before: i64,
    /// Time and id of the last one that was read in order.
    after: (i64, String),
    /// Those that were not in order yet when the reading began. Absent before.
    arrived: Option<VecDeque<String>>,
    /// What was read and not given away.
    ready: VecDeque<String>,
    /// Whether all was read.
    ended: bool,
}

impl Reader {
    pub(crate) fn new(tenant: &Tenant, survey_id: &str, days: RangeInclusive<Day>) -> Self {
        let (first, last) = (days.start().epoch_days(), days.end().epoch_days());
        let begin = i64::from(first) * DAY_MICROS - FURTHEST_ZONE_MICROS;
        Self {
            tenant: tenant.clone(),
            survey_id: survey_id.to_owned(),
            days: (first, last),
            before: (i64::from(last) + 1) * DAY_MICROS + FURTHEST_ZONE_MICROS,
            after: (begin - 1, String::new()),
            arrived: None,
            ready: VecDeque::new(),
            ended: false,
        }
    }

    /// Whether all was given away.
    pub(crate) fn is_done(&self) -> bool {
        self.ended && self.ready.is_empty()
    }

    /// The next chunk, a line each; empty when there is no more.
    pub(crate) async fn next(&mut self, snapshot: &mut Snapshot) -> Result<Vec<String>, Error> {
        if self.arrived.is_none() {
            self.arrived = Some(self.read_arrived(snapshot).await?);
        }
        if !self.ended && self.ready.len() < CHUNK {
            let lines = self.read_in_order(snapshot).await?;
            self.merge(lines)?;
        }
        let chunk = self.ready.len().min(CHUNK);
        Ok(self.ready.drain(..chunk).collect())
    }

    async fn read_in_order(&mut self, snapshot: &mut Snapshot) -> Result<Vec<String>, Error> {
        let sql = match snapshot {
            Snapshot::Sqlite(_) => IN_ORDER.as_str(),
            Snapshot::Postgres(_) => BY_INDEX.as_str(),
        };
        let lines: Vec<String> = within!(snapshot, tx => {
            sqlx::query_scalar(sql)
                .bind(line::SEPARATOR.to_string())
                .bind(self.tenant.as_str())
                .bind(&self.survey_id)
                .bind(self.after.0)
                .bind(&self.after.1)
                .bind(self.before)
                .bind(self.days.0)
                .bind(self.days.1)
                .bind(i64::try_from(CHUNK).expect("it is small"))
                .fetch_all(&mut **tx)
                .await?
        });
        if let Some(last) = lines.last() {
            let (time, id) = key(last)?;
            self.after = (time, id.to_owned());
        }
        self.ended = lines.len() < CHUNK;
        Ok(lines)
    }

    async fn read_arrived(&self, snapshot: &mut Snapshot) -> Result<VecDeque<String>, Error> {
        let Snapshot::Sqlite(tx) = snapshot else { return Ok(VecDeque::new()) };
        let lines: Vec<String> = sqlx::query_scalar(ARRIVED.as_str())
            .bind(line::SEPARATOR.to_string())
            .bind(self.tenant.as_str())
            .bind(&self.survey_id)
            .bind(self.after.0)
            .bind(self.before)
            .bind(self.days.0)
            .bind(self.days.1)
            .fetch_all(&mut **tx)
            .await?;
        Ok(lines.into())
    }

    /// Makes `lines` ready, each behind those that arrived and stand before it. Behind the last of all are
    /// the rest of these.
    fn merge(&mut self, lines: Vec<String>) -> Result<(), Error> {
        let arrived = self.arrived.get_or_insert_default();
        for line in lines {
            while let Some(first) = arrived.front()
                && key(first)? < key(&line)?
            {
                self.ready.extend(arrived.pop_front());
            }
            self.ready.push_back(line);
        }
        if self.ended {
            self.ready.append(arrived);
        }
        Ok(())
    }
}

fn key(line: &str) -> Result<(i64, &str), Error> {
    line::key(line).map_err(|reason| corrupt("?", reason))
}
