//! What one response adds to a tally.

use crate::response::{Answer, NoAnswer, Response, Weight};
use crate::survey::{COMPLETED, QuestionKind, RESPONSES, Version};

/// A response as its cell counts it: quick to make and short, where [`Counters`](super::Counters) have a
/// sum for everything that could have been answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Number of counters of the version.
    pub counters: usize,
    /// Positions of the counters that count it, ascending and below `counters`.
    pub positions: Vec<usize>,
    /// Present exactly when the survey is weighted.
    pub weight: Option<Weight>,
    /// How long answering took.
    pub duration_seconds: Option<u32>,
}

impl Row {
    /// The row of `response`, which was checked against `version`.
    #[must_use]
    pub fn of(version: &Version, response: &Response) -> Self {
        debug_assert_eq!(version.number(), response.version);
        Self {
            counters: version.layout().len(),
            positions: positions(version, response),
            weight: response.weight,
            duration_seconds: response.duration_seconds,
        }
    }
}

/// Positions of the counters that count `response`, ascending.
pub(super) fn positions(version: &Version, response: &Response) -> Vec<usize> {
    let layout = version.layout();
    let mut positions = Vec::with_capacity(2 + 2 * response.answers.len() + layout.derived().len());
    positions.push(RESPONSES);
    if response.completed {
        positions.push(COMPLETED);
    }
    for (position, answer) in &response.answers {
        let block = layout.block(*position);
        let none = match answer {
            Answer::NoAnswer(NoAnswer::Skipped) => block.skipped(),
            Answer::NoAnswer(NoAnswer::NotApplicable) => block.not_applicable(),
            Answer::NoAnswer(NoAnswer::DontKnow) => block.dont_know(),
            given => {
                add_given(&mut positions, version, *position, given);
                continue;
            }
        };
        positions.push(none);
    }
    for derived in layout.derived() {
        if let Some(value) = derived.derivation.value(response) {
            positions.extend([derived.block.answered(), derived.block.value(value)]);
        }
    }
    positions
}

fn add_given(positions: &mut Vec<usize>, version: &Version, position: usize, given: &Answer) {
    let block = version.layout().block(position);
    positions.push(block.answered());
    match given {
        Answer::Score(score) => {
            if let QuestionKind::Score(scale) = &version.survey().questions[position].kind {
                let at = scale.position(*score).expect("the score was checked");
                positions.push(block.value(at));
            }
        }
        Answer::Option(option) => positions.push(block.value(*option)),
        Answer::Options(options) => positions.extend(options.iter().map(|at| block.value(*at))),
        Answer::Text(_) | Answer::NoAnswer(_) => {}
    }
}
