//! A response as its row keeps it.

mod exported;
pub(crate) mod json;
pub(crate) mod line;

use std::sync::Arc;

use plaudit_core::response::{Response, Weight};
use plaudit_core::survey::Version;
use plaudit_core::time::Timestamp;
use sqlx::FromRow;

pub use exported::Exported;

/// What a new row says. SQLite's thread is handed the texts as they are, without a copy.
#[derive(Clone, Debug)]
pub(crate) struct NewRow {
    pub(crate) survey_id: Arc<str>,
    pub(crate) id: Arc<str>,
    pub(crate) version: i32,
    pub(crate) answered_at: i64,
    pub(crate) day: i32,
    pub(crate) respondent: Option<Arc<str>>,
    pub(crate) channel: Option<Arc<str>>,
    pub(crate) language: Option<Arc<str>>,
    pub(crate) weight: Option<i64>,
    pub(crate) duration_seconds: Option<i32>,
    pub(crate) segments: Arc<str>,
    pub(crate) answers: Arc<str>,
    pub(crate) completed: bool,
    pub(crate) digest: [u8; 16],
    pub(crate) may_repeat: bool,
}

/// Binds all that a row says to a query, in the order of the fields of [`NewRow`].
macro_rules! bound {
    ($query:expr, $row:expr) => {
        $query
            .bind($row.survey_id.clone())
            .bind($row.id.clone())
            .bind($row.version)
            .bind($row.answered_at)
            .bind($row.day)
            .bind($row.respondent.clone())
            .bind($row.channel.clone())
            .bind($row.language.clone())
            .bind($row.weight)
            .bind($row.duration_seconds)
            .bind($row.segments.clone())
            .bind($row.answers.clone())
            .bind($row.completed)
            .bind($row.digest.as_slice())
            .bind($row.may_repeat)
    };
}
pub(crate) use bound;

impl NewRow {
    pub(crate) fn new(version: &Version, response: &Response) -> Self {
        Self {
            survey_id: version.survey().id.as_str().into(),
            version: response.version.cast_signed(),
            answered_at: response.answered_at.as_micros(),
            day: response.day.epoch_days(),
            weight: response.weight.map(|weight| weight.steps().cast_signed()),
            duration_seconds: response.duration_seconds.map(u32::cast_signed),
            segments: json::segments(version, response).into(),
            answers: json::answers(version, response).into(),
            completed: response.completed,
            digest: response.digest(version).0,
            may_repeat: version.survey().repeat_respondents,
            id: response.id.as_str().into(),
            respondent: response.respondent.as_deref().map(Into::into),
            channel: response.channel.as_deref().map(Into::into),
            language: response.language.as_deref().map(Into::into),
        }
    }
}

/// A row as it is read.
#[derive(FromRow)]
pub(crate) struct StoredResponse {
    pub(crate) id: String,
    pub(crate) version: i32,
    pub(crate) answered_at: i64,
    pub(crate) day: i32,
    respondent: Option<String>,
    channel: Option<String>,
    language: Option<String>,
    weight: Option<i64>,
    duration_seconds: Option<i32>,
    segments: String,
    answers: String,
    completed: bool,
    pub(crate) digest: Vec<u8>,
}

/// Why a stored response cannot be read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Unreadable {
    #[error("it has not the fields of a response")]
    Fields,
    #[error("{field} {value:?} is not a number")]
    Number { field: &'static str, value: String },
    #[error("answered_at {0} is out of range")]
    AnsweredAt(i64),
    #[error("weight {0} is out of range")]
    Weight(i64),
    #[error("segments: {0}")]
    Segments(serde_json::Error),
    #[error("answers: {0}")]
    Answers(serde_json::Error),
}

impl StoredResponse {
    /// What the row says.
    pub(crate) fn read(&self) -> Result<Exported<'_>, Unreadable> {
        Ok(Exported {
            id: &self.id,
            version: self.version.cast_unsigned(),
            answered_at: answered_at(self.answered_at)?,
            respondent: self.respondent.as_deref(),
            channel: self.channel.as_deref(),
            language: self.language.as_deref(),
            weight: self.weight.map(weight).transpose()?,
            // What is out of range is refused when the response is checked.
            duration_seconds: self.duration_seconds.map(i32::cast_unsigned),
            completed: self.completed,
            segments: json::read_segments(&self.segments).map_err(Unreadable::Segments)?,
            answers: json::read_answers(&self.answers).map_err(Unreadable::Answers)?,
        })
    }
}

fn answered_at(micros: i64) -> Result<Timestamp, Unreadable> {
    Timestamp::from_micros(micros).ok_or(Unreadable::AnsweredAt(micros))
}

fn weight(steps: i64) -> Result<f64, Unreadable> {
    let weight = u64::try_from(steps).ok().and_then(Weight::from_steps);
    weight.map(Weight::value).ok_or(Unreadable::Weight(steps))
}
