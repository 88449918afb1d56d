//! What several test modules share.

use std::collections::BTreeMap;

use proptest::prelude::*;

use crate::measure::{Kind, Measure};
use crate::response::{Given, NoAnswer, Response, Submission, SubmittedAnswer};
use crate::scale::Scale;
use crate::survey::{
    Asking, ChoiceOption, OptionOrder, Question, QuestionKind, Segment, SegmentValue, Survey,
    Version,
};
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

/// Annual flow of the Nile, 1871 to 1970, in 10⁸ m³ (Cobb 1978): R's data set `Nile`.
pub(crate) const NILE: [f64; 100] = [
    1120.0, 1160.0, 963.0, 1210.0, 1160.0, 1160.0, 813.0, 1230.0, 1370.0, 1140.0, 995.0, 935.0,
    1110.0, 994.0, 1020.0, 960.0, 1180.0, 799.0, 958.0, 1140.0, 1100.0, 1210.0, 1150.0, 1250.0,
    1260.0, 1220.0, 1030.0, 1100.0, 774.0, 840.0, 874.0, 694.0, 940.0, 833.0, 701.0, 916.0, 692.0,
    1020.0, 1050.0, 969.0, 831.0, 726.0, 456.0, 824.0, 702.0, 1120.0, 1100.0, 832.0, 764.0, 821.0,
    768.0, 845.0, 864.0, 862.0, 698.0, 845.0, 744.0, 796.0, 1040.0, 759.0, 781.0, 865.0, 845.0,
    944.0, 984.0, 897.0, 822.0, 1010.0, 771.0, 676.0, 649.0, 846.0, 812.0, 742.0, 801.0, 1040.0,
    860.0, 874.0, 848.0, 890.0, 744.0, 749.0, 838.0, 1050.0, 918.0, 986.0, 797.0, 923.0, 975.0,
    815.0, 1020.0, 906.0, 901.0, 1170.0, 912.0, 746.0, 919.0, 718.0, 714.0, 740.0,
];

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
        show_if: None,
        option_order: OptionOrder::Written,
        no_answer: Vec::new(),
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
        method: None,
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
        path_model: None,
        asking: Asking::default(),
        retention_days: None,
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
        duration_seconds: None,
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
            answered_at: Some(noon().plus_days(-days)),
            respondent: None,
            channel: None,
            language: None,
            // A weight of any magnitude within bounds: the fraction of its logarithm.
            weight: weighted.then(|| 1e-3 + weight.log2().abs().fract() * 100.0),
            duration_seconds: first.map(|first| 1 + u32::from(first) * 90 + u32::from(region)),
            segments,
            answers,
            completed,
        };
        version(weighted).check(submission, noon()).unwrap()
    })
}
