//! Reading the responses themselves.

use std::ops::RangeInclusive;

use futures::Stream;
use plaudit_core::response::Submission;
use plaudit_core::time::Day;

use crate::stored::StoredResponse;
use crate::transaction::{Snapshot, within};
use crate::{Error, Store, Tenant};

/// A stored response, as it was submitted.
#[derive(Clone, Debug, PartialEq)]
pub struct Exported {
    /// Number of the version that it answers.
    pub version: u32,
    /// The response.
    pub submission: Submission,
}

/// Responses in a chunk.
const CHUNK: usize = 1_000;

const DAY_MICROS: i64 = 86_400_000_000;
/// No zone is further from UTC, so that a day in any zone lies within this of the day in UTC.
const FURTHEST_ZONE_MICROS: i64 = 26 * 3_600_000_000;

const NEXT_CHUNK: &str = "
SELECT id, version, answered_at, day, respondent, channel, language, weight, segments, answers,
    completed, digest
FROM response
WHERE tenant_id = $1 AND survey_id = $2 AND (answered_at, id) > ($3, $4) AND answered_at < $5
    AND day BETWEEN $6 AND $7
ORDER BY answered_at, id LIMIT $8";

impl Store {
    /// The survey's responses of these days in one snapshot, ordered by time and id, in chunks of up
    /// to 1,000. Nothing is read before the first chunk is asked for; the snapshot is held until the
    /// stream ends or is dropped.
    pub fn export(
        &self,
        tenant: &Tenant,
        survey_id: &str,
        days: RangeInclusive<Day>,
    ) -> impl Stream<Item = Result<Vec<Exported>, Error>> + Send + use<> {
        let (first, last) = (days.start().epoch_days(), days.end().epoch_days());
        let begin = i64::from(first) * DAY_MICROS - FURTHEST_ZONE_MICROS;
        let export = Export {
            tenant: tenant.clone(),
            survey_id: survey_id.to_owned(),
            days: (first, last),
            before: (i64::from(last) + 1) * DAY_MICROS + FURTHEST_ZONE_MICROS,
            after: (begin - 1, String::new()),
            progress: Progress::Start(self.clone()),
        };
        futures::stream::try_unfold(export, Export::next)
    }
}

struct Export {
    tenant: Tenant,
    survey_id: String,
    days: (i32, i32),
    /// All were answered before this time.
    before: i64,
    /// Time and id of the last one that was read.
    after: (i64, String),
    progress: Progress,
}

enum Progress {
    Start(Store),
    Going(Snapshot),
    Done,
}

impl Export {
    async fn next(mut self) -> Result<Option<(Vec<Exported>, Self)>, Error> {
        let mut snapshot = match self.progress {
            Progress::Start(store) => store.snapshot().await?,
            Progress::Going(snapshot) => snapshot,
            Progress::Done => return Ok(None),
        };
        let rows: Vec<StoredResponse> = within!(&mut snapshot, tx => {
            sqlx::query_as(NEXT_CHUNK)
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
        let Some(last) = rows.last() else { return Ok(None) };
        self.after = (last.answered_at, last.id.clone());
        self.progress = if rows.len() < CHUNK { Progress::Done } else { Progress::Going(snapshot) };
        let chunk = rows.into_iter().map(exported).collect::<Result<_, _>>()?;
        Ok(Some((chunk, self)))
    }
}

fn exported(row: StoredResponse) -> Result<Exported, Error> {
    let id = row.id.clone();
    let version = row.version.cast_unsigned();
    match row.submission() {
        Ok(submission) => Ok(Exported { version, submission }),
        Err(reason) => Err(Error::corrupt(format_args!("response {id}"), reason)),
    }
}
