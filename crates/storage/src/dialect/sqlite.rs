//! Whole batches on SQLite: rows of VALUES, in chunks of few fixed sizes, so that each statement is
//! prepared once.

use std::sync::LazyLock;

use sqlx::query::Query;
use sqlx::sqlite::SqliteArguments;
use sqlx::{Error, Sqlite, SqliteConnection};
use uuid::Uuid;

use crate::Tenant;
use crate::news::News;
use crate::stored::{NewRow, bound};
use crate::submit::{Batch, Delta, MonthDelta};
use crate::tombstones::{Tombstones, hexadecimal};

/// Rows of a statement, from the most. 512 rows have at most 7,683 variables; SQLite allows 32,766.
const CHUNKS: [usize; 10] = [512, 256, 128, 64, 32, 16, 8, 4, 2, 1];

/// The same statement for each number of rows.
type Statements = LazyLock<[String; CHUNKS.len()]>;

/// OR IGNORE and not ON CONFLICT: a statement that can fail halfway keeps a journal of each page that it
/// touches, in a file, for a third of the time of the whole.
static INSERT_RESPONSES: Statements = LazyLock::new(|| {
    let columns = "tenant_id, batch, received_at, survey_id, id, version, answered_at, day, \
                   respondent, channel, language, weight, duration_seconds, segments, answers, \
                   completed, digest, may_repeat";
    CHUNKS.map(|rows| insert("OR IGNORE INTO response", columns, 15, rows))
});

static INSERT_DELTAS: Statements = LazyLock::new(|| {
    let columns = "tenant_id, batch, created_at, survey_id, day, tally";
    CHUNKS.map(|rows| insert("OR FAIL INTO tally_delta", columns, 3, rows))
});

static INSERT_MONTH_DELTAS: Statements = LazyLock::new(|| {
    let columns = "tenant_id, batch, survey_id, month, comoments";
    CHUNKS.map(|rows| insert("OR FAIL INTO comoment_delta", columns, 3, rows))
});

/// CROSS JOIN holds SQLite to this order: one look into the primary key an id. All that is found is one
/// row: for each, SQLite's thread would wake the one that waits.
const FIND_OTHERS: &str = "
SELECT json_group_array(json_array(survey_id, response.id, hex(digest)))
FROM json_each($2) AS sent CROSS JOIN response
WHERE tenant_id = $1 AND survey_id = sent.value ->> 0 AND response.id = sent.value ->> 1
    AND batch <> $3";

const FIND_TOMBSTONES: &str = "
SELECT id FROM tombstone
WHERE tenant_id = $1 AND survey_id = $2 AND id IN (SELECT unhex(value) FROM json_each($3))";

const TAKE_DELTAS: &str = "
DELETE FROM tally_delta
WHERE tenant_id = $1 AND batch IN (SELECT unhex(value) FROM json_each($2))
    AND survey_id IN (SELECT value FROM json_each($3))";

/// Inserts the rows whose ids are new, and returns how many, and all rows where there are others: to be
/// told which costs more than to look for all.
pub(crate) async fn insert_responses<'r>(
    tx: &mut SqliteConnection,
    batch: &Batch<'_>,
    rows: &[&'r NewRow],
) -> Result<(usize, Vec<&'r NewRow>), Error> {
    let mut inserted = 0;
    for (sql, chunk) in chunks(&INSERT_RESPONSES, rows) {
        let mut insert = begun(sql, batch).bind(batch.received_at);
        for row in chunk {
            insert = bound!(insert, row);
        }
        inserted += insert.execute(&mut *tx).await?.rows_affected();
    }
    let inserted = count(inserted);
    Ok((inserted, if inserted < rows.len() { rows.to_vec() } else { Vec::new() }))
}

/// Survey, id and digest of those rows that other batches stored.
pub(crate) async fn find_others(
    tx: &mut SqliteConnection,
    batch: &Batch<'_>,
    rows: &[&NewRow],
) -> Result<Vec<(String, String, Vec<u8>)>, Error> {
    let ids: Vec<_> = rows.iter().map(|row| (&*row.survey_id, &*row.id)).collect();
    let found: String = sqlx::query_scalar(FIND_OTHERS)
        .bind(batch.tenant.as_str())
        .bind(serde_json::to_string(&ids).expect("texts are JSON"))
        .bind(batch.id)
        .fetch_one(tx)
        .await?;
    let found: Vec<(String, String, String)> =
        serde_json::from_str(&found).map_err(|error| Error::Decode(error.into()))?;
    let read = |(survey_id, id, digest): (_, _, String)| {
        let digest =
            u128::from_str_radix(&digest, 16).map_err(|error| Error::Decode(error.into()))?;
        Ok((survey_id, id, digest.to_be_bytes().to_vec()))
    };
    found.into_iter().map(read).collect()
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
    for (sql, chunk) in chunks(&INSERT_DELTAS, deltas) {
        let mut insert = begun(sql, batch).bind(batch.received_at);
        for delta in chunk {
            insert = insert.bind(delta.survey_id).bind(delta.day).bind(&*delta.tally);
        }
        insert.execute(&mut *tx).await?;
    }
    Ok(())
}

/// Deletes the deltas of these batches and surveys, and returns how many there were.
pub(crate) async fn take_deltas(
    tx: &mut SqliteConnection,
    tenant: &Tenant,
    batches: &[Uuid],
    surveys: &[&str],
) -> Result<usize, Error> {
    let batches: Vec<_> = batches.iter().map(|id| hexadecimal(id.as_bytes())).collect();
    let taken = sqlx::query(TAKE_DELTAS)
        .bind(tenant.as_str())
        .bind(serde_json::to_string(&batches).expect("texts are JSON"))
        .bind(serde_json::to_string(surveys).expect("texts are JSON"))
        .execute(tx)
        .await?;
    Ok(count(taken.rows_affected()))
}

/// Inserts the answers of the batch to the questions of driver models.
pub(crate) async fn insert_month_deltas(
    tx: &mut SqliteConnection,
    batch: &Batch<'_>,
    deltas: &[MonthDelta<'_>],
) -> Result<(), Error> {
    for (sql, chunk) in chunks(&INSERT_MONTH_DELTAS, deltas) {
        let mut insert = begun(sql, batch);
        for delta in chunk {
            insert = insert.bind(delta.survey_id).bind(delta.month).bind(&*delta.comoments);
        }
        insert.execute(&mut *tx).await?;
    }
    Ok(())
}

/// Tells nobody: other processes look for changes themselves.
pub(crate) async fn tell(_tx: &mut SqliteConnection, _news: &News) -> Result<(), Error> {
    Ok(())
}

/// All of `rows` with the statements that insert them.
fn chunks<'a, T>(
    statements: &'static [String; CHUNKS.len()],
    mut rows: &'a [T],
) -> impl Iterator<Item = (&'static str, &'a [T])> {
    let mut sizes = CHUNKS.iter().zip(statements).peekable();
    std::iter::from_fn(move || {
        loop {
            let (size, sql) = sizes.peek()?;
            if let Some((chunk, rest)) = rows.split_at_checked(**size) {
                rows = rest;
                return Some((sql.as_str(), chunk));
            }
            sizes.next();
        }
    })
}

/// A statement with what all rows of a batch have in common.
fn begun<'q>(sql: &'static str, batch: &Batch<'_>) -> Query<'q, Sqlite, SqliteArguments> {
    sqlx::query(sql).bind(batch.tenant.as_str()).bind(batch.id)
}

/// The statement that inserts `rows` rows `into` a table, of which all columns but the last `own` are
/// the same. Its variables have no numbers: to bind a numbered one, SQLite searches the list of all.
fn insert(into: &str, columns: &str, own: usize, rows: usize) -> String {
    let variables = |many: usize| vec!["?"; many].join(", ");
    let same = variables(columns.split(',').count() - own);
    let row = format!("({})", variables(own));
    format!(
        "INSERT {into} ({columns}) SELECT {same}, * FROM (VALUES {}) WHERE TRUE",
        vec![row; rows].join(", ")
    )
}

fn count(rows: u64) -> usize {
    usize::try_from(rows).expect("no more rows than were sent")
}
