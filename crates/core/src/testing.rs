//! What several test modules share.

use std::collections::BTreeMap;

use proptest::prelude::*;

use crate::measure::{Kind, Measure};
use crate::response::{Given, NoAnswer, Response, Submission, SubmittedAnswer};
use crate::scale::Scale;
use crate::survey::{ChoiceOption, Question, QuestionKind, Segment, SegmentValue, Survey, Version};
use crate::text::LocalText;
use crate::time::Timestamp;

/// Fails unless `actual` is within `tolerance` of `expected`.
#[track_caller]
pub(crate) fn close(actual: f64, expected: f64, tolerance: f64) {
    let difference = (actual - expected).abs();
    assert!(difference <= tolerance, "{actual} is not {expected}: they differ by {difference:e}");
}

/// Fails unless both limits are within `tolerance` of those expected.
#[track_caller]
pub(crate) fn close_limits(actual: (f64, f64), expected: (f64, f64), tolerance: f64) {
    close(actual.0, expected.0, tolerance);
    close(actual.1, expected.1, tolerance);
}

/// 2026-11-22T12:00:00Z.
pub(crate) const NOON: i64 = 1_795_348_800_000_000;

pub(crate) fn noon() -> Timestamp {
    Timestamp::from_micros(NOON).unwrap()
}

pub(crate) fn question(id: &str, kind: QuestionKind) -> Question {
    Question {
        id: id.to_owned(),
        text: LocalText::of("en", id),
        wording: 1,
        required: false,
        departments: Vec::new(),
        kind,
    }
}

pub(crate) fn options(ids: &[&str]) -> Vec<ChoiceOption> {
    ids.iter()
        .map(|id| ChoiceOption { id: (*id).to_owned(), label: LocalText::default() })
        .collect()
}

/// A survey with one question of each kind, the first required, and the segments `team` (declared
/// values, required), `region` (any value) and `channel`.
pub(crate) fn survey(weighted: bool) -> Survey {
    let segment = |id: &str, values: &[&str], required| Segment {
        id: id.to_owned(),
        label: LocalText::default(),
        values: values
            .iter()
            .map(|id| SegmentValue { id: (*id).to_owned(), label: LocalText::default() })
            .collect(),
        required,
    };
    let measure = |id: &str, kind: Kind, question: &str| Measure {
        id: id.to_owned(),
        kind,
        question: question.to_owned(),
        label: LocalText::default(),
    };
    Survey {
        id: "shop".to_owned(),
        title: LocalText::of("en", "Shop"),
        default_language: "en".to_owned(),
        time_zone: "Europe/Helsinki".to_owned(),
        questions: vec![
            Question {
                required: true,
                ..question("recommend", QuestionKind::Score(Scale::new(0, 10)))
            },
            question("overall", QuestionKind::Score(Scale::new(1, 5))),
            question("first", QuestionKind::SingleChoice(options(&["yes", "no"]))),
            question("used", QuestionKind::MultipleChoice(options(&["phone", "chat", "mail"]))),
            question("why", QuestionKind::Text { max_length: 20 }),
        ],
        measures: vec![
            measure("nps", Kind::Nps, "recommend"),
            measure("csat", Kind::Csat { top: vec![4, 5] }, "overall"),
            measure("mean", Kind::Mean { top: vec![5] }, "overall"),
            measure("first", Kind::Share { options: vec!["yes".to_owned()] }, "first"),
            measure("phone", Kind::Share { options: vec!["phone".to_owned()] }, "used"),
        ],
        segments: vec![
            segment("team", &["north", "south"], true),
            segment("region", &[], false),
            segment("channel", &["mail", "web"], false),
        ],
        privacy_k: 5,
        weighted,
        repeat_respondents: false,
        strata: None,
        driver_models: Vec::new(),
    }
}

pub(crate) fn version(weighted: bool) -> Version {
    Version::new(1, noon(), survey(weighted)).unwrap()
}

pub(crate) fn answer(question: &str, given: Given) -> SubmittedAnswer {
    SubmittedAnswer { question: question.to_owned(), given: Some(given) }
}

/// A completed answer of 9 by the team `north`, which is right in every respect.
pub(crate) fn submission() -> Submission {
    Submission {
        id: "r-1".to_owned(),
        answered_at: Some(noon()),
        respondent: Some("p-1".to_owned()),
        channel: Some("web".to_owned()),
        language: Some("fi".to_owned()),
        weight: None,
        segments: BTreeMap::from([("team".to_owned(), "north".to_owned())]),
        answers: vec![
            answer("recommend", Given::Score(9)),
            answer("overall", Given::Score(4)),
            answer("first", Given::Option("yes".to_owned())),
            answer("used", Given::Options(vec!["mail".to_owned(), "phone".to_owned()])),
            answer("why", Given::Text("fast".to_owned())),
        ],
        completed: true,
    }
}

/// Any right response to [`version`].
pub(crate) fn response(weighted: bool) -> impl Strategy<Value = Response> {
    let given = (
        0..=10_i32,
        prop::option::of(1..=5_i32),
        prop::option::of(any::<bool>()),
        prop::sample::subsequence(vec!["phone", "chat", "mail"], 0..=3),
        any::<bool>(),
    );
    let context = (any::<bool>(), 0..4_u8, 0..3_i64, any::<bool>(), prop::num::f64::POSITIVE);
    (given, context).prop_map(move |((score, overall, first, used, text), context)| {
        let (team, region, days, completed, weight) = context;
        let mut answers = vec![answer("recommend", Given::Score(score))];
        answers.push(match overall {
            Some(score) => answer("overall", Given::Score(score)),
            None => answer("overall", Given::NoAnswer(NoAnswer::NotApplicable)),
        });
        if let Some(first) = first {
            let id = if first { "yes" } else { "no" };
            answers.push(answer("first", Given::Option(id.to_owned())));
        }
        let used = used.into_iter().map(str::to_owned).collect();
        answers.push(answer("used", Given::Options(used)));
        if text {
            answers.push(answer("why", Given::NoAnswer(NoAnswer::Skipped)));
        }
        let mut segments = BTreeMap::new();
        segments.insert("team".to_owned(), if team { "north" } else { "south" }.to_owned());
        if region < 3 {
            segments.insert("region".to_owned(), format!("r{region}"));
        }
        let submission = Submission {
            id: "any".to_owned(),
            answered_at: Some(noon().plus_micros(-days * 86_400_000_000)),
            respondent: None,
            channel: None,
            language: None,
            // A weight of any magnitude within bounds: the fraction of its logarithm.
            weight: weighted.then(|| 1e-3 + weight.log2().abs().fract() * 100.0),
            segments,
            answers,
            completed,
        };
        version(weighted).check(submission, noon()).unwrap()
    })
}
