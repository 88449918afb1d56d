//! What somebody wrote down of another's answers, and what is wrong with it.

use plaudit_core::response::{Answer, NoAnswer, Submission};
use plaudit_core::survey::Version;
use plaudit_core::time::Timestamp;

use super::moment;
use crate::asking::form::{Fields, Problem, SEGMENT};
use crate::asking::sheets::Answers;
use crate::asking::submitted::submitted;
use crate::asking::words::Words;

/// Says that the respondent did not come to the end.
pub(super) const BROKEN_OFF: &str = "broken_off";

/// What is wrong with a sheet, in the words of its language.
#[derive(Default)]
pub(super) struct Problems {
    /// By position of the question.
    pub(super) questions: Vec<(usize, Problem)>,
    /// By the name of the field.
    pub(super) fields: Vec<(String, String)>,
    /// Of the sheet as a whole.
    pub(super) whole: Vec<String>,
}

impl Problems {
    pub(super) fn whole(text: String) -> Self {
        Self { whole: vec![text], ..Self::default() }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.questions.is_empty() && self.fields.is_empty() && self.whole.is_empty()
    }
}

/// The channel of a sheet: the one that is written, else the one that is chosen.
pub(super) fn channel(fields: &Fields) -> Option<String> {
    fields.filled("other_channel").or_else(|| fields.filled("channel")).map(str::to_owned)
}

/// The values of the version's own segments, by id.
pub(super) fn segments<'f>(
    version: &'f Version,
    fields: &'f Fields,
) -> impl Iterator<Item = (String, String)> {
    version.survey().segments.iter().filter_map(move |segment| {
        let value = fields.filled(&format!("{SEGMENT}{}", segment.id))?;
        Some((segment.id.clone(), value.to_owned()))
    })
}

/// The response that `fields` are. `now` bounds its time.
///
/// # Errors
/// Everything that is wrong.
pub(super) fn read(
    version: &Version,
    fields: &Fields,
    language: &str,
    now: Timestamp,
) -> Result<Submission, Problems> {
    let words = Words::of(language);
    let completed = fields.get(BROKEN_OFF).is_none();
    let mut problems = Problems::default();
    let answers = answers(version, fields, completed, &mut problems);
    if answers.is_empty() && problems.questions.is_empty() {
        return Err(Problems::whole(words.say("entry-empty")));
    }
    let submission = Submission {
        id: fields.get("id").unwrap_or_default().to_owned(),
        answered_at: fields.filled("at").and_then(|at| moment::read(version, at)),
        respondent: fields.filled("respondent").map(str::to_owned),
        channel: channel(fields),
        language: Some(language.to_owned()),
        weight: version.survey().weighted.then_some(1.0),
        duration_seconds: None,
        segments: segments(version, fields).collect(),
        answers: submitted(version, &answers),
        completed,
    };
    if submission.channel.is_none() {
        problems.fields.push(("channel".to_owned(), words.say("entry-missing")));
    }
    for violation in version.violations(&submission, now) {
        let field = violation.field.as_str();
        let segment = field.strip_prefix("segments.").map(|id| format!("{SEGMENT}{id}"));
        match (field, segment) {
            // Said in the words of the questions.
            ("answers", _) => {}
            ("answered_at", _) if submission.answered_at.is_none() => {
                problems.fields.push(("at".to_owned(), words.say("entry-when-wrong")));
            }
            ("answered_at", _) => {
                problems.fields.push(("at".to_owned(), words.say("entry-when-ahead")));
            }
            ("channel", _) if submission.channel.is_none() => {}
            ("channel" | "respondent", _) => {
                problems.fields.push((field.to_owned(), violation.reason));
            }
            (_, Some(name)) if fields.filled(&name).is_none() => {
                problems.fields.push((name, words.say("entry-missing")));
            }
            (_, Some(name)) => problems.fields.push((name, violation.reason)),
            _ => problems.whole.push(violation.to_string()),
        }
    }
    if problems.is_empty() { Ok(submission) } else { Err(problems) }
}

/// What was answered, and, of a whole interview, what was asked and left blank.
fn answers(
    version: &Version,
    fields: &Fields,
    completed: bool,
    problems: &mut Problems,
) -> Answers {
    let questions = &version.survey().questions;
    let mut answers = Answers::new();
    for at in 0..questions.len() {
        match fields.answer(version, at) {
            Ok(Answer::NoAnswer(NoAnswer::Skipped)) => {}
            Ok(answer) => answers.push((at, answer)),
            Err(problem) => problems.questions.push((at, problem)),
        }
    }
    if !completed || (answers.is_empty() && problems.questions.is_empty()) {
        return answers;
    }
    let is_open = |at: &usize| {
        answers.iter().all(|(it, _)| it != at) && problems.questions.iter().all(|(it, _)| it != at)
    };
    let blank = (0..questions.len()).filter(is_open);
    let blank: Vec<usize> = blank.filter(|at| version.is_shown(*at, &answers)).collect();
    for at in blank {
        match questions[at].required {
            true => problems.questions.push((at, Problem::Missing)),
            false => answers.push((at, Answer::NoAnswer(NoAnswer::Skipped))),
        }
    }
    answers.sort_unstable_by_key(|(at, _)| *at);
    problems.questions.sort_unstable_by_key(|(at, _)| *at);
    answers
}
