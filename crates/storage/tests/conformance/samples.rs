//! A café, what its guests answer, and short ways to say so.

use std::collections::BTreeMap;
use std::io::Write;
use std::ops::RangeInclusive;
use std::sync::Arc;

use plaudit_core::measure::{Kind, Measure};
use plaudit_core::response::{Given, NoAnswer, Response, Submission, SubmittedAnswer};
use plaudit_core::scale::Scale;
use plaudit_core::survey::{
    Asking, ChoiceOption, DriverModel, OptionOrder, Question, QuestionKind, Segment, Survey,
    Version,
};
use plaudit_core::tally::Tally;
use plaudit_core::text::LocalText;
use plaudit_core::time::{Day, Timestamp};
use plaudit_storage::{Incoming, Outcome, Store, Tenant};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use crate::database::Database;

/// 2026-03-01T12:00:00Z.
const NOON: i64 = 1_772_366_400_000_000;
const DAY: i64 = 86_400_000_000;

pub(crate) fn tenant() -> Tenant {
    "acme".parse().unwrap()
}

/// Noon in UTC, so many days after 2026-03-01.
pub(crate) fn noon(day: i64) -> Timestamp {
    Timestamp::from_micros(NOON + day * DAY).unwrap()
}

pub(crate) fn now() -> Timestamp {
    noon(60)
}

pub(crate) fn day(text: &str) -> Day {
    text.parse().unwrap()
}

pub(crate) fn all_days() -> RangeInclusive<Day> {
    day("0001-01-01")..=day("9998-12-30")
}

pub(crate) fn survey(id: &str) -> Survey {
    let options = |ids: &[&str]| {
        let option = |id: &&str| ChoiceOption { id: id.to_string(), label: LocalText::default() };
        ids.iter().map(option).collect()
    };
    let segment = |id: &str| Segment {
        id: id.to_owned(),
        label: LocalText::default(),
        values: Vec::new(),
        required: false,
    };
    Survey {
        id: id.to_owned(),
        title: LocalText::of("en", "The café"),
        default_language: "en".to_owned(),
        time_zone: "Europe/Helsinki".to_owned(),
        questions: vec![
            question("recommend", QuestionKind::Score(Scale::new(0, 10))),
            question("wifi", QuestionKind::Score(Scale::new(1, 5))),
            question("staff", QuestionKind::Score(Scale::new(1, 7))),
            question("why", QuestionKind::MultipleChoice(options(&["noise", "light", "price"]))),
            question("reason", QuestionKind::SingleChoice(options(&["price", "taste"]))),
            question("comment", QuestionKind::Text { max_length: 100 }),
        ],
        measures: Vec::new(),
        segments: vec![segment("team"), segment("channel")],
        privacy_k: 5,
        weighted: false,
        repeat_respondents: false,
        strata: None,
        driver_models: Vec::new(),
        path_model: None,
        asking: Asking::default(),
        retention_days: None,
    }
}

/// The same with two models of what its guests recommend it for and come for.
pub(crate) fn modelled(id: &str) -> Survey {
    let measure = |id: &str, kind: Kind, question: &str| Measure {
        id: id.to_owned(),
        kind,
        question: question.to_owned(),
        label: LocalText::default(),
        method: None,
    };
    let model = |outcome: &str| DriverModel {
        outcome: outcome.to_owned(),
        drivers: vec!["wifi".to_owned(), "staff".to_owned()],
    };
    Survey {
        measures: vec![
            measure("nps", Kind::Nps, "recommend"),
            measure("tasty", Kind::Share { options: vec!["taste".to_owned()] }, "reason"),
        ],
        driver_models: vec![model("nps"), model("tasty")],
        ..survey(id)
    }
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

/// Saves and publishes.
pub(crate) async fn publish(store: &Store, tenant: &Tenant, survey: &Survey) -> Arc<Version> {
    store.save_draft(tenant, survey, noon(0)).await.unwrap();
    Arc::new(store.publish(tenant, &survey.id, noon(0)).await.unwrap())
}

/// The published café of the usual tenant.
pub(crate) async fn cafe(store: &Store) -> Arc<Version> {
    publish(store, &tenant(), &survey("cafe")).await
}

/// A submission that says how warmly the café is recommended, and nothing else.
pub(crate) fn said(id: &str, score: i32) -> Submission {
    Submission {
        id: id.to_owned(),
        answered_at: Some(noon(0)),
        respondent: None,
        channel: Some("email".to_owned()),
        language: None,
        weight: None,
        duration_seconds: None,
        segments: BTreeMap::from([("team".to_owned(), "north".to_owned())]),
        answers: vec![answer("recommend", Given::Score(score))],
        completed: true,
    }
}

pub(crate) fn answer(question: &str, given: Given) -> SubmittedAnswer {
    SubmittedAnswer { question: question.to_owned(), given: Some(given) }
}

/// A submission of every kind of content, on one of `days` days.
pub(crate) fn any(rng: &mut ChaCha8Rng, id: &str, days: i64) -> Submission {
    let pick = |rng: &mut ChaCha8Rng, of: &[&str]| of[rng.random_range(0..of.len())].to_owned();
    let none = [NoAnswer::Skipped, NoAnswer::NotApplicable, NoAnswer::DontKnow];
    let mut answers = Vec::new();
    for question in ["recommend", "wifi", "staff", "why", "reason", "comment"] {
        let given = match (rng.random_range(0..6), question) {
            (0, _) => continue,
            (1, _) => Given::NoAnswer(none[rng.random_range(0..3)]),
            (_, "recommend") => Given::Score(rng.random_range(0..=10)),
            (_, "wifi") => Given::Score(rng.random_range(1..=5)),
            (_, "staff") => Given::Score(rng.random_range(1..=7)),
            (_, "reason") => Given::Option(pick(rng, &["price", "taste"])),
            (_, "comment") => Given::Text(pick(rng, &["Too \"loud\"", "ấm cúng ☕", "a\\b\n"])),
            _ => {
                let mut ticked = vec!["noise".to_owned(), "light".to_owned(), "price".to_owned()];
                ticked.retain(|_| rng.random_bool(0.5));
                Given::Options(ticked)
            }
        };
        answers.push(answer(question, given));
    }
    let mut segments = BTreeMap::new();
    if rng.random_bool(0.8) {
        segments.insert("team".to_owned(), pick(rng, &["north", "south", "an \"other\", é"]));
    }
    let at = noon(0).as_micros() + rng.random_range(0..days * DAY);
    Submission {
        id: id.to_owned(),
        answered_at: Timestamp::from_micros(at),
        respondent: rng.random_bool(0.5).then(|| format!("guest-{id}")),
        channel: rng.random_bool(0.7).then(|| pick(rng, &["email", "web"])),
        language: rng.random_bool(0.7).then(|| pick(rng, &["fi", "vi", "it"])),
        weight: None,
        duration_seconds: rng.random_bool(0.5).then(|| rng.random_range(1..=604_800)),
        segments,
        answers,
        completed: rng.random_bool(0.9),
    }
}

pub(crate) fn check(version: &Version, submission: Submission) -> Response {
    version.check(submission, now()).unwrap()
}

pub(crate) fn incoming(version: &Arc<Version>, submission: Submission) -> Incoming {
    Incoming::new(version, check(version, submission))
}

/// Submits to the usual tenant.
pub(crate) async fn submit(
    store: &Store,
    version: &Arc<Version>,
    submissions: impl IntoIterator<Item = Submission>,
) -> Vec<Outcome> {
    let batch: Vec<_> = submissions.into_iter().map(|item| incoming(version, item)).collect();
    store.submit(&tenant(), &batch, now()).await.unwrap()
}

/// What the survey's tally of all days is.
pub(crate) async fn tally(store: &Store, survey_id: &str) -> Tally {
    store.tally(&tenant(), survey_id, all_days()).await.unwrap()
}

/// The tally of these responses.
pub(crate) fn sum<'a>(
    version: &Version,
    submissions: impl IntoIterator<Item = &'a Submission>,
) -> Tally {
    let mut sum = Tally::default();
    for submission in submissions {
        sum.add(version, &check(version, submission.clone()));
    }
    sum
}

/// Folds until nothing is left; returns how many deltas.
pub(crate) async fn fold_all(store: &Store, tenant: &Tenant) -> usize {
    let mut folded = 0;
    loop {
        match store.fold(tenant, 1).await.unwrap() {
            0 => return folded,
            more => folded += more,
        }
    }
}

/// How many responses the tally counts.
pub(crate) fn responses(tally: &Tally) -> i64 {
    tally.cells().map(|(_, counters)| counters.counts()[plaudit_core::survey::RESPONSES]).sum()
}

/// Says what a fault test did, in the log of the tests, past their capture.
pub(crate) fn tell(db: &Database, line: &str) {
    let name = if db.is_sqlite() { "SQLite" } else { "PostgreSQL" };
    std::io::stdout().write_all(format!("FAULTS {name}: {line}\n").as_bytes()).unwrap();
}
