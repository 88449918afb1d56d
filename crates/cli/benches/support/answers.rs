//! What is sent: responses of about 333 bytes to twenty surveys, one in twenty of them a replay.

use plaudit_proto::v1;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// Surveys that are answered at once.
pub(crate) const SURVEYS: usize = 20;
/// Responses of one call.
pub(crate) const BATCH: usize = 1_000;
/// One in so many is sent a second time.
const REPLAY: usize = 20;
/// 2026-03-01 00:00 UTC.
const MORNING: i64 = 1_772_323_200;

const WORDS: [&str; 12] = [
    "the", "delivery", "was", "late", "but", "support", "answered", "quickly", "and", "friendly",
    "thank", "you",
];

/// Batches ready to be sent.
pub(crate) struct Answers(pub(crate) Vec<Vec<v1::Response>>);

impl Answers {
    /// About `responses` of them, the same in every run.
    pub(crate) fn new(responses: usize) -> Self {
        let mut dice = ChaCha8Rng::seed_from_u64(4);
        let mut batches: Vec<Vec<v1::Response>> = Vec::new();
        let mut number = 0;
        while number < responses {
            let mut batch: Vec<_> = (0..BATCH - BATCH / REPLAY)
                .map(|_| {
                    number += 1;
                    response(number, &mut dice)
                })
                .collect();
            // What a client sends again, not knowing that it arrived.
            if let Some(before) = batches.last() {
                batch.extend(before[..BATCH / REPLAY].iter().cloned());
            }
            batches.push(batch);
        }
        Self(batches)
    }

    pub(crate) fn len(&self) -> usize {
        self.0.iter().map(Vec::len).sum()
    }
}

/// The survey's id.
pub(crate) fn survey_id(number: usize) -> String {
    format!("survey-{}", number % SURVEYS)
}

/// A survey of eight questions and five segments.
pub(crate) fn survey(number: usize) -> v1::Survey {
    let text = |text: &str| [("en".to_owned(), text.to_owned())].into();
    let mut questions: Vec<v1::Question> = (1..=6)
        .map(|i| v1::Question {
            id: format!("q{i}"),
            text: text("How was it?"),
            kind: Some(v1::question::Kind::Score(v1::ScoreQuestion {
                max: 10,
                ..Default::default()
            })),
            ..Default::default()
        })
        .collect();
    let option = |id: &str| v1::ChoiceOption { id: id.to_owned(), ..Default::default() };
    let options = ["yes", "no", "perhaps"].map(option).to_vec();
    questions.push(v1::Question {
        id: "again".to_owned(),
        text: text("Would you come again?"),
        kind: Some(v1::question::Kind::SingleChoice(v1::ChoiceQuestion {
            options,
            random_order: None,
        })),
        ..Default::default()
    });
    questions.push(v1::Question {
        id: "why".to_owned(),
        text: text("Why?"),
        kind: Some(v1::question::Kind::TextAnswer(v1::TextQuestion::default())),
        ..Default::default()
    });
    let segment = |id: &str| v1::Segment { id: id.to_owned(), ..Default::default() };
    v1::Survey {
        id: survey_id(number),
        title: text("A survey"),
        questions,
        measures: vec![v1::Measure {
            id: "nps".to_owned(),
            kind: v1::MeasureKind::Nps.into(),
            question: "q1".to_owned(),
            ..Default::default()
        }],
        segments: ["channel", "team", "region", "plan", "device"].map(segment).to_vec(),
        ..Default::default()
    }
}

/// The response with this number.
pub(crate) fn response(number: usize, dice: &mut ChaCha8Rng) -> v1::Response {
    use v1::answer::Value;
    let mut pick = |most: usize| dice.random_range(0..most);
    let mut answers: Vec<(String, Value)> = (1..=6)
        .map(|i| (format!("q{i}"), Value::Score(i32::try_from(pick(11)).unwrap())))
        .collect();
    let option = ["yes", "no", "perhaps"][pick(3)].to_owned();
    answers.push(("again".to_owned(), Value::Option(option)));
    let words: Vec<&str> = (0..10).map(|_| WORDS[pick(WORDS.len())]).collect();
    answers.push(("why".to_owned(), Value::Text(words.join(" "))));
    let segments = [("team", 4), ("region", 3), ("plan", 2), ("device", 2)];
    let segments = segments.map(|(id, values)| (id.to_owned(), format!("{id}-{}", pick(values))));
    // As they happen, ten milliseconds apart; one in twenty arrives up to a week late.
    let millis = i64::try_from(number % 8_000_000).unwrap() * 10;
    let late = if pick(20) == 0 { i64::try_from(pick(7 * 86_400)).unwrap() } else { 0 };
    let answered_at = prost_types::Timestamp {
        seconds: MORNING + millis / 1_000 - late,
        nanos: i32::try_from(millis % 1_000).unwrap() * 1_000_000,
    };
    v1::Response {
        // Grows with time, as a version 7 UUID does.
        id: format!("0195-{number:012x}"),
        survey_id: survey_id(number),
        answered_at: Some(answered_at),
        respondent: format!("person-{:08x}", pick(1 << 30)),
        channel: ["email", "web", "phone"][pick(3)].to_owned(),
        language: "en".to_owned(),
        segments: segments.into(),
        answers: answers
            .into_iter()
            .map(|(question, value)| v1::Answer { question, value: Some(value) })
            .collect(),
        completed: true,
        ..Default::default()
    }
}
