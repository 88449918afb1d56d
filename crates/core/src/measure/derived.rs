//! Measures of several questions, counted as responses arrive.
//!
//! What one response says of such a measure is a whole number, so that its counters are a histogram
//! like that of any question: filters, splits, weights, privacy and erasure work on it unchanged.

use super::{IndexItem, Kind, Measure, SecureItem, gap, index, secure};
use crate::response::{Answer, Response};
use crate::scale::Scale;
use crate::survey::{Question, QuestionKind};

/// Most values of a derived histogram.
pub(super) const MOST_VALUES: usize = 400;

/// How a response becomes one of the values of a measure of several questions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Derivation {
    /// Position and lowest score of each item's question, and what each of its scores adds.
    items: Vec<(usize, i32, Vec<usize>)>,
    /// The sum is divided by it, rounding down.
    divisor: usize,
    values: usize,
}

impl Derivation {
    /// How `measure` reads a response to `questions`. Absent for a measure of one question, and where
    /// an item is no score question.
    pub(crate) fn of(measure: &Measure, questions: &[Question]) -> Option<Self> {
        let item = |id: &str, terms: &dyn Fn(&Scale) -> Vec<usize>| {
            let position = questions.iter().position(|question| question.id == id)?;
            match &questions[position].kind {
                QuestionKind::Score(scale) => Some((position, scale.min, terms(scale))),
                _ => None,
            }
        };
        let (items, divisor): (Option<Vec<_>>, _) = match &measure.kind {
            Kind::Index { items } => {
                let each = |i: &IndexItem| item(&i.question, &|scale| index::terms(i, scale));
                (items.iter().map(each).collect(), 1)
            }
            Kind::Gap { perceived, expected } => {
                let perceived = item(perceived, &gap::perceived_terms);
                let expected = item(expected, &gap::expected_terms);
                ([perceived, expected].into_iter().collect(), 1)
            }
            Kind::Secure { items } => {
                let each = |i: &SecureItem| item(&i.question, &|scale| secure::terms(i, scale));
                (items.iter().map(each).collect(), items.len())
            }
            _ => return None,
        };
        let items = items?;
        let most = |(_, _, terms): &(usize, i32, Vec<usize>)| terms.iter().max().copied();
        let highest: usize = items.iter().filter_map(most).sum();
        Some(Self { items, divisor, values: highest / divisor + 1 })
    }

    /// Number of values.
    #[must_use]
    pub fn value_count(&self) -> usize {
        self.values
    }

    /// The position of the value that `response` gives. Absent unless it answers every item.
    #[must_use]
    pub fn value(&self, response: &Response) -> Option<usize> {
        let mut sum = 0;
        for (position, min, terms) in &self.items {
            let at = response.answers.binary_search_by_key(position, |(at, _)| *at).ok()?;
            let Answer::Score(score) = response.answers[at].1 else { return None };
            sum += terms[usize::try_from(score - min).expect("the score was checked")];
        }
        Some(sum / self.divisor)
    }
}

impl Measure {
    /// The number that each value of the derived histogram stands for, in the measure's unit.
    pub(super) fn derived_values(&self, len: usize) -> Vec<f64> {
        match self.kind {
            Kind::Index { .. } => index::values(len),
            Kind::Gap { .. } => gap::values(len.div_ceil(2)),
            _ => vec![0.0, 100.0],
        }
    }
}
