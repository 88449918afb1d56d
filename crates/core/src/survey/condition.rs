//! Skip logic: who is asked a question.

use super::Version;
use crate::response::Answer;

/// What must hold of earlier answers for a question to be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Condition {
    /// An earlier question was answered so. False of a question without an answer: not shown, skipped,
    /// not applicable, "I don't know".
    Given {
        /// Id of a question that is asked earlier.
        question: String,
        /// What its answer must be.
        test: Test,
    },
    /// All of 1 to 20 conditions.
    All(Vec<Self>),
    /// At least one of 1 to 20 conditions.
    Any(Vec<Self>),
}

/// What an answer must be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Test {
    /// Any answer.
    Answered,
    /// A score within bounds of the scale.
    Score {
        /// Lowest; absent means the scale's own.
        min: Option<i32>,
        /// Highest; absent means the scale's own.
        max: Option<i32>,
    },
    /// One of these options was chosen, or, where several may be, at least one of them.
    Options(Vec<String>),
}

impl Version {
    /// Whether the question at `position` is shown to somebody who gave `answers`, by position as in
    /// [`Response::answers`](crate::response::Response::answers).
    #[must_use]
    pub fn is_shown(&self, position: usize, answers: &[(usize, Answer)]) -> bool {
        let condition = self.survey().questions[position].show_if.as_ref();
        condition.is_none_or(|condition| self.holds(condition, answers))
    }

    fn holds(&self, condition: &Condition, answers: &[(usize, Answer)]) -> bool {
        match condition {
            Condition::All(parts) => parts.iter().all(|part| self.holds(part, answers)),
            Condition::Any(parts) => parts.iter().any(|part| self.holds(part, answers)),
            Condition::Given { question, test } => {
                let Some(position) = self.position(question) else { return false };
                let answer = answers.iter().find(|(at, _)| *at == position);
                let options = self.survey().questions[position].kind.options();
                let among = |ids: &[String], at: &usize| ids.contains(&options[*at].id);
                match (answer.map(|(_, answer)| answer), test) {
                    (None | Some(Answer::NoAnswer(_)), _) => false,
                    (Some(_), Test::Answered) => true,
                    (Some(Answer::Score(score)), Test::Score { min, max }) => {
                        min.is_none_or(|min| min <= *score) && max.is_none_or(|max| *score <= max)
                    }
                    (Some(Answer::Option(at)), Test::Options(ids)) => among(ids, at),
                    (Some(Answer::Options(all)), Test::Options(ids)) => {
                        all.iter().any(|at| among(ids, at))
                    }
                    (Some(_), _) => false,
                }
            }
        }
    }
}
