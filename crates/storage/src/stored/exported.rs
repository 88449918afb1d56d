//! A response as it was submitted, read from where it is stored.

use std::borrow::Cow;

use plaudit_core::response::{Response, Submission, SubmittedAnswer};
use plaudit_core::survey::Version;
use plaudit_core::time::Timestamp;

use super::json::Value;

/// A stored response, as it was submitted. It borrows its texts.
#[derive(Clone, Debug, PartialEq)]
pub struct Exported<'a> {
    /// The client's id.
    pub id: &'a str,
    /// Number of the version that it answers.
    pub version: u32,
    /// When it was answered.
    pub answered_at: Timestamp,
    /// Who answered, as a pseudonym.
    pub respondent: Option<&'a str>,
    /// How it was answered.
    pub channel: Option<&'a str>,
    /// Language tag in which it was answered.
    pub language: Option<&'a str>,
    /// Sampling weight, above 0 and at most 10,000.
    pub weight: Option<f64>,
    /// How long answering took, in seconds.
    pub duration_seconds: Option<u32>,
    /// Whether the respondent reached the end.
    pub completed: bool,
    /// Segments and their values, by segment.
    pub segments: Vec<(Cow<'a, str>, Cow<'a, str>)>,
    /// What was given, by question, in the order of the version.
    pub answers: Vec<(Cow<'a, str>, Value<'a>)>,
}

impl Exported<'_> {
    /// The response with texts of its own.
    #[must_use]
    pub fn submission(self) -> Submission {
        let segment = |(id, value): (Cow<'_, str>, Cow<'_, str>)| (id.into_owned(), value.into());
        let answer = |(question, value): (Cow<'_, str>, Value<'_>)| SubmittedAnswer {
            question: question.into_owned(),
            given: Some(value.into()),
        };
        Submission {
            id: self.id.to_owned(),
            answered_at: Some(self.answered_at),
            respondent: self.respondent.map(str::to_owned),
            channel: self.channel.map(str::to_owned),
            language: self.language.map(str::to_owned),
            weight: self.weight,
            duration_seconds: self.duration_seconds,
            segments: self.segments.into_iter().map(segment).collect(),
            answers: self.answers.into_iter().map(answer).collect(),
            completed: self.completed,
        }
    }

    /// The response, checked again against its version. What is wrong with it, if anything is.
    pub(crate) fn check(self, version: &Version) -> Result<Response, String> {
        // No answer is ahead of its own time: the clock of the day it came is not asked again.
        let now = self.answered_at;
        version.check(self.submission(), now).map_err(|violations| {
            violations.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
        })
    }
}
