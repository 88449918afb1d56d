//! Surveys: drafts, versions, and where they stand.

use std::sync::Arc;

use plaudit_core::survey::{Survey, Version};
use plaudit_core::text::LocalText;
use plaudit_core::time::Timestamp;

use crate::{Error, Store, Tenant};

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

#[allow(unused_variables, clippy::todo)]
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
        todo!()
    }

    /// Freezes the draft into the next version and opens the survey. When the draft equals the
    /// latest version, there is no new one: the survey is opened and that version returned.
    ///
    /// # Errors
    /// [`Error::NotFound`] without a draft; [`Error::Invalid`] when the draft cannot be published.
    pub async fn publish(
        &self,
        tenant: &Tenant,
        survey_id: &str,
        now: Timestamp,
    ) -> Result<Version, Error> {
        todo!()
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
        todo!()
    }

    /// The survey, if there is one.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn survey(
        &self,
        tenant: &Tenant,
        survey_id: &str,
    ) -> Result<Option<SurveyRecord>, Error> {
        todo!()
    }

    /// The tenant's surveys, by id.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn surveys(&self, tenant: &Tenant) -> Result<Vec<SurveySummary>, Error> {
        todo!()
    }

    /// The surveys of all tenants that were published or closed at or after `since`, oldest first.
    /// Ask from a little before the last answer: a slow transaction commits after its time.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn changes(&self, since: Timestamp) -> Result<Vec<Change>, Error> {
        todo!()
    }
}
