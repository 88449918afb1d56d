//! When a question is asked, by the numbers of the questions before it.

use plaudit_core::survey::{ChoiceOption, Condition, QuestionKind, Test, Version};

use crate::asking::question::Texts;
use crate::asking::words::Words;

/// As `1 = 0–6 and (2 = yes / in part or 3 is answered)`.
pub(super) fn said(
    version: &Version,
    condition: &Condition,
    texts: Texts<'_>,
    words: &Words,
) -> String {
    let joined = |parts: &[Condition], between: String| {
        let part = |part: &Condition| match part {
            Condition::Given { .. } => said(version, part, texts, words),
            _ if parts.len() == 1 => said(version, part, texts, words),
            _ => format!("({})", said(version, part, texts, words)),
        };
        parts.iter().map(part).collect::<Vec<_>>().join(&format!(" {between} "))
    };
    match condition {
        Condition::All(parts) => joined(parts, words.say("entry-and")),
        Condition::Any(parts) => joined(parts, words.say("entry-or")),
        Condition::Given { question, test } => {
            let Some(at) = version.position(question) else { return String::new() };
            let number = at + 1;
            let kind = &version.survey().questions[at].kind;
            match (test, kind) {
                (Test::Score { min, max }, QuestionKind::Score(scale)) => {
                    let (min, max) = (min.unwrap_or(scale.min), max.unwrap_or(scale.max));
                    if min == max {
                        format!("{number} = {min}")
                    } else {
                        format!("{number} = {min}–{max}")
                    }
                }
                (Test::Options(ids), _) => {
                    let options = kind.options().iter().filter(|option| ids.contains(&option.id));
                    let label = |option: &ChoiceOption| {
                        texts.get(&option.label).unwrap_or(&option.id).to_owned()
                    };
                    format!("{number} = {}", options.map(label).collect::<Vec<_>>().join(" / "))
                }
                _ => format!("{number} {}", words.say("entry-answered")),
            }
        }
    }
}
