use std::collections::BTreeMap;
use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::jackknife;
use crate::measure::{Kind, Measure};
use crate::moments::{Coding, Column, Patterns, Values};
use crate::response::{Given, NoAnswer, Response, Submission};
use crate::scale::{Direction, Scale};
use crate::survey::{DriverModel, Latent, Path, PathModel, QuestionKind, Survey, Version};
use crate::testing::{answer, noon, options, question, submission};
use crate::text::LocalText;

fn survey() -> Survey {
    let scale = |min, max| QuestionKind::Score(Scale::new(min, max));
    let wait = Scale { direction: Direction::LowerIsBetter, ..Scale::new(1, 7) };
    let measure = |id: &str, kind: Kind, question: &str| Measure {
        id: id.to_owned(),
        kind,
        question: question.to_owned(),
        label: LocalText::default(),
        method: None,
    };
    let model = |outcome: &str, drivers: &[&str]| DriverModel {
        outcome: outcome.to_owned(),
        drivers: drivers.iter().map(ToString::to_string).collect(),
    };
    Survey {
        questions: vec![
            question("why", QuestionKind::Text { max_length: 10 }),
            question("overall", scale(1, 5)),
            question("recommend", scale(0, 10)),
            question("speed", scale(1, 5)),
            question("wait", QuestionKind::Score(wait)),
            question("stay", QuestionKind::SingleChoice(options(&["yes", "perhaps", "no"]))),
        ],
        measures: vec![
            measure("csat", Kind::Csat { top: vec![4, 5] }, "overall"),
            measure("nps", Kind::Nps, "recommend"),
            measure("stays", Kind::Share { options: vec!["yes".to_owned()] }, "stay"),
        ],
        driver_models: vec![
            model("csat", &["speed", "wait"]),
            model("nps", &["overall", "speed", "wait"]),
            model("stays", &["speed", "overall"]),
        ],
        segments: Vec::new(),
        ..crate::testing::survey(false)
    }
}

fn version(number: u32, survey: Survey) -> Arc<Version> {
    Arc::new(Version::new(number, noon(), survey).unwrap())
}

fn response(version: &Version, who: u16, answers: Vec<(&str, Given)>) -> Response {
    let submission = Submission {
        id: format!("r-{who}"),
        respondent: (!who.is_multiple_of(3)).then(|| format!("p-{who}")),
        channel: None,
        segments: BTreeMap::new(),
        answers: answers.into_iter().map(|(question, given)| answer(question, given)).collect(),
        completed: false,
        ..submission()
    };
    version.check(submission, noon()).unwrap()
}

/// Responses that answer each question or not.
fn responses() -> impl Strategy<Value = Vec<Response>> {
    let answers = (
        0..300_u16,
        prop::option::of(1..=5_i32),
        prop::option::of(0..=10_i32),
        prop::option::of(1..=5_i32),
        prop::option::of(1..=7_i32),
        prop::option::of(prop::sample::select(vec!["yes", "perhaps", "no"])),
    );
    let one = answers.prop_map(|(who, overall, recommend, speed, wait, stay)| {
        let mut answers = vec![("why", Given::NoAnswer(NoAnswer::Skipped))];
        answers.extend(overall.map(|x| ("overall", Given::Score(x))));
        answers.extend(recommend.map(|x| ("recommend", Given::Score(x))));
        answers.extend(speed.map(|x| ("speed", Given::Score(x))));
        answers.extend(wait.map(|x| ("wait", Given::Score(x))));
        answers.extend(stay.map(|id| ("stay", Given::Option(id.to_owned()))));
        response(&version(1, survey()), who, answers)
    });
    prop::collection::vec(one, 0..40)
}

fn comoments<'r>(
    version: &Version,
    responses: impl IntoIterator<Item = &'r Response>,
) -> Comoments {
    let mut sums = Comoments::default();
    responses.into_iter().for_each(|response| sums.add(version, response).unwrap());
    sums
}

fn rows<'r>(version: &Version, responses: impl IntoIterator<Item = &'r Response>) -> Rows {
    let mut rows = Rows::default();
    responses.into_iter().for_each(|response| rows.add(version, response));
    rows
}

proptest! {
    #[test]
    fn any_split_kept_in_any_form_stands_for_the_same(
        responses in responses(),
        cuts in prop::collection::vec((0..4_usize, any::<bool>()), 40),
        erased in prop::collection::vec(any::<bool>(), 40),
    ) {
        let version = version(1, survey());
        let plan = |number| (number == 1).then(|| version.plan());
        let whole = comoments(&version, &responses);
        // Months of four shards, condensed now and then, each with some of the responses.
        let mut months = vec![Month::default(); 4];
        for (response, (shard, condense)) in responses.iter().zip(&cuts) {
            months[*shard].merge(rows(&version, [response]).into()).unwrap();
            if *condense {
                months[*shard].condense(plan).unwrap();
            }
        }
        let mut month = Month::default();
        for shard in months {
            month.merge(shard).unwrap();
        }
        prop_assert_eq!(&month.clone().total(plan).unwrap(), &whole);
        // Some are erased again, in a delta of its own.
        let (gone, kept): (Vec<_>, Vec<_>) =
            responses.iter().zip(&erased).partition(|(_, erased)| **erased);
        let mut erasure = Rows::default();
        gone.iter().for_each(|(response, _)| erasure.subtract(&version, response));
        month.merge(erasure.into()).unwrap();
        month.condense(plan).unwrap();
        let kept = comoments(&version, kept.iter().map(|(response, _)| *response));
        prop_assert_eq!(&month.total(plan).unwrap(), &kept);
        let mut rest = whole;
        rest.unmerge(&comoments(&version, gone.iter().map(|(response, _)| *response))).unwrap();
        prop_assert_eq!(&rest, &kept);
        rest.unmerge(&kept).unwrap();
        prop_assert!(rest.is_empty());
    }
}

/// The answers of somebody who answers all.
fn full(speed: i32, overall: i32, recommend: i32, stay: &str) -> Vec<(&'static str, Given)> {
    vec![
        ("overall", Given::Score(overall)),
        ("recommend", Given::Score(recommend)),
        ("speed", Given::Score(speed)),
        ("wait", Given::Score(2)),
        ("stay", Given::Option(stay.to_owned())),
    ]
}

#[test]
fn a_model_has_its_outcome_its_drivers_and_their_joint_counts() {
    let version = version(1, survey());
    let answers = [full(1, 2, 3, "no"), full(5, 4, 9, "yes"), full(5, 5, 8, "perhaps")];
    let all: Vec<_> =
        (1..).zip(answers).map(|(who, answers)| response(&version, who, answers)).collect();
    let sums = comoments(&version, &all);
    let versions = [version.clone()];

    let nps = sums.model(&versions, 1).unwrap();
    let position = |id: &str| version.position(id).unwrap();
    assert_eq!(nps.outcome, position("recommend"));
    assert_eq!(nps.coding, Coding::Net { detractors_to: 6, promoters_from: 9 });
    let asked: Vec<_> = nps.drivers.iter().map(|driver| driver.question).collect();
    assert_eq!(asked, ["overall", "speed", "wait"].map(position));
    assert_eq!(nps.scores(), [1, 4, 7]);
    // Lower is better: short waits are the high end.
    assert_eq!(nps.drivers[2].low, (8, Coding::AtLeast(6)));
    assert_eq!(nps.drivers[2].high, (9, Coding::AtMost(2)));
    assert_eq!(nps.left_out, [0; 0]);
    let mut total = nps.groups[0].clone();
    assert!(nps.groups[1..].iter().all(|group| total.merge(group)));
    let speed = total.listwise(&[0, 4, 5, 6]).unwrap();
    assert_eq!((speed.n(), speed.sums()), (3, [0, 11, 1, 2].as_slice()));
    assert_eq!(speed.product(0, 1), Some(-1 + 5));
    let joint: Vec<_> = nps.joints[1].rows().map(<[u64]>::to_vec).collect();
    assert_eq!((joint.len(), joint[0].len()), (5, 11));
    assert_eq!((joint[0][3], joint[4][9], joint[4][8]), (1, 1, 1));

    let stays = sums.model(&versions, 2).unwrap();
    assert_eq!(stays.coding, Coding::OneOf(Values::new(0, [0]).unwrap()));
    let mut total = stays.groups[0].clone();
    assert!(stays.groups[1..].iter().all(|group| total.merge(group)));
    assert_eq!(total.listwise(&[0]).unwrap().sums(), [1]);
    assert_eq!(stays.joints[0].rows().nth(4), Some([1, 1, 0].as_slice()));
}

#[test]
fn the_answers_of_one_person_are_in_one_group() {
    let version = version(1, survey());
    let answers = || vec![("speed", Given::Score(3)), ("wait", Given::Score(1))];
    let again = Response { id: "again".to_owned(), ..response(&version, 1, answers()) };
    let sums = comoments(&version, &[response(&version, 1, answers()), again]);
    let of_version = sums.version(1).unwrap();
    let groups: Vec<_> =
        of_version.groups().iter().map(|(group, sums)| (*group, sums.n())).collect();
    assert_eq!(groups, [(u8::try_from(jackknife::group("p-1")).unwrap(), 2)]);
    assert!(of_version.joint().is_empty(), "no outcome was answered");
}

#[test]
fn a_response_that_answers_none_of_it_costs_nothing() {
    let version = version(1, survey());
    let other = response(&version, 1, vec![("why", Given::Text("fast".to_owned()))]);
    assert!(rows(&version, [&other]).is_empty());
    let plain = crate::testing::version(false);
    assert!(plain.plan().is_empty());
    let response = plain.check(submission(), noon()).unwrap();
    assert!(rows(&plain, [&response]).is_empty());
}

#[test]
fn older_answers_count_where_they_mean_the_same() {
    let first = version(1, survey());
    let mut changed = survey();
    // Questions in another order, one option more before the others, one question reworded.
    changed.questions.reverse();
    changed.questions[0].kind =
        QuestionKind::SingleChoice(options(&["never", "no", "perhaps", "yes"]));
    let wait = changed.questions.iter_mut().find(|question| question.id == "wait").unwrap();
    wait.wording = 2;
    let second = version(2, changed);
    let mut sums = comoments(&first, &[response(&first, 1, full(5, 4, 9, "yes"))]);
    sums.merge(&comoments(&second, &[response(&second, 2, full(2, 4, 9, "never"))])).unwrap();

    let versions = [first, second];
    let stays = sums.model(&versions, 2).unwrap();
    assert_eq!(stays.left_out, [0; 0]);
    assert_eq!(stays.joints[0].rows().nth(4), Some([0, 0, 0, 1].as_slice()));
    assert_eq!(stays.joints[0].rows().nth(1), Some([1, 0, 0, 0].as_slice()));
    assert_eq!(stays.groups.iter().map(Patterns::n).sum::<i64>(), 2);
    let csat = sums.model(&versions, 0).unwrap();
    assert_eq!(csat.left_out, [1], "wait was asked in other words");
    assert_eq!(csat.groups.iter().map(Patterns::n).sum::<i64>(), 1);

    // The same model with another idea of who is satisfied.
    let mut stricter = survey();
    stricter.measures[0].kind = Kind::Csat { top: vec![5] };
    let third = version(3, stricter);
    let csat = sums.model(&[versions[0].clone(), third], 0).unwrap();
    assert_eq!(csat.left_out, [1]);
}

#[test]
fn rows_become_sums_where_that_is_shorter() {
    let version = version(1, survey());
    let plan = |_| Some(version.plan());
    let mut month = Month::default();
    for who in 0..2_000 {
        let draw = |k: u16| i32::from(who * 7 / k % 5);
        let stay = ["yes", "perhaps", "no"][usize::from(who % 3)];
        let answers = full(1 + draw(3), 1 + draw(11), 2 * draw(17), stay);
        month.merge(rows(&version, [&response(&version, who % 4, answers)]).into()).unwrap();
    }
    month
        .merge(rows(&version, [&response(&version, 1, vec![("wait", Given::Score(7))])]).into())
        .unwrap();
    let before = month.clone();
    month.condense(plan).unwrap();
    assert_ne!(month, before);
    assert_eq!(month.rows.versions().flat_map(|(_, rows)| rows).count(), 1, "the rare pattern");
    assert_eq!(month.total(plan).unwrap(), before.total(plan).unwrap());
}

#[test]
fn what_is_not_of_the_survey_is_refused() {
    let version = version(1, survey());
    let refused = |row: &[u8]| {
        let mut rows = Rows::default();
        rows.add_row(1, row.into(), 1);
        Comoments::default().add_rows(&rows, |_| Some(version.plan()))
    };
    assert_eq!(version.plan().questions().len(), 5);
    assert_eq!(refused(&[0, 1, 1, 1, 1, 1]), Ok(()));
    for row in [&[][..], &[64, 1, 1, 1, 1, 1], &[0, 1, 1, 1, 1], &[0, 6, 1, 1, 1, 1]] {
        assert_eq!(refused(row), Err(Mismatch { version: 1 }), "{row:?}");
    }
    let mut rows = Rows::default();
    rows.add_row(7, Box::new([0, 1]), 1);
    let unknown = Comoments::default().add_rows(&rows, |_| None);
    assert_eq!(unknown, Err(Mismatch { version: 7 }));
}

/// The survey with a path model on four of its questions: speed and wait drive `ease`.
fn with_paths() -> Survey {
    let latent = |id: &str, items: &[&str]| Latent {
        id: id.to_owned(),
        label: LocalText::default(),
        items: items.iter().map(ToString::to_string).collect(),
    };
    let paths = vec![Path { from: "ease".to_owned(), to: "loyalty".to_owned() }];
    let latents = vec![latent("ease", &["wait", "speed"]), latent("loyalty", &["recommend"])];
    Survey { path_model: Some(PathModel { latents, paths }), ..survey() }
}

#[test]
fn a_path_model_has_a_column_an_item_and_shares_those_of_drivers() {
    let (plain, version) = (version(1, survey()), version(2, with_paths()));
    // Of the recommendation there was only who promotes and who detracts.
    let new = version.plan().columns().strip_prefix(plain.plan().columns()).unwrap();
    let (recommend, _) = version
        .plan()
        .questions()
        .iter()
        .enumerate()
        .find(|(_, asked)| asked.position == version.position("recommend").unwrap())
        .unwrap();
    assert_eq!(new, [Column { question: recommend, coding: Coding::Score }]);
    assert_eq!(version.plan().pairs(), plain.plan().pairs());

    let old = comoments(&plain, &[response(&plain, 1, full(5, 4, 9, "yes"))]);
    let mut sums = comoments(&version, &[response(&version, 2, full(4, 3, 7, "no"))]);
    sums.merge(&old).unwrap();
    let found = sums.path_model(&[plain.clone(), version.clone()]).unwrap();
    let position = |id: &str| version.position(id).unwrap();
    assert_eq!(found.items, ["wait", "speed", "recommend"].map(position));
    assert_eq!(found.left_out, [1], "it kept no scores of the recommendation");
    assert_eq!(found.groups.len(), 1);
    let all = found.groups[0].listwise(&[0, 1, 2]).unwrap();
    assert_eq!((all.n(), all.sums(), all.product(1, 2)), (1, [2, 4, 7].as_slice(), Some(28)));
    // The driver models read both.
    assert_eq!(sums.model(&[plain, version], 1).unwrap().left_out, [0; 0]);
}

#[test]
fn older_answers_count_for_a_path_model_where_they_mean_the_same() {
    let first = version(1, with_paths());
    let mut reordered = with_paths();
    reordered.questions.reverse();
    reordered.path_model.as_mut().unwrap().latents.reverse();
    let second = version(2, reordered.clone());
    reordered.questions.iter_mut().find(|question| question.id == "wait").unwrap().wording = 2;
    let third = version(3, reordered);
    let mut sums = comoments(&first, &[response(&first, 1, full(5, 4, 9, "yes"))]);
    sums.merge(&comoments(&second, &[response(&second, 1, full(4, 3, 7, "no"))])).unwrap();
    let found = sums.path_model(&[first.clone(), second.clone()]).unwrap();
    assert_eq!(found.left_out, [0; 0]);
    assert_eq!(found.groups[0].listwise(&[0, 1, 2]).unwrap().sums(), [9 + 7, 2 + 2, 5 + 4]);
    let found = sums.path_model(&[first, second, third]).unwrap();
    assert_eq!((&*found.left_out, found.groups.len()), ([1, 2].as_slice(), 0));
}
