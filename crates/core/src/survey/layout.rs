//! Where the counters of a version's tallies stand.

use super::Question;
use crate::measure::{Derivation, Measure};

/// Position of the counter of responses.
pub const RESPONSES: usize = 0;
/// Position of the counter of completed responses.
pub const COMPLETED: usize = 1;

/// The positions of a version's counters: responses, completed, then a [`Block`] a question, then one a
/// measure of several questions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    blocks: Vec<Block>,
    derived: Vec<Derived>,
    len: usize,
}

/// The counters of a measure of several questions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Derived {
    /// Position of the measure in the survey.
    pub measure: usize,
    /// Its counters: of these only answered and the values are used.
    pub block: Block,
    /// Which value a response gives.
    pub derivation: Derivation,
}

/// The counters of one question or measure: skipped, not applicable, don't know, answered, then one for each
/// score (from the lowest) or option (in their order).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Block {
    start: usize,
    values: usize,
}

impl Layout {
    /// The layout of the tallies of a survey with these questions and measures, which were checked.
    #[must_use]
    pub fn of(questions: &[Question], measures: &[Measure]) -> Self {
        let mut len = COMPLETED + 1;
        let mut block = |values| {
            let block = Block { start: len, values };
            len = block.end();
            block
        };
        let blocks = questions.iter().map(|question| block(question.kind.value_count())).collect();
        let derived = measures
            .iter()
            .enumerate()
            .filter_map(|(measure, declared)| {
                let derivation = Derivation::of(declared, questions)?;
                Some(Derived { measure, block: block(derivation.value_count()), derivation })
            })
            .collect();
        Self { blocks, derived, len }
    }

    /// The block of the question at `position`.
    #[must_use]
    pub fn block(&self, position: usize) -> Block {
        self.blocks[position]
    }

    /// The blocks, in the order of the questions.
    #[must_use]
    pub fn blocks(&self) -> &[Block] {
        &self.blocks
    }

    /// The measures of several questions, in the order of the survey.
    #[must_use]
    pub fn derived(&self) -> &[Derived] {
        &self.derived
    }

    /// Number of counters.
    #[must_use]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Never: there are always the counters of responses.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        false
    }
}

impl Block {
    /// Position of the counter of those who left it blank.
    #[must_use]
    pub fn skipped(self) -> usize {
        self.start
    }

    /// Position of the counter of those to whom it does not apply.
    #[must_use]
    pub fn not_applicable(self) -> usize {
        self.start + 1
    }

    /// Position of the counter of those who said that they don't know.
    #[must_use]
    pub fn dont_know(self) -> usize {
        self.start + 2
    }

    /// Position of the counter of those who answered.
    #[must_use]
    pub fn answered(self) -> usize {
        self.start + 3
    }

    /// Position of the counter of the value at `index`.
    #[must_use]
    pub fn value(self, index: usize) -> usize {
        debug_assert!(index < self.values);
        self.start + 4 + index
    }

    /// Positions of the counters of all values.
    #[must_use]
    pub fn values(self) -> std::ops::Range<usize> {
        self.start + 4..self.end()
    }

    /// Positions of all its counters.
    #[must_use]
    pub fn range(self) -> std::ops::Range<usize> {
        self.start..self.end()
    }

    fn end(self) -> usize {
        self.start + 4 + self.values
    }
}
