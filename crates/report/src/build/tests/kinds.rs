//! Measures of several questions, and figures that are no means, in a report.

use plaudit_core::measure::SecureItem;

use super::*;

/// Ten promoters of the north and twenty detractors of the south, of whom `speed` was asked, too.
fn three() -> v1::Report {
    let mut survey = survey();
    let measure = |id: &str, kind, question: &str| Measure {
        id: id.into(),
        kind,
        question: question.into(),
        label: LocalText::default(),
        method: None,
    };
    let item = |id: &str, top: &[i32]| SecureItem { question: id.into(), top: top.to_vec() };
    let secure = Kind::Secure { items: vec![item("recommend", &[9, 10]), item("speed", &[5])] };
    survey.measures = vec![
        measure("secure", secure, ""),
        measure("agreement", Kind::Consensus, "recommend"),
        measure("staff", Kind::Enps, "recommend"),
    ];
    let version = version(1, survey);
    let mut tally = Tally::default();
    for (n, team, score, speed) in [(8, "north", 9, 5), (22, "south", 2, 5)] {
        for i in 0..n {
            let answers = [("recommend", score), ("speed", speed)];
            let answers = answers.into_iter().map(|(id, score)| SubmittedAnswer {
                question: id.into(),
                given: Some(Given::Score(score)),
            });
            let submission = Submission {
                id: format!("{team}-{i}"),
                answered_at: Some(now()),
                respondent: None,
                channel: None,
                language: None,
                weight: None,
                segments: BTreeMap::from([("team".to_owned(), team.to_owned())]),
                answers: answers.collect(),
                completed: true,
                duration_seconds: None,
            };
            tally.add(&version, &version.check(submission, now()).unwrap());
        }
    }
    let query = Query::new(by_team(), &version).unwrap();
    build(&[version], &tally.into(), &query, now()).unwrap()
}

#[test]
fn a_share_of_several_questions_is_shown_and_split_like_any_other() {
    let report = three();
    let secure = &report.measures[0];
    assert_eq!((secure.question.as_str(), secure.label.as_str()), ("recommend speed", "secure"));
    assert_eq!((secure.scale.as_str(), secure.question_text.as_str()), ("several", ""));
    let estimate = secure.estimate.as_ref().unwrap();
    assert_eq!((estimate.count, estimate.n, estimate.method.as_str()), (Some(8), 30, "wilson"));
    let bars: Vec<_> = secure.distribution.iter().map(|bar| (bar.count, &*bar.band)).collect();
    assert_eq!(bars, [(22, ""), (8, "top")]);
    let groups = &report.splits[0].groups;
    let values = groups.iter().map(|group| group.measures[0].estimate.as_ref().unwrap().value);
    assert_eq!(values.collect::<Vec<_>>(), [0.0, 100.0]);
}

#[test]
fn a_figure_that_is_no_mean_has_groups_differences_and_components() {
    let report = three();
    let agreement = &report.measures[1];
    assert_eq!((agreement.unit.as_str(), agreement.maximum), ("index", 100.0));
    let ids: Vec<_> = agreement.components.iter().map(|component| &*component.id).collect();
    assert_eq!(ids, ["agreement", "dispersion", "mean"]);
    for group in &report.splits[0].groups {
        let result = &group.measures[1];
        assert_eq!(result.estimate.as_ref().unwrap().value, 100.0);
        assert!(result.difference.is_some());
    }
}

#[test]
fn a_small_group_of_employees_is_withheld_whatever_the_survey_says() {
    let report = three();
    assert!(report.notes.iter().any(|note| note.contains("fewer than 10 answers to \"staff\"")));
    for group in &report.splits[0].groups {
        assert!(group.measures[2].withheld && !group.measures[0].withheld);
    }
}
