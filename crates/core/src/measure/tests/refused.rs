//! Measures that their survey does not allow.

use super::catalogue::catalogue;
use super::*;
use crate::corrected::Classifier;

/// The fields and reasons after `change` of the measure `id`.
#[track_caller]
fn refused(id: &str, change: impl FnOnce(&mut Measure), expected: &[(&str, &str)]) {
    let mut survey = catalogue();
    let at = survey.measures.iter().position(|measure| measure.id == id).unwrap();
    change(&mut survey.measures[at]);
    let found = Version::new(1, testing::noon(), survey).unwrap_err();
    assert_eq!(found.len(), expected.len(), "{found:?}");
    for (found, (field, reason)) in found.iter().zip(expected) {
        assert_eq!(found.field, format!("measures[{at}].{field}"));
        assert!(found.reason.contains(reason), "{found}");
    }
}

fn item(question: &str, weight: u32) -> IndexItem {
    IndexItem { question: question.to_owned(), weight }
}

fn index(items: Vec<IndexItem>) -> impl FnOnce(&mut Measure) {
    move |measure| measure.kind = Kind::Index { items }
}

#[test]
fn an_index_has_items_of_as_many_scores_and_few_sums() {
    refused("acsi", index(vec![item("a", 1)]), &[("items", "must have 2 to 30 items, has 1")]);
    refused(
        "acsi",
        index(vec![item("a", 1), item("mood", 1), item("often", 11), item("x", 1), item("a", 11)]),
        &[
            ("items[1].question", "must have as many scores as the first item, 10, not 5"),
            ("items[2].question", "needs score questions"),
            ("items[3].question", "there is no question \"x\""),
            ("items[4].question", "is named twice"),
            ("items[4].weight", "must be within 1..=10"),
        ],
    );
    refused(
        "acsi",
        index(
            ["a", "b", "c", "wait"].iter().map(|id| item(id, 10)).chain([item("a", 10)]).collect(),
        ),
        &[("items[4].question", "twice")],
    );
    refused("acsi", |m| m.question = "a".to_owned(), &[("question", "must be empty")]);
    let mut survey = catalogue();
    for i in 0..2 {
        survey
            .questions
            .push(testing::question(&format!("long{i}"), QuestionKind::Score(Scale::new(0, 100))));
    }
    survey.measures[13].kind = Kind::Index { items: vec![item("long0", 3), item("long1", 1)] };
    let found = Version::new(1, testing::noon(), survey).unwrap_err();
    assert!(found[0].reason.contains("401 possible sums, at most 400"), "{found:?}");
}

#[test]
fn a_gap_is_of_one_scale_and_a_secure_share_has_top_sets() {
    let gap = |expected: &str| {
        let expected = expected.to_owned();
        move |m: &mut Measure| m.kind = Kind::Gap { perceived: "a".into(), expected }
    };
    refused(
        "gap",
        gap("wait"),
        &[("items[1].question", "must be on the scale of the first item, 1..=10")],
    );
    refused("gap", gap("a"), &[("items[1].question", "twice")]);
    let secure = |m: &mut Measure| {
        let item = |id: &str, top: &[i32]| SecureItem { question: id.into(), top: top.to_vec() };
        m.kind = Kind::Secure { items: vec![item("a", &[]), item("b", &[11])] };
    };
    refused("secure", secure, &[("items[0].top", "must name"), ("items[1].top", "within 1..=10")]);
}

#[test]
fn kinds_of_one_question_fit_its_scale() {
    let ask = |question: &str| {
        let question = question.to_owned();
        move |measure: &mut Measure| measure.question = question
    };
    refused("enps", ask("a"), &[("question", "enps needs the scale 0..=10")]);
    refused("intent", ask("a"), &[("question", "intent needs the scale 0..=10")]);
    refused("wallet", ask("a"), &[("question", "lower is better")]);
    refused("wallet", ask("wait"), &[("question", "ranks from 1")]);
    refused("consensus", ask("often"), &[("question", "consensus needs a score question")]);
    refused("angry", |m| m.kind = Kind::BottomBox { bottom: vec![] }, &[("top", "must name")]);
    refused("angry", ask("often"), &[("question", "bottom_box needs a score question")]);
}

#[test]
fn a_frequency_counts_one_end_of_the_order() {
    let count = |ids: &[&str]| {
        let options = ids.iter().map(|id| (*id).to_owned()).collect();
        move |measure: &mut Measure| measure.kind = Kind::Frequency { options }
    };
    for ids in [&["never", "daily"][..], &["yearly"], &["never", "yearly", "monthly", "daily"]] {
        refused("frequent", count(ids), &[("options", "to one end of the order")]);
    }
    refused("frequent", count(&["weekly"]), &[("options", "is not an option")]);
    refused("frequent", |m| m.question = "about".into(), &[("question", "single-choice")]);
    let mut survey = catalogue();
    count(&["never", "yearly"])(&mut survey.measures[9]);
    let version = Version::new(1, testing::noon(), survey).unwrap();
    let counts = vec![1; version.layout().len()];
    let beside = version.survey().measures[9].components(&version, &counts, Level::default());
    let ids: Vec<_> = beside.iter().map(|component| component.id.as_str()).collect();
    assert_eq!(ids, ["median", "from_monthly", "from_yearly", "from_never"]);
}

#[test]
fn a_classifier_that_finds_too_little_is_not_fit_for_a_share() {
    let check = |sensitivity, specificity| {
        move |measure: &mut Measure| {
            if let Kind::ClassifiedShare { classifier, .. } = &mut measure.kind {
                *classifier = Classifier { sensitivity, specificity };
            }
        }
    };
    refused("negative", check((60, 100), (170, 200)), &[("classifier", "at least 1.5")]);
    refused("negative", check((0, 0), (170, 200)), &[("classifier.positives", "at least 1")]);
    refused(
        "negative",
        check((80, 100), (201, 200)),
        &[("classifier.true_negatives", "at most 200")],
    );
}
