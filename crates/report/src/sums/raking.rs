//! Weights raked to known margins, one for each combination of the values that the margins name.

use std::collections::BTreeMap;

use plaudit_core::Violation;
use plaudit_core::survey::RESPONSES;
use plaudit_core::tally::{Counters, Sums};
use plaudit_core::weights::{CannotRake, RakeCell, Raked, Weighting, rake, trim};

use super::BadTally;
use crate::query::Margin;

/// The values of a response in the segments of the margins, in their order.
pub(crate) type Key = Vec<Option<String>>;

/// Weights above so many times the median are cut.
const TRIMMED_AT: f64 = 5.0;

/// The raked weights, with a mean of 1.
#[derive(Clone, Debug)]
pub(crate) struct Raking {
    /// Steps of 2^-32, by key.
    weights: BTreeMap<Key, i128>,
    /// Responses by key.
    responses: BTreeMap<Key, u64>,
    /// Rounds over all margins.
    pub(crate) rounds: usize,
    /// Smallest weight.
    pub(crate) smallest: f64,
    /// Largest weight.
    pub(crate) largest: f64,
    /// n·Σw²/(Σw)².
    pub(crate) design_effect: f64,
    /// Share of the weight that was cut off.
    pub(crate) trimmed: f64,
}

/// Why there are no such weights.
pub(crate) enum Refused {
    Tally(BadTally),
    Margins(Violation),
}

impl Raking {
    /// Rakes responses, counted by key, to `margins`. Absent without responses.
    pub(crate) fn new(
        counts: BTreeMap<Key, i64>,
        margins: &[Margin],
    ) -> Result<Option<Self>, Refused> {
        let unsigned = |(key, n): (Key, i64)| Some((key, u64::try_from(n).ok()?));
        let responses: Option<BTreeMap<Key, u64>> = counts.into_iter().map(unsigned).collect();
        let mut responses = responses.ok_or(Refused::Tally(BadTally::Negative))?;
        responses.retain(|_, n| *n > 0);
        let all = responses.values().sum::<u64>() as f64;
        if responses.is_empty() || margins.is_empty() {
            return Ok(None);
        }
        for (i, margin) in margins.iter().enumerate() {
            fits(i, margin, &responses).map_err(Refused::Margins)?;
        }
        let sizes: Vec<Vec<f64>> = margins.iter().map(|margin| sizes(margin, all)).collect();
        let run = |weights: &[f64]| {
            let cells: Vec<RakeCell> = responses
                .iter()
                .zip(weights)
                .map(|((key, n), weight)| RakeCell {
                    categories: categories(key, margins),
                    weight: *n as f64 * weight,
                })
                .collect();
            rake(&cells, &sizes).map_err(|problem| Refused::Margins(impossible(&problem)))
        };
        let Raked { factors, rounds } = run(&vec![1.0; responses.len()])?;
        let (mut weights, mut rounds, mut trimmed) = (factors, rounds, 0.0);
        let cells = |weights: &[f64]| -> Vec<(f64, f64)> {
            responses.values().zip(weights).map(|(n, weight)| (*n as f64, *weight)).collect()
        };
        if let Some(cut) = trim(&cells(&weights), TRIMMED_AT).filter(|cut| cut.moved > 0.0) {
            let again = run(&cut.weights)?;
            weights =
                cut.weights.iter().zip(&again.factors).map(|(w, factor)| w * factor).collect();
            rounds += again.rounds;
            trimmed = cut.moved;
        }
        let step = |weight: &f64| (weight * 2.0_f64.powi(32)).round().max(1.0) as i128;
        Ok(Some(Self {
            rounds,
            smallest: weights.iter().copied().fold(f64::INFINITY, f64::min),
            largest: weights.iter().copied().fold(0.0, f64::max),
            design_effect: Weighting::of(&cells(&weights)).design_effect().unwrap_or(1.0),
            trimmed,
            weights: responses.keys().cloned().zip(weights.iter().map(step)).collect(),
            responses,
        }))
    }

    /// The counts of a cell with the weight of its key in place of any other.
    pub(crate) fn weigh(&self, counters: &Counters, key: &Key) -> Counters {
        let weight = self.weights.get(key).copied().unwrap_or(0);
        let times = |by: i128| counters.counts().iter().map(|n| i128::from(*n) * by).collect();
        let sums = Sums { weights: times(weight), squares: times(weight * weight) };
        Counters::from_parts(counters.counts().to_vec(), Some(sums)).expect("lists of one length")
    }

    /// The weight of a key; 0 where nothing has it.
    pub(crate) fn weight(&self, key: &Key) -> f64 {
        self.weights.get(key).map_or(0.0, |steps| *steps as f64 / 2.0_f64.powi(32))
    }

    /// Responses that were weighted.
    pub(crate) fn all(&self) -> u64 {
        self.responses.values().sum()
    }

    /// Responses with `value` in the margin at `position`.
    pub(crate) fn observed(&self, position: usize, value: Option<&String>) -> u64 {
        let with = self.responses.iter().filter(|(key, _)| key[position].as_ref() == value);
        with.map(|(_, n)| n).sum()
    }
}

/// The counts that [`Raking::new`] takes: responses of a cell by key.
pub(crate) fn count(into: &mut BTreeMap<Key, i64>, key: Key, counters: &Counters) {
    *into.entry(key).or_default() += counters.counts()[RESPONSES];
}

/// Whether the margin at `position` has a target exactly for the values that responses have.
fn fits(position: usize, margin: &Margin, responses: &BTreeMap<Key, u64>) -> Result<(), Violation> {
    let refuse = |reason| Err(Violation::new(format!("margins[{position}].values"), reason));
    let has = |value: &Option<String>| responses.keys().any(|key| key[position] == *value);
    if let Some(value) = margin.targets.keys().find(|value| !has(value)) {
        return refuse(format!("no response has {}", named(value.as_deref())));
    }
    let known = |key: &&Key| !margin.targets.contains_key(&key[position]);
    match responses.keys().find(known) {
        Some(key) => {
            let value = named(key[position].as_deref());
            refuse(format!("{value} has responses but no target"))
        }
        None => Ok(()),
    }
}

fn named(value: Option<&str>) -> String {
    value.map_or_else(|| "\"\" (not given)".to_owned(), |value| format!("{value:?}"))
}

/// The targets of a margin, in their order, with the sum `all`.
fn sizes(margin: &Margin, all: f64) -> Vec<f64> {
    let sum: f64 = margin.targets.values().sum();
    margin.targets.values().map(|target| target / sum * all).collect()
}

/// The positions of a key's values among the targets of the margins.
fn categories(key: &Key, margins: &[Margin]) -> Vec<usize> {
    let at = |(value, margin): (&Option<String>, &Margin)| {
        margin.targets.keys().position(|target| target == value).expect("the margins fit")
    };
    key.iter().zip(margins).map(at).collect()
}

fn impossible(problem: &CannotRake) -> Violation {
    let reason = match problem {
        CannotRake::NoConvergence { .. } => {
            "no weights meet all margins at once: too many combinations of values have no response"
                .to_owned()
        }
        other => other.to_string(),
    };
    Violation::new("margins", reason)
}
