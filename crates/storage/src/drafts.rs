//! Responses that people have begun and not sent yet.

use plaudit_core::response::Submission;
use plaudit_core::time::Timestamp;
use plaudit_proto::v1;
use prost::Message;

use crate::transaction::{reading, writing};
use crate::{Error, Store, Tenant};

/// A response that somebody has begun.
#[derive(Clone, Debug, PartialEq)]
pub struct ResponseDraft {
    /// The survey's id.
    pub survey_id: String,
    /// The version that is asked.
    pub version: u32,
    /// Where it stands.
    pub stage: Stage,
    /// When the first page was shown.
    pub started_at: Timestamp,
    /// When it was last answered; once it is stored or refused, when that was.
    pub changed_at: Timestamp,
    /// What was answered so far, under the id that the response will have. Without anything but the id
    /// once it is stored.
    pub submission: Submission,
}

/// Where a draft stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Being answered.
    Open,
    /// Nobody answers any more; it is to be stored as a response.
    Closed,
    /// It is a response.
    Stored,
    /// It could not become one; what was answered is kept.
    Refused,
}

/// An open draft may be replaced; what became of the others stays.
const KEEP: &str = "
INSERT INTO response_draft
    (tenant_id, id, survey_id, respondent, stage, started_at, changed_at, response)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (tenant_id, id) DO UPDATE SET stage = EXCLUDED.stage,
    changed_at = EXCLUDED.changed_at, response = EXCLUDED.response
WHERE response_draft.stage = 'open'";

const DRAFT: &str = "
SELECT id, survey_id, stage, started_at, changed_at, response FROM response_draft
WHERE tenant_id = $1 AND id = $2";

const DRAFTS: &str = "
SELECT id, survey_id, stage, started_at, changed_at, response FROM response_draft
WHERE tenant_id = $1 AND stage = $2 AND changed_at <= $3 ORDER BY changed_at, id LIMIT $4";

const CLOSE: &str = "
UPDATE response_draft SET stage = 'closed'
WHERE tenant_id = $1 AND stage = 'open' AND changed_at <= $2";

const SETTLE: &str = "
UPDATE response_draft SET stage = $3, changed_at = $4,
    respondent = CASE WHEN $5 THEN NULL ELSE respondent END,
    response = CASE WHEN $5 THEN $6 ELSE response END
WHERE tenant_id = $1 AND id = $2 AND stage = 'closed'";

const FORGET: &str = "
DELETE FROM response_draft WHERE tenant_id = $1 AND stage = 'stored' AND changed_at <= $2";

/// Within the transaction of an erasure.
pub(crate) const ERASE_OF_RESPONDENT: &str = "
DELETE FROM response_draft
WHERE tenant_id = $1 AND respondent = $2 AND ($3 IS NULL OR survey_id = $3)";

/// Within the transaction of an erasure.
pub(crate) const ERASE_OF_ID: &str = "
DELETE FROM response_draft
WHERE tenant_id = $1 AND id = $2 AND ($3 IS NULL OR survey_id = $3)";

type Row = (String, String, String, i64, i64, Vec<u8>);

impl Store {
    /// Keeps a draft, open or closed, in the place of an open one of the same id. Returns whether it
    /// did: a closed one stays as it is.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn keep_draft(&self, tenant: &Tenant, draft: &ResponseDraft) -> Result<bool, Error> {
        let ResponseDraft { survey_id, version, submission, .. } = draft;
        let response = v1::Response::new(survey_id, *version, submission.clone()).encode_to_vec();
        writing!(self, tx => {
            let kept = sqlx::query(KEEP)
                .bind(tenant.as_str())
                .bind(&submission.id)
                .bind(survey_id)
                .bind(&submission.respondent)
                .bind(draft.stage.name())
                .bind(draft.started_at.as_micros())
                .bind(draft.changed_at.as_micros())
                .bind(&response)
                .execute(&mut *tx)
                .await?;
            kept.rows_affected() > 0
        })
    }

    /// The draft, if there is one.
    ///
    /// # Errors
    /// When the database cannot be read, or [`Error::Corrupt`].
    pub async fn draft(&self, tenant: &Tenant, id: &str) -> Result<Option<ResponseDraft>, Error> {
        let row: Option<Row> = reading!(self, pool => {
            sqlx::query_as(DRAFT).bind(tenant.as_str()).bind(id).fetch_optional(pool).await?
        });
        row.map(record).transpose()
    }

    /// At most `most` drafts of a stage that were last changed at `until` or before, the oldest first.
    ///
    /// # Errors
    /// As [`draft`](Self::draft).
    pub async fn drafts(
        &self,
        tenant: &Tenant,
        stage: Stage,
        until: Timestamp,
        most: u32,
    ) -> Result<Vec<ResponseDraft>, Error> {
        let rows: Vec<Row> = reading!(self, pool => {
            sqlx::query_as(DRAFTS)
                .bind(tenant.as_str())
                .bind(stage.name())
                .bind(until.as_micros())
                .bind(i64::from(most))
                .fetch_all(pool)
                .await?
        });
        rows.into_iter().map(record).collect()
    }

    /// Closes the open drafts that were last answered at `until` or before. Returns how many.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn close_drafts(&self, tenant: &Tenant, until: Timestamp) -> Result<u64, Error> {
        writing!(self, tx => {
            let closed = sqlx::query(CLOSE)
                .bind(tenant.as_str())
                .bind(until.as_micros())
                .execute(&mut *tx)
                .await?;
            closed.rows_affected()
        })
    }

    /// Says of a closed draft that it was stored, and forgets what it said, or that it was refused.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn settle_draft(
        &self,
        tenant: &Tenant,
        id: &str,
        stored: bool,
        now: Timestamp,
    ) -> Result<(), Error> {
        let stage = if stored { Stage::Stored } else { Stage::Refused };
        writing!(self, tx => {
            sqlx::query(SETTLE)
                .bind(tenant.as_str())
                .bind(id)
                .bind(stage.name())
                .bind(now.as_micros())
                .bind(stored)
                .bind(b"".as_slice())
                .execute(&mut *tx)
                .await?;
        })
    }

    /// Forgets the drafts that were stored at `until` or before.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn forget_drafts(&self, tenant: &Tenant, until: Timestamp) -> Result<(), Error> {
        writing!(self, tx => {
            sqlx::query(FORGET)
                .bind(tenant.as_str())
                .bind(until.as_micros())
                .execute(&mut *tx)
                .await?;
        })
    }
}

impl Stage {
    fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Closed => "closed",
            Self::Stored => "stored",
            Self::Refused => "refused",
        }
    }
}

fn record(row: Row) -> Result<ResponseDraft, Error> {
    let (id, survey_id, stage, started_at, changed_at, response) = row;
    let corrupt = |what: &str| Error::corrupt(format_args!("draft {id}"), what);
    let instant = |micros| Timestamp::from_micros(micros).ok_or_else(|| corrupt("time"));
    let stages = [Stage::Open, Stage::Closed, Stage::Stored, Stage::Refused];
    let stage = stages.into_iter().find(|it| it.name() == stage).ok_or_else(|| corrupt("stage"))?;
    let (started_at, changed_at) = (instant(started_at)?, instant(changed_at)?);
    let response = v1::Response::decode(&*response).map_err(|_| corrupt("response"))?;
    let version = response.version;
    let submission = Submission { id, ..response.into() };
    Ok(ResponseDraft { survey_id, version, stage, started_at, changed_at, submission })
}
