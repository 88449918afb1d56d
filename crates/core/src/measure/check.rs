//! What must hold of a measure in its survey.

use super::{Kind, Measure};
use crate::Violation;
use crate::scale::{Direction, Scale};
use crate::survey::{Question, QuestionKind};

/// Everything that is wrong with `measure` as a measure of one of `questions`.
pub(crate) fn check(measure: &Measure, questions: &[Question]) -> Vec<Violation> {
    let violation = |field: &str, reason: String| vec![Violation::new(field, reason)];
    let Some(question) = questions.iter().find(|question| question.id == measure.question) else {
        return violation("question", format!("there is no question {:?}", measure.question));
    };
    let result = match (&measure.kind, &question.kind) {
        (Kind::Share { options }, kind) => share(options, kind),
        (kind, QuestionKind::Score(scale)) => score(kind, scale),
        (kind, _) => Err(("question", format!("{} needs a score question", kind.name()))),
    };
    result.err().map(|(field, reason)| violation(field, reason)).unwrap_or_default()
}

type Problem = (&'static str, String);

fn score(kind: &Kind, scale: &Scale) -> Result<(), Problem> {
    match kind {
        Kind::Nps => bounds(kind, scale, 0, 10),
        Kind::Nps1To10 => bounds(kind, scale, 1, 10),
        Kind::Ces => bounds(kind, scale, 1, 7),
        Kind::Csat { top } if top.is_empty() => {
            Err(("top", "must name the scores that count as satisfied".to_owned()))
        }
        Kind::Csat { top } => top_set(top, scale),
        Kind::Mean { top } => top_set(top, scale),
        Kind::Share { .. } => Err(("kind", "share needs a choice question".to_owned())),
    }
}

fn bounds(kind: &Kind, scale: &Scale, min: i32, max: i32) -> Result<(), Problem> {
    let name = kind.name();
    if (scale.min, scale.max) != (min, max) {
        return Err(("question", format!("{name} needs the scale {min}..={max}, not {scale}")));
    }
    if scale.direction != Direction::HigherIsBetter {
        return Err(("question", format!("{name} needs a scale on which higher is better")));
    }
    Ok(())
}

fn top_set(top: &[i32], scale: &Scale) -> Result<(), Problem> {
    for (i, score) in top.iter().enumerate() {
        if scale.position(*score).is_none() {
            return Err(("top", format!("{score} must be within {scale}")));
        }
        if top[..i].contains(score) {
            return Err(("top", format!("names {score} twice")));
        }
    }
    if top.len() == scale.len() {
        return Err(("top", "must leave out at least one score".to_owned()));
    }
    Ok(())
}

fn share(options: &[String], kind: &QuestionKind) -> Result<(), Problem> {
    let all = kind.options();
    if all.is_empty() {
        return Err(("question", "share needs a choice question".to_owned()));
    }
    if options.is_empty() {
        return Err(("options", "must name the options that are measured".to_owned()));
    }
    for (i, id) in options.iter().enumerate() {
        if !all.iter().any(|option| option.id == *id) {
            return Err(("options", format!("{id:?} is not an option of the question")));
        }
        if options[..i].contains(id) {
            return Err(("options", format!("names {id:?} twice")));
        }
    }
    if matches!(kind, QuestionKind::MultipleChoice(_)) && options.len() > 1 {
        let reason = "must be one option: who ticked at least one of several is not counted";
        return Err(("options", reason.to_owned()));
    }
    Ok(())
}
