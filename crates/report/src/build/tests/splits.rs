//! However responses are shared out over shards, batches and orders, and whatever was erased on the way,
//! the sums are the same and so is the report, to the byte.

use plaudit_core::comoments::Comoments;
use plaudit_core::design::{Repeat, Repeaters};
use plaudit_core::measure::IndexItem;
use plaudit_core::response::Response;
use plaudit_core::survey::DriverModel;
use plaudit_core::tally::{Cell, Grain};
use proptest::prelude::*;

use super::*;
use crate::comments::CommentCounter;
use crate::{Material, render};

/// Shards that each see a part of the responses.
const SHARDS: usize = 4;

/// A weighted survey with everything that a report can show.
fn everything() -> Survey {
    let mut survey = survey();
    survey.questions.push(question("price", QuestionKind::Score(Scale::new(1, 5))));
    survey.questions.push(question("why", QuestionKind::Text { max_length: 100 }));
    let item = |id: &str| IndexItem { question: id.into(), weight: 1 };
    survey.measures.push(Measure {
        id: "both".into(),
        kind: Kind::Index { items: vec![item("speed"), item("price")] },
        question: String::new(),
        label: LocalText::default(),
        method: None,
    });
    survey
        .driver_models
        .push(DriverModel { outcome: "nps".into(), drivers: vec!["speed".into(), "price".into()] });
    Survey { weighted: true, repeat_respondents: true, privacy_k: 2, ..survey }
}

/// One made-up response by its number and a draw.
fn response(version: &Version, number: usize, draw: u32) -> Response {
    let of = |shift: u32, among: u32| i32::try_from((draw >> shift) % among).unwrap();
    let day = 20_454 + i64::from(of(0, 59));
    let speed = 1 + of(3, 5);
    let score = |question: &str, score| SubmittedAnswer {
        question: question.into(),
        given: Some(Given::Score(score)),
    };
    let words =
        ["slow and late", "friendly staff", "late again", "good price", "friendly and quick"];
    let mut answers =
        vec![score("recommend", (2 * speed + of(7, 4) - 2).min(10)), score("speed", speed)];
    if !draw.is_multiple_of(11) {
        answers.push(score("price", 1 + of(11, 5)));
    }
    let text = Given::Text(words[of(13, 5) as usize].into());
    answers.push(SubmittedAnswer { question: "why".into(), given: Some(text) });
    let segments = [("team", ["north", "south"]), ("place", ["shop", "web"])];
    let submission = Submission {
        id: format!("r{number:04}"),
        answered_at: Timestamp::from_micros(day * DAY_MICROS),
        // Some answer several times, some do not say who they are.
        respondent: (!draw.is_multiple_of(7)).then(|| format!("p{}", of(9, 200))),
        channel: None,
        language: None,
        weight: Some(0.5 + f64::from(draw % 97) / 64.0),
        duration_seconds: Some(20 + of(5, 300).unsigned_abs()),
        segments: segments
            .iter()
            .enumerate()
            .map(|(at, (id, values))| {
                ((*id).into(), values[(draw >> (17 + at)) as usize % 2].into())
            })
            .collect(),
        answers,
        completed: !draw.is_multiple_of(13),
    };
    version.check(submission, now()).unwrap()
}

fn request() -> v1::BuildReportRequest {
    let value = |value: &str, target| v1::MarginValue { value: value.into(), target };
    v1::BuildReportRequest {
        from: "2026-02-01".into(),
        compare: "2026-01-01..2026-01-31".into(),
        steady_within: 5.0,
        splits: vec!["team".into(), "place".into()],
        trend: v1::TrendInterval::Week.into(),
        drivers: vec!["nps".into()],
        teams: vec!["team".into()],
        case_mix: vec!["place".into()],
        charts: vec!["nps".into(), "both".into()],
        margins: vec![v1::Margin {
            segment: "place".into(),
            values: vec![value("shop", 0.3), value("web", 0.7)],
        }],
        terms: vec!["why".into()],
        anytime: true,
        ..Default::default()
    }
}

/// Sums of some responses: those of the period, of the one before, and co-moments of the first.
#[derive(Default, PartialEq, Debug)]
struct Sums {
    now: Tally,
    before: Tally,
    comoments: Comoments,
}

impl Sums {
    fn add(&mut self, version: &Version, response: &Response) {
        if response.day < "2026-02-01".parse().unwrap() {
            self.before.add(version, response);
        } else {
            self.now.add(version, response);
            self.comoments.add(version, response).unwrap();
        }
    }

    /// Takes out what was counted here.
    fn erase(&mut self, version: &Version, response: &Response) {
        let mut gone = Self::default();
        gone.add(version, response);
        self.now.unmerge(gone.now).unwrap();
        self.before.unmerge(gone.before).unwrap();
        self.comoments.unmerge(&gone.comoments).unwrap();
    }

    fn merge(&mut self, other: Self) {
        self.now.merge(other.now).unwrap();
        self.before.merge(other.before).unwrap();
        self.comoments.merge(&other.comoments).unwrap();
    }
}

/// Who responded several times, as storage reads them: by respondent and id.
fn repeaters(version: &Version, all: &[Response]) -> Repeaters {
    let mut by_respondent: BTreeMap<&str, Vec<&Response>> = BTreeMap::new();
    let mut anonymous = BTreeMap::new();
    for response in all {
        match &response.respondent {
            Some(who) => by_respondent.entry(who).or_default().push(response),
            None => {
                let Response { version, day, segments, .. } = response.clone();
                *anonymous.entry(Cell { version, day, segments }).or_default() += 1;
            }
        }
    }
    by_respondent.values_mut().for_each(|own| own.sort_by(|a, b| a.id.cmp(&b.id)));
    let several = by_respondent.into_values().filter(|own| own.len() > 1);
    let repeats = (0..).zip(several).flat_map(|(number, own)| {
        own.into_iter().map(move |response| Repeat::new(number, version, response.clone()))
    });
    Repeaters { repeats: repeats.collect(), anonymous }
}

/// The report as JSON, from sums and from reading comments and repeaters in the order of `all`; from sums
/// that tell apart what the query does and nothing else, when they are to be `coarse`.
fn text(version: &Arc<Version>, sums: Sums, all: &[Response], coarse: bool) -> String {
    let versions = [Arc::clone(version)];
    let query = Query::new(request(), version).unwrap();
    let mut counter = CommentCounter::new(&versions, &query).unwrap();
    let february = |response: &&Response| response.day >= "2026-02-01".parse().unwrap();
    all.iter().filter(february).for_each(|response| counter.add(version, response));
    let [by_segments, by_day] = query.grains(&versions);
    let (now_seen, by_day, before) = match coarse {
        true => {
            let by_day = seen(&sums.now, &by_day);
            (seen(&sums.now, &by_segments), Some(by_day), seen(&sums.before, &by_segments))
        }
        false => (sums.now, None, sums.before),
    };
    let material = Material {
        tally: now_seen,
        by_day,
        base: Some(before),
        comoments: Some(sums.comoments),
        repeaters: Some(repeaters(version, all)),
        comments: counter.finish(),
        ..Material::default()
    };
    render::json(&build(&versions, &material, &query, now()).unwrap())
}

fn seen(tally: &Tally, grain: &Grain) -> Tally {
    let mut seen = Tally::default();
    for (cell, counters) in tally.cells() {
        seen.merge_cell(grain.cell(cell.clone()), counters.clone()).unwrap();
    }
    assert!(seen.cells().count() < tally.cells().count());
    seen
}

/// Draws of the responses kept, and of those that come and are erased; an order of all, and the shard
/// of each.
fn case() -> impl Strategy<Value = (Vec<u32>, usize, Vec<usize>, Vec<usize>)> {
    (150..260_usize, 0..30_usize).prop_flat_map(|(kept, erased)| {
        let all = kept + erased;
        (
            prop::collection::vec(any::<u32>(), all),
            Just(kept),
            Just((0..all).collect::<Vec<_>>()).prop_shuffle(),
            prop::collection::vec(0..SHARDS, all),
        )
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn any_split_order_grain_and_erasure_gives_the_same_report_to_the_byte(
        (draws, kept, order, shards) in case()
    ) {
        let version = version(1, everything());
        let all: Vec<Response> =
            draws.iter().enumerate().map(|(at, draw)| response(&version, at, *draw)).collect();

        let mut plain = Sums::default();
        all[..kept].iter().for_each(|response| plain.add(&version, response));

        // In another order, over shards; what is erased goes from the shard that has it, in between.
        let mut parts: [Sums; SHARDS] = Default::default();
        let mut to_erase: Option<usize> = None;
        for at in &order {
            parts[shards[*at]].add(&version, &all[*at]);
            if let Some(gone) = to_erase.take() {
                parts[shards[gone]].erase(&version, &all[gone]);
            }
            to_erase = (*at >= kept).then_some(*at);
        }
        if let Some(gone) = to_erase {
            parts[shards[gone]].erase(&version, &all[gone]);
        }
        let mut sharded = Sums::default();
        parts.into_iter().rev().for_each(|part| sharded.merge(part));
        prop_assert_eq!(&sharded, &plain);

        let shuffled: Vec<Response> =
            order.iter().filter(|at| **at < kept).map(|at| all[*at].clone()).collect();
        let one = text(&version, plain, &all[..kept], false);
        let other = text(&version, sharded, &shuffled, true);
        for section in ["trends", "splits", "drivers", "change", "rankings", "charts", "weighting", "terms", "respondents"] {
            prop_assert!(one.contains(&format!("\"{section}\"")), "{} is missing", section);
        }
        prop_assert_eq!(one, other);
    }
}
