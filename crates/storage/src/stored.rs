//! A response as its row keeps it.

pub(crate) mod json;

use plaudit_core::response::{Response, Submission, Weight};
use plaudit_core::survey::Version;
use plaudit_core::time::Timestamp;
use sqlx::FromRow;

/// What a new row says.
#[derive(Clone, Debug)]
pub(crate) struct NewRow {
    pub(crate) survey_id: String,
    pub(crate) id: String,
    pub(crate) version: i32,
    pub(crate) answered_at: i64,
    pub(crate) day: i32,
    pub(crate) respondent: Option<String>,
    pub(crate) channel: Option<String>,
    pub(crate) language: Option<String>,
    pub(crate) weight: Option<i64>,
    pub(crate) duration_seconds: Option<i32>,
    pub(crate) segments: String,
    pub(crate) answers: String,
    pub(crate) completed: bool,
    pub(crate) digest: [u8; 16],
    pub(crate) may_repeat: bool,
}

impl NewRow {
    pub(crate) fn new(version: &Version, response: Response) -> Self {
        Self {
            survey_id: version.survey().id.clone(),
            version: response.version.cast_signed(),
            answered_at: response.answered_at.as_micros(),
            day: response.day.epoch_days(),
            weight: response.weight.map(|weight| weight.steps().cast_signed()),
            duration_seconds: response.duration_seconds.map(u32::cast_signed),
            segments: json::segments(version, &response),
            answers: json::answers(version, &response),
            completed: response.completed,
            digest: response.digest(version).0,
            may_repeat: version.survey().repeat_respondents,
            id: response.id,
            respondent: response.respondent,
            channel: response.channel,
            language: response.language,
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
    /// The response, checked again against its version. What is wrong with it, if anything is.
    pub(crate) fn check(self, version: &Version) -> Result<Response, String> {
        let submission = self.submission().map_err(|reason| reason.to_string())?;
        // No answer is ahead of its own time: the clock of the day it came is not asked again.
        let now = submission.answered_at.ok_or("answered_at is missing")?;
        version.check(submission, now).map_err(|violations| {
            violations.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
        })
    }

    /// The response as it was submitted.
    pub(crate) fn submission(self) -> Result<Submission, Unreadable> {
        let answered_at = Timestamp::from_micros(self.answered_at)
            .ok_or(Unreadable::AnsweredAt(self.answered_at))?;
        let weight = |steps: i64| {
            let weight = u64::try_from(steps).ok().and_then(Weight::from_steps);
            weight.map(Weight::value).ok_or(Unreadable::Weight(steps))
        };
        Ok(Submission {
            weight: self.weight.map(weight).transpose()?,
            // What is out of range is refused when the response is checked.
            duration_seconds: self.duration_seconds.map(i32::cast_unsigned),
            segments: serde_json::from_str(&self.segments).map_err(Unreadable::Segments)?,
            answers: json::read_answers(&self.answers).map_err(Unreadable::Answers)?,
            id: self.id,
            answered_at: Some(answered_at),
            respondent: self.respondent,
            channel: self.channel,
            language: self.language,
            completed: self.completed,
        })
    }
}
