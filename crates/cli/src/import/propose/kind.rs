//! What kind of answer a question takes, by the values that were given.

use plaudit_core::bank;
use plaudit_proto::v1::MeasureKind;

use super::super::formats::Hint;
use super::super::questions::{From, Question};
use super::super::score::{missing, score};
use super::super::seen::{Seen, Values};
use super::super::slug::{Ids, slug};

/// A kind of answer, the figure that is made of it, and what is not certain.
pub(super) struct Inferred {
    pub(super) kind: Kind,
    pub(super) measure: Option<MeasureKind>,
    pub(super) notes: Vec<String>,
}

pub(super) enum Kind {
    Score { min: i32, max: i32, labels: Vec<(i32, String)> },
    Single(Vec<Choice>),
    Multiple(Vec<Choice>),
    Text { longest: u32 },
}

/// An option.
pub(super) struct Choice {
    pub(super) id: String,
    pub(super) label: String,
}

/// Scales that are asked on, the shortest first.
const SCALES: [(i32, i32); 5] = [(1, 5), (1, 7), (1, 10), (0, 10), (0, 100)];
/// The most options of a choice that is proposed.
const OPTIONS: usize = 30;
/// The most characters of an option.
const LABEL: usize = 100;

/// Absent when nobody gave anything.
pub(super) fn infer(question: &Question, seen: &Seen) -> Option<Inferred> {
    let (column, separator, option_ids) = match &question.from {
        From::Ticks { columns, own_words } => return Some(ticks(columns, own_words.is_some())),
        From::Column { column, separator, option_ids } => (*column, *separator, *option_ids),
    };
    let values = seen.column(column);
    if values.filled == 0 {
        return None;
    }
    if let Some(ids) = option_ids.filter(|ids| seen.column(*ids).filled > 0) {
        return Some(by_ids(seen, ids));
    }
    let inferred = match question.hint {
        Hint::Text | Hint::OwnWords => None,
        Hint::Nps => Some(scale(values, 0, 10, Some(MeasureKind::Nps))),
        Hint::Csat(min, max) => {
            let measure = ((min, max) == (1, 5)).then_some(MeasureKind::Csat);
            Some(scale(values, min, max, measure.or(Some(MeasureKind::Mean))))
        }
        Hint::Ces(min, max) => Some(scale(values, min, max, Some(MeasureKind::Ces))),
        Hint::Choice => choice(values, separator, true),
        Hint::Open | Hint::Score => scored(values, &question.text, question.hint)
            .or_else(|| verbal(values))
            .or_else(|| choice(values, separator, false)),
    };
    Some(inferred.unwrap_or_else(|| text(values)))
}

fn text(values: &Values) -> Inferred {
    let longest = u32::try_from(values.longest).unwrap_or(u32::MAX).clamp(2_000, 10_000);
    Inferred { kind: Kind::Text { longest }, measure: None, notes: Vec::new() }
}

/// A score on a known scale; what of the values is not on it.
fn scale(values: &Values, min: i32, max: i32, measure: Option<MeasureKind>) -> Inferred {
    let outside: Vec<String> = values
        .each()
        .into_iter()
        .filter(|(value, _)| missing(value).is_none())
        .filter(|(value, _)| score(value).is_none_or(|(s, _)| !(min..=max).contains(&s)))
        .map(|(value, count)| match count {
            1 => format!("{value:?}"),
            n => format!("{value:?} ({n} times)"),
        })
        .collect();
    let mut notes = Vec::new();
    if !outside.is_empty() {
        let shown = outside[..outside.len().min(5)].join(", ");
        notes.push(format!("not on the scale, and so bad rows: {shown}"));
    }
    let mut labels: Vec<(i32, String)> = Vec::new();
    for (at, words) in values.each().into_iter().filter_map(|(value, _)| score(value)) {
        if let Some(words) = words
            && (min..=max).contains(&at)
            && labels.iter().all(|(other, _)| *other != at)
        {
            labels.push((at, words.to_owned()));
        }
    }
    labels.sort_unstable();
    Inferred { kind: Kind::Score { min, max, labels }, measure, notes }
}

/// Most of the values are numbers on a scale.
fn scored(values: &Values, text: &str, hint: Hint) -> Option<Inferred> {
    let given: Vec<(&str, u64)> =
        values.each().into_iter().filter(|(value, _)| missing(value).is_none()).collect();
    let all: u64 = given.iter().map(|(_, count)| count).sum();
    let scores: Vec<(i32, u64)> =
        given.iter().filter_map(|(value, count)| Some((score(value)?.0, *count))).collect();
    let within = |min: i32, max: i32| -> u64 {
        scores.iter().filter(|(s, _)| (min..=max).contains(s)).map(|(_, count)| count).sum()
    };
    // One slip in ten may be of any kind.
    let is_most = |count: u64| count * 10 >= all * 9 || (all >= 5 && count + 1 >= all);
    if values.more || all == 0 {
        return None;
    }
    if is_recommendation(text) && within(0, 10) * 2 > all {
        return Some(scale(values, 0, 10, Some(MeasureKind::Nps)));
    }
    if !is_most(within(-1000, 1000)) {
        return None;
    }
    let fits = |(min, max): &(i32, i32)| {
        // A 0 that was given belongs to the scale, however seldom.
        within(*min, *max) == all
            || (is_most(within(*min, *max)) && (*min == 0 || within(0, 0) == 0))
    };
    let Some((min, max)) = SCALES.into_iter().find(fits) else {
        return (hint == Hint::Score).then(|| {
            let bound = |best: fn(i32, i32) -> i32| scores.iter().map(|(s, _)| *s).reduce(best);
            let (min, max) = (bound(i32::min).unwrap_or(0), bound(i32::max).unwrap_or(1));
            let mut inferred = scale(values, min, max.max(min + 1).min(min + 100), None);
            inferred.notes.push("the scale is what the values reach".to_owned());
            inferred
        });
    };
    let mut inferred = scale(values, min, max, Some(MeasureKind::Mean));
    let reached = |score: i32| within(score, score) > 0;
    if !(reached(min) && reached(max)) {
        inferred.notes.push(format!("nobody gave both ends of {min} to {max}; is that the scale?"));
    }
    Some(inferred)
}

/// Whether a question asks for recommendation, in the four languages of the bank.
fn is_recommendation(text: &str) -> bool {
    let lower = text.to_lowercase();
    let names = [
        "nps",
        "likely",
        "recommend",
        "khả năng",
        "giới thiệu",
        "consigli",
        "raccomand",
        "suosittel",
    ];
    let has = |i: usize| lower.contains(names[i]);
    has(0)
        || (has(1) && has(2))
        || (has(2) && lower.len() < 20)
        || (has(3) && has(4))
        || (4..8).any(has)
}

/// All values are the words of a scale of the question bank.
fn verbal(values: &Values) -> Option<Inferred> {
    let given: Vec<String> = values
        .each()
        .into_iter()
        .filter(|(value, _)| missing(value).is_none())
        .map(|(value, _)| value.to_lowercase())
        .collect();
    for (_, scale) in bank::scales() {
        for language in bank::LANGUAGES {
            let words: Vec<(i32, &String)> = scale
                .labels
                .iter()
                .filter_map(|(score, words)| Some((*score, words.0.get(language)?)))
                .collect();
            let is_on =
                |value: &String| words.iter().any(|(_, word)| word.to_lowercase() == *value);
            if words.len() != scale.len() || given.len() < 2 || !given.iter().all(is_on) {
                continue;
            }
            if scale.direction == plaudit_core::scale::Direction::LowerIsBetter {
                continue;
            }
            let labels = words.into_iter().map(|(score, word)| (score, word.clone())).collect();
            let kind = Kind::Score { min: scale.min, max: scale.max, labels };
            let notes = vec![
                "the words of the answers are those of a scale of the question bank".to_owned(),
            ];
            return Some(Inferred { kind, measure: Some(MeasureKind::Mean), notes });
        }
    }
    None
}

/// Few different values that come again. `known` when the format says that it is a choice.
fn choice(values: &Values, separator: Option<&str>, known: bool) -> Option<Inferred> {
    let each = values.each();
    let given = || each.iter().filter(|(value, _)| missing(value).is_none());
    let parts: Vec<&str> = match separator {
        Some(separator) => given().flat_map(|(value, _)| value.split(separator)).collect(),
        None => given().map(|(value, _)| *value).collect(),
    };
    let mut single = unique(given().map(|(value, _)| *value));
    let several = unique(parts.iter().map(|part| part.trim()));
    // What stands between separators comes again elsewhere where it is an option, seldom in a sentence.
    let is_several = separator.is_some_and(|s| given().any(|(value, _)| value.contains(s)))
        && (known || several.len() < single.len() || several.len() * 2 <= parts.len());
    if is_several {
        single = several;
    }
    let uses = if is_several { parts.len() as u64 } else { given().map(|(_, count)| count).sum() };
    let is_short = single.iter().all(|label| label.chars().count() <= LABEL);
    let comes_again = known || (single.len() as u64) * 3 <= uses * 2;
    if values.more || !is_short || !comes_again || single.is_empty() || single.len() > OPTIONS {
        return None;
    }
    let mut notes = vec!["the options are those that were chosen at least once".to_owned()];
    if is_several {
        notes.push(format!(
            "several options stand in one cell, with {:?} between",
            separator.unwrap_or("")
        ));
    }
    if single
        .iter()
        .all(|label| label.chars().count() <= 5 && label.chars().any(|c| c.is_ascii_digit()))
    {
        notes.push("the file has codes and no labels: write them".to_owned());
    }
    let seldom: Vec<String> = match is_several {
        true => Vec::new(),
        false => {
            given().filter(|(_, n)| *n == 1 && uses >= 8).map(|(v, _)| format!("{v:?}")).collect()
        }
    };
    if !seldom.is_empty() && seldom.len() <= 5 {
        notes.push(format!("chosen once, perhaps a slip: {}", seldom.join(", ")));
    }
    let options = options(single.into_iter(), &mut notes);
    let kind = if is_several { Kind::Multiple(options) } else { Kind::Single(options) };
    Some(Inferred { kind, measure: None, notes })
}

/// The options by the ids of the file, with the labels that stand beside single ones.
fn by_ids(seen: &Seen, column: usize) -> Inferred {
    let each = seen.column(column).each();
    let is_several = each.iter().any(|(value, _)| value.contains(','));
    let ids = unique(each.iter().flat_map(|(value, _)| value.split(',')).map(str::trim));
    let mut notes = vec!["the options are those that were chosen at least once".to_owned()];
    let mut given = Ids::default();
    let mut options: Vec<Choice> = Vec::new();
    for id in ids {
        let label = seen.label(column, id).unwrap_or_default().to_owned();
        if label.is_empty() {
            notes.push(format!("the label of {id:?} stands nowhere alone: write it"));
        }
        options.push(Choice { id: given.give(&slug(id, "o_")), label });
    }
    complete(&mut options, &mut given, &mut notes);
    let kind = if is_several { Kind::Multiple(options) } else { Kind::Single(options) };
    Inferred { kind, measure: None, notes }
}

fn ticks(columns: &[(usize, String)], own_words: bool) -> Inferred {
    let mut notes = Vec::new();
    let labels = columns.iter().map(|(_, words)| words.as_str());
    let other = own_words.then_some("Other");
    let options = options(labels.chain(other), &mut notes);
    Inferred { kind: Kind::Multiple(options), measure: None, notes }
}

fn options<'a>(labels: impl Iterator<Item = &'a str>, notes: &mut Vec<String>) -> Vec<Choice> {
    let mut ids = Ids::default();
    let mut options: Vec<Choice> = labels
        .map(|label| Choice { id: ids.give(&slug(label, "o_")), label: label.to_owned() })
        .collect();
    complete(&mut options, &mut ids, notes);
    options
}

/// A choice has two options at least.
fn complete(options: &mut Vec<Choice>, ids: &mut Ids, notes: &mut Vec<String>) {
    while options.len() < 2 {
        let id = ids.give("another");
        notes
            .push(format!("only one option was ever chosen, so that {id:?} stands for the others"));
        options.push(Choice { id, label: String::new() });
    }
}

fn unique<'a>(values: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut found: Vec<&str> = Vec::new();
    for value in values.filter(|value| !value.is_empty()) {
        if !found.contains(&value) {
            found.push(value);
        }
    }
    found
}
