//! Sets of scores whose share is counted.

use crate::scale::Scale;

/// What an answer adds to the mean, in percent.
pub(super) fn value(set: &[i32], score: i32) -> f64 {
    if set.contains(&score) { 100.0 } else { 0.0 }
}

pub(super) fn definition(set: &[i32]) -> String {
    format!("percent of {}", ranges(set))
}

/// Whether `set` names scores of `scale`, each once, and not all of them.
pub(super) fn check(set: &[i32], scale: &Scale) -> Result<(), String> {
    for (i, score) in set.iter().enumerate() {
        if scale.position(*score).is_none() {
            return Err(format!("{score} must be within {scale}"));
        }
        if set[..i].contains(score) {
            return Err(format!("names {score} twice"));
        }
    }
    if set.len() == scale.len() {
        return Err("must leave out at least one score".to_owned());
    }
    Ok(())
}

/// Scores as runs: `4-5`, `1, 3-5`.
pub(super) fn ranges(set: &[i32]) -> String {
    let mut scores = set.to_vec();
    scores.sort_unstable();
    scores
        .chunk_by(|a, b| a + 1 == *b)
        .map(|run| match run {
            [one] => one.to_string(),
            run => format!("{}-{}", run[0], run[run.len() - 1]),
        })
        .collect::<Vec<_>>()
        .join(", ")
}
