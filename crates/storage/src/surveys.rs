//! Surveys: drafts, versions, and where they stand.

mod publishing;
mod records;

use std::sync::Arc;

use plaudit_core::survey::{Survey, Version};
use plaudit_core::text::LocalText;
use plaudit_core::time::Timestamp;

use crate::slug::is_slug;
use crate::transaction::reading;
use crate::{Error, Store, Tenant};
pub(crate) use records::version_of;
use records::{draft_of, instant};

/// A survey with its draft and all that was published of it.
#[derive(Clone, Debug)]
pub struct SurveyRecord {
    /// What its team writes.
    pub draft: Survey,
    /// Where it stands.
    pub state: State,
    /// What was published, ascending by number and by time.
    pub versions: Vec<Arc<Version>>,
    /// When it was last published or closed; for a draft, when it was made.
    pub changed_at: Timestamp,
}

/// Where a survey stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Never published: takes no responses.
    Draft,
    /// Published: takes responses.
    Open,
    /// Closed: takes no new responses.
    Closed,
}

/// One row of a list of surveys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SurveySummary {
    /// Its id.
    pub id: String,
    /// Title of the draft.
    pub title: LocalText,
    /// Where it stands.
    pub state: State,
    /// Number of the latest version, if there is one.
    pub latest_version: Option<u32>,
}

/// A survey that was published or closed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Whose it is.
    pub tenant: Tenant,
    /// The survey's id.
    pub survey_id: String,
    /// When.
    pub changed_at: Timestamp,
}

/// One statement, so that survey and versions are of one snapshot; a row a version.
const SURVEY: &str = "
SELECT survey.state, survey.changed_at, survey.draft, survey_version.version
FROM survey LEFT JOIN survey_version
    ON survey_version.tenant_id = survey.tenant_id AND survey_version.survey_id = survey.survey_id
WHERE survey.tenant_id = $1 AND survey.survey_id = $2 ORDER BY survey_version.number";

const SURVEYS: &str = "
SELECT survey_id, state, latest_version, draft FROM survey
WHERE tenant_id = $1 ORDER BY survey_id";

const CHANGES: &str = "
SELECT tenant_id, survey_id, changed_at FROM survey
WHERE changed_at >= $1 AND state <> 'draft' ORDER BY changed_at, tenant_id, survey_id";

/// State, time of the last change, draft, and one version if there is any.
type SurveyRow = (String, i64, Vec<u8>, Option<Vec<u8>>);
/// Id, state, number of the latest version, draft.
type SummaryRow = (String, String, Option<i32>, Vec<u8>);

impl Store {
    /// The survey, if there is one.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn survey(
        &self,
        tenant: &Tenant,
        survey_id: &str,
    ) -> Result<Option<SurveyRecord>, Error> {
        if !is_slug(survey_id) {
            return Ok(None);
        }
        let rows: Vec<SurveyRow> = reading!(self, pool => {
            sqlx::query_as(SURVEY).bind(tenant.as_str()).bind(survey_id).fetch_all(pool).await?
        });
        let Some((state, changed_at, draft, _)) = rows.first() else { return Ok(None) };
        let versions = rows.iter().filter_map(|(.., version)| version.as_deref());
        Ok(Some(SurveyRecord {
            draft: draft_of(survey_id, draft)?,
            state: state.parse()?,
            versions: versions
                .map(|version| version_of(survey_id, version).map(Arc::new))
                .collect::<Result<_, _>>()?,
            changed_at: instant(survey_id, *changed_at)?,
        }))
    }

    /// The tenant's surveys, by id.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn surveys(&self, tenant: &Tenant) -> Result<Vec<SurveySummary>, Error> {
        let rows: Vec<SummaryRow> = reading!(self, pool => {
            sqlx::query_as(SURVEYS).bind(tenant.as_str()).fetch_all(pool).await?
        });
        let summary = |(id, state, latest_version, draft): SummaryRow| {
            Ok(SurveySummary {
                title: draft_of(&id, &draft)?.title,
                id,
                state: state.parse()?,
                latest_version: latest_version.map(i32::cast_unsigned),
            })
        };
        rows.into_iter().map(summary).collect()
    }

    /// The surveys of all tenants that were published or closed at or after `since`, oldest first.
    /// Ask from a little before the last answer: a slow transaction commits after its time.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn changes(&self, since: Timestamp) -> Result<Vec<Change>, Error> {
        let rows: Vec<(String, String, i64)> = reading!(self, pool => {
            sqlx::query_as(CHANGES).bind(since.as_micros()).fetch_all(pool).await?
        });
        let change = |(tenant, survey_id, changed_at): (String, String, i64)| {
            Ok(Change {
                tenant: tenant.parse().map_err(|reason| Error::corrupt("a tenant", reason))?,
                changed_at: instant(&survey_id, changed_at)?,
                survey_id,
            })
        };
        rows.into_iter().map(change).collect()
    }
}
