mod anytime;
mod change;
mod chart;
mod drivers;
mod kinds;
mod path_model;
mod raking;
mod rates;
mod repeats;
mod splits;
mod summaries;
mod teams;
mod terms;
mod weights;

use std::collections::BTreeMap;
use std::io::Write;
use std::sync::Arc;

use plaudit_core::measure::{Kind, Measure};
use plaudit_core::response::{Given, Submission, SubmittedAnswer};
use plaudit_core::scale::Scale;
use plaudit_core::survey::{
    Asking, OptionOrder, Question, QuestionKind, Segment, SegmentValue, Survey, Version,
};
use plaudit_core::tally::Tally;
use plaudit_core::text::LocalText;
use plaudit_core::time::{Day, Timestamp};
use plaudit_proto::v1;

use crate::{Error, Query, build};

const DAY_MICROS: i64 = 86_400_000_000;

fn now() -> Timestamp {
    Timestamp::from_micros(20_800 * DAY_MICROS).unwrap()
}

fn question(id: &str, kind: QuestionKind) -> Question {
    Question {
        id: id.into(),
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

/// NPS on `recommend`, mean on `speed`, split by `team`: north and south are declared.
fn survey() -> Survey {
    let measure = |id: &str, kind, question: &str| Measure {
        id: id.into(),
        kind,
        question: question.into(),
        label: LocalText::default(),
        method: None,
    };
    let value = |id: &str| SegmentValue { id: id.into(), label: LocalText::default() };
    let segment = |id: &str, values: &[&str]| Segment {
        id: id.into(),
        label: LocalText::default(),
        values: values.iter().map(|id| value(id)).collect(),
        required: false,
    };
    Survey {
        id: "shop".into(),
        title: LocalText::of("en", "Shop"),
        default_language: "en".into(),
        time_zone: "UTC".into(),
        questions: vec![
            question("recommend", QuestionKind::Score(Scale::new(0, 10))),
            question("speed", QuestionKind::Score(Scale::new(1, 5))),
        ],
        measures: vec![
            measure("nps", Kind::Nps, "recommend"),
            measure("speed", Kind::Mean { top: vec![4, 5] }, "speed"),
        ],
        segments: vec![segment("team", &["south", "north"]), segment("place", &[])],
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

fn version(number: u32, survey: Survey) -> Arc<Version> {
    Arc::new(Version::new(number, now(), survey).unwrap())
}

/// Answers with one score of `recommend`, by team, on a day.
struct Answers<'a>(&'a Version, Tally);

impl Answers<'_> {
    fn add(&mut self, count: usize, day: &str, team: Option<&str>, score: i32) -> &mut Self {
        let day: Day = day.parse().unwrap();
        let at = Timestamp::from_micros(i64::from(day.epoch_days()) * DAY_MICROS).unwrap();
        let team = team.map(|team| ("team".to_owned(), team.to_owned()));
        let submission = Submission {
            id: "r".into(),
            answered_at: Some(at),
            respondent: None,
            channel: None,
            language: None,
            weight: self.0.survey().weighted.then_some(1.0),
            duration_seconds: None,
            segments: team.into_iter().collect::<BTreeMap<_, _>>(),
            answers: vec![SubmittedAnswer {
                question: "recommend".into(),
                given: Some(Given::Score(score)),
            }],
            completed: true,
        };
        let response = self.0.check(submission, now()).unwrap();
        for _ in 0..count {
            self.1.add(self.0, &response);
        }
        self
    }
}

/// Says what cannot be checked past the capture of the tests' output, so that it is seen.
fn say_aloud(what: &str) {
    writeln!(std::io::stderr(), "\nNOT CHECKED: {what}\n").unwrap();
}

fn report(versions: &[Arc<Version>], tally: &Tally, request: v1::BuildReportRequest) -> v1::Report {
    let query = Query::new(request, versions.last().unwrap()).unwrap();
    build(versions, &tally.clone().into(), &query, now()).unwrap()
}

fn by_team() -> v1::BuildReportRequest {
    v1::BuildReportRequest { splits: vec!["team".into()], ..Default::default() }
}

fn only(team: &str) -> v1::BuildReportRequest {
    let filter = v1::Filter { segment: "team".into(), values: vec![team.into()] };
    v1::BuildReportRequest { filters: vec![filter], ..by_team() }
}

#[test]
fn a_figure_without_answers_is_absent() {
    let version = version(1, survey());
    let mut answers = Answers(&version, Tally::default());
    answers.add(10, "2026-01-05", Some("north"), 9);
    let report = report(&[Arc::clone(&version)], &answers.1, by_team());
    let [nps, speed] = report.measures.as_slice() else { panic!("two measures") };
    assert_eq!(nps.estimate.as_ref().unwrap().value, 100.0);
    assert_eq!((&speed.estimate, speed.withheld, speed.distribution.len()), (&None, false, 0));
    assert_eq!(speed.components[0].estimate, None);
}

#[test]
fn a_survey_without_responses_has_an_empty_report() {
    let version = version(1, survey());
    let request = v1::BuildReportRequest { trend: v1::TrendInterval::Day.into(), ..by_team() };
    let report = report(&[version], &Tally::default(), request);
    assert_eq!(report.participation.unwrap().responses, 0);
    assert_eq!(report.period.unwrap().from, None);
    assert!(report.trends.is_empty() && report.splits[0].groups.is_empty());
}

#[test]
fn a_small_group_and_what_would_reveal_it_are_withheld() {
    let version = version(1, survey());
    let mut answers = Answers(&version, Tally::default());
    answers.add(4, "2026-01-05", Some("north"), 9).add(50, "2026-01-05", Some("south"), 2);
    let versions = [Arc::clone(&version)];
    let groups = &report(&versions, &answers.1, by_team()).splits[0].groups;
    assert!(groups.iter().all(|group| group.measures[0].withheld));
    assert!(groups.iter().all(|group| group.measures[0].estimate.is_none()));
    answers.add(9, "2026-01-05", None, 5);
    let groups = &report(&versions, &answers.1, by_team()).splits[0].groups;
    let hidden: Vec<_> =
        groups.iter().map(|g| (g.value.as_str(), g.measures[0].withheld)).collect();
    assert_eq!(hidden, [("south", false), ("north", true), ("", true)]);
}

#[test]
fn a_filter_that_leaves_out_a_small_group_shows_nothing() {
    let version = version(1, survey());
    let mut answers = Answers(&version, Tally::default());
    answers.add(4, "2026-01-05", Some("north"), 9).add(50, "2026-01-06", Some("south"), 2);
    let versions = [Arc::clone(&version)];
    for team in ["north", "south"] {
        let request = v1::BuildReportRequest { trend: v1::TrendInterval::Day.into(), ..only(team) };
        let report = report(&versions, &answers.1, request);
        let nps = &report.measures[0];
        assert!(nps.withheld && nps.estimate.is_none() && nps.distribution.is_empty(), "{team}");
        assert!(nps.components.is_empty());
        assert!(report.trends[0].points.iter().all(|point| point.estimate.is_none()));
        assert!(report.splits[0].groups[0].measures[0].withheld);
    }
    answers.add(1, "2026-01-05", Some("north"), 9);
    assert!(report(&versions, &answers.1, only("south")).measures[0].estimate.is_some());
}

#[test]
fn a_trend_has_no_gaps_and_is_cut_at_both_ends() {
    let version = version(1, survey());
    let mut answers = Answers(&version, Tally::default());
    answers.add(6, "2026-01-29", Some("north"), 9).add(8, "2026-03-02", Some("south"), 2);
    let request = v1::BuildReportRequest {
        from: "2026-01-20".into(),
        trend: v1::TrendInterval::Month.into(),
        ..Default::default()
    };
    let report = report(&[Arc::clone(&version)], &answers.1, request);
    let points: Vec<_> = report.trends[0]
        .points
        .iter()
        .map(|p| (p.from.as_str(), p.to.as_str(), p.estimate.as_ref().map(|e| e.n)))
        .collect();
    assert_eq!(
        points,
        [
            ("2026-01-20", "2026-01-31", Some(6)),
            ("2026-02-01", "2026-02-28", None),
            ("2026-03-01", "2026-03-02", Some(8)),
        ]
    );
}

#[test]
fn a_trend_that_nobody_could_read_is_refused() {
    let version = version(1, survey());
    let mut answers = Answers(&version, Tally::default());
    answers.add(6, "1970-01-01", None, 9).add(6, "2026-01-01", None, 9);
    let trend = v1::TrendInterval::Day.into();
    let request = v1::BuildReportRequest { trend, ..Default::default() };
    let query = Query::new(request, &version).unwrap();
    let built = build(&[Arc::clone(&version)], &answers.1.clone().into(), &query, now());
    assert_eq!(built, Err(Error::TrendTooLong { most: 3_660 }));
}

#[test]
fn differences_are_against_the_rest_and_adjusted_for_all_comparisons() {
    let version = version(1, survey());
    let mut answers = Answers(&version, Tally::default());
    for (team, promoters, detractors) in [("north", 90, 10), ("south", 55, 45), ("east", 50, 50)] {
        let mut survey = survey();
        survey.segments[0].values.clear();
        answers.add(promoters, "2026-01-05", Some(team).filter(|t| *t != "east"), 9);
        answers.add(detractors, "2026-01-05", Some(team).filter(|t| *t != "east"), 3);
    }
    let report = report(&[Arc::clone(&version)], &answers.1, by_team());
    assert_eq!(report.comparisons, 3);
    let of = |value: &str| {
        let group = report.splits[0].groups.iter().find(|group| group.value == value).unwrap();
        group.measures[0].difference.clone().unwrap()
    };
    // 80 against (55 + 50 - 45 - 50) / 200 = 5.
    assert!((of("north").value - 75.0).abs() < 1e-9);
    assert!(of("north").reliable && of("north").p < 1e-6);
    assert!(of("south").p_adjusted >= of("south").p);
    let largest = of("south").p.max(of("").p);
    assert!(of("south").p_adjusted.max(of("").p_adjusted) >= largest);
}

#[test]
fn reliable_differences_have_limits_for_whoever_reads_them_alone() {
    let version = version(1, survey());
    let mut answers = Answers(&version, Tally::default());
    let teams = [(Some("north"), 90, 10), (Some("south"), 68, 32), (None, 45, 55)];
    for (team, promoters, detractors) in teams {
        answers.add(promoters, "2026-01-05", team, 9).add(detractors, "2026-01-05", team, 3);
    }
    let built = |level| {
        let request = v1::BuildReportRequest { level, ..by_team() };
        let report = report(&[Arc::clone(&version)], &answers.1, request);
        let groups = report.splits[0].groups.iter();
        groups.map(|group| group.measures[0].difference.clone().unwrap()).collect::<Vec<_>>()
    };
    let found = built(0.95);
    // In declared order: south, north, not given.
    assert_eq!(found.iter().map(|d| d.reliable).collect::<Vec<_>>(), [false, true, true]);
    // Two of three: at 1 - 2·5 %/3.
    for (difference, wider) in found.iter().zip(built(1.0 - 2.0 * 0.05 / 3.0)) {
        let limits = difference.selected_lower.zip(difference.selected_upper);
        match difference.reliable {
            false => assert_eq!(limits, None),
            true => {
                let (lower, upper) = limits.unwrap();
                assert!((lower - wider.lower).abs() < 1e-9 && (upper - wider.upper).abs() < 1e-9);
                assert!(lower < difference.lower && difference.upper < upper);
            }
        }
    }
}

#[test]
fn answers_to_another_wording_are_left_out_and_the_reader_is_told() {
    let first = version(1, survey());
    let mut reworded = survey();
    reworded.questions[0].wording = 2;
    reworded.questions.swap(0, 1);
    let second = version(2, reworded);
    let mut old = Answers(&first, Tally::default());
    old.add(20, "2026-01-05", Some("north"), 0);
    let mut new = Answers(&second, old.1);
    new.add(10, "2026-02-05", Some("north"), 10);
    let report = report(&[Arc::clone(&first), Arc::clone(&second)], &new.1, by_team());
    assert_eq!(report.versions, [1, 2]);
    let nps = report.measures[0].estimate.as_ref().unwrap();
    assert_eq!((nps.value, nps.n), (100.0, 10));
    assert_eq!(report.participation.as_ref().unwrap().responses, 30);
    assert!(report.notes[0].contains("version 1"), "{:?}", report.notes);
}

#[test]
fn answers_to_the_same_wording_count_across_versions_wherever_the_question_stands() {
    let first = version(1, survey());
    let mut moved = survey();
    moved.questions.swap(0, 1);
    moved.segments.swap(0, 1);
    let second = version(2, moved);
    let mut old = Answers(&first, Tally::default());
    old.add(20, "2026-01-05", Some("north"), 0);
    let mut new = Answers(&second, old.1);
    new.add(20, "2026-02-05", Some("north"), 10);
    let report = report(&[first.clone(), second.clone()], &new.1, by_team());
    let nps = report.measures[0].estimate.as_ref().unwrap();
    assert_eq!((nps.value, nps.n), (0.0, 40));
    assert_eq!(report.splits[0].groups[0].responses, 40);
    assert!(report.notes.is_empty());
}

#[test]
fn chosen_measures_come_alone() {
    let version = version(1, survey());
    let request = v1::BuildReportRequest { measures: vec!["speed".into()], ..by_team() };
    let report = report(&[version], &Tally::default(), request);
    let ids: Vec<_> = report.measures.iter().map(|measure| measure.id.as_str()).collect();
    assert_eq!(ids, ["speed"]);
    assert_eq!(report.participation.unwrap().questions.len(), 1);
}

#[test]
fn a_wrong_request_names_each_field() {
    let version = version(1, survey());
    let filter = v1::Filter { segment: "colour".into(), values: vec![] };
    let request = v1::BuildReportRequest {
        from: "2026-02-30".into(),
        filters: vec![filter],
        splits: vec!["team".into(), "team".into(), "size".into()],
        measures: vec!["csat".into()],
        trend: 9,
        level: 2.0,
        ..Default::default()
    };
    let found = Query::new(request, &version).unwrap_err();
    let fields: Vec<_> = found.iter().map(|violation| violation.field.as_str()).collect();
    let expected =
        ["from", "filters[0].segment", "splits[1]", "splits[2]", "measures[0]", "trend", "level"];
    assert_eq!(fields, expected);
    let backwards = v1::BuildReportRequest {
        from: "2026-02-03".into(),
        to: "2026-02-01".into(),
        ..Default::default()
    };
    assert_eq!(Query::new(backwards, &version).unwrap_err()[0].field, "to");
}

#[test]
fn a_tally_of_another_survey_is_refused() {
    let ours = version(1, survey());
    let mut other = survey();
    other.questions.remove(1);
    other.measures.remove(1);
    let other = version(1, other);
    let mut answers = Answers(&other, Tally::default());
    answers.add(6, "2026-01-05", None, 9);
    let query = Query::new(v1::BuildReportRequest::default(), &ours).unwrap();
    let built = build(&[ours], &answers.1.clone().into(), &query, now());
    assert!(matches!(built, Err(Error::BadTally(_))), "{built:?}");
}
