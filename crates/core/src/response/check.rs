//! What must hold of a response before it is counted.

use std::borrow::Borrow;

use super::{Answer, Given, NoAnswer, Response, Submission, SubmittedAnswer, Weight};
use crate::Violation;
use crate::survey::{ChoiceOption, Question, QuestionKind, Version};
use crate::time::Timestamp;

/// How far ahead of the server's clock an answer may be dated, in microseconds: five minutes.
pub const MAX_AHEAD_MICROS: i64 = 5 * 60 * 1_000_000;

/// The longest that answering may take, in seconds: a week.
pub const MAX_DURATION_SECONDS: u32 = 7 * 86_400;

impl Version {
    /// Checks `submission` against this version. `now` bounds the time of the answer.
    ///
    /// # Errors
    /// Everything that is wrong with the response, each with the path of its field.
    pub fn check<Text>(
        &self,
        submission: Submission<Text>,
        now: Timestamp,
    ) -> Result<Response, Vec<Violation>>
    where
        Text: Borrow<str> + Ord + Into<String>,
    {
        let Known { answered_at, weight, segments, answers } = self.examine(&submission, now)?;
        Ok(Response {
            id: submission.id.into(),
            version: self.number(),
            answered_at,
            day: self.zone().day_of(answered_at),
            respondent: submission.respondent.map(Into::into),
            channel: submission.channel.map(Into::into),
            language: submission.language.map(Into::into),
            weight,
            duration_seconds: submission.duration_seconds,
            segments,
            answers,
            completed: submission.completed,
        })
    }

    /// What [`check`](Self::check) would refuse `submission` for; nothing when it would take it.
    #[must_use]
    pub fn violations(&self, submission: &Submission, now: Timestamp) -> Vec<Violation> {
        self.examine(submission, now).err().unwrap_or_default()
    }

    fn examine<Text: Borrow<str> + Ord>(
        &self,
        submission: &Submission<Text>,
        now: Timestamp,
    ) -> Result<Known, Vec<Violation>> {
        let mut found = Vec::new();
        if let Some(reason) = response_id_problem(submission.id.borrow()) {
            found.push(Violation::new("id", reason));
        }
        let answered_at = answered_at(submission.answered_at, now, &mut found);
        for (field, text, most) in [
            ("respondent", &submission.respondent, 128),
            ("channel", &submission.channel, 64),
            ("language", &submission.language, 35),
        ] {
            if let Some(reason) = text.as_ref().and_then(|text| line_problem(text.borrow(), most)) {
                found.push(Violation::new(field, reason));
            }
        }
        let weight = weight(self.survey().weighted, submission.weight, &mut found);
        let durations = 1..=MAX_DURATION_SECONDS;
        if submission.duration_seconds.is_some_and(|seconds| !durations.contains(&seconds)) {
            let reason = format!("must be within {durations:?}");
            found.push(Violation::new("duration_seconds", reason));
        }
        let segments = segments(self, submission, &mut found);
        let answers = answers(self, &submission.answers, submission.completed, &mut found);
        match answered_at {
            Some(answered_at) if found.is_empty() => {
                Ok(Known { answered_at, weight, segments, answers })
            }
            _ => Err(found),
        }
    }
}

/// What the checks found out, in the terms of the version.
struct Known {
    answered_at: Timestamp,
    weight: Option<Weight>,
    segments: Vec<Option<String>>,
    answers: Vec<(usize, Answer)>,
}

/// Why `id` cannot be the id of a response or a poll, if it cannot.
pub(crate) fn response_id_problem(id: &str) -> Option<String> {
    let fits = (1..=64).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_graphic());
    (!fits).then(|| "must be 1 to 64 printable ASCII characters without blanks".to_owned())
}

/// Why `text` is no single line of 1 to `most` characters, if it is not.
#[must_use]
pub fn line_problem(text: &str, most: usize) -> Option<String> {
    let no_control = if text.is_ascii() {
        !text.bytes().any(|byte| byte.is_ascii_control())
    } else {
        !text.chars().any(char::is_control)
    };
    (!no_control || !has_length(text, most))
        .then(|| format!("must be 1 to {most} characters, none of them a control character"))
}

/// Whether `text` has 1 to `most` characters, of which there are never more than bytes.
fn has_length(text: &str, most: usize) -> bool {
    !text.is_empty() && (text.len() <= most || text.chars().count() <= most)
}

/// Why `value` cannot be a value of a segment, if it cannot.
pub(crate) fn segment_value_problem(value: &str) -> Option<String> {
    line_problem(value, 64)
}

fn answered_at(
    answered_at: Option<Timestamp>,
    now: Timestamp,
    found: &mut Vec<Violation>,
) -> Option<Timestamp> {
    let Some(at) = answered_at else {
        found.push(Violation::new("answered_at", "is required, within the years 0001 to 9998"));
        return None;
    };
    if at > now.plus_micros(MAX_AHEAD_MICROS) {
        let reason = "is more than five minutes ahead of the server's clock";
        found.push(Violation::new("answered_at", reason));
    }
    Some(at)
}

fn weight(weighted: bool, weight: Option<f64>, found: &mut Vec<Violation>) -> Option<Weight> {
    let reason = match (weighted, weight) {
        (false, None) => return None,
        (false, Some(_)) => "must be absent: the survey is not weighted",
        (true, None) => "is required: the survey is weighted",
        (true, Some(value)) => match Weight::new(value) {
            Some(weight) => return Some(weight),
            None => "must be above 0 and at most 10000",
        },
    };
    found.push(Violation::new("weight", reason));
    None
}

fn segments<Text: Borrow<str> + Ord>(
    version: &Version,
    submission: &Submission<Text>,
    found: &mut Vec<Violation>,
) -> Vec<Option<String>> {
    let number = version.number();
    for id in submission.segments.keys() {
        let id: &str = id.borrow();
        let reason = match id {
            "channel" | "language" => format!("belongs in the field {id}"),
            _ if version.segment_position(id).is_none() => {
                format!("version {number} declares no segment {id:?}")
            }
            _ => continue,
        };
        found.push(Violation::new(format!("segments.{id}"), reason));
    }
    let mut values = Vec::with_capacity(version.segments().len());
    for segment in version.segments() {
        let value = match segment.id.as_str() {
            "channel" => submission.channel.as_ref(),
            "language" => submission.language.as_ref(),
            id => submission.segments.get(id),
        };
        let value: Option<&str> = value.map(Borrow::borrow);
        let problem = match value {
            None => segment.required.then(|| "is required".to_owned()),
            Some(value) if segment.values.is_empty() => segment_value_problem(value),
            Some(value) if segment.values.iter().any(|declared| declared.id == value) => None,
            Some(value) => Some(format!("{value:?} is not a value of the segment")),
        };
        if let Some(reason) = problem {
            let field = match segment.id.as_str() {
                own @ ("channel" | "language") => own.to_owned(),
                id => format!("segments.{id}"),
            };
            found.push(Violation::new(field, reason));
        }
        values.push(value.map(str::to_owned));
    }
    values
}

/// An answer to a question that skip logic hides is recorded as given: whoever asked has shown it, and
/// refusing it would lose what the respondent said.
fn answers<Text: Borrow<str>>(
    version: &Version,
    submitted: &[SubmittedAnswer<Text>],
    completed: bool,
    found: &mut Vec<Violation>,
) -> Vec<(usize, Answer)> {
    let questions = &version.survey().questions;
    let mut given = vec![false; questions.len()];
    let mut answers = Vec::with_capacity(submitted.len());
    for (i, answer) in submitted.iter().enumerate() {
        let path = format_args!("answers[{i}]");
        let id: &str = answer.question.borrow();
        let Some(position) = version.position(id) else {
            let number = version.number();
            let reason = format!("version {number} has no question {id:?}");
            found.push(Violation::new(format!("{path}.question"), reason));
            continue;
        };
        if std::mem::replace(&mut given[position], true) {
            let reason = format!("{id:?} is answered twice");
            found.push(Violation::new(format!("{path}.question"), reason));
            continue;
        }
        match one_answer(&questions[position], answer.given.as_ref()) {
            Ok(answer) => answers.push((position, answer)),
            Err((field, reason)) => {
                found.push(Violation::new(format!("{path}{field}"), reason));
            }
        }
    }
    answers.sort_unstable_by_key(|(position, _)| *position);
    if completed {
        for (position, question) in questions.iter().enumerate() {
            let skipped = || {
                answers.iter().any(|(at, answer)| {
                    *at == position && *answer == Answer::NoAnswer(NoAnswer::Skipped)
                })
            };
            let missing = question.required && (!given[position] || skipped());
            if missing && version.is_shown(position, &answers) {
                let reason = format!("a completed response must answer {:?}", question.id);
                found.push(Violation::new("answers", reason));
            }
        }
    }
    answers
}

fn one_answer<'q, Text: Borrow<str>>(
    question: &'q Question,
    given: Option<&Given<Text>>,
) -> Result<Answer, (&'q str, String)> {
    match (&question.kind, given) {
        (_, None) => Err(("", "has no value".to_owned())),
        (_, Some(Given::NoAnswer(reason))) => Ok(Answer::NoAnswer(*reason)),
        (QuestionKind::Score(scale), Some(Given::Score(score))) => match scale.position(*score) {
            Some(_) => Ok(Answer::Score(*score)),
            None => Err((".score", format!("must be within {scale}"))),
        },
        (QuestionKind::SingleChoice(options), Some(Given::Option(id))) => {
            Ok(Answer::Option(option(options, id.borrow()).map_err(|reason| (".option", reason))?))
        }
        (QuestionKind::MultipleChoice(options), Some(Given::Options(ids))) => {
            let mut chosen = Vec::with_capacity(ids.len());
            for id in ids {
                chosen.push(option(options, id.borrow()).map_err(|reason| (".options", reason))?);
            }
            chosen.sort_unstable();
            if chosen.windows(2).any(|pair| pair[0] == pair[1]) {
                return Err((".options", "must name each option once".to_owned()));
            }
            Ok(Answer::Options(chosen))
        }
        (QuestionKind::Text { max_length }, Some(Given::Text(text))) => {
            let text: &str = text.borrow();
            if !has_length(text, *max_length as usize) {
                let length = text.chars().count();
                Err((".text", format!("must be 1 to {max_length} characters, has {length}")))
            } else if text.contains('\0') {
                Err((".text", "must not contain the character U+0000".to_owned()))
            } else {
                Ok(Answer::Text(text.to_owned()))
            }
        }
        (kind, Some(_)) => Err(("", format!("must be {}", expected(kind)))),
    }
}

fn option(options: &[ChoiceOption], id: &str) -> Result<usize, String> {
    options
        .iter()
        .position(|option| option.id == id)
        .ok_or_else(|| format!("{id:?} is not an option of the question"))
}

fn expected(kind: &QuestionKind) -> &'static str {
    match kind {
        QuestionKind::Score(_) => "a score",
        QuestionKind::SingleChoice(_) => "an option",
        QuestionKind::MultipleChoice(_) => "options",
        QuestionKind::Text { .. } => "a text",
    }
}
