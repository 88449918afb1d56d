//! Surveys and versions as their rows keep them.

use std::str::FromStr;

use plaudit_core::Violation;
use plaudit_core::survey::{Survey, Version};
use plaudit_core::time::Timestamp;
use plaudit_proto::v1;
use prost::Message;

use super::State;
use crate::Error;

impl State {
    /// As it is stored.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Open => "open",
            Self::Closed => "closed",
        }
    }
}

impl FromStr for State {
    type Err = Error;

    fn from_str(stored: &str) -> Result<Self, Error> {
        [Self::Draft, Self::Open, Self::Closed]
            .into_iter()
            .find(|state| state.as_str() == stored)
            .ok_or_else(|| Error::corrupt("the state of a survey", stored))
    }
}

/// Reads a stored draft.
pub(super) fn draft_of(survey_id: &str, bytes: &[u8]) -> Result<Survey, Error> {
    let what = format_args!("the draft of survey {survey_id}");
    let draft = v1::Survey::decode(bytes).map_err(|reason| Error::corrupt(what, reason))?;
    draft.try_into().map_err(|found: Vec<Violation>| Error::corrupt(what, list(&found)))
}

/// Reads a stored version.
pub(crate) fn version_of(survey_id: &str, bytes: &[u8]) -> Result<Version, Error> {
    let what = format_args!("a version of survey {survey_id}");
    let version =
        v1::SurveyVersion::decode(bytes).map_err(|reason| Error::corrupt(what, reason))?;
    version.try_into().map_err(|found: Vec<Violation>| Error::corrupt(what, list(&found)))
}

/// Reads a stored time.
pub(super) fn instant(survey_id: &str, micros: i64) -> Result<Timestamp, Error> {
    Timestamp::from_micros(micros)
        .ok_or_else(|| Error::corrupt(format_args!("a time of survey {survey_id}"), micros))
}

fn list(violations: &[Violation]) -> String {
    violations.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}
