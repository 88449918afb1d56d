mod asking;

use super::*;
use crate::measure::Kind;
use crate::measure::Measure;
use crate::scale::Direction;
use crate::testing::{noon, options, question, survey};

#[track_caller]
fn refused(change: impl FnOnce(&mut Survey), fields: &[&str]) {
    let mut changed = survey(false);
    change(&mut changed);
    let found = Version::new(1, noon(), changed).unwrap_err();
    let found: Vec<&str> = found.iter().map(|violation| violation.field.as_str()).collect();
    assert_eq!(found, fields);
}

fn scale(survey: &mut Survey, position: usize, change: impl FnOnce(&mut Scale)) {
    match &mut survey.questions[position].kind {
        QuestionKind::Score(scale) => change(scale),
        _ => panic!("not a score question"),
    }
}

#[test]
fn a_right_survey_is_published() {
    let version = Version::new(7, noon(), survey(false)).unwrap();
    assert_eq!(version.number(), 7);
    assert_eq!(version.zone().name(), "Europe/Helsinki");
    assert_eq!(version.position("used"), Some(3));
    assert_eq!(version.segment_position("region"), Some(1));
    assert!(version.question("mood").is_none());
}

#[test]
fn ids_have_their_form_and_are_unique() {
    for bad in ["", "Shop", "1st", "a b", "ä", "x".repeat(65).as_str()] {
        refused(|s| s.id = bad.to_owned(), &["id"]);
    }
    refused(
        |s| s.questions[1].id = "Overall".to_owned(),
        &["questions[1].id", "measures[1].question", "measures[2].question"],
    );
    refused(|s| s.segments[1].id = "team".to_owned(), &["segments[1].id"]);
    refused(|s| s.measures[1].id = "nps".to_owned(), &["measures[1].id"]);
    refused(|s| s.questions.push(s.questions[4].clone()), &["questions[5].id"]);
}

#[test]
fn texts_zone_language_and_threshold_are_checked() {
    refused(|s| s.title = LocalText::of("fi", "Kauppa"), &["title"]);
    refused(|s| s.title = LocalText::of("en", ""), &["title"]);
    refused(|s| s.questions[0].text = LocalText::default(), &["questions[0].text"]);
    refused(|s| s.title = LocalText::of("en", &"x".repeat(2_001)), &["title.en"]);
    refused(|s| s.time_zone = "Europe/Espoo".to_owned(), &["time_zone"]);
    refused(|s| s.privacy_k = 0, &["privacy_k"]);
    refused(|s| s.privacy_k = 1_001, &["privacy_k"]);
    refused(|s| s.questions[0].wording = 0, &["questions[0].wording"]);
    let mut nameless = survey(false);
    nameless.default_language = "e n".to_owned();
    let found = Version::new(1, noon(), nameless).unwrap_err();
    assert!(found.iter().any(|violation| violation.field == "default_language"));
}

#[test]
fn lists_have_their_bounds() {
    refused(
        |s| s.questions.clear(),
        &[
            "questions",
            "measures[0].question",
            "measures[1].question",
            "measures[2].question",
            "measures[3].question",
            "measures[4].question",
        ],
    );
    refused(
        |s| {
            s.segments =
                (0..9).map(|i| Segment { id: format!("s{i}"), ..s.segments[1].clone() }).collect();
        },
        &["segments"],
    );
    refused(
        |s| s.questions[2].kind = QuestionKind::SingleChoice(options(&["yes"])),
        &["questions[2].single_choice.options"],
    );
    refused(
        |s| s.questions[3].kind = QuestionKind::MultipleChoice(options(&["phone", "phone"])),
        &["questions[3].multiple_choice.options[1].id"],
    );
    refused(
        |s| s.questions[4].kind = QuestionKind::Text { max_length: 0 },
        &["questions[4].text_answer.max_length"],
    );
    refused(|s| s.segments[0].values[1].id = "no\0rth".to_owned(), &["segments[0].values[1].id"]);
    refused(|s| s.segments[0].values[1].id = "north".to_owned(), &["segments[0].values[1].id"]);
}

#[test]
fn a_scale_runs_upwards_within_bounds_and_labels_what_it_has() {
    let only = |s: &mut Survey| s.measures.clear();
    for (min, max, field) in [
        (5, 5, "max"),
        (5, 4, "max"),
        (0, 101, "max"),
        (-1_001, 0, "min"),
        (i32::MAX, i32::MAX, "min"),
        (0, i32::MAX, "max"),
        (-1_000, i32::MAX, "max"),
    ] {
        let path = format!("questions[1].score.{field}");
        refused(
            |s| {
                only(s);
                scale(s, 1, |scale| (scale.min, scale.max) = (min, max));
            },
            &[&path],
        );
    }
    let label = |at| move |scale: &mut Scale| scale.labels.push((at, LocalText::of("en", "x")));
    refused(|s| scale(s, 1, label(6)), &["questions[1].score.labels[0].score"]);
    refused(
        |s| {
            scale(s, 1, label(5));
            scale(s, 1, label(5));
        },
        &["questions[1].score.labels[1].score"],
    );
}

#[test]
fn a_measure_fits_its_question() {
    refused(|s| s.measures[0].question = "overall".to_owned(), &["measures[0].question"]);
    refused(|s| s.measures[0].question = "first".to_owned(), &["measures[0].question"]);
    refused(
        |s| scale(s, 0, |scale| scale.direction = Direction::LowerIsBetter),
        &["measures[0].question"],
    );
    refused(|s| s.measures[0].kind = Kind::Nps1To10, &["measures[0].question"]);
    refused(|s| s.measures[1].kind = Kind::Ces, &["measures[1].question"]);
    for top in [vec![], vec![6], vec![5, 5], vec![1, 2, 3, 4, 5]] {
        refused(|s| s.measures[1].kind = Kind::Csat { top }, &["measures[1].top"]);
    }
    let share = |options: &[&str]| Kind::Share {
        options: options.iter().map(|o| (*o).to_owned()).collect(),
    };
    for options in [&[][..], &["maybe"], &["yes", "yes"]] {
        refused(|s| s.measures[3].kind = share(options), &["measures[3].options"]);
    }
    refused(|s| s.measures[4].kind = share(&["phone", "chat"]), &["measures[4].options"]);
    refused(|s| s.measures[3].question = "overall".to_owned(), &["measures[3].question"]);
}

#[test]
fn blocks_follow_each_other_without_gap_or_overlap() {
    let survey = survey(false);
    let layout = Layout::of(&survey.questions, &survey.measures);
    let mut next = COMPLETED + 1;
    for block in layout.blocks() {
        assert_eq!(block.range().start, next);
        assert_eq!(block.skipped(), next);
        assert_eq!(block.values().start, block.answered() + 1);
        next = block.range().end;
    }
    assert_eq!(layout.len(), next);
    let text = question("why", QuestionKind::Text { max_length: 1 });
    assert_eq!(Layout::of(&[text], &[]).len(), 6);
}

#[test]
fn strata_and_driver_models_name_what_the_survey_has() {
    let model = |outcome: &str, drivers: &[&str]| DriverModel {
        outcome: outcome.to_owned(),
        drivers: drivers.iter().map(|id| (*id).to_owned()).collect(),
    };
    refused(|s| s.strata = Some("shift".to_owned()), &["strata"]);
    refused(
        |s| s.driver_models = vec![model("joy", &["overall", "used"])],
        &["driver_models[0].outcome", "driver_models[0].drivers[1]"],
    );
    refused(
        |s| {
            s.driver_models =
                vec![model("nps", &["overall", "overall"]), model("nps", &["recommend"])];
        },
        &[
            "driver_models[0].drivers[1]",
            "driver_models[1].outcome",
            "driver_models[1].drivers",
            "driver_models[1].drivers[0]",
        ],
    );
}

#[test]
fn a_path_model_measures_with_score_questions_and_leads_nowhere_back() {
    let latent = |id: &str, items: &[&str]| Latent {
        id: id.to_owned(),
        label: LocalText::default(),
        items: items.iter().map(|id| (*id).to_owned()).collect(),
    };
    let path = |from: &str, to: &str| Path { from: from.to_owned(), to: to.to_owned() };
    let model = |latents: Vec<Latent>, paths: &[(&str, &str)]| {
        Some(PathModel { latents, paths: paths.iter().map(|(from, to)| path(from, to)).collect() })
    };
    let ease = || latent("ease", &["overall"]);
    let loyalty = || latent("loyalty", &["recommend"]);
    let mut right = survey(false);
    right.path_model = model(vec![ease(), loyalty()], &[("ease", "loyalty")]);
    assert_eq!(Version::new(1, noon(), right).unwrap().plan().columns().len(), 2);

    let wrong = |latents: Vec<Latent>, paths: &[(&str, &str)], fields: &[&str]| {
        refused(|s| s.path_model = model(latents, paths), fields);
    };
    wrong(vec![ease()], &[], &["path_model.latents", "path_model.latents[0]"]);
    wrong(
        vec![latent("Ease", &["used", "mood"]), latent("loyalty", &[]), loyalty()],
        &[("Ease", "loyalty")],
        &[
            "path_model.latents[2].id",
            "path_model.latents[0].id",
            "path_model.latents[0].items[0]",
            "path_model.latents[0].items[1]",
            "path_model.latents[1].items",
        ],
    );
    wrong(
        vec![ease(), latent("loyalty", &["recommend", "overall"])],
        &[("ease", "loyalty"), ("ease", "loyalty"), ("joy", "ease")],
        &["path_model.latents[1].items[1]", "path_model.paths[1]", "path_model.paths[2].from"],
    );
    for paths in
        [&[("ease", "loyalty"), ("loyalty", "ease")][..], &[("ease", "loyalty"), ("ease", "ease")]]
    {
        wrong(vec![ease(), loyalty()], paths, &["path_model.paths"]);
    }
}

#[test]
fn models_keep_no_more_columns_than_there_may_be() {
    let ids: Vec<String> = (0..120).map(|i| format!("q{i}")).collect();
    let with = |drivers: usize, items: usize| {
        let of = |ids: &[String]| ids.to_vec();
        let latent = |i: usize| Latent {
            id: format!("l{i}"),
            label: LocalText::default(),
            items: of(&ids[40 + 10 * i..40 + (10 * i + 10).min(items)]),
        };
        let latents: Vec<Latent> = (0..items.div_ceil(10)).map(latent).collect();
        let path = |i: usize| Path { from: "l0".to_owned(), to: format!("l{i}") };
        let paths = (1..latents.len()).map(path).collect();
        let kind = || QuestionKind::Score(Scale::new(0, 10));
        let driver_models =
            vec![DriverModel { outcome: "nps".to_owned(), drivers: of(&ids[1..=drivers]) }];
        Version::new(
            1,
            noon(),
            Survey {
                questions: ids.iter().map(|id| question(id, kind())).collect(),
                measures: vec![Measure {
                    question: "q0".to_owned(),
                    ..survey(false).measures[0].clone()
                }],
                driver_models,
                path_model: Some(PathModel { latents, paths }),
                ..survey(false)
            },
        )
    };
    assert_eq!(with(19, 70).unwrap().plan().columns().len(), 3 * 19 + 1 + 70);
    let found = with(20, 70).unwrap_err();
    assert_eq!((found.len(), &*found[0].field), (1, "path_model"));
    assert!(found[0].reason.starts_with("needs 131 columns"), "{}", found[0].reason);
}
