//! What must hold of the way a survey is asked.

use std::collections::HashSet;

use super::Check;
use crate::response::NoAnswer;
use crate::survey::{Condition, OptionOrder, Question, QuestionKind, Survey, Test};

/// How deep conditions may lie in each other.
const DEPTH: usize = 4;

impl Check<'_> {
    pub(super) fn asking(&mut self, survey: &Survey) {
        self.optional_text("thanks", &survey.asking.thanks);
        let days = 1..=3_650;
        if survey.asking.recontact.is_some_and(|recontact| !days.contains(&recontact.days)) {
            self.refuse("recontact.days", format!("must be within {days:?}"));
        }
        let days = 1..=36_500;
        if survey.retention_days.is_some_and(|kept| !days.contains(&kept)) {
            self.refuse("retention_days", format!("must be within {days:?}"));
        }
        self.invitations(survey);
        self.random_blocks(survey);
        for (i, question) in survey.questions.iter().enumerate() {
            self.option_order(&format!("questions[{i}]"), question);
            self.no_answer(&format!("questions[{i}].no_answer"), question);
            if let Some(condition) = &question.show_if {
                self.condition(&format!("questions[{i}].show_if"), condition, i, survey, DEPTH);
            }
        }
    }

    fn random_blocks(&mut self, survey: &Survey) {
        let mut seen = HashSet::new();
        for (i, block) in survey.asking.random_blocks.iter().enumerate() {
            let path = format!("random_blocks[{i}]");
            self.count(&format!("{path}.questions"), block.len(), 2, 200);
            let mut positions = Vec::with_capacity(block.len());
            for (j, id) in block.iter().enumerate() {
                let path = format!("{path}.questions[{j}]");
                match position(survey, id) {
                    None => self.refuse(&path, format!("there is no question {id:?}")),
                    Some(_) if !seen.insert(id) => {
                        self.refuse(&path, format!("{id:?} is in a random block already"));
                    }
                    Some(position) => positions.push(position),
                }
            }
            positions.sort_unstable();
            let whole = positions.len() == block.len();
            if whole && positions.windows(2).any(|pair| pair[0] + 1 != pair[1]) {
                self.refuse(&path, "must name questions that follow each other");
            }
        }
    }

    fn option_order(&mut self, path: &str, question: &Question) {
        let OptionOrder::Random { fixed } = &question.option_order else { return };
        let path = match &question.kind {
            QuestionKind::SingleChoice(_) => format!("{path}.single_choice.random_order"),
            QuestionKind::MultipleChoice(_) => format!("{path}.multiple_choice.random_order"),
            QuestionKind::Score(_) | QuestionKind::Text { .. } => {
                self.refuse(path, "has no options to put in a random order");
                return;
            }
        };
        for (i, id) in fixed.iter().enumerate() {
            if !question.kind.options().iter().any(|option| option.id == *id) {
                let reason = format!("{id:?} is not an option of the question");
                self.refuse(&format!("{path}.fixed[{i}]"), reason);
            }
        }
    }

    fn no_answer(&mut self, path: &str, question: &Question) {
        for (i, reason) in question.no_answer.iter().enumerate() {
            if *reason == NoAnswer::Skipped {
                self.refuse(&format!("{path}[{i}]"), "must be not applicable or \"I don't know\"");
            } else if question.no_answer[..i].contains(reason) {
                self.refuse(&format!("{path}[{i}]"), "is named twice");
            }
        }
    }

    /// `asker` is the position of the question that the condition belongs to.
    fn condition(
        &mut self,
        path: &str,
        condition: &Condition,
        asker: usize,
        survey: &Survey,
        depth: usize,
    ) {
        let (name, parts) = match condition {
            Condition::Given { question, test } => {
                return self.given(&format!("{path}.answer"), question, test, asker, survey);
            }
            Condition::All(parts) => ("all", parts),
            Condition::Any(parts) => ("any", parts),
        };
        if depth == 0 {
            self.refuse(path, format!("must not lie deeper than {DEPTH} levels"));
            return;
        }
        let path = format!("{path}.{name}.conditions");
        self.count(&path, parts.len(), 1, 20);
        for (i, part) in parts.iter().enumerate() {
            self.condition(&format!("{path}[{i}]"), part, asker, survey, depth - 1);
        }
    }

    fn given(&mut self, path: &str, id: &str, test: &Test, asker: usize, survey: &Survey) {
        let field = format!("{path}.question");
        let Some(asked) = position(survey, id) else {
            return self.refuse(&field, format!("there is no question {id:?}"));
        };
        if asked >= asker {
            return self.refuse(&field, format!("{id:?} is not asked earlier"));
        }
        let own = &survey.questions[asker].id;
        let together = |block: &&Vec<String>| block.iter().any(|other| other == id);
        if survey.asking.random_blocks.iter().find(together).is_some_and(|b| b.contains(own)) {
            let reason = format!("{id:?} may be asked later: both are in one random block");
            return self.refuse(&field, reason);
        }
        let kind = &survey.questions[asked].kind;
        match (test, kind) {
            (Test::Answered, _) => {}
            (Test::Score { min, max }, QuestionKind::Score(scale)) => {
                let (low, high) = (min.unwrap_or(scale.min), max.unwrap_or(scale.max));
                let off = |bound: i32| scale.position(bound).is_none();
                for (name, bound) in [("min", low), ("max", high)] {
                    if off(bound) {
                        let reason = format!("must be within {scale}");
                        self.refuse(&format!("{path}.score.{name}"), reason);
                    }
                }
                if low > high && !off(low) && !off(high) {
                    self.refuse(&format!("{path}.score.max"), "must not be below min");
                }
            }
            (Test::Score { .. }, _) => {
                self.refuse(&format!("{path}.score"), format!("{id:?} is not a score question"));
            }
            (Test::Options(_), kind) if kind.options().is_empty() => {
                let reason = format!("{id:?} is not a choice question");
                self.refuse(&format!("{path}.options.options"), reason);
            }
            (Test::Options(ids), kind) => {
                let path = format!("{path}.options.options");
                self.count(&path, ids.len(), 1, 200);
                for (i, option) in ids.iter().enumerate() {
                    if !kind.options().iter().any(|known| known.id == *option) {
                        let reason = format!("{option:?} is not an option of {id:?}");
                        self.refuse(&format!("{path}[{i}]"), reason);
                    }
                }
            }
        }
    }
}

fn position(survey: &Survey, id: &str) -> Option<usize> {
    survey.questions.iter().position(|question| question.id == id)
}
