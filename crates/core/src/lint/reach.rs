//! Which questions can be shown, and with which answers before.

use std::collections::BTreeMap;

use super::{Finding, Severity};
use crate::survey::{Condition, QuestionKind, Test, Version};

/// Questions whose conditions can never hold.
pub(super) fn unreachable(version: &Version) -> Vec<Finding> {
    let questions = version.survey().questions.iter().enumerate();
    questions
        .filter(|(at, question)| question.show_if.is_some() && !can_show(version, &[*at], None))
        .map(|(at, _)| {
            let field = format!("questions[{at}].show_if");
            Finding::new(Severity::Error, field, "can never hold: nobody is asked")
        })
        .collect()
}

/// Whether somebody can be shown all of `positions`, having given the answer at `index` among the values of
/// a question (score from the lowest, or option) where one is given. In doubt, yes.
pub(super) fn can_show(
    version: &Version,
    positions: &[usize],
    answer: Option<(usize, usize)>,
) -> bool {
    let mut search = Search { version, steps: 0 };
    let mut goals: Vec<Goal<'_>> = positions.iter().map(|at| Goal::Shown(*at)).collect();
    let mut answers = BTreeMap::new();
    if let Some((position, index)) = answer {
        let values = version.survey().questions[position].kind.value_count();
        answers.insert(position, (0..values).map(|value| value == index).collect());
        goals.push(Goal::Shown(position));
    }
    search.solve(goals, answers)
}

#[derive(Clone, Copy)]
enum Goal<'v> {
    /// The question is shown.
    Shown(usize),
    /// The condition holds.
    Holds(&'v Condition),
}

/// The values left to each question that must be answered; empty for a text.
type Answers = BTreeMap<usize, Vec<bool>>;

struct Search<'v> {
    version: &'v Version,
    steps: u32,
}

impl<'v> Search<'v> {
    /// After so many steps the search gives up.
    const MOST_STEPS: u32 = 20_000;

    /// Whether all goals can be reached with what is left of the answers.
    fn solve(&mut self, mut goals: Vec<Goal<'v>>, mut answers: Answers) -> bool {
        while let Some(goal) = goals.pop() {
            self.steps += 1;
            if self.steps > Self::MOST_STEPS {
                return true;
            }
            let survey = self.version.survey();
            match goal {
                Goal::Shown(at) => {
                    goals.extend(survey.questions[at].show_if.as_ref().map(Goal::Holds));
                }
                Goal::Holds(Condition::All(parts)) => goals.extend(parts.iter().map(Goal::Holds)),
                Goal::Holds(Condition::Any(parts)) => {
                    return parts.iter().any(|part| {
                        let mut goals = goals.clone();
                        goals.push(Goal::Holds(part));
                        self.solve(goals, answers.clone())
                    });
                }
                Goal::Holds(Condition::Given { question, test }) => {
                    let Some(at) = self.version.position(question) else { return false };
                    if !self.narrow(at, test, &mut answers) {
                        return false;
                    }
                    goals.push(Goal::Shown(at));
                }
            }
        }
        true
    }

    /// Leaves the values that pass `test`. False when none is left.
    fn narrow(&self, at: usize, test: &Test, answers: &mut Answers) -> bool {
        let kind = &self.version.survey().questions[at].kind;
        let left = answers.entry(at).or_insert_with(|| vec![true; kind.value_count()]);
        match (kind, test) {
            // Several options can be chosen, so that none shuts out another.
            (QuestionKind::Text { .. } | QuestionKind::MultipleChoice(_), _) => return true,
            (QuestionKind::Score(scale), Test::Score { min, max }) => {
                for (left, score) in left.iter_mut().zip(scale.scores()) {
                    *left &= min.is_none_or(|min| min <= score);
                    *left &= max.is_none_or(|max| score <= max);
                }
            }
            (QuestionKind::SingleChoice(options), Test::Options(ids)) => {
                for (left, option) in left.iter_mut().zip(options) {
                    *left &= ids.contains(&option.id);
                }
            }
            _ => {}
        }
        left.contains(&true)
    }
}
