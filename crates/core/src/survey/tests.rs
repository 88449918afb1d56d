use super::*;
use crate::measure::Kind;
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
