//! Frequency of use: an ordered choice. Its categories have an order and no distances, so that there
//! are cumulative shares and a median, and never a mean of category numbers.

use super::share;
use crate::survey::{ChoiceOption, QuestionKind};

/// The position of the first counted option, and whether those after it are counted (else those
/// before it). Absent unless `options` are all options from one on to one end.
pub(super) fn tail(all: &[ChoiceOption], options: &[String]) -> Option<(usize, bool)> {
    let counted: Vec<bool> = all.iter().map(|option| options.contains(&option.id)).collect();
    let n = counted.iter().filter(|counted| **counted).count();
    if n == 0 || n == all.len() || n != options.len() {
        return None;
    }
    if counted[all.len() - n..].iter().all(|counted| *counted) {
        return Some((all.len() - n, true));
    }
    counted[..n].iter().all(|counted| *counted).then_some((n - 1, false))
}

/// The options from the one at `level` to the end that counts.
pub(super) fn beyond(all: &[ChoiceOption], level: usize, upwards: bool) -> Vec<String> {
    let range = if upwards { level..all.len() } else { 0..level + 1 };
    all[range].iter().map(|option| option.id.clone()).collect()
}

/// The levels whose share with all beyond them is not always the whole, from the widest.
pub(super) fn levels(all: &[ChoiceOption], upwards: bool) -> Vec<usize> {
    if upwards { (1..all.len()).collect() } else { (0..all.len() - 1).rev().collect() }
}

/// The first option at which half of the weight is reached.
pub(super) fn median(weights: &[f64]) -> Option<usize> {
    let half = weights.iter().sum::<f64>() / 2.0;
    let mut below = 0.0;
    let reached = |weight: &f64| {
        below += weight;
        below >= half
    };
    (half > 0.0).then(|| weights.iter().position(reached)).flatten()
}

pub(super) fn check(options: &[String], kind: &QuestionKind) -> Result<(), String> {
    share::check(options, kind)?;
    match tail(kind.options(), options) {
        Some(_) => Ok(()),
        None => {
            Err("must be all options from one on, to one end of the order, and not all of them"
                .to_owned())
        }
    }
}
