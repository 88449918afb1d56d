//! The parts of a measure in a survey file, and the names of kinds and methods: those of the contract in
//! lower case, without the prefix.

use plaudit_proto::v1;
use v1::{IntervalMethod, MeasureKind};

use super::super::{Entry, hint};
use super::form::{list, positive};

const KIND: &str = "MEASURE_KIND_";
const METHOD: &str = "INTERVAL_METHOD_";

/// As `bottom_box`.
pub(super) fn kind_name(kind: MeasureKind) -> String {
    kind.as_str_name().trim_start_matches(KIND).to_lowercase()
}

/// As `clopper_pearson`.
pub(super) fn method_name(method: IntervalMethod) -> String {
    method.as_str_name().trim_start_matches(METHOD).to_lowercase()
}

/// Whether the kind is computed from several questions.
pub(super) fn has_items(kind: MeasureKind) -> bool {
    matches!(kind, MeasureKind::Index | MeasureKind::Gap | MeasureKind::Secure)
}

pub(super) fn kind(entry: &Entry<'_>) -> Option<MeasureKind> {
    let kinds = (1..).map_while(|number| MeasureKind::try_from(number).ok());
    named(entry, &kinds.map(|kind| (kind_name(kind), kind)).collect::<Vec<_>>())
}

pub(super) fn method(entry: &Entry<'_>) -> Option<IntervalMethod> {
    let methods = (1..).map_while(|number| IntervalMethod::try_from(number).ok());
    named(entry, &methods.map(|method| (method_name(method), method)).collect::<Vec<_>>())
}

/// The value of that name; the names are listed where it is another.
fn named<T: Copy>(entry: &Entry<'_>, known: &[(String, T)]) -> Option<T> {
    let name = entry.text()?;
    if let Some((_, value)) = known.iter().find(|(known, _)| *known == name) {
        return Some(*value);
    }
    let names: Vec<&str> = known.iter().map(|(name, _)| name.as_str()).collect();
    let near = hint(&name, names.iter().copied());
    let (last, first) = names.split_last()?;
    entry.refuse(format!("must be {} or {last}, not {name:?}{near}", first.join(", ")));
    None
}

/// `overall`, or `{question: overall, weight: 2}`, or `{question: overall, top: [9, 10]}`.
pub(super) fn item(entry: &Entry<'_>) -> Option<v1::MeasureItem> {
    if !entry.is_map() {
        return Some(v1::MeasureItem { question: entry.text()?, ..Default::default() });
    }
    let fields = entry.fields()?;
    let item = v1::MeasureItem {
        question: fields.need("question").and_then(|id| id.text()).unwrap_or_default(),
        weight: fields.get("weight").and_then(|weight| positive(&weight)).unwrap_or_default(),
        top: list(fields.get("top"), Entry::whole),
    };
    fields.close();
    Some(item)
}

/// `{positives: 100, true_positives: 80, negatives: 200, true_negatives: 180}`.
pub(super) fn classifier(entry: &Entry<'_>) -> Option<v1::Classifier> {
    let fields = entry.fields()?;
    let count = |key| fields.need(key).and_then(|entry| whole(&entry)).unwrap_or_default();
    let classifier = v1::Classifier {
        positives: count("positives"),
        true_positives: count("true_positives"),
        negatives: count("negatives"),
        true_negatives: count("true_negatives"),
    };
    fields.close();
    Some(classifier)
}

fn whole(entry: &Entry<'_>) -> Option<u64> {
    let number: u32 = entry.whole()?;
    Some(number.into())
}
