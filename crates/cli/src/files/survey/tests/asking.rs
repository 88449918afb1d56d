//! Conditions, orders and rules of asking in survey files.

use super::{Format, Survey, errors, parse, v1, write};

const ASKING: &str = "\
id: shop
title: {en: How was it?, fi: Miten meni?}
thanks: {en: Thank you!, fi: Kiitos!}
recontact: {days: 30, scope: survey}
retention_days: 730
segments: [{id: team, values: [north, south]}]
invitations:
  sample: 0.25
  holdout: 0.05
  budget: {invitations: 5000, days: 30, scope: tenant}
  quotas: [{segment: team, days: 7, values: {north: 400, south: 500}}]
  expires_days: 21
  reminders: {after_days: 5, at_most: 2}
open_link: true
random_blocks: [[speed, staff]]
questions:
  - {id: recommend, text: Recommend?, kind: score, scale: 0-10}
  - {id: speed, text: Speed?, kind: score, scale: 1-5, no_answer: [dont_know]}
  - {id: staff, text: Staff?, kind: score, scale: 1-5}
  - id: again
    text: Again?
    no_answer: [not_applicable, dont_know]
    kind: single_choice
    random_options: true
    options: [sure, maybe, never]
  - id: likes
    text: Likes?
    show_if: {question: again, is: sure}
    kind: multiple_choice
    random_options: {fixed: [nothing]}
    options: [price, staff, nothing]
  - id: why
    text: Why?
    kind: text
    show_if:
      any:
        - {question: recommend, to: 6}
        - {question: speed, is: 1}
        - all:
            - {question: again, is: [maybe, never]}
            - {question: likes, answered: true}
            - {question: staff, from: 2, to: 3}
";

#[test]
fn how_a_survey_is_asked_is_read_written_and_goes_through_core() {
    let survey = parse("survey.yaml", ASKING, Format::Yaml).unwrap();
    assert_eq!(survey.thanks["fi"], "Kiitos!");
    assert_eq!((survey.retention_days, survey.recontact.unwrap().days), (730, 30));
    assert_eq!(survey.random_blocks[0].questions, ["speed", "staff"]);
    let Some(v1::question::Kind::MultipleChoice(likes)) = &survey.questions[4].kind else {
        panic!()
    };
    assert_eq!(likes.random_order.as_ref().unwrap().fixed, ["nothing"]);
    let text = write(&survey);
    assert_eq!(parse("survey.yaml", &text, Format::Yaml).unwrap(), survey, "{text}");
    let core = Survey::try_from(survey.clone()).unwrap();
    let back = v1::Survey::from(&core);
    assert_eq!(back.recontact, survey.recontact);
    assert_eq!(back.random_blocks, survey.random_blocks);
    assert_eq!(back.invitations, survey.invitations);
    let rules = survey.invitations.as_ref().unwrap();
    assert_eq!((rules.sample, rules.holdout), (Some(0.25), 0.05));
    assert_eq!(rules.quotas[0].values["south"], 500);
    assert_eq!((&back.thanks, back.retention_days), (&survey.thanks, survey.retention_days));
    assert!(back.open_link && survey.open_link);
    assert_eq!(back.questions[1].no_answer, [i32::from(v1::NoAnswer::DontKnow)]);
    let choice = |survey: &v1::Survey| survey.questions[3..].to_vec();
    let defaults = |mut questions: Vec<v1::Question>| {
        questions.iter_mut().for_each(|question| question.wording = 0);
        questions.truncate(2);
        questions
    };
    assert_eq!(defaults(choice(&back)), defaults(choice(&survey)));
    assert_eq!(back.questions[5].show_if, survey.questions[5].show_if);
}

#[test]
fn each_error_of_asking_names_its_key() {
    let cases = [
        ("is: sure", "is: surely", "questions[4].show_if.is: \"surely\" is not an option of"),
        ("is: [maybe, never]", "is: [maybe, no]", "show_if.any[2].all[0].is[1]: \"no\" is not"),
        ("is: [maybe, never]", "is: [1, 2]", "one score, or options (several scores are from"),
        ("question: recommend, to: 6", "question: mood, to: 6", "show_if.any[0].question: there"),
        ("question: recommend, to: 6", "question: why, to: 6", "\"why\" is not asked earlier"),
        ("to: 6", "to: 11", "questions[5].show_if.any[0].to: must be within 0..=10"),
        ("to: 6", "to: 6, is: 5", "show_if.any[0]: must be one of is, from with to, and answered"),
        ("to: 6", "too: 6", "show_if.any[0]: must be one of is"),
        ("answered: true", "answered: false", "all[1].answered: must be true, or be left out"),
        ("from: 2, to: 3", "from: 3, to: 2", "all[2].to: must not be below min"),
        ("is: sure", "is: sure, colour: red", "questions[4].show_if.colour: is not a key here"),
        ("[[speed, staff]]", "[[recommend, staff]]", "random_blocks[0]: must name questions that"),
        ("[[speed, staff]]", "[[speed, stuff]]", "random_blocks[0][1]: there is no question"),
        ("[[speed, staff]]", "[[speed]]", "random_blocks[0]: must have 2 to 200 items"),
        ("[nothing]}", "[none]}", "questions[4].random_options.fixed[0]: \"none\" is not an"),
        ("random_options: true", "random_options: 1", "random_options: must be true or false"),
        ("[dont_know]", "[skipped]", "questions[1].no_answer[0]: must be not_applicable or"),
        ("[dont_know]", "[dont_know, dont_know]", "questions[1].no_answer[1]: is named twice"),
        ("open_link: true", "open_link: maybe", "open_link: must be true or false"),
        ("days: 30", "days: 0", "recontact.days: must be at least 1"),
        ("scope: survey", "scope: all", "recontact.scope: must be tenant or survey"),
        ("sample: 0.25", "sample: 1.5", "invitations.sample: must be within 0 to 1"),
        ("sample: 0.25", "sample: 0", "invitations.sample: must be above 0"),
        ("holdout: 0.05", "holdout: 1", "invitations.holdout: must be below 1"),
        ("holdout: 0.05", "holdout: -1", "invitations.holdout: must be a number from 0"),
        ("days: 30, scope: tenant", "days: 400", "invitations.budget.days: must be within 1..=366"),
        ("scope: tenant", "scope: all", "invitations.budget.scope: must be survey or tenant"),
        ("segment: team", "segment: shop", "invitations.quotas[0].segment: \"shop\" is not a"),
        ("{north: 400", "{west: 400", "invitations.quotas[0].values.west: \"west\" is not a value"),
        ("days: 7,", "days: 0,", "invitations.quotas[0].days: must be at least 1"),
        ("expires_days: 21", "expires_days: 5", "reminders.after_days: must be before the invitat"),
        ("at_most: 2", "at_most: 99", "invitations.reminders.at_most: must be within 1..=10"),
        ("at_most: 2", "at_least: 2", "invitations.reminders.at_least: is not a key here"),
        ("retention_days: 730", "retention_days: 99999", "retention_days: must be within 1..=365"),
    ];
    for (right, wrong, expected) in cases {
        assert!(ASKING.contains(right), "{right}");
        let found = errors(&ASKING.replacen(right, wrong, 1), Format::Yaml);
        assert!(found.contains(expected), "{wrong}\n  found    {found}\n  expected {expected}");
    }
}
