//! The order of responses by time on SQLite. PostgreSQL has an index for it.
//!
//! What a batch adds to the order waits in one row, its arrival, until that of many batches is put in order
//! at once. A response that was stored stands in an arrival or in the order, never in both.

use sqlx::SqlitePool;
use tokio::time::{Instant, sleep};
use uuid::Uuid;

use crate::store::Pool;
use crate::transaction::{Snapshot, committing};
use crate::{Discrepancy, Error, Store, Tenant};

/// Bytes of arrivals that one transaction puts in order, at most, unless a single one has more: writers
/// wait for it. A response has some 40.
const AT_ONCE: i64 = 64 << 10;
/// Arrivals that are looked at together.
const MOST: i64 = 4_096;

const ARRIVALS: &str = "
SELECT batch, OCTET_LENGTH(responses) FROM arrival WHERE tenant_id = $1 ORDER BY batch LIMIT $2";

/// How many places the survey's responses have, and how many of these are of a response and its time.
const PLACES: &str = "
SELECT COUNT(*), COUNT(response.id) FROM (
    SELECT answered_at, id FROM response_by_time WHERE tenant_id = $1 AND survey_id = $2
    UNION ALL
    SELECT sent.value ->> 1, sent.value ->> 2 FROM arrival, json_each(responses) AS sent
    WHERE arrival.tenant_id = $1 AND sent.value ->> 0 = $2
) AS place LEFT JOIN response
    ON response.tenant_id = $1 AND response.survey_id = $2 AND response.id = place.id
        AND response.answered_at = place.answered_at";

/// A statement that reads responses in their order.
pub(crate) struct InOrder {
    /// Reads the table.
    pub(crate) sqlite: &'static str,
    /// Reads the index.
    pub(crate) postgres: &'static str,
}

impl InOrder {
    /// The one that this database understands.
    pub(crate) fn of(&self, store: &Store) -> &'static str {
        match &*store.pool {
            Pool::Sqlite { .. } => self.sqlite,
            Pool::Postgres { .. } => self.postgres,
        }
    }
}

/// What is wrong with the order of the survey's `responses`, if anything is.
pub(crate) async fn verify(
    snapshot: &mut Snapshot,
    tenant: &Tenant,
    survey_id: &str,
    responses: u64,
) -> Result<Option<Discrepancy>, Error> {
    let Snapshot::Sqlite(tx) = snapshot else { return Ok(None) };
    let places = sqlx::query_as(PLACES).bind(tenant.as_str()).bind(survey_id);
    let (places, right): (i64, i64) = places.fetch_one(&mut **tx).await?;
    let all = responses.cast_signed();
    Ok((places != all || right != all).then(|| Discrepancy {
        cell: "order by time".to_owned(),
        counter: "responses".to_owned(),
        stored: if places == right { right.to_string() } else { format!("{right} of {places}") },
        recounted: all.to_string(),
    }))
}

impl Store {
    /// Puts the tenant's responses in order that have arrived since the last time: `all` that are there, or
    /// only when there are enough to be worth a transaction. Reading is right whatever waits. Safe with any
    /// number of processes.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn put_in_order(&self, tenant: &Tenant, all: bool) -> Result<(), Error> {
        let Pool::Sqlite { readers, .. } = &*self.pool else { return Ok(()) };
        while let Some(Part { last, more }) = next(readers, tenant, all).await? {
            let begun = Instant::now();
            committing!(self, tx => {
                dialect::put_in_order(&mut tx, tenant, last).await?;
            })?;
            if !more {
                break;
            }
            // Not one after the other, or each batch would wait for one.
            sleep(2 * begun.elapsed()).await;
        }
        Ok(())
    }
}

/// What the next transaction puts in order.
struct Part {
    /// Its last arrival.
    last: Uuid,
    /// Whether others had arrived after it.
    more: bool,
}

async fn next(readers: &SqlitePool, tenant: &Tenant, all: bool) -> Result<Option<Part>, Error> {
    let arrivals = sqlx::query_as(ARRIVALS).bind(tenant.as_str()).bind(MOST);
    let arrivals: Vec<(Uuid, i64)> = arrivals.fetch_all(readers).await?;
    let more = arrivals.len() == MOST as usize;
    let mut bytes = 0;
    let mut last = None;
    for (batch, size) in arrivals {
        bytes += size;
        if bytes > AT_ONCE {
            return Ok(Some(Part { last: last.unwrap_or(batch), more: true }));
        }
        last = Some(batch);
    }
    Ok(last.filter(|_| all || more).map(|last| Part { last, more }))
}
