//! Satisfaction index: several scores of one respondent as one number from 0 to 100.

use super::IndexItem;
use crate::scale::{Direction, Scale};

/// What each score of an item adds to the sum, from the lowest: its weight a step from the worst.
pub(super) fn terms(item: &IndexItem, scale: &Scale) -> Vec<usize> {
    let weight = item.weight as usize;
    let steps = 0..scale.len();
    match scale.direction {
        Direction::HigherIsBetter => steps.map(|step| weight * step).collect(),
        Direction::LowerIsBetter => steps.rev().map(|step| weight * step).collect(),
    }
}

/// The index of each sum from 0 to the highest.
pub(super) fn values(len: usize) -> Vec<f64> {
    (0..len).map(|sum| 100.0 * sum as f64 / (len - 1) as f64).collect()
}

pub(super) fn definition(items: &[IndexItem]) -> String {
    let equal = items.iter().all(|item| item.weight == items[0].weight);
    let name = |item: &IndexItem| match equal {
        true => item.question.clone(),
        false => format!("{} times {}", item.weight, item.question),
    };
    let names: Vec<_> = items.iter().map(name).collect();
    let mean = if equal { "mean" } else { "weighted mean" };
    format!(
        "{mean} of {}, each from 0 (worst) to 100 (best), of those who answered all",
        names.join(", ")
    )
}
