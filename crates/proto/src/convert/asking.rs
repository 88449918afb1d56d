//! Conditions and recontact rules of surveys.

use plaudit_core::Violation;
use plaudit_core::survey::{Condition, Recontact, RecontactScope, Test};

use crate::v1;
use v1::answer_condition::Test as WireTest;
use v1::condition::Kind;

/// Absent of a condition of no kind, with the path of that one.
pub(super) fn condition(condition: v1::Condition) -> Result<Condition, Violation> {
    let list = |name: &str, list: v1::ConditionList| {
        let part = |(i, part)| {
            self::condition(part)
                .map_err(|v: Violation| v.under(&format!("{name}.conditions[{i}]")))
        };
        list.conditions.into_iter().enumerate().map(part).collect::<Result<Vec<_>, _>>()
    };
    match condition.kind {
        None => Err(Violation::new("", "must be an answer, all or any")),
        Some(Kind::All(parts)) => Ok(Condition::All(list("all", parts)?)),
        Some(Kind::Any(parts)) => Ok(Condition::Any(list("any", parts)?)),
        Some(Kind::Answer(v1::AnswerCondition { question, test })) => {
            let test = match test {
                None => Test::Answered,
                Some(WireTest::Score(v1::ScoreRange { min, max })) => Test::Score { min, max },
                Some(WireTest::Options(set)) => Test::Options(set.options),
            };
            Ok(Condition::Given { question, test })
        }
    }
}

pub(super) fn to_condition(condition: &Condition) -> v1::Condition {
    let list = |parts: &[Condition]| v1::ConditionList {
        conditions: parts.iter().map(to_condition).collect(),
    };
    let kind = match condition {
        Condition::All(parts) => Kind::All(list(parts)),
        Condition::Any(parts) => Kind::Any(list(parts)),
        Condition::Given { question, test } => {
            let test = match test {
                Test::Answered => None,
                Test::Score { min, max } => {
                    Some(WireTest::Score(v1::ScoreRange { min: *min, max: *max }))
                }
                Test::Options(options) => {
                    Some(WireTest::Options(v1::OptionList { options: options.clone() }))
                }
            };
            Kind::Answer(v1::AnswerCondition { question: question.clone(), test })
        }
    };
    v1::Condition { kind: Some(kind) }
}

pub(super) fn recontact(rule: &v1::Recontact) -> Recontact {
    let scope = match rule.scope() {
        v1::RecontactScope::Survey => RecontactScope::Survey,
        v1::RecontactScope::Unspecified | v1::RecontactScope::Tenant => RecontactScope::Tenant,
    };
    Recontact { days: rule.days, scope }
}

pub(super) fn to_recontact(rule: &Recontact) -> v1::Recontact {
    let scope = match rule.scope {
        RecontactScope::Survey => v1::RecontactScope::Survey,
        RecontactScope::Tenant => v1::RecontactScope::Tenant,
    };
    v1::Recontact { days: rule.days, scope: scope.into() }
}
