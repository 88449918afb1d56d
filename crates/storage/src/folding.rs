//! Merging the deltas of batches into the tallies of days.

mod months;

use std::collections::BTreeMap;

use sqlx::FromRow;
use tokio::time::{Instant, sleep};
use uuid::Uuid;

use crate::submit::{Batch, Delta};
use crate::transaction::{committing, reading};
use crate::{Error, Store, Tenant, ids, tallies};

/// Deltas that are merged at once, at most, unless a single batch has more.
const MOST: usize = 8_192;
/// Bytes of tallies that one transaction writes, at most, unless a single survey has more: writers wait
/// for it on SQLite.
const WRITTEN_AT_ONCE: usize = 512 << 10;
/// Deltas that were read for each that may wait on.
const FEWER: usize = 4;
/// How long a delta may wait on, in microseconds.
const WAITS_AT_MOST: i64 = 10_000_000;

const ENOUGH: &str = "
SELECT COUNT(*) >= $2 FROM (SELECT 1 FROM tally_delta WHERE tenant_id = $1 LIMIT $2) AS waiting";

const DELTAS: &str = "
SELECT batch, survey_id, day, created_at, tally FROM tally_delta
WHERE tenant_id = $1 ORDER BY batch LIMIT $2";

const ALL_OF_BATCH: &str = "
SELECT batch, survey_id, day, created_at, tally FROM tally_delta WHERE tenant_id = $1 AND batch = $2";

const DAY: &str = "
SELECT tally FROM tally_day WHERE tenant_id = $1 AND survey_id = $2 AND day = $3";

const FIRST_OF_DAY: &str = "
INSERT INTO tally_day (tenant_id, survey_id, day, tally) VALUES ($1, $2, $3, $4)
ON CONFLICT DO NOTHING";

/// Unless another folder was faster.
const CHANGE_DAY: &str = "
UPDATE tally_day SET tally = $4
WHERE tenant_id = $1 AND survey_id = $2 AND day = $3 AND tally = $5";

const TENANTS: &str = "
SELECT tenant_id FROM survey UNION SELECT tenant_id FROM api_key ORDER BY tenant_id";

/// A delta as it is read.
#[derive(FromRow)]
struct Waiting {
    batch: Uuid,
    survey_id: String,
    day: i32,
    created_at: i64,
    tally: Vec<u8>,
}

/// The oldest deltas.
struct Oldest {
    deltas: Vec<Waiting>,
    /// Whether they are merged with the tallies of their days, however little they bring.
    all: bool,
    pace: Pace,
}

impl Oldest {
    /// When the first of them was made.
    fn since(&self) -> i64 {
        self.deltas.iter().map(|delta| delta.created_at).min().unwrap_or_default()
    }

    /// When the last of them was made.
    fn until(&self) -> i64 {
        self.deltas.iter().map(|delta| delta.created_at).max().unwrap_or_default()
    }
}

/// How much of a core folding takes.
#[derive(Clone, Copy)]
enum Pace {
    /// Half of one, in turns of a few milliseconds: thousands of tallies without a pause would hold up
    /// whoever waits for an answer.
    Gentle,
    /// As much as there is, to catch up.
    Hasty,
}

impl Pace {
    /// Rests for as long as was worked since `begun`.
    async fn rest(self, begun: Instant) {
        if let Self::Gentle = self {
            sleep(begun.elapsed()).await;
        }
    }
}

/// What becomes of the deltas of a survey and day.
enum Merged {
    /// They are in its tally.
    Day(Change),
    /// One delta, while it has fewer bytes than the tally: what comes late for many days would write all of
    /// them anew each time.
    Delta { survey_id: String, day: i32, tally: Vec<u8> },
}

/// The tally of a day, or of the month that begins with it, as it stood and as it will be.
struct Change {
    survey_id: String,
    day: i32,
    before: Option<Vec<u8>>,
    after: Vec<u8>,
}

impl Merged {
    fn survey_id(&self) -> &str {
        match self {
            Self::Day(Change { survey_id, .. }) | Self::Delta { survey_id, .. } => survey_id,
        }
    }

    /// Bytes that are written.
    fn bytes(&self) -> usize {
        match self {
            Self::Day(Change { after: tally, .. }) | Self::Delta { tally, .. } => tally.len(),
        }
    }

    fn delta(&self) -> Option<Delta<'_>> {
        match self {
            Self::Day(_) => None,
            Self::Delta { survey_id, day, tally } => {
                Some(Delta { survey_id, day: *day, tally: tally.clone() })
            }
        }
    }
}

/// Makes a change in a write transaction, and tells whether the tally stood as it was read. The
/// statements are for one that is the first, and for one that was there.
macro_rules! made {
    ($tx:expr, $tenant:expr, $change:expr, $first:expr, $next:expr) => {{
        let Change { survey_id, day, before, after } = $change;
        let statement = if before.is_some() { $next } else { $first };
        let mut put = sqlx::query(statement).bind($tenant).bind(survey_id).bind(day).bind(after);
        if let Some(before) = before {
            put = put.bind(before);
        }
        put.execute(&mut *$tx).await?.rows_affected() > 0
    }};
}
use made;

impl Store {
    /// Merges the tenant's oldest deltas into the tallies of their days when at least `least` of them
    /// wait, and returns how many; 0 when fewer do, another folder was faster, or others came between. With a
    /// `least` above 1, what brings little to a day waits on, as one delta. Each survey's are merged in one
    /// transaction. Merging writes whole days anew, so a small `least` costs; reading is right and fresh
    /// whatever waits. Safe with any number of folders.
    ///
    /// # Errors
    /// [`Error::Corrupt`] when a stored tally cannot be read, or when the database cannot be written.
    pub async fn fold(&self, tenant: &Tenant, least: usize) -> Result<usize, Error> {
        match self.waiting(tenant, least).await? {
            Some(oldest) => self.merge(tenant, &oldest).await,
            None => Ok(0),
        }
    }

    /// Merges these deltas, and returns how many are no more.
    async fn merge(&self, tenant: &Tenant, oldest: &Oldest) -> Result<usize, Error> {
        // All sums are made before a transaction begins, so that writers do not wait for them. What was
        // read must then still be there; if it is not, nothing is changed.
        let merged = self.merged(tenant, oldest).await?;
        let deltas = &oldest.deltas;
        let mut batches: Vec<Uuid> = deltas.iter().map(|delta| delta.batch).collect();
        batches.dedup();
        let mut fewer = 0;
        for part in together(&merged) {
            let mut surveys: Vec<&str> = part.iter().map(Merged::survey_id).collect();
            surveys.dedup();
            let theirs = |delta: &&Waiting| surveys.contains(&delta.survey_id.as_str());
            let read = deltas.iter().filter(theirs).count();
            let left: Vec<Delta<'_>> = part.iter().filter_map(Merged::delta).collect();
            let begun = Instant::now();
            fewer += committing!(self, tx => {
                if dialect::take_deltas(&mut tx, tenant, &batches, &surveys).await? != read {
                    return Ok(0);
                }
                for merged in part {
                    let Merged::Day(change) = merged else { continue };
                    if !made!(tx, tenant.as_str(), change, FIRST_OF_DAY, CHANGE_DAY) {
                        return Ok(0);
                    }
                }
                let batch = Batch { tenant, id: ids::batch(), received_at: oldest.since() };
                dialect::insert_deltas(&mut tx, &batch, &left, None).await?;
                read - left.len()
            })?;
            oldest.pace.rest(begun).await;
        }
        Ok(fewer)
    }

    /// The oldest deltas, those of a batch all together. Absent when fewer than `least` wait.
    async fn waiting(&self, tenant: &Tenant, least: usize) -> Result<Option<Oldest>, Error> {
        let (all, least) = (least <= 1, i64::try_from(least).unwrap_or(i64::MAX));
        reading!(self, pool => {
            let enough = sqlx::query_scalar(ENOUGH).bind(tenant.as_str()).bind(least);
            if !enough.fetch_one(pool).await? {
                return Ok(None);
            }
            let deltas = sqlx::query_as(DELTAS).bind(tenant.as_str()).bind(MOST as i64);
            let mut deltas: Vec<Waiting> = deltas.fetch_all(pool).await?;
            let pace = if deltas.len() < MOST { Pace::Gentle } else { Pace::Hasty };
            if deltas.len() == MOST {
                let last = deltas[MOST - 1].batch;
                deltas.truncate(deltas.partition_point(|delta| delta.batch != last));
                if deltas.is_empty() {
                    let all = sqlx::query_as(ALL_OF_BATCH).bind(tenant.as_str()).bind(last);
                    deltas = all.fetch_all(pool).await?;
                }
            }
            Ok((!deltas.is_empty()).then_some(Oldest { deltas, all, pace }))
        })
    }

    async fn merged(&self, tenant: &Tenant, oldest: &Oldest) -> Result<Vec<Merged>, Error> {
        let mut days: BTreeMap<(&str, i32), Vec<&[u8]>> = BTreeMap::new();
        for delta in &oldest.deltas {
            days.entry((&delta.survey_id, delta.day)).or_default().push(&delta.tally);
        }
        let may_wait = !oldest.all
            && FEWER * days.len() <= oldest.deltas.len()
            && oldest.until() - oldest.since() < WAITS_AT_MOST;
        let mut merged = Vec::with_capacity(days.len());
        // Every folder changes the days in this order, so that none waits in a circle.
        for ((survey_id, day), tallies) in days {
            let begun = Instant::now();
            let before: Option<Vec<u8>> = reading!(self, pool => {
                sqlx::query_scalar(DAY)
                    .bind(tenant.as_str())
                    .bind(survey_id)
                    .bind(day)
                    .fetch_optional(pool)
                    .await?
            });
            let survey_id = survey_id.to_owned();
            let corrupt = |reason| tallies::corrupt(&survey_id, day, reason);
            let brings: usize = tallies.iter().map(|tally| tally.len()).sum();
            if may_wait && before.as_ref().is_some_and(|before| brings < before.len()) {
                let tally = tallies.concat();
                // What cannot be read is not laid to what can.
                tallies::decode(&tally).map_err(corrupt)?;
                merged.push(Merged::Delta { survey_id, day, tally });
            } else {
                let parts: Vec<&[u8]> = before.as_deref().into_iter().chain(tallies).collect();
                let sum = tallies::decode(&parts.concat()).map_err(corrupt)?;
                let after = tallies::encode_folded(&sum);
                merged.push(Merged::Day(Change { survey_id, day, before, after }));
            }
            oldest.pace.rest(begun).await;
        }
        Ok(merged)
    }

    /// All tenants that have surveys or keys, for background work.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn tenants(&self) -> Result<Vec<Tenant>, Error> {
        let names: Vec<String> = reading!(self, pool => {
            sqlx::query_scalar(TENANTS).fetch_all(pool).await?
        });
        let tenant =
            |name: String| name.parse().map_err(|reason| Error::corrupt("a tenant", reason));
        names.into_iter().map(tenant).collect()
    }
}

/// What one transaction after the other writes, all of a survey in the same.
fn together(mut rest: &[Merged]) -> Vec<&[Merged]> {
    let mut parts = Vec::new();
    while !rest.is_empty() {
        let (mut size, mut bytes) = (0, 0);
        for survey in rest.chunk_by(|a, b| a.survey_id() == b.survey_id()) {
            bytes += survey.iter().map(Merged::bytes).sum::<usize>();
            if size > 0 && bytes > WRITTEN_AT_ONCE {
                break;
            }
            size += survey.len();
        }
        let (part, after) = rest.split_at(size);
        parts.push(part);
        rest = after;
    }
    parts
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::*;
    use crate::store::Pool;
    use crate::{Options, ids};

    async fn add_delta(store: &Store, batch: Uuid) {
        let Pool::Sqlite { writer, .. } = &*store.pool else { unreachable!() };
        let mut turn = writer.turn().await.unwrap();
        sqlx::query(
            "INSERT INTO tally_delta (tenant_id, batch, survey_id, day, created_at, tally)
             VALUES ('acme', $1, 'cafe', 0, 0, x'')",
        )
        .bind(batch)
        .execute(turn.connection())
        .await
        .unwrap();
        turn.done();
    }

    #[tokio::test]
    async fn what_came_between_is_not_taken_with_what_was_read() {
        let folder = TempDir::new().unwrap();
        let url = format!("sqlite:{}", folder.path().join("plaudit.db").display());
        let store = Store::connect(&Options { url, max_connections: 2 }).await.unwrap();
        store.migrate().await.unwrap();
        let tenant: Tenant = "acme".parse().unwrap();
        let mut batches = [(); 3].map(|()| ids::batch());
        batches.sort_unstable();

        add_delta(&store, batches[0]).await;
        add_delta(&store, batches[2]).await;
        let read = store.waiting(&tenant, 1).await.unwrap().unwrap();
        add_delta(&store, batches[1]).await;
        assert_eq!(store.merge(&tenant, &read).await.unwrap(), 0);
        let waiting = store.waiting(&tenant, 1).await.unwrap().unwrap();
        assert_eq!(waiting.deltas.len(), 3, "nothing is lost");
        assert_eq!(store.fold(&tenant, 1).await.unwrap(), 3);
    }

    #[test]
    fn a_transaction_changes_whole_surveys_and_few_bytes() {
        let change = |survey_id: &str, bytes| Merged::Delta {
            survey_id: survey_id.to_owned(),
            day: 0,
            tally: vec![0; bytes],
        };
        let half = WRITTEN_AT_ONCE / 2;
        let changes = [
            change("a", half),
            change("a", WRITTEN_AT_ONCE),
            change("b", half),
            change("c", half),
            change("d", 1),
        ];
        let parts = together(&changes)
            .into_iter()
            .map(|part| part.iter().map(Merged::survey_id).collect::<String>());
        assert_eq!(parts.collect::<Vec<_>>(), ["aa", "bc", "d"]);
        assert!(together(&[]).is_empty());
    }
}
