//! Writing, publishing and closing surveys.

use plaudit_core::survey::{Survey, Version};
use plaudit_core::time::Timestamp;
use plaudit_proto::v1;
use prost::Message;

use super::State;
use super::records::{draft_of, instant, version_of};
use crate::invitations::DROP_COUNTERS;
use crate::slug::{is_slug, survey_id_violation};
use crate::transaction::writing;
use crate::{Error, News, Store, Tenant};

const SAVE_DRAFT: &str = "
INSERT INTO survey (tenant_id, survey_id, state, changed_at, draft) VALUES ($1, $2, 'draft', $3, $4)
ON CONFLICT (tenant_id, survey_id) DO UPDATE SET draft = excluded.draft";

/// Reads the survey and locks it until the transaction ends, in words that both databases know.
const LOCK_SURVEY: &str = "
UPDATE survey SET state = state WHERE tenant_id = $1 AND survey_id = $2
RETURNING state, changed_at, draft";

const LATEST_VERSION: &str = "
SELECT version FROM survey_version WHERE tenant_id = $1 AND survey_id = $2
ORDER BY number DESC LIMIT 1";

const INSERT_VERSION: &str = "
INSERT INTO survey_version (tenant_id, survey_id, number, published_at, version)
VALUES ($1, $2, $3, $4, $5)";

const CHANGE_STATE: &str = "
UPDATE survey SET state = $3, changed_at = $4, latest_version = COALESCE($5, latest_version)
WHERE tenant_id = $1 AND survey_id = $2";

/// Changes the state within the transaction `$tx`, and tells the other processes when that commits;
/// `$number` is the version just made, if there is.
macro_rules! change_state {
    (
        $dialect:ident, $tx:ident, $tenant:expr, $survey_id:expr, $state:expr, $at:expr, $number:expr
    ) => {
        sqlx::query(CHANGE_STATE)
            .bind($tenant.as_str())
            .bind($survey_id)
            .bind($state.as_str())
            .bind($at.as_micros())
            .bind($number)
            .execute(&mut *$tx)
            .await?;
        let news = News::Survey { tenant: $tenant.clone(), survey_id: $survey_id.to_owned() };
        $dialect::tell(&mut $tx, &news).await?;
    };
}

impl Store {
    /// Makes a survey, or replaces its draft; what was published stays as it is.
    ///
    /// # Errors
    /// [`Error::Invalid`] when the id has not the form of an id. Nothing else is checked before
    /// [`publish`](Self::publish).
    pub async fn save_draft(
        &self,
        tenant: &Tenant,
        survey: &Survey,
        now: Timestamp,
    ) -> Result<(), Error> {
        if let Some(violation) = survey_id_violation(&survey.id) {
            return Err(Error::Invalid(vec![violation]));
        }
        let draft = v1::Survey::from(survey).encode_to_vec();
        writing!(self, tx => {
            sqlx::query(SAVE_DRAFT)
                .bind(tenant.as_str())
                .bind(&survey.id)
                .bind(now.as_micros())
                .bind(&draft)
                .execute(&mut *tx)
                .await?;
        })
    }

    /// Freezes the draft into the next version and opens the survey. When the draft equals the
    /// latest version there is no new one: a closed survey is opened again, and that version
    /// returned.
    ///
    /// # Errors
    /// [`Error::NotFound`] without a draft; [`Error::Invalid`] when the draft cannot be published.
    pub async fn publish(
        &self,
        tenant: &Tenant,
        survey_id: &str,
        now: Timestamp,
    ) -> Result<Version, Error> {
        if !is_slug(survey_id) {
            return Err(Error::NotFound);
        }
        writing!(self, tx => {
            let survey: Option<(String, i64, Vec<u8>)> = sqlx::query_as(LOCK_SURVEY)
                .bind(tenant.as_str())
                .bind(survey_id)
                .fetch_optional(&mut *tx)
                .await?;
            let (state, changed_at, draft) = survey.ok_or(Error::NotFound)?;
            let draft = draft_of(survey_id, &draft)?;
            let latest: Option<Vec<u8>> = sqlx::query_scalar(LATEST_VERSION)
                .bind(tenant.as_str())
                .bind(survey_id)
                .fetch_optional(&mut *tx)
                .await?;
            let latest = latest.map(|bytes| version_of(survey_id, &bytes)).transpose()?;
            let changed_at = now.max(instant(survey_id, changed_at)?);
            match latest {
                Some(latest) if *latest.survey() == draft => {
                    if state.parse::<State>()? != State::Open {
                        change_state!(
                            dialect, tx, tenant, survey_id, State::Open, changed_at, None::<i32>
                        );
                    }
                    latest
                }
                latest => {
                    let version = next_version(latest.as_ref(), draft, now)?;
                    let number = version.number().cast_signed();
                    sqlx::query(INSERT_VERSION)
                        .bind(tenant.as_str())
                        .bind(survey_id)
                        .bind(number)
                        .bind(version.published_at().as_micros())
                        .bind(v1::SurveyVersion::from(&version).encode_to_vec())
                        .execute(&mut *tx)
                        .await?;
                    sqlx::query(DROP_COUNTERS)
                        .bind(tenant.as_str())
                        .bind(survey_id)
                        .execute(&mut *tx)
                        .await?;
                    change_state!(
                        dialect, tx, tenant, survey_id, State::Open, changed_at, Some(number)
                    );
                    version
                }
            }
        })
    }

    /// Closes a survey. A survey that is closed stays as it is.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none, or it was never published.
    pub async fn close_survey(
        &self,
        tenant: &Tenant,
        survey_id: &str,
        now: Timestamp,
    ) -> Result<(), Error> {
        if !is_slug(survey_id) {
            return Err(Error::NotFound);
        }
        writing!(self, tx => {
            let survey: Option<(String, i64, Vec<u8>)> = sqlx::query_as(LOCK_SURVEY)
                .bind(tenant.as_str())
                .bind(survey_id)
                .fetch_optional(&mut *tx)
                .await?;
            let (state, changed_at, _) = survey.ok_or(Error::NotFound)?;
            match state.parse()? {
                State::Draft => return Err(Error::NotFound),
                State::Open => {
                    let changed_at = now.max(instant(survey_id, changed_at)?);
                    change_state!(
                        dialect, tx, tenant, survey_id, State::Closed, changed_at, None::<i32>
                    );
                }
                State::Closed => {}
            }
        })
    }
}

/// The version that follows `latest`. Versions ascend in time too, whatever the clocks of several
/// servers say, so that each instant has one version that was the latest then.
fn next_version(latest: Option<&Version>, draft: Survey, now: Timestamp) -> Result<Version, Error> {
    let (number, published_at) = match latest {
        None => (1, now),
        Some(latest) => (latest.number() + 1, now.max(latest.published_at().plus_micros(1))),
    };
    Version::new(number, published_at, draft).map_err(Error::Invalid)
}
