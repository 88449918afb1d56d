use std::path::Path;

use plaudit_core::design::{Repeat, Repeaters};
use plaudit_core::measure::IndexItem;
use plaudit_core::response::Response;
use plaudit_core::tally::Cell;

use super::*;
use crate::Material;
use crate::build::Builder;
use crate::sums::{Repeats, Sums};

/// One response: who, on which day, from which team, with which score and weight.
#[derive(Clone)]
struct Said {
    who: Option<String>,
    day: String,
    team: Option<String>,
    score: Option<i32>,
    weight: f64,
}

fn said(who: &str, day: &str, team: &str, score: i32) -> Said {
    let given = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let (who, team) = (given(who), given(team));
    Said { who, day: day.into(), team, score: Some(score), weight: 1.0 }
}

fn response(version: &Version, said: &Said) -> Response {
    let day: Day = said.day.parse().unwrap();
    let answer = |question: &str, score| SubmittedAnswer {
        question: question.to_owned(),
        given: Some(Given::Score(score)),
    };
    let both = |score| [answer("recommend", score), answer("speed", 1 + score % 5)];
    let submission = Submission {
        id: "r".into(),
        answered_at: Timestamp::from_micros(i64::from(day.epoch_days()) * DAY_MICROS),
        respondent: said.who.clone(),
        channel: None,
        language: None,
        weight: version.survey().weighted.then_some(said.weight),
        duration_seconds: None,
        segments: said.team.iter().map(|team| ("team".to_owned(), team.clone())).collect(),
        answers: said.score.map(both).into_iter().flatten().collect(),
        completed: true,
    };
    version.check(submission, now()).unwrap()
}

/// What storage would find among these responses, each to a version.
fn material(all: &[(Arc<Version>, Said)], base: &[(Arc<Version>, Said)]) -> Material {
    let tally = |all: &[(Arc<Version>, Said)]| {
        let mut tally = Tally::default();
        all.iter().for_each(|(version, said)| tally.add(version, &response(version, said)));
        tally
    };
    let mut by_respondent: BTreeMap<&str, Vec<(&Version, Response)>> = BTreeMap::new();
    let mut anonymous = BTreeMap::new();
    for (version, said) in all.iter().chain(base) {
        let response = response(version, said);
        match &said.who {
            Some(who) => by_respondent.entry(who).or_default().push((version, response)),
            None => {
                let Response { version, day, segments, .. } = response;
                *anonymous.entry(Cell { version, day, segments }).or_default() += 1;
            }
        }
    }
    let several = by_respondent.into_values().filter(|responses| responses.len() > 1);
    let repeats = (0..).zip(several).flat_map(|(number, responses)| {
        responses.into_iter().map(move |(version, r)| Repeat::new(number, version, r))
    });
    let found = Repeaters { repeats: repeats.collect(), anonymous };
    let expected = all.iter().any(|(version, _)| version.survey().repeat_respondents);
    let repeaters = expected.then_some(found);
    let base = (!base.is_empty()).then(|| tally(base));
    Material { tally: tally(all), base, repeaters, ..Material::default() }
}

fn built(
    versions: &[Arc<Version>],
    material: &Material,
    request: v1::BuildReportRequest,
) -> v1::Report {
    let query = Query::new(request, versions.last().unwrap()).unwrap();
    build(versions, material, &query, now()).unwrap()
}

fn regulars() -> Survey {
    Survey { repeat_respondents: true, ..survey() }
}

/// Standard error of an NPS by summing influence over respondents, and how many there are.
fn by_respondent<'s>(all: impl Iterator<Item = &'s Said> + Clone) -> (f64, f64) {
    let value = |said: &Said| match said.score {
        Some(9..) => 100.0,
        Some(7..) => 0.0,
        _ => -100.0,
    };
    let weight: f64 = all.clone().map(|said| said.weight).sum();
    let mean = all.clone().map(|said| said.weight * value(said)).sum::<f64>() / weight;
    let mut influence: BTreeMap<String, f64> = BTreeMap::new();
    for (i, said) in all.enumerate() {
        let who = said.who.clone().unwrap_or_else(|| format!("nobody {i}"));
        *influence.entry(who).or_default() += said.weight * (value(said) - mean) / weight;
    }
    let c = influence.len() as f64;
    ((c / (c - 1.0) * influence.values().map(|u| u * u).sum::<f64>()).sqrt(), c)
}

/// n effective of so many answers with this standard error in points.
fn effective(estimate: &v1::Estimate, spread: f64, error: f64) {
    let expected = (spread / (error * error)).min(estimate.n as f64);
    let found = estimate.effective_n;
    assert!((found / expected - 1.0).abs() < 1e-9, "{found} is not {expected}");
}

/// Variance of the values of an NPS.
fn spread<'s>(all: impl Iterator<Item = &'s Said> + Clone) -> f64 {
    let value = |score: i32| {
        if score >= 9 {
            100.0
        } else if score >= 7 {
            0.0
        } else {
            -100.0
        }
    };
    let values: Vec<f64> = all.filter_map(|said| said.score.map(value)).collect();
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / values.len() as f64
}

/// 40 people of whom each answers up to four times, alike, in January and February, from two teams.
fn visits() -> Vec<Said> {
    let mut all = Vec::new();
    for i in 0..40_usize {
        for visit in 0..=i % 4 {
            let score = [10, 9, 8, 3, 10, 6, 7][i % 7] - i32::from(i % 7 == 0 && visit == 2);
            let day = format!("2026-0{}-1{}", 1 + visit % 2, i % 10);
            let team = if (i + visit / 2) % 3 == 0 { "north" } else { "south" };
            all.push(said(&format!("p{i}"), &day, team, score));
        }
    }
    all.extend((0..9).map(|i| said("", "2026-01-20", "north", i)));
    all
}

fn to(version: &Arc<Version>, all: &[Said]) -> Vec<(Arc<Version>, Said)> {
    all.iter().map(|said| (Arc::clone(version), said.clone())).collect()
}

#[test]
fn every_figure_counts_respondents_whatever_version_they_answered() {
    let all = visits();
    let mut moved = regulars();
    moved.questions.swap(0, 1);
    moved.segments.swap(0, 1);
    let (first, second) = (version(1, regulars()), version(2, moved));
    let half = all.len() / 2;
    let mut answers = to(&first, &all[..half]);
    answers.extend(to(&second, &all[half..]));
    let request = v1::BuildReportRequest { trend: v1::TrendInterval::Month.into(), ..by_team() };
    let report = built(&[first, second], &material(&answers, &[]), request);

    let nps = report.measures[0].estimate.as_ref().unwrap();
    let (error, c) = by_respondent(all.iter());
    effective(nps, spread(all.iter()), error);
    assert_eq!((nps.method.as_str(), nps.n, c), ("vr_wilson", 109, 49.0));
    for group in &report.splits[0].groups {
        let members = || all.iter().filter(|said| said.team.as_deref() == Some(&group.value));
        let found = group.measures[0].estimate.as_ref().unwrap();
        effective(found, spread(members()), by_respondent(members()).0);
    }
    for (point, month) in report.trends[0].points.iter().zip(["2026-01", "2026-02"]) {
        let of_month = || all.iter().filter(|said| said.day.starts_with(month));
        let found = point.estimate.as_ref().unwrap();
        effective(found, spread(of_month()), by_respondent(of_month()).0);
    }
    let expected = v1::Respondents { respondents: 40, repeating: 30, anonymous: 9 };
    assert_eq!(report.respondents, Some(expected));
    assert!(report.notes[0].contains("count respondents"), "{:?}", report.notes);
    // A team's own people and all others overlap; both would otherwise be taken as apart.
    let difference = report.splits[0].groups[0].measures[0].difference.as_ref().unwrap();
    assert!(difference.lower < difference.value && difference.value < difference.upper);
}

#[test]
fn an_index_of_several_questions_counts_respondents_too() {
    let item = |question: &str| IndexItem { question: question.to_owned(), weight: 1 };
    let indexed = |ids: [&str; 2]| {
        let mut survey = regulars();
        let index = |id: &str| Measure {
            id: id.to_owned(),
            kind: Kind::Index { items: vec![item("recommend"), item("speed")] },
            question: String::new(),
            ..survey.measures[0].clone()
        };
        let indices: Vec<Measure> = ids.iter().map(|id| index(id)).collect();
        survey.measures.extend(indices);
        survey.questions[1].kind = QuestionKind::Score(Scale::new(0, 10));
        survey
    };
    let all = visits();
    let half = all.len() / 2;
    let (first, second) = (version(1, indexed(["a", "b"])), version(2, indexed(["b", "a"])));
    let mut answers = to(&first, &all[..half]);
    answers.extend(to(&second, &all[half..]));
    let report = built(&[first, second], &material(&answers, &[]), by_team());

    let value = |said: &Said| said.score.map_or(0.0, |s| 5.0 * f64::from(s + 1 + s % 5));
    let n = all.len() as f64;
    let mean = all.iter().map(value).sum::<f64>() / n;
    let spread = all.iter().map(|said| (value(said) - mean).powi(2)).sum::<f64>() / n;
    let mut influence: BTreeMap<String, f64> = BTreeMap::new();
    for (i, said) in all.iter().enumerate() {
        let who = said.who.clone().unwrap_or_else(|| format!("nobody {i}"));
        *influence.entry(who).or_default() += (value(said) - mean) / n;
    }
    let c = influence.len() as f64;
    let error = (c / (c - 1.0) * influence.values().map(|u| u * u).sum::<f64>()).sqrt();
    for measure in &report.measures[2..] {
        let found = measure.estimate.as_ref().unwrap();
        assert!((found.value - mean).abs() < 1e-9 && found.n == 109, "{found:?}");
        effective(found, spread, error);
    }
}

#[test]
fn a_filter_counts_its_own_respondents() {
    let version = version(1, regulars());
    let all = visits();
    let report = built(&[Arc::clone(&version)], &material(&to(&version, &all), &[]), only("north"));
    let members = || all.iter().filter(|said| said.team.as_deref() == Some("north"));
    let mut times: BTreeMap<&str, u64> = BTreeMap::new();
    members()
        .filter_map(|said| said.who.as_deref())
        .for_each(|who| *times.entry(who).or_default() += 1);
    let expected = v1::Respondents {
        respondents: times.len() as u64,
        repeating: times.values().filter(|n| **n > 1).count() as u64,
        anonymous: 9,
    };
    assert_eq!(report.respondents, Some(expected));
    let nps = report.measures[0].estimate.as_ref().unwrap();
    effective(nps, spread(members()), by_respondent(members()).0);
}

#[test]
fn a_change_of_the_same_people_is_surer_than_one_of_others() {
    let version = version(1, regulars());
    let month = |month: u32, shift: i32, panel: bool| -> Vec<Said> {
        let of = |i: i32| {
            let who = if panel { format!("p{i}") } else { format!("{month}-{i}") };
            let score = (i % 11 + shift).min(10);
            said(&who, &format!("2026-0{month}-05"), "north", score)
        };
        (0..60).map(of).collect()
    };
    let change = |panel: bool| {
        let (now, before) = (month(2, 1, panel), month(1, 0, panel));
        let material = material(&to(&version, &now), &to(&version, &before));
        let request = v1::BuildReportRequest {
            from: "2026-02-01".into(),
            to: "2026-02-28".into(),
            compare: "2026-01-01..2026-01-31".into(),
            ..Default::default()
        };
        let report = built(&[Arc::clone(&version)], &material, request);
        report.change.unwrap().measures.swap_remove(0)
    };
    let (panel, others) = (change(true), change(false));
    assert_eq!((panel.shared_respondents, others.shared_respondents), (60, 0));
    let (panel, others) = (panel.difference.unwrap(), others.difference.unwrap());
    assert!((panel.value - others.value).abs() < 1e-12);
    assert!(panel.upper - panel.lower < 0.7 * (others.upper - others.lower));
}

#[test]
fn responses_to_versions_that_did_not_expect_repeats_are_told_of() {
    let (first, second) = (version(1, survey()), version(2, regulars()));
    let all = visits();
    let mut answers = to(&second, &all);
    let found = material(&answers, &[]);
    answers.extend(to(&first, &[said("p1", "2026-01-03", "north", 9)]));
    let material = Material { repeaters: found.repeaters, ..material(&answers, &[]) };
    let report = built(&[first, second], &material, by_team());
    assert!(report.notes[1].starts_with("Responses to version 1 were kept"), "{:?}", report.notes);
    assert_eq!(report.respondents.unwrap().respondents, 41);
}

/// The airport's responses of 2017, with the flight as the respondent and the time of day as the team.
/// Says so where they are not there.
fn airport() -> Option<Vec<Said>> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/sfo");
    let file = file.join("2017_as_published.csv");
    let Ok(mut rows) = csv::Reader::from_path(&file) else {
        say_aloud("the airport's design: there is no ../shared/data");
        return None;
    };
    let columns = rows.headers().unwrap().clone();
    let column = |name: &str| columns.iter().position(|column| column.trim() == name).unwrap();
    let [run, day, strata, score, weight] =
        ["RUNID", "INTDATE", "STRATA", "NETPRO", "WEIGHT"].map(column);
    let said = |row: csv::StringRecord| Said {
        who: Some(row[run].to_owned()),
        day: format!("2017-05-{:0>2}", &row[day]),
        team: Some(row[strata].to_owned()),
        score: row[score].parse().ok().filter(|score| *score <= 10),
        weight: row[weight].parse().unwrap(),
    };
    Some(rows.records().map(|row| said(row.unwrap())).collect())
}

/// Value and standard error of the first measure, with and without weights, and the report.
fn nps_of(draft: Survey, all: &[Said]) -> ([(f64, f64); 2], v1::Report) {
    let version = version(1, draft);
    let material = material(&to(&version, all), &[]);
    let versions = [Arc::clone(&version)];
    let query = Query::new(v1::BuildReportRequest::default(), &version).unwrap();
    let mut sums =
        Sums::new(&versions, &material.tally, None, &query).unwrap_or_else(|_| unreachable!());
    let found = material.repeaters.as_ref();
    let repeats = found.map(|found| Repeats::new(&versions, found)).unwrap_or_default();
    sums.know(&repeats, &query, &(Day::MIN..=Day::MAX));
    let builder = Builder::new(&version, &query, &material, &sums, None, &repeats);
    let measure = builder.measures[0].0;
    let plain = builder.headline(measure, &sums).figure;
    let weighted = builder.weighted_headline(measure, &sums).unwrap().figure;
    let figures = [plain, weighted];
    let found = figures.map(|f| (f.value().unwrap(), f.variance().unwrap().sqrt()));
    (found, built(&versions, &material, v1::BuildReportRequest::default()))
}

#[test]
fn the_airports_flights_and_strata_give_the_errors_of_the_survey_package() {
    let Some(all) = airport() else { return };
    assert_eq!(all.len(), 2_831);
    let mut open = Survey { weighted: true, ..survey() };
    open.segments[0].values.clear();
    // R 4.2.2, survey 4.1-1: svymean with id = ~RUNID, then with strata = ~STRATA.
    let near = |(value, error): (f64, f64), expected: f64| {
        assert!((value - 40.398_435_511_707_4).abs() < 1e-9, "{value}");
        assert!((error - expected).abs() < 1e-9, "{error}");
    };

    let flights = Survey { repeat_respondents: true, ..open.clone() };
    let ([_, weighted], report) = nps_of(flights, &all);
    near(weighted, 1.552_471_310_099_3);
    let respondents = report.respondents.unwrap();
    assert_eq!((respondents.respondents, respondents.anonymous), (212, 0));

    let drawn = Survey { strata: Some("team".into()), ..open };
    let ([plain, weighted], report) = nps_of(drawn, &all);
    near(weighted, 1.443_492_654_866_78);
    assert!(plain.1 < 1.34 && plain.1 > 1.30, "{plain:?}");
    let note = "The sample was drawn by team: intervals of values";
    assert!(report.notes.iter().any(|found| found.starts_with(note)), "{:?}", report.notes);
}
