//! Whole batches on SQLite: rows of VALUES, in chunks of few fixed sizes, so that each statement is
//! prepared once.

use std::sync::LazyLock;

use sqlx::{Error, SqliteConnection};

use crate::stored::NewRow;
use crate::submit::{Batch, Delta, MonthDelta};
use crate::tombstones::{Tombstones, hexadecimal};

/// Rows of a statement, from the most. 512 rows have 7,683 variables; SQLite allows 32,766.
const CHUNKS: [usize; 4] = [512, 64, 8, 1];

static INSERT_RESPONSES: LazyLock<[String; 4]> = LazyLock::new(|| CHUNKS.map(insert_of));

const FIND_OTHERS: &str = "
SELECT id, digest FROM response
WHERE tenant_id = $1 AND survey_id = $2 AND id IN (SELECT value FROM json_each($3)) AND batch <> $4";

const FIND_TOMBSTONES: &str = "
SELECT id FROM tombstone
WHERE tenant_id = $1 AND survey_id = $2 AND id IN (SELECT unhex(value) FROM json_each($3))";

const INSERT_DELTA: &str = "
INSERT INTO tally_delta (tenant_id, batch, created_at, survey_id, day, tally)
VALUES ($1, $2, $3, $4, $5, $6)";

const INSERT_MONTH_DELTA: &str = "
INSERT INTO comoment_delta (tenant_id, batch, survey_id, month, comoments)
VALUES ($1, $2, $3, $4, $5)";

/// Inserts the rows whose ids are new, and returns how many.
pub(crate) async fn insert_responses(
    tx: &mut SqliteConnection,
    batch: &Batch<'_>,
    mut rows: &[NewRow<'_>],
) -> Result<usize, Error> {
    let mut inserted = 0;
    for (size, sql) in CHUNKS.iter().zip(INSERT_RESPONSES.iter()) {
        while let Some((chunk, rest)) = rows.split_at_checked(*size) {
            let mut insert = sqlx::query(sql.as_str())
                .bind(batch.tenant.as_str())
                .bind(batch.id)
                .bind(batch.received_at);
            for row in chunk {
                insert = insert
                    .bind(row.survey_id)
                    .bind(row.id)
                    .bind(row.version)
                    .bind(row.answered_at)
                    .bind(row.day)
                    .bind(row.respondent)
                    .bind(row.channel)
                    .bind(row.language)
                    .bind(row.weight)
                    .bind(&row.segments)
                    .bind(&row.answers)
                    .bind(row.completed)
                    .bind(row.digest.as_slice())
                    .bind(row.may_repeat)
                    .bind(row.duration_seconds);
            }
            inserted += insert.execute(&mut *tx).await?.rows_affected();
            rows = rest;
        }
    }
    Ok(usize::try_from(inserted).expect("no more rows than were sent"))
}

/// Id and digest of those rows, of one survey, that other batches stored.
pub(crate) async fn find_others(
    tx: &mut SqliteConnection,
    batch: &Batch<'_>,
    rows: &[NewRow<'_>],
) -> Result<Vec<(String, Vec<u8>)>, Error> {
    let ids: Vec<&str> = rows.iter().map(|row| row.id).collect();
    sqlx::query_as(FIND_OTHERS)
        .bind(batch.tenant.as_str())
        .bind(rows[0].survey_id)
        .bind(serde_json::to_string(&ids).expect("texts are JSON"))
        .bind(batch.id)
        .fetch_all(tx)
        .await
}

/// Which of these tombstones there are.
pub(crate) async fn find_tombstones(
    tx: &mut SqliteConnection,
    batch: &Batch<'_>,
    survey_id: &str,
    ids: &Tombstones<'_>,
) -> Result<Vec<Vec<u8>>, Error> {
    let ids: Vec<String> = ids.keys().map(|id| hexadecimal(id)).collect();
    sqlx::query_scalar(FIND_TOMBSTONES)
        .bind(batch.tenant.as_str())
        .bind(survey_id)
        .bind(serde_json::to_string(&ids).expect("texts are JSON"))
        .fetch_all(tx)
        .await
}

/// Inserts the tallies of the batch.
pub(crate) async fn insert_deltas(
    tx: &mut SqliteConnection,
    batch: &Batch<'_>,
    deltas: &[Delta<'_>],
) -> Result<(), Error> {
    for delta in deltas {
        sqlx::query(INSERT_DELTA)
            .bind(batch.tenant.as_str())
            .bind(batch.id)
            .bind(batch.received_at)
            .bind(delta.survey_id)
            .bind(delta.day)
            .bind(&*delta.tally)
            .execute(&mut *tx)
            .await?;
    }
    Ok(())
}

/// Inserts the answers of the batch to the questions of driver models.
pub(crate) async fn insert_month_deltas(
    tx: &mut SqliteConnection,
    batch: &Batch<'_>,
    deltas: &[MonthDelta<'_>],
) -> Result<(), Error> {
    for delta in deltas {
        sqlx::query(INSERT_MONTH_DELTA)
            .bind(batch.tenant.as_str())
            .bind(batch.id)
            .bind(delta.survey_id)
            .bind(delta.month)
            .bind(&*delta.comoments)
            .execute(&mut *tx)
            .await?;
    }
    Ok(())
}

/// The statement that inserts `rows` rows. Its variables have no numbers: to bind a numbered one,
/// SQLite searches the list of all.
fn insert_of(rows: usize) -> String {
    const ROW: &str = "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    format!(
        "INSERT INTO response (tenant_id, batch, received_at, survey_id, id, version, answered_at, \
         day, respondent, channel, language, weight, segments, answers, completed, digest, \
         may_repeat, duration_seconds) SELECT ?, ?, ?, * FROM (VALUES {}) WHERE TRUE ON CONFLICT DO NOTHING",
        [ROW].repeat(rows).join(", ")
    )
}
