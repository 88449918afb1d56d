//! Whole batches on PostgreSQL: one array a column.
//!
//! The arrays are unnested side by side in one row of VALUES, not in a SELECT: Citus sends that to the
//! tenant's node whole, and of a SELECT it inserts the rows from the coordinator and counts those that
//! ON CONFLICT left out, too.

use std::collections::HashSet;

use sqlx::{Error, PgConnection, Row};
use uuid::Uuid;

use crate::Tenant;
use crate::news::{CHANNEL, News};
use crate::stored::NewRow;
use crate::submit::{Batch, Delta, Inserted, MonthDelta};
use crate::tombstones::Tombstones;

const INSERT_RESPONSES: &str = "
INSERT INTO response (tenant_id, batch, received_at, survey_id, id, version, answered_at, day,
    respondent, channel, language, weight, segments, answers, completed, digest, may_repeat,
    duration_seconds)
VALUES ($1, $2, $3, UNNEST($4::text[]), UNNEST($5::text[]), UNNEST($6::int[]),
    UNNEST($7::bigint[]), UNNEST($8::int[]), UNNEST($9::text[]), UNNEST($10::text[]),
    UNNEST($11::text[]), UNNEST($12::bigint[]), UNNEST($13::text[]), UNNEST($14::text[]),
    UNNEST($15::bool[]), UNNEST($16::bytea[]), UNNEST($17::bool[]), UNNEST($18::int[]))
ON CONFLICT DO NOTHING
RETURNING survey_id, id";

/// One look into the primary key an id, whatever the planner believes: OFFSET 0 holds it to looking
/// once for each. It is planned anew each time: a plan of when the table was small went on to search
/// the other index of the whole survey for each id.
const FIND_OTHERS: &str = "
SELECT sent.survey_id, sent.id, found.digest
FROM UNNEST($2::text[], $3::text[]) AS sent (survey_id, id)
CROSS JOIN LATERAL (
    SELECT digest FROM response
    WHERE tenant_id = $1 AND response.survey_id = sent.survey_id AND response.id = sent.id
        AND batch <> $4 OFFSET 0
) AS found";

const ANY_TOMBSTONES: &str = "SELECT EXISTS (SELECT 1 FROM tombstone WHERE tenant_id = $1)";

const FIND_TOMBSTONES: &str = "
SELECT id FROM tombstone WHERE tenant_id = $1 AND survey_id = $2 AND id = ANY ($3)";

const INSERT_DELTAS: &str = "
INSERT INTO tally_delta (tenant_id, batch, created_at, survey_id, day, tally)
VALUES ($1, $2, $3, UNNEST($4::text[]), UNNEST($5::int[]), UNNEST($6::bytea[]))";

const TAKE_DELTAS: &str = "
DELETE FROM tally_delta WHERE tenant_id = $1 AND batch = ANY ($2) AND survey_id = ANY ($3)";

const INSERT_MONTH_DELTAS: &str = "
INSERT INTO comoment_delta (tenant_id, batch, survey_id, month, comoments)
VALUES ($1, $2, UNNEST($3::text[]), UNNEST($4::int[]), UNNEST($5::bytea[]))";

/// Inserts the rows whose ids are new, and returns how many, and the others.
pub(crate) async fn insert_responses<'r>(
    tx: &mut PgConnection,
    batch: &Batch<'_>,
    rows: &[&'r NewRow],
) -> Result<Inserted<'r>, Error> {
    let inserted = sqlx::query(INSERT_RESPONSES)
        .bind(batch.tenant.as_str())
        .bind(batch.id)
        .bind(batch.received_at)
        .bind(column(rows, |row| &*row.survey_id))
        .bind(column(rows, |row| &*row.id))
        .bind(column(rows, |row| row.version))
        .bind(column(rows, |row| row.answered_at))
        .bind(column(rows, |row| row.day))
        .bind(column(rows, |row| row.respondent.as_deref()))
        .bind(column(rows, |row| row.channel.as_deref()))
        .bind(column(rows, |row| row.language.as_deref()))
        .bind(column(rows, |row| row.weight))
        .bind(column(rows, |row| &*row.segments))
        .bind(column(rows, |row| &*row.answers))
        .bind(column(rows, |row| row.completed))
        .bind(column(rows, |row| row.digest.as_slice()))
        .bind(column(rows, |row| row.may_repeat))
        .bind(column(rows, |row| row.duration_seconds))
        .fetch_all(&mut *tx)
        .await?;
    let any_erased: bool =
        sqlx::query_scalar(ANY_TOMBSTONES).bind(batch.tenant.as_str()).fetch_one(tx).await?;
    if inserted.len() == rows.len() {
        return Ok(Inserted { new: rows.len(), others: Vec::new(), any_erased });
    }
    let mut new = HashSet::with_capacity(inserted.len());
    for row in &inserted {
        new.insert((row.try_get::<&str, _>(0)?, row.try_get::<&str, _>(1)?));
    }
    let others = rows.iter().filter(|row| !new.contains(&(&*row.survey_id, &*row.id)));
    Ok(Inserted { new: inserted.len(), others: others.copied().collect(), any_erased })
}

/// Survey, id and digest of those rows that other batches stored.
pub(crate) async fn find_others(
    tx: &mut PgConnection,
    batch: &Batch<'_>,
    rows: &[&NewRow],
) -> Result<Vec<(String, String, Vec<u8>)>, Error> {
    sqlx::query_as(FIND_OTHERS)
        .bind(batch.tenant.as_str())
        .bind(column(rows, |row| &*row.survey_id))
        .bind(column(rows, |row| &*row.id))
        .bind(batch.id)
        .persistent(false)
        .fetch_all(tx)
        .await
}

/// Which of these tombstones there are.
pub(crate) async fn find_tombstones(
    tx: &mut PgConnection,
    batch: &Batch<'_>,
    survey_id: &str,
    ids: &Tombstones<'_>,
) -> Result<Vec<Vec<u8>>, Error> {
    sqlx::query_scalar(FIND_TOMBSTONES)
        .bind(batch.tenant.as_str())
        .bind(survey_id)
        .bind(ids.keys().map(<[u8; 32]>::as_slice).collect::<Vec<_>>())
        .fetch_all(tx)
        .await
}

/// The index does it.
pub(crate) async fn arrive(
    _tx: &mut PgConnection,
    _batch: &Batch<'_>,
    _rows: impl Iterator<Item = &NewRow>,
) -> Result<Option<String>, Error> {
    Ok(None)
}

/// The index does it.
pub(crate) async fn put_in_order(
    _tx: &mut PgConnection,
    _tenant: &Tenant,
    _last: Uuid,
) -> Result<(), Error> {
    Ok(())
}

/// The index does it.
pub(crate) async fn take_from_order(
    _tx: &mut PgConnection,
    _tenant: &Tenant,
    _survey_id: &str,
    _responses: &[(i64, &str)],
) -> Result<(), Error> {
    Ok(())
}

/// Inserts the tallies of the batch.
pub(crate) async fn insert_deltas(
    tx: &mut PgConnection,
    batch: &Batch<'_>,
    deltas: &[Delta<'_>],
    _arrived: Option<String>,
) -> Result<(), Error> {
    if deltas.is_empty() {
        return Ok(());
    }
    sqlx::query(INSERT_DELTAS)
        .bind(batch.tenant.as_str())
        .bind(batch.id)
        .bind(batch.received_at)
        .bind(deltas.iter().map(|delta| delta.survey_id).collect::<Vec<_>>())
        .bind(deltas.iter().map(|delta| delta.day).collect::<Vec<_>>())
        .bind(deltas.iter().map(|delta| &*delta.tally).collect::<Vec<_>>())
        .execute(tx)
        .await?;
    Ok(())
}

/// Deletes the deltas of these batches and surveys, both in order, and returns how many there were.
pub(crate) async fn take_deltas(
    tx: &mut PgConnection,
    tenant: &Tenant,
    batches: &[Uuid],
    surveys: &[&str],
) -> Result<usize, Error> {
    let take = sqlx::query(TAKE_DELTAS).bind(tenant.as_str()).bind(batches).bind(surveys);
    let taken = take.execute(tx).await?;
    Ok(count(taken.rows_affected()))
}

/// Inserts the answers of the batch to the questions of driver models.
pub(crate) async fn insert_month_deltas(
    tx: &mut PgConnection,
    batch: &Batch<'_>,
    deltas: &[MonthDelta<'_>],
) -> Result<(), Error> {
    if deltas.is_empty() {
        return Ok(());
    }
    sqlx::query(INSERT_MONTH_DELTAS)
        .bind(batch.tenant.as_str())
        .bind(batch.id)
        .bind(deltas.iter().map(|delta| delta.survey_id).collect::<Vec<_>>())
        .bind(deltas.iter().map(|delta| delta.month).collect::<Vec<_>>())
        .bind(deltas.iter().map(|delta| &*delta.comoments).collect::<Vec<_>>())
        .execute(tx)
        .await?;
    Ok(())
}

/// Tells all processes when the transaction commits.
pub(crate) async fn tell(tx: &mut PgConnection, news: &News) -> Result<(), Error> {
    let tell = sqlx::query("SELECT pg_notify($1, $2)").bind(CHANNEL).bind(news.to_string());
    tell.execute(tx).await?;
    Ok(())
}

fn column<'r, T>(rows: &[&'r NewRow], value: impl Fn(&'r NewRow) -> T) -> Vec<T> {
    rows.iter().map(|row| value(row)).collect()
}

fn count(rows: u64) -> usize {
    usize::try_from(rows).expect("no more rows than were sent")
}
