//! Whole batches on SQLite: rows of VALUES, in chunks of few fixed sizes, so that each statement is
//! prepared once.

use std::sync::{Arc, LazyLock};

use sqlx::sqlite::SqliteArguments;
use sqlx::{Arguments, Encode, Error, Sqlite, SqliteConnection, Type};
use uuid::Uuid;

use crate::Tenant;
use crate::news::News;
use crate::stored::{NewRow, bound};
use crate::submit::{Batch, Delta, Inserted, MonthDelta};
use crate::tombstones::{Tombstones, hexadecimal};

/// Rows that a statement has room for. 512 rows have at most 7,683 variables; SQLite allows 32,766.
const ROOM: [usize; 10] = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512];

/// The same statement for each number of rows.
struct Statements {
    texts: [String; ROOM.len()],
    /// Variables that a statement has for all rows, and for each.
    variables: (usize, usize),
}

/// OR IGNORE and not ON CONFLICT: a statement that can fail halfway keeps a journal of each page that it
/// touches, in a file, for a third of the time of the whole.
static INSERT_RESPONSES: LazyLock<Statements> = LazyLock::new(|| {
    let same = "tenant_id, batch, received_at";
    let own = "survey_id, id, version, answered_at, day, respondent, channel, language, weight, \
               duration_seconds, segments, answers, completed, digest, may_repeat";
    let any_erased = "SELECT changes(), EXISTS (SELECT 1 FROM tombstone WHERE tenant_id = $1)";
    Statements::new("OR IGNORE INTO response", same, own).followed_by(any_erased)
});

static ORDER: LazyLock<Statements> = LazyLock::new(|| {
    Statements::new("OR FAIL INTO response_by_time", "tenant_id", "survey_id, answered_at, id")
});

static INSERT_DELTAS: LazyLock<Statements> = LazyLock::new(|| {
    let arrival = insert("INTO arrival", "tenant_id, batch", "responses", 1);
    let same = "tenant_id, batch, created_at";
    Statements::new("OR FAIL INTO tally_delta", same, "survey_id, day, tally").preceded_by(&arrival)
});

static INSERT_MONTH_DELTAS: LazyLock<Statements> = LazyLock::new(|| {
    let own = "survey_id, month, comoments";
    Statements::new("OR FAIL INTO comoment_delta", "tenant_id, batch", own)
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

/// Survey, time and id of a response.
type Place = (Arc<str>, i64, Arc<str>);

/// Rows of a batch that are put in order at once.
const WORTH_ORDERING: usize = 512;

const ARRIVED: &str = "
SELECT responses FROM arrival WHERE tenant_id = $1 AND batch <= $2";

const ARE_IN_ORDER: &str = "
DELETE FROM arrival WHERE tenant_id = $1 AND batch <= $2";

const TAKE_FROM_ORDER: &str = "
DELETE FROM response_by_time WHERE tenant_id = $1 AND survey_id = $2
    AND (answered_at, id) IN (SELECT value ->> 0, value ->> 1 FROM json_each($3))";

/// One range of the key, as far as it goes: to look for each batch and survey takes four times as long.
const TAKE_DELTAS: &str = "
DELETE FROM tally_delta
WHERE tenant_id = $1 AND batch BETWEEN $2 AND $3 AND survey_id BETWEEN $4 AND $5";

/// Inserts the rows whose ids are new, and returns how many, and all rows where there are others: to be
/// told which costs more than to look for all.
pub(crate) async fn insert_responses<'r>(
    tx: &mut SqliteConnection,
    batch: &Batch<'_>,
    rows: &[&'r NewRow],
) -> Result<Inserted<'r>, Error> {
    let (mut new, mut any_erased) = (0, false);
    for (sql, values, chunk) in INSERT_RESPONSES.for_all(rows) {
        let mut values = values.bind(batch.tenant.as_str()).bind(batch.id).bind(batch.received_at);
        for row in chunk {
            values = bound!(values, row);
        }
        let (inserted, any): (i64, bool) =
            sqlx::query_as_with(sql, values.0).fetch_one(&mut *tx).await?;
        new += count(inserted);
        any_erased = any;
    }
    let others = if new < rows.len() { rows.to_vec() } else { Vec::new() };
    Ok(Inserted { new, others, any_erased })
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

/// Puts the rows that the batch has inserted in order by time. Where they are few they are to wait for it,
/// as [`insert_deltas`] is told.
pub(crate) async fn arrive(
    tx: &mut SqliteConnection,
    batch: &Batch<'_>,
    rows: impl Iterator<Item = &NewRow>,
) -> Result<Option<String>, Error> {
    let rows: Vec<Place> =
        rows.map(|row| (row.survey_id.clone(), row.answered_at, row.id.clone())).collect();
    match rows.len() {
        0 => Ok(None),
        1..WORTH_ORDERING => {
            Ok(Some(serde_json::to_string(&rows).expect("texts and numbers are JSON")))
        }
        _ => order(tx, batch.tenant, rows).await.map(|()| None),
    }
}

/// Puts all in order that arrived up to the batch `last`.
pub(crate) async fn put_in_order(
    tx: &mut SqliteConnection,
    tenant: &Tenant,
    last: Uuid,
) -> Result<(), Error> {
    let arrived: Vec<String> =
        sqlx::query_scalar(ARRIVED).bind(tenant.as_str()).bind(last).fetch_all(&mut *tx).await?;
    if arrived.is_empty() {
        return Ok(());
    }
    let mut rows: Vec<Place> = Vec::new();
    for batch in &arrived {
        let batch: Vec<Place> =
            serde_json::from_str(batch).map_err(|error| Error::Decode(error.into()))?;
        rows.extend(batch);
    }
    order(tx, tenant, rows).await?;
    sqlx::query(ARE_IN_ORDER).bind(tenant.as_str()).bind(last).execute(tx).await?;
    Ok(())
}

async fn order(
    tx: &mut SqliteConnection,
    tenant: &Tenant,
    mut rows: Vec<Place>,
) -> Result<(), Error> {
    rows.sort_unstable();
    for (sql, values, chunk) in ORDER.for_all(&rows) {
        let mut values = values.bind(tenant.as_str());
        for (survey_id, answered_at, id) in chunk {
            values = values.bind(survey_id.clone()).bind(answered_at).bind(id.clone());
        }
        sqlx::query_with(sql, values.0).execute(&mut *tx).await?;
    }
    Ok(())
}

/// Takes responses out of the order by time, to which all must have been put. Each is its time and id.
pub(crate) async fn take_from_order(
    tx: &mut SqliteConnection,
    tenant: &Tenant,
    survey_id: &str,
    responses: &[(i64, &str)],
) -> Result<(), Error> {
    sqlx::query(TAKE_FROM_ORDER)
        .bind(tenant.as_str())
        .bind(survey_id)
        .bind(serde_json::to_string(responses).expect("texts and numbers are JSON"))
        .execute(tx)
        .await?;
    Ok(())
}

/// Inserts the tallies of the batch, and what has arrived with it and waits for being put in order.
pub(crate) async fn insert_deltas(
    tx: &mut SqliteConnection,
    batch: &Batch<'_>,
    deltas: &[Delta<'_>],
    mut arrived: Option<String>,
) -> Result<(), Error> {
    // Without any tally, as when a comment alone was corrected.
    let arrival = (deltas.is_empty() && arrived.is_some()).then(|| INSERT_DELTAS.for_few(deltas));
    for (sql, values, chunk) in INSERT_DELTAS.for_all(deltas).chain(arrival) {
        let mut values = values
            .bind(batch.tenant.as_str())
            .bind(batch.id)
            .bind(arrived.take())
            .bind(batch.tenant.as_str())
            .bind(batch.id)
            .bind(batch.received_at);
        for delta in chunk {
            values = values.bind(delta.survey_id).bind(delta.day).bind(&*delta.tally);
        }
        sqlx::query_with(sql, values.0).execute(&mut *tx).await?;
    }
    Ok(())
}

/// Deletes the deltas from the first to the last of these batches and surveys, and returns how many there
/// were: more than were read when others have come between.
pub(crate) async fn take_deltas(
    tx: &mut SqliteConnection,
    tenant: &Tenant,
    batches: &[Uuid],
    surveys: &[&str],
) -> Result<usize, Error> {
    let (Some(batch), Some(survey)) = (batches.first(), surveys.first()) else { return Ok(0) };
    let taken = sqlx::query(TAKE_DELTAS)
        .bind(tenant.as_str())
        .bind(batch)
        .bind(batches.last())
        .bind(survey)
        .bind(surveys.last())
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
    for (sql, values, chunk) in INSERT_MONTH_DELTAS.for_all(deltas) {
        let mut values = values.bind(batch.tenant.as_str()).bind(batch.id);
        for delta in chunk {
            values = values.bind(delta.survey_id).bind(delta.month).bind(&*delta.comoments);
        }
        sqlx::query_with(sql, values.0).execute(&mut *tx).await?;
    }
    Ok(())
}

/// Tells nobody: other processes look for changes themselves.
pub(crate) async fn tell(_tx: &mut SqliteConnection, _news: &News) -> Result<(), Error> {
    Ok(())
}

/// What is bound to a statement of many variables: a query would be moved for each, and its room grow.
struct Values(SqliteArguments);

impl Values {
    fn bind<'t>(mut self, value: impl Encode<'t, Sqlite> + Type<Sqlite>) -> Self {
        self.0.add(value).expect("SQLite takes every text, number and blob");
        self
    }
}

impl Statements {
    /// They insert rows `into` a table, with the same values in the columns `same` and their own in `own`.
    fn new(into: &str, same: &str, own: &str) -> Self {
        let texts = ROOM.map(|rows| insert(into, same, own, rows));
        Self { texts, variables: (count_columns(same), count_columns(own)) }
    }

    /// Each followed by one that has no variables of its own.
    fn followed_by(mut self, last: &str) -> Self {
        self.texts = self.texts.map(|text| format!("{text}; {last}"));
        self
    }

    /// Each preceded by this one.
    fn preceded_by(mut self, first: &str) -> Self {
        self.texts = self.texts.map(|text| format!("{first}; {text}"));
        self.variables.0 += first.matches('?').count();
        self
    }

    /// All of `rows`, with the statements that have room for them. What no row fills stays NULL.
    fn for_all<'a, T>(
        &'static self,
        rows: &'a [T],
    ) -> impl Iterator<Item = (&'static str, Values, &'a [T])> {
        rows.chunks(ROOM[ROOM.len() - 1]).map(|chunk| self.for_few(chunk))
    }

    /// No more than one statement has room for.
    fn for_few<'a, T>(&'static self, rows: &'a [T]) -> (&'static str, Values, &'a [T]) {
        let text = &self.texts[ROOM.partition_point(|room| *room < rows.len())];
        let (same, own) = self.variables;
        let mut values = SqliteArguments::default();
        values.reserve(same + own * rows.len(), 0);
        (text, Values(values), rows)
    }
}

/// The statement that inserts `rows` rows. Its variables have no numbers: to bind a numbered one, SQLite
/// searches the list of all.
fn insert(into: &str, same: &str, own: &str, rows: usize) -> String {
    let variables = |columns| vec!["?"; count_columns(columns)].join(", ");
    let row = format!("({})", variables(own));
    format!(
        "INSERT {into} ({same}, {own}) SELECT {}, * FROM (VALUES {}) WHERE column1 IS NOT NULL",
        variables(same),
        vec![row; rows].join(", ")
    )
}

fn count_columns(columns: &str) -> usize {
    columns.split(',').count()
}

fn count(rows: impl TryInto<usize, Error: std::fmt::Debug>) -> usize {
    rows.try_into().expect("no more rows than were sent")
}
