//! What must hold of a measure in its survey.

use super::derived::MOST_VALUES;
use super::{
    Derivation, IndexItem, Kind, Measure, SecureItem, bottom_box, classified_share, csat,
    frequency, set, share, wallet_share,
};
use crate::Violation;
use crate::estimate::Method;
use crate::scale::{Direction, Scale};
use crate::survey::{Question, QuestionKind, Survey};

/// Everything that is wrong with `measure` as a measure of `survey`.
pub(crate) fn check(measure: &Measure, survey: &Survey) -> Vec<Violation> {
    let mut found = match measure.kind.items() {
        ids if ids.is_empty() => one_question(measure, &survey.questions),
        ids => several_questions(measure, &ids, &survey.questions),
    };
    if let Err(reason) = method(measure, survey.weighted) {
        found.push(Violation::new("method", reason));
    }
    found
}

fn method(measure: &Measure, weighted: bool) -> Result<(), String> {
    let Some(method) = measure.method else { return Ok(()) };
    let name = method.name();
    if !measure.kind.takes(method) {
        let fitting = Method::ALL.into_iter().filter(|method| {
            measure.kind.takes(*method) && !(weighted && method.needs_equal_weights())
        });
        let names: Vec<_> = fitting.map(Method::name).collect();
        let kind = measure.kind.name();
        return Err(format!("{name} is not for {kind}, which takes {}", names.join(", ")));
    }
    if weighted && method.needs_equal_weights() {
        return Err(format!("{name} is for answers without weights, and this survey has weights"));
    }
    Ok(())
}

fn one_question(measure: &Measure, questions: &[Question]) -> Vec<Violation> {
    let Some(question) = questions.iter().find(|question| question.id == measure.question) else {
        let reason = format!("there is no question {:?}", measure.question);
        return vec![Violation::new("question", reason)];
    };
    let result = match (&measure.kind, &question.kind) {
        (Kind::Share { .. } | Kind::ClassifiedShare { .. } | Kind::Frequency { .. }, kind) => {
            choice(&measure.kind, kind)
        }
        (kind, QuestionKind::Score(scale)) => score(kind, scale),
        (kind, _) => Err(("question", format!("{} needs a score question", kind.name()))),
    };
    result.err().map(|(field, reason)| vec![Violation::new(field, reason)]).unwrap_or_default()
}

type Problem = (&'static str, String);

fn score(kind: &Kind, scale: &Scale) -> Result<(), Problem> {
    let top = |result: Result<(), String>| result.map_err(|reason| ("top", reason));
    match kind {
        Kind::Nps | Kind::Enps => bounds(kind, scale, 0, 10),
        Kind::Nps1To10 => bounds(kind, scale, 1, 10),
        Kind::Ces => bounds(kind, scale, 1, 7),
        Kind::Csat { top: set } => top(csat::check(set, scale)),
        Kind::Mean { top: set } => top(set::check(set, scale)),
        Kind::BottomBox { bottom } => top(bottom_box::check(bottom, scale)),
        Kind::Intent if (scale.min, scale.max) != (0, 10) => {
            Err(("question", format!("intent needs the scale 0..=10, not {scale}")))
        }
        Kind::WalletShare => wallet_share::check(scale).map_err(|reason| ("question", reason)),
        _ => Ok(()),
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

fn choice(kind: &Kind, question: &QuestionKind) -> Result<(), Problem> {
    let name = kind.name();
    if question.options().is_empty() {
        return Err(("question", format!("{name} needs a choice question")));
    }
    let options = |result: Result<(), String>| result.map_err(|reason| ("options", reason));
    match kind {
        Kind::Frequency { .. } if !matches!(question, QuestionKind::SingleChoice(_)) => {
            Err(("question", format!("{name} needs a single-choice question")))
        }
        Kind::Frequency { options: counted } => options(frequency::check(counted, question)),
        Kind::ClassifiedShare { options: counted, classifier } => {
            options(share::check(counted, question))?;
            classified_share::check(classifier).map_err(|(field, reason)| match field {
                "positives" => ("classifier.positives", reason),
                "true_positives" => ("classifier.true_positives", reason),
                "negatives" => ("classifier.negatives", reason),
                "true_negatives" => ("classifier.true_negatives", reason),
                _ => ("classifier", reason),
            })
        }
        _ => options(share::check(kind.options(), question)),
    }
}

fn several_questions(measure: &Measure, ids: &[&str], questions: &[Question]) -> Vec<Violation> {
    let name = measure.kind.name();
    let mut found = Vec::new();
    if !measure.question.is_empty() {
        let reason = format!("must be empty: {name} has items");
        found.push(Violation::new("question", reason));
    }
    if !(2..=30).contains(&ids.len()) {
        let reason = format!("must have 2 to 30 items, has {}", ids.len());
        found.push(Violation::new("items", reason));
    }
    let mut first: Option<&Scale> = None;
    for (i, id) in ids.iter().enumerate() {
        let mut refuse = |field: &str, reason: String| {
            found.push(Violation::new(format!("items[{i}].{field}"), reason));
        };
        if ids[..i].contains(id) {
            refuse("question", format!("{id:?} is named twice"));
        }
        let question = questions.iter().find(|question| question.id == **id);
        let Some(QuestionKind::Score(scale)) = question.map(|question| &question.kind) else {
            let reason = match question {
                None => format!("there is no question {id:?}"),
                Some(_) => format!("{name} needs score questions"),
            };
            refuse("question", reason);
            continue;
        };
        let like = *first.get_or_insert(scale);
        if let Err((field, reason)) = item(&measure.kind, i, scale, like) {
            refuse(field, reason);
        }
    }
    let values = || Derivation::of(measure, questions).map_or(0, |d| d.value_count());
    if found.is_empty() && values() > MOST_VALUES {
        let reason = format!(
            "have {} possible sums, at most {MOST_VALUES} are counted: use smaller weights or fewer \
             items",
            values()
        );
        found.push(Violation::new("items", reason));
    }
    found
}

/// What must hold of item `i` on `scale`, the first of all being on the scale `like`.
fn item(kind: &Kind, i: usize, scale: &Scale, like: &Scale) -> Result<(), Problem> {
    match kind {
        Kind::Index { items } => {
            let IndexItem { weight, .. } = &items[i];
            if !(1..=10).contains(weight) {
                return Err(("weight", "must be within 1..=10".to_owned()));
            }
            if scale.len() != like.len() {
                let reason = format!(
                    "must have as many scores as the first item, {}, not {}",
                    like.len(),
                    scale.len()
                );
                return Err(("question", reason));
            }
            Ok(())
        }
        Kind::Gap { .. } if !scale.same_as(like) => Err((
            "question",
            format!("must be on the scale of the first item, {like}, not {scale}"),
        )),
        Kind::Secure { items } => {
            let SecureItem { top, .. } = &items[i];
            csat::check(top, scale).map_err(|reason| ("top", reason))
        }
        _ => Ok(()),
    }
}
