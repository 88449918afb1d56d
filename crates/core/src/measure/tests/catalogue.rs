//! Every kind, on one survey, against figures from outside.

use super::*;
use crate::corrected::Classifier;
use crate::response::{Given, NoAnswer};
use crate::survey::Survey;
use crate::testing::{answer, noon, options, question};

/// A survey with every kind; the questions a to c are on 1 to 10.
pub(super) fn catalogue() -> Survey {
    let measure = |id: &str, kind: Kind, question: &str| Measure {
        id: id.to_owned(),
        kind,
        question: question.to_owned(),
        label: LocalText::default(),
        method: None,
    };
    let ids = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect::<Vec<_>>();
    let lower = |mut scale: Scale| {
        scale.direction = Direction::LowerIsBetter;
        QuestionKind::Score(scale)
    };
    let item = |id: &str, weight| IndexItem { question: id.to_owned(), weight };
    let secure = |id: &str, top: &[i32]| SecureItem { question: id.to_owned(), top: top.to_vec() };
    let classifier = Classifier { sensitivity: (80, 100), specificity: (180, 200) };
    Survey {
        questions: vec![
            question("likely", QuestionKind::Score(Scale::new(0, 10))),
            question("a", QuestionKind::Score(Scale::new(1, 10))),
            question("b", QuestionKind::Score(Scale::new(1, 10))),
            question("c", QuestionKind::Score(Scale::new(1, 10))),
            question("easy", QuestionKind::Score(Scale::new(1, 7))),
            question("mood", QuestionKind::Score(Scale::new(1, 5))),
            question("wait", lower(Scale::new(0, 9))),
            question("rank", lower(Scale::new(1, 4))),
            question(
                "often",
                QuestionKind::SingleChoice(options(&["never", "yearly", "monthly", "daily"])),
            ),
            question("about", QuestionKind::MultipleChoice(options(&["price", "staff"]))),
        ],
        measures: vec![
            measure("nps", Kind::Nps, "likely"),
            measure("nps_1_10", Kind::Nps1To10, "a"),
            measure("enps", Kind::Enps, "likely"),
            measure("csat", Kind::Csat { top: vec![9, 10] }, "a"),
            measure("ces", Kind::Ces, "easy"),
            measure("mean", Kind::Mean { top: vec![] }, "wait"),
            measure("angry", Kind::BottomBox { bottom: vec![1] }, "mood"),
            measure("share", Kind::Share { options: ids(&["price"]) }, "about"),
            measure(
                "negative",
                Kind::ClassifiedShare { options: ids(&["staff"]), classifier },
                "about",
            ),
            measure("frequent", Kind::Frequency { options: ids(&["monthly", "daily"]) }, "often"),
            measure("intent", Kind::Intent, "likely"),
            measure("wallet", Kind::WalletShare, "rank"),
            measure("consensus", Kind::Consensus, "mood"),
            measure(
                "acsi",
                Kind::Index { items: vec![item("a", 1), item("b", 1), item("c", 1)] },
                "",
            ),
            measure("mixed", Kind::Index { items: vec![item("a", 3), item("wait", 1)] }, ""),
            measure("gap", Kind::Gap { perceived: "a".into(), expected: "b".into() }, ""),
            measure(
                "secure",
                Kind::Secure { items: vec![secure("a", &[9, 10]), secure("likely", &[10])] },
                "",
            ),
        ],
        ..testing::survey(false)
    }
}

pub(super) fn version() -> Version {
    Version::new(1, noon(), catalogue()).unwrap()
}

/// Counts in which the value at each position was given so often, whether of a question or derived.
fn given(version: &Version, measure: &str, counts: &[u64]) -> Vec<u64> {
    let declared = super::measure(version, measure);
    let block = version
        .derived_block(measure)
        .unwrap_or_else(|| version.layout().block(version.position(&declared.question).unwrap()));
    let mut sums = vec![0; version.layout().len()];
    sums[block.answered()] = counts.iter().sum();
    sums[block.values()].copy_from_slice(counts);
    sums
}

fn figure(measure: &str, counts: &[u64]) -> Figure {
    let version = version();
    let counts = given(&version, measure, counts);
    super::measure(&version, measure).figure(&version, &counts)
}

#[track_caller]
fn is(figure: &Figure, value: f64, error: f64) {
    close(figure.value().unwrap(), value, 5e-7);
    close(figure.variance().unwrap().sqrt(), error, 5e-7);
}

#[test]
fn the_index_of_the_mobile_phone_survey_is_that_of_its_authors() {
    // Sums of CUSA1 to CUSA3, less 3, of the 250 respondents of R's semPLS: METHODS §8.8.
    let sums = [
        0, 0, 0, 0, 0, 0, 0, 1, 3, 1, 1, 2, 4, 9, 9, 10, 11, 18, 18, 36, 24, 25, 22, 24, 7, 13, 3,
        9,
    ];
    let figure = figure("acsi", &sums);
    close(figure.value().unwrap(), 71.970_370, 5e-7);
    assert_eq!((figure.n(), figure.bounds()), (250, (0.0, 100.0)));
    assert_eq!(figure.estimate(Level::default()).unwrap().method, Method::VrWilson);
    assert_eq!(figure.ordered().unwrap().0.len(), 28);
}

#[test]
fn the_gap_of_the_mobile_phone_survey_has_the_error_of_paired_answers() {
    // PERQ1 less CUEX1, from -9 to 9.
    let figure = figure("gap", &[0, 0, 1, 0, 1, 2, 7, 18, 31, 82, 54, 34, 11, 3, 5, 0, 1, 0, 0]);
    is(&figure, 0.364, 0.109_755);
    assert_eq!(figure.bounds(), (-9.0, 9.0));
}

#[test]
fn a_corrected_share_knows_the_errors_of_its_classifier() {
    // METHODS §8.14: 300 of 1,000 found.
    let version = version();
    let mut counts = vec![0; version.layout().len()];
    let block = version.layout().block(version.position("about").unwrap());
    (counts[block.answered()], counts[block.value(1)]) = (1_000, 300);
    let figure = super::measure(&version, "negative").figure(&version, &counts);
    close(figure.value().unwrap(), 28.571_4, 5e-5);
    close(figure.variance().unwrap().sqrt(), 3.411_3, 5e-5);
    assert!(figure.sample().is_none());
    let estimate = figure.estimate(Level::default()).unwrap();
    assert!(estimate.lower > 21.0 && estimate.upper < 37.0, "{estimate:?}");
    let (part, rest) = (figure.without(&figure), figure.difference(&figure, Level::default()));
    assert_eq!((part.unwrap().value(), rest.unwrap().value), (None, 0.0));
}

#[test]
fn consensus_has_the_values_of_agrmt_and_shows_older_measures_beside_it() {
    // METHODS §8.13: counts, Cns, A and D.
    let cases: [([u64; 5], f64, f64, f64); 3] = [
        ([50, 0, 0, 0, 50], 0.0, -100.0, 100.0),
        ([20; 5], 43.398_5, 0.0, 60.0),
        ([4, 3, 8, 30, 55], 63.089_288, 63.833_333, 35.5),
    ];
    let version = version();
    let measure = super::measure(&version, "consensus");
    for (counts, consensus, a, d) in cases {
        let counts = given(&version, "consensus", &counts);
        let figure = measure.figure(&version, &counts);
        close(figure.value().unwrap(), consensus, 5e-7);
        let beside = measure.components(&version, &counts, Level::default());
        let values: Vec<f64> = beside.iter().map(|c| c.estimate.unwrap().value).collect();
        close(values[0], a, 5e-7);
        close(values[1], d, 5e-7);
    }
}

#[test]
fn the_interval_of_consensus_is_that_of_its_error_and_never_empty() {
    // 1,000 answers of the fifth row: twice the standard error to either side, nearly.
    let many = figure("consensus", &[40, 30, 80, 300, 550]);
    let estimate = many.estimate(Level::default()).unwrap();
    let error = many.variance().unwrap().sqrt();
    close(estimate.upper - estimate.lower, 2.0 * 1.96 * error, 0.02 * error);
    let unanimous = figure("consensus", &[0, 0, 0, 0, 8]).estimate(Level::default()).unwrap();
    assert_eq!((unanimous.value, unanimous.upper), (100.0, 100.0));
    assert!(unanimous.lower < 90.0, "{unanimous:?}");
    let apart = many.difference(&figure("consensus", &[200; 5]), Level::default()).unwrap();
    assert!(apart.lower > 10.0 && apart.p < 1e-6, "{apart:?}");
    assert!(many.difference(&figure("acsi", &[9; 28]), Level::default()).is_none());
}

#[test]
fn juster_s_scale_and_ranks_among_brands_have_their_numbers() {
    let intent = figure("intent", &[1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 2]);
    close(intent.value().unwrap(), (1.0 + 10.0 + 99.0 + 99.0) / 4.0, 1e-12);
    assert_eq!(intent.bounds(), (1.0, 99.0));
    // First of four: 2/4 * (1 - 1/5); the shares of all ranks sum to 1.
    let wallet = |ranks: &[u64]| figure("wallet", ranks).value().unwrap();
    close(wallet(&[1, 0, 0, 0]), 40.0, 1e-12);
    close(wallet(&[1, 1, 1, 1]), 25.0, 1e-12);
}

#[test]
fn a_frequency_has_cumulative_shares_and_a_median_and_no_mean() {
    let version = version();
    let counts = given(&version, "frequent", &[10, 30, 40, 20]);
    let measure = super::measure(&version, "frequent");
    assert_eq!(measure.figure(&version, &counts).value(), Some(60.0));
    let beside = measure.components(&version, &counts, Level::default());
    let shown: Vec<_> = beside.iter().map(|c| (c.id.as_str(), c.estimate.unwrap().value)).collect();
    assert_eq!(
        shown,
        [("median", 60.0), ("from_yearly", 90.0), ("from_monthly", 60.0), ("from_daily", 20.0)]
    );
    // Ranks 40 and 61 of 100: METHODS §8.14.
    let definition = &beside[0].definition;
    assert!(definition.contains("is monthly (95% interval yearly to monthly)"), "{definition}");
}

#[test]
fn a_response_is_counted_for_several_questions_only_when_it_answers_all() {
    let version = version();
    let count = |answers: &[(&str, Option<i32>)]| {
        let answers = answers.iter().map(|(id, score)| {
            let given = score.map_or(Given::NoAnswer(NoAnswer::DontKnow), Given::Score);
            answer(id, given)
        });
        let submission = Submission { answers: answers.collect(), ..testing::submission() };
        let mut tally = Tally::default();
        tally.add(&version, &version.check(submission, noon()).unwrap());
        let counts = tally.cells().next().unwrap().1.counts().to_vec();
        counts.iter().map(|n| n.cast_unsigned()).collect::<Vec<u64>>()
    };
    let value =
        |id: &str, counts: &[u64]| super::measure(&version, id).figure(&version, counts).value();
    let all = count(&[
        ("likely", Some(10)),
        ("a", Some(10)),
        ("b", Some(4)),
        ("c", Some(7)),
        ("wait", Some(9)),
    ]);
    close(value("acsi", &all).unwrap(), 100.0 * (9.0 + 3.0 + 6.0) / 27.0, 1e-12);
    // The longest wait is the worst, and a counts three times.
    assert_eq!(value("mixed", &all), Some(75.0));
    assert_eq!(value("gap", &all), Some(6.0));
    assert_eq!(value("secure", &all), Some(100.0));
    let some = count(&[("likely", Some(9)), ("a", Some(10)), ("b", None)]);
    assert_eq!((value("acsi", &some), value("gap", &some)), (None, None));
    assert_eq!(value("secure", &some), Some(0.0));
}

#[test]
fn every_kind_has_a_name_bounds_a_definition_and_a_value() {
    let version = version();
    let mut counts = vec![20; version.layout().len()];
    counts[version.layout().block(9).answered()] = 50; // of whom 20 ticked each option
    let mut names = Vec::new();
    for measure in &version.survey().measures {
        let figure = measure.figure(&version, &counts);
        let (low, high) = measure.bounds(&version);
        let estimate = figure.estimate(Level::default()).unwrap();
        assert!(low <= estimate.lower && estimate.lower < estimate.upper, "{}", measure.id);
        assert!(estimate.upper <= high && figure.value() == Some(estimate.value), "{}", measure.id);
        assert!(!measure.definition(&version).is_empty());
        assert!(measure.kind.takes(estimate.method), "{}", measure.id);
        names.push(measure.kind.name());
        let half = figure.without(&figure).unwrap();
        assert_eq!((half.n(), half.value()), (0, None));
        let clustered = figure.clone().with_variance(4.0 * figure.variance().unwrap(), 30.0);
        let clustered = clustered.unwrap().estimate(Level::default()).unwrap();
        assert_eq!(clustered.method, Method::VrWilson);
        assert!(clustered.lower < estimate.lower && clustered.upper > estimate.upper);
    }
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), 16);
}

#[test]
fn what_is_better_and_what_can_be_explained_follow_from_the_kind() {
    let version = version();
    let of = |wanted: &dyn Fn(&Measure) -> bool| {
        let measures = version.survey().measures.iter().filter(|measure| wanted(measure));
        measures.map(|measure| measure.id.as_str()).collect::<Vec<_>>()
    };
    assert_eq!(of(&|measure| !measure.higher_is_better(&version)), ["mean", "angry"]);
    assert_eq!(
        of(&|measure| !measure.can_be_explained(&version.survey().questions)),
        ["share", "negative", "intent", "wallet", "consensus", "acsi", "mixed", "gap", "secure"]
    );
    assert_eq!(of(&|measure| measure.privacy_k(5) == 10), ["enps"]);
    assert_eq!(super::measure(&version, "enps").privacy_k(25), 25);
}
