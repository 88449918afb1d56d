//! The parts of a survey file that say how it is asked: conditions, orders, the recontact rule.

use plaudit_proto::v1;
use v1::answer_condition::Test;
use v1::condition::Kind;

use super::super::{Entry, Fields};
use super::form::{list, positive};

/// `{question: solved, is: [no, in_part]}`, `{question: recommend, to: 6}`,
/// `{question: email, answered: true}`, `{all: [...]}`, `{any: [...]}`.
pub(super) fn condition(entry: &Entry<'_>) -> Option<v1::Condition> {
    let fields = entry.fields()?;
    let part = |key| fields.get(key).map(|parts| list(Some(parts), condition));
    let kind = match (part("all"), part("any")) {
        (Some(conditions), None) => Kind::All(v1::ConditionList { conditions }),
        (None, Some(conditions)) => Kind::Any(v1::ConditionList { conditions }),
        (None, None) => Kind::Answer(answer(&fields)?),
        (Some(_), Some(_)) => return entry.expected("either all or any (put one in the other)"),
    };
    fields.close();
    Some(v1::Condition { kind: Some(kind) })
}

fn answer(fields: &Fields<'_>) -> Option<v1::AnswerCondition> {
    let question = fields.need("question").and_then(|question| question.text());
    let bound = |key| fields.get(key).map(|bound| bound.whole::<i32>());
    let (is, from, to) = (fields.get("is"), bound("from"), bound("to"));
    let answered = fields.get("answered");
    let test = match (is, from.is_some() || to.is_some(), answered) {
        (Some(is), false, None) => Some(self::is(&is)?),
        (None, true, None) => {
            Some(Test::Score(v1::ScoreRange { min: from.flatten(), max: to.flatten() }))
        }
        (None, false, Some(answered)) => match answered.bool()? {
            true => None,
            false => return answered.expected("true, or be left out"),
        },
        _ => return fields.entry().expected("one of is, from with to, and answered"),
    };
    Some(v1::AnswerCondition { question: question?, test })
}

/// `solved`, `[solved, in_part]`, or a score, `5`.
fn is(entry: &Entry<'_>) -> Option<Test> {
    if entry.is_list() {
        return Some(Test::Options(v1::OptionList { options: options(entry)? }));
    }
    let text = entry.text()?;
    Some(match text.parse::<i32>() {
        Ok(score) => Test::Score(v1::ScoreRange { min: Some(score), max: Some(score) }),
        Err(_) => Test::Options(v1::OptionList { options: vec![text] }),
    })
}

fn options(entry: &Entry<'_>) -> Option<Vec<String>> {
    let options = list(Some(entry.clone()), Entry::text);
    match options.iter().any(|option| option.parse::<i32>().is_ok()) {
        true => entry.expected("one score, or options (several scores are from and to)"),
        false => Some(options),
    }
}

/// `random_options: true`, or `random_options: {fixed: [none]}`.
pub(super) fn random_options(fields: &Fields<'_>) -> Option<v1::RandomOrder> {
    let entry = fields.get("random_options")?;
    if !entry.is_map() {
        return entry.bool()?.then(v1::RandomOrder::default);
    }
    let fields = entry.fields()?;
    let order = v1::RandomOrder { fixed: list(fields.need("fixed"), Entry::text) };
    fields.close();
    Some(order)
}

/// An item of `no_answer: [not_applicable, dont_know]`.
pub(super) fn no_answer(item: &Entry<'_>) -> Option<i32> {
    match item.text()?.as_str() {
        "not_applicable" => Some(v1::NoAnswer::NotApplicable.into()),
        "dont_know" => Some(v1::NoAnswer::DontKnow.into()),
        _ => item.expected("not_applicable or dont_know"),
    }
}

/// `[speed, knowledge, respect]`.
pub(super) fn random_block(entry: &Entry<'_>) -> Option<v1::RandomBlock> {
    entry.items()?;
    Some(v1::RandomBlock { questions: list(Some(entry.clone()), Entry::text) })
}

/// `{days: 30, scope: survey}`.
pub(super) fn recontact(entry: &Entry<'_>) -> Option<v1::Recontact> {
    let fields = entry.fields()?;
    let scope = fields.get("scope").and_then(|entry| match entry.text()?.as_str() {
        "tenant" => Some(v1::RecontactScope::Tenant),
        "survey" => Some(v1::RecontactScope::Survey),
        _ => entry.expected("tenant or survey"),
    });
    let rule = v1::Recontact {
        days: fields.need("days").and_then(|days| positive(&days)).unwrap_or_default(),
        scope: scope.unwrap_or_default().into(),
    };
    fields.close();
    Some(rule)
}

/// The condition as it is written in a survey file, on one line; ids need no quotes.
pub(super) fn condition_text(condition: &v1::Condition) -> String {
    let list = |name: &str, parts: &v1::ConditionList| {
        let parts: Vec<String> = parts.conditions.iter().map(condition_text).collect();
        format!("{{{name}: [{}]}}", parts.join(", "))
    };
    let given = match &condition.kind {
        None => return "{}".to_owned(),
        Some(Kind::All(parts)) => return list("all", parts),
        Some(Kind::Any(parts)) => return list("any", parts),
        Some(Kind::Answer(given)) => given,
    };
    let test = match &given.test {
        None => "answered: true".to_owned(),
        Some(Test::Options(set)) => format!("is: [{}]", quoted(&set.options)),
        Some(Test::Score(v1::ScoreRange { min, max })) => match (min, max) {
            (Some(min), Some(max)) if min == max => format!("is: {min}"),
            (Some(min), Some(max)) => format!("from: {min}, to: {max}"),
            (Some(min), None) => format!("from: {min}"),
            (None, Some(max)) => format!("to: {max}"),
            (None, None) => "answered: true".to_owned(),
        },
    };
    format!("{{question: {}, {test}}}", super::write::scalar(&given.question))
}

fn quoted(options: &[String]) -> String {
    options.iter().map(|option| super::write::scalar(option)).collect::<Vec<_>>().join(", ")
}
