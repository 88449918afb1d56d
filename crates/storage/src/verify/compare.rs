//! Where two tallies differ, in words for people.

use std::collections::{BTreeMap, BTreeSet};

use plaudit_core::survey::{COMPLETED, Question, QuestionKind, RESPONSES, Version};
use plaudit_core::tally::{Cell, Counters, Durations, Tally};

use super::Discrepancy;

/// The counters at which `stored` and `recounted` differ, over the cells that `compared` picks.
pub(super) fn tallies(
    versions: &BTreeMap<u32, Version>,
    stored: &Tally,
    recounted: &Tally,
    compared: impl Fn(&Cell) -> bool,
) -> Vec<Discrepancy> {
    let cells: BTreeSet<&Cell> =
        stored.cells().chain(recounted.cells()).map(|(cell, _)| cell).collect();
    let mut found = Vec::new();
    for cell in cells.into_iter().filter(|cell| compared(cell)) {
        let (stored, recounted) = (stored.cell(cell), recounted.cell(cell));
        if stored != recounted {
            let version = versions.get(&cell.version);
            let cell = cell_name(version, cell);
            let differences = counters(version, stored, recounted);
            found.extend(differences.into_iter().map(|(counter, stored, recounted)| Discrepancy {
                cell: cell.clone(),
                counter,
                stored,
                recounted,
            }));
        }
    }
    found
}

/// As `version 1, 2026-03-01, team=north, channel=email`.
fn cell_name(version: Option<&Version>, cell: &Cell) -> String {
    let mut name = format!("version {}, {}", cell.version, cell.day);
    for (at, value) in cell.segments.iter().enumerate() {
        let segment = version.and_then(|version| version.segments().get(at));
        let id = segment.map_or_else(|| format!("segment {at}"), |segment| segment.id.clone());
        name += &format!(", {id}={}", value.as_deref().unwrap_or("(none)"));
    }
    name
}

/// Name, stored and recounted sum of each counter that differs. An absent side is all zeros.
fn counters(
    version: Option<&Version>,
    stored: Option<&Counters>,
    recounted: Option<&Counters>,
) -> Vec<(String, String, String)> {
    let Some(shape) = recounted.or(stored) else { return Vec::new() };
    let zero = Counters::zero(shape.counts().len(), shape.sums().is_some());
    let (stored, recounted) = (stored.unwrap_or(&zero), recounted.unwrap_or(&zero));
    let shape_of = |counters: &Counters| {
        let weighted = if counters.sums().is_some() { "weighted " } else { "" };
        format!("{} {weighted}counters", counters.counts().len())
    };
    if shape_of(stored) != shape_of(recounted) {
        return vec![("counters".to_owned(), shape_of(stored), shape_of(recounted))];
    }
    let name = |at| counter_name(version, at);
    let mut found = differences(stored.counts(), recounted.counts(), name, i64::to_string);
    let buckets = stored.durations().buckets().chain(recounted.durations().buckets());
    let buckets: BTreeSet<u32> = buckets.map(|(bucket, _)| bucket).collect();
    for bucket in buckets {
        let count = |durations: &Durations| {
            let found = durations.buckets().find(|(other, _)| *other == bucket);
            found.map_or(0, |(_, count)| count)
        };
        let (stored, recounted) = (count(stored.durations()), count(recounted.durations()));
        if stored != recounted {
            let name = format!("durations: bucket {bucket}");
            found.push((name, stored.to_string(), recounted.to_string()));
        }
    }
    if let (Some(stored), Some(recounted)) = (stored.sums(), recounted.sums()) {
        let name = |at| format!("{}, weights", counter_name(version, at));
        let steps = |sum: &i128| format!("{sum} / 2^32");
        found.extend(differences(&stored.weights, &recounted.weights, name, steps));
        let name = |at| format!("{}, squared weights", counter_name(version, at));
        let steps = |sum: &i128| format!("{sum} / 2^64");
        found.extend(differences(&stored.squares, &recounted.squares, name, steps));
    }
    found
}

fn differences<T: PartialEq>(
    stored: &[T],
    recounted: &[T],
    name: impl Fn(usize) -> String,
    number: impl Fn(&T) -> String,
) -> Vec<(String, String, String)> {
    let pairs = stored.iter().zip(recounted).enumerate().filter(|(_, (a, b))| a != b);
    pairs.map(|(at, (a, b))| (name(at), number(a), number(b))).collect()
}

/// As `responses`, `wifi: skipped`, `recommend: score 9`, `reason: option price`, `index: value 62.5`.
fn counter_name(version: Option<&Version>, at: usize) -> String {
    match at {
        RESPONSES => return "responses".to_owned(),
        COMPLETED => return "completed".to_owned(),
        _ => {}
    }
    let question = version.and_then(|version| {
        let blocks = version.layout().blocks();
        let position = blocks.iter().position(|block| block.range().contains(&at))?;
        Some((&version.survey().questions[position], blocks[position]))
    });
    let Some((question, block)) = question else {
        let derived = version.and_then(|version| derived_name(version, at));
        return derived.unwrap_or_else(|| format!("counter {at}"));
    };
    let value = match at - block.range().start {
        0 => "skipped".to_owned(),
        1 => "not applicable".to_owned(),
        2 => "don't know".to_owned(),
        3 => "answered".to_owned(),
        _ => value_name(question, at - block.values().start),
    };
    format!("{}: {value}", question.id)
}

/// As `score 9`, `option price`.
pub(super) fn value_name(question: &Question, value: usize) -> String {
    match &question.kind {
        QuestionKind::Score(scale) => {
            scale.scores().nth(value).map_or_else(String::new, |score| format!("score {score}"))
        }
        kind => {
            let option = kind.options().get(value);
            option.map_or_else(String::new, |option| format!("option {}", option.id))
        }
    }
}

/// The name of a counter of a measure of several questions, as `index: value 62.5`.
fn derived_name(version: &Version, at: usize) -> Option<String> {
    let mut derived = version.layout().derived().iter();
    let derived = derived.find(|derived| derived.block.range().contains(&at))?;
    let measure = &version.survey().measures[derived.measure];
    let none = vec![0; version.layout().len()];
    let figure = measure.figure(version, &none);
    let place = at.checked_sub(derived.block.values().start);
    let value = place.and_then(|place| figure.sample()?.values().get(place).copied());
    Some(match value {
        Some(value) => format!("{}: value {}", measure.id, (value * 1e3).round() / 1e3),
        None if at == derived.block.answered() => format!("{}: answered", measure.id),
        None => format!("{}: counter {at}", measure.id),
    })
}
