//! Responses.

use plaudit_core::response::{Given, NoAnswer, Submission, SubmittedAnswer};

use std::borrow::Cow;

use super::present;
use crate::{borrowed, v1};

impl From<v1::Response> for Submission {
    /// The survey's id and the version are the caller's to read before.
    fn from(response: v1::Response) -> Self {
        Self {
            id: response.id,
            answered_at: response.answered_at.as_ref().and_then(super::instant),
            respondent: present(response.respondent),
            channel: present(response.channel),
            language: present(response.language),
            weight: response.weight,
            duration_seconds: response.duration_seconds,
            segments: response.segments,
            answers: response.answers.into_iter().map(answer).collect(),
            completed: response.completed,
        }
    }
}

fn answer(answer: v1::Answer) -> SubmittedAnswer {
    use v1::answer::Value;
    let given = match answer.value {
        None => None,
        Some(Value::Score(score)) => Some(Given::Score(score)),
        Some(Value::Option(id)) => Some(Given::Option(id)),
        Some(Value::Options(set)) => Some(Given::Options(set.ids)),
        Some(Value::Text(text)) => Some(Given::Text(text)),
        Some(Value::NoAnswer(reason)) => no_answer(reason).map(Given::NoAnswer),
    };
    SubmittedAnswer { question: answer.question, given }
}

impl<'a> From<borrowed::Response<'a>> for Submission<Cow<'a, str>> {
    /// The survey's id and the version are the caller's to read before.
    fn from(response: borrowed::Response<'a>) -> Self {
        let present = |text: &'a str| (!text.is_empty()).then(|| text.into());
        Self {
            id: response.id.into(),
            answered_at: response.answered_at,
            respondent: present(response.respondent),
            channel: present(response.channel),
            language: present(response.language),
            weight: response.weight,
            duration_seconds: response.duration_seconds,
            segments: response.segments.into_iter().collect(),
            answers: response.answers.into_iter().map(borrowed_answer).collect(),
            completed: response.completed,
        }
    }
}

fn borrowed_answer<'a>(
    (question, value): (Cow<'a, str>, Option<borrowed::Value<'a>>),
) -> SubmittedAnswer<Cow<'a, str>> {
    use borrowed::Value;
    let given = match value {
        None => None,
        Some(Value::Score(score)) => Some(Given::Score(score)),
        Some(Value::Option(id)) => Some(Given::Option(id)),
        Some(Value::Options(ids)) => Some(Given::Options(ids)),
        Some(Value::Text(text)) => Some(Given::Text(text)),
        Some(Value::NoAnswer(reason)) => no_answer(reason.into()).map(Given::NoAnswer),
    };
    SubmittedAnswer { question, given }
}

/// Absent of a number that says nothing.
pub(super) fn no_answer(reason: i32) -> Option<NoAnswer> {
    match v1::NoAnswer::try_from(reason) {
        Ok(v1::NoAnswer::Skipped) => Some(NoAnswer::Skipped),
        Ok(v1::NoAnswer::NotApplicable) => Some(NoAnswer::NotApplicable),
        Ok(v1::NoAnswer::DontKnow) => Some(NoAnswer::DontKnow),
        Ok(v1::NoAnswer::Unspecified) | Err(_) => None,
    }
}

impl v1::Response {
    /// The contract form of what was sent to a version of a survey.
    #[must_use]
    pub fn new(survey_id: &str, version: u32, submission: Submission) -> Self {
        Self {
            id: submission.id,
            survey_id: survey_id.to_owned(),
            version,
            answered_at: submission.answered_at.map(super::timestamp),
            respondent: submission.respondent.unwrap_or_default(),
            channel: submission.channel.unwrap_or_default(),
            language: submission.language.unwrap_or_default(),
            weight: submission.weight,
            duration_seconds: submission.duration_seconds,
            segments: submission.segments,
            answers: submission.answers.into_iter().map(to_answer).collect(),
            completed: submission.completed,
        }
    }
}

fn to_answer(answer: SubmittedAnswer) -> v1::Answer {
    use v1::answer::Value;
    let value = answer.given.map(|given| match given {
        Given::Score(score) => Value::Score(score),
        Given::Option(id) => Value::Option(id),
        Given::Options(ids) => Value::Options(v1::OptionSet { ids }),
        Given::Text(text) => Value::Text(text),
        Given::NoAnswer(reason) => Value::NoAnswer(v1::NoAnswer::from(reason).into()),
    });
    v1::Answer { question: answer.question, value }
}

impl From<NoAnswer> for v1::NoAnswer {
    fn from(reason: NoAnswer) -> Self {
        match reason {
            NoAnswer::Skipped => Self::Skipped,
            NoAnswer::NotApplicable => Self::NotApplicable,
            NoAnswer::DontKnow => Self::DontKnow,
        }
    }
}
