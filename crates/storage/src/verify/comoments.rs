//! Where two co-moments of a month differ, in words for people.

use std::collections::{BTreeMap, BTreeSet};

use plaudit_core::comoments::{Comoments, OfVersion};
use plaudit_core::moments::{Coding, Moments, Pattern, Patterns};
use plaudit_core::survey::Version;

use super::Discrepancy;
use super::compare::value_name;

/// The sums at which `stored` and `recounted` differ: of each respondent group and combination of
/// answered questions the first one, and each joint count.
pub(super) fn differences(
    versions: &BTreeMap<u32, Version>,
    month: &str,
    stored: &Comoments,
    recounted: &Comoments,
) -> Vec<Discrepancy> {
    let numbers: BTreeSet<u32> =
        stored.versions().chain(recounted.versions()).map(|(number, _)| number).collect();
    let nothing = OfVersion::default();
    let mut found = Vec::new();
    for number in numbers {
        let version = versions.get(&number);
        let stored = stored.version(number).unwrap_or(&nothing);
        let recounted = recounted.version(number).unwrap_or(&nothing);
        let cell = format!("version {number}, {month}");
        groups(version, &cell, stored, recounted, &mut found);
        joints(version, &cell, stored, recounted, &mut found);
    }
    found
}

fn groups(
    version: Option<&Version>,
    cell: &str,
    stored: &OfVersion,
    recounted: &OfVersion,
    found: &mut Vec<Discrepancy>,
) {
    let groups: BTreeSet<u8> =
        stored.groups().keys().chain(recounted.groups().keys()).copied().collect();
    for group in groups {
        let (stored, recounted) = (stored.groups().get(&group), recounted.groups().get(&group));
        let cells = |sums: Option<&Patterns>| -> BTreeSet<Pattern> {
            sums.into_iter().flat_map(Patterns::cells).map(|(pattern, _)| pattern).collect()
        };
        for pattern in cells(stored).union(&cells(recounted)) {
            let moments =
                |sums: Option<&Patterns>| sums.and_then(|sums| sums.cell(*pattern).cloned());
            let zero = || Moments::zero(pattern.count_ones() as usize);
            let stored = moments(stored).unwrap_or_else(zero);
            let recounted = moments(recounted).unwrap_or_else(zero);
            let columns: Vec<usize> =
                (0..128).filter(|column| pattern >> column & 1 == 1).collect();
            let difference = first_difference(version, &columns, &stored, &recounted);
            found.extend(difference.map(|(counter, stored, recounted)| Discrepancy {
                cell: format!("{cell}, respondent group {group}"),
                counter,
                stored: stored.to_string(),
                recounted: recounted.to_string(),
            }));
        }
    }
}

fn first_difference(
    version: Option<&Version>,
    columns: &[usize],
    stored: &Moments,
    recounted: &Moments,
) -> Option<(String, i64, i64)> {
    let name = |at: usize| column_name(version, columns[at]);
    if stored.n() != recounted.n() {
        let answered: BTreeSet<String> =
            columns.iter().filter_map(|column| question_id(version, *column)).collect();
        let answered: Vec<String> = answered.into_iter().collect();
        let counter = format!("responses that answered {}", answered.join(", "));
        return Some((counter, stored.n(), recounted.n()));
    }
    let sums = stored.sums().iter().zip(recounted.sums()).enumerate();
    let products = stored.products().iter().zip(recounted.products());
    let k = columns.len();
    let pairs = (0..k).flat_map(|i| (i..k).map(move |j| (i, j)));
    let sum = sums.filter(|(_, (a, b))| a != b).map(|(at, (a, b))| (name(at), *a, *b)).next();
    sum.or_else(|| {
        let mut products = pairs.zip(products).filter(|(_, (a, b))| a != b);
        products.next().map(|((i, j), (a, b))| (format!("{} times {}", name(i), name(j)), *a, *b))
    })
}

fn joints(
    version: Option<&Version>,
    cell: &str,
    stored: &OfVersion,
    recounted: &OfVersion,
    found: &mut Vec<Discrepancy>,
) {
    let count = |sums: &OfVersion, at: usize| sums.joint().get(at).copied().unwrap_or(0);
    for at in 0..stored.joint().len().max(recounted.joint().len()) {
        let (stored, recounted) = (count(stored, at), count(recounted, at));
        if stored != recounted {
            found.push(Discrepancy {
                cell: cell.to_owned(),
                counter: joint_name(version, at).unwrap_or_else(|| format!("joint count {at}")),
                stored: stored.to_string(),
                recounted: recounted.to_string(),
            });
        }
    }
}

/// As `speed: score 4, with stay: option yes`.
fn joint_name(version: Option<&Version>, mut at: usize) -> Option<String> {
    let version = version?;
    let questions = version.plan().questions();
    for pair in version.plan().pairs() {
        let (driver, outcome) = (questions[pair.driver], questions[pair.outcome]);
        let cells = driver.values * outcome.values;
        if at < cells {
            let name = |position: usize, value: usize| {
                let question = &version.survey().questions[position];
                format!("{}: {}", question.id, value_name(question, value))
            };
            let (value, with) = (at / outcome.values, at % outcome.values);
            let (driver, outcome) = (name(driver.position, value), name(outcome.position, with));
            return Some(format!("{driver}, with {outcome}"));
        }
        at -= cells;
    }
    None
}

fn question_id(version: Option<&Version>, column: usize) -> Option<String> {
    let version = version?;
    let column = version.plan().columns().get(column)?;
    let question = version.plan().questions()[column.question];
    Some(version.survey().questions[question.position].id.clone())
}

/// As `speed`, `speed (at most 2)`, `recommend (net)`.
fn column_name(version: Option<&Version>, column: usize) -> String {
    let known = version.and_then(|version| version.plan().columns().get(column));
    let Some((id, known)) = question_id(version, column).zip(known) else {
        return format!("column {column}");
    };
    match known.coding {
        Coding::Score => id,
        Coding::AtLeast(score) => format!("{id} (at least {score})"),
        Coding::AtMost(score) => format!("{id} (at most {score})"),
        Coding::OneOf(_) => format!("{id} (counted)"),
        Coding::Net { .. } => format!("{id} (net)"),
    }
}
