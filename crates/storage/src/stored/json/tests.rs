use std::collections::BTreeMap;

use plaudit_core::response::{Submission, SubmittedAnswer};
use plaudit_core::scale::Scale;
use plaudit_core::survey::{Asking, ChoiceOption, OptionOrder, QuestionKind, Segment, Survey};
use plaudit_core::text::LocalText;
use plaudit_core::time::Timestamp;

use super::*;

fn version() -> Version {
    let options = |ids: &[&str]| {
        let option = |id: &&str| ChoiceOption { id: id.to_string(), label: LocalText::default() };
        ids.iter().map(option).collect()
    };
    let question = |id: &str, kind| Question {
        id: id.to_owned(),
        text: LocalText::of("en", id),
        wording: 1,
        required: false,
        show_if: None,
        option_order: OptionOrder::Written,
        no_answer: Vec::new(),
        departments: Vec::new(),
        kind,
    };
    let segment = |id: &str| Segment {
        id: id.to_owned(),
        label: LocalText::default(),
        values: Vec::new(),
        required: false,
    };
    let survey = Survey {
        id: "cafe".to_owned(),
        title: LocalText::of("en", "Café"),
        default_language: "en".to_owned(),
        time_zone: "UTC".to_owned(),
        questions: vec![
            question("wifi", QuestionKind::Score(Scale::new(-5, 5))),
            question("why", QuestionKind::MultipleChoice(options(&["noise", "light", "price"]))),
            question("reason", QuestionKind::SingleChoice(options(&["price", "taste"]))),
            question("comment", QuestionKind::Text { max_length: 100 }),
            question("parking", QuestionKind::Score(Scale::new(1, 5))),
        ],
        measures: Vec::new(),
        segments: vec![segment("channel"), segment("team"), segment("region")],
        privacy_k: 5,
        weighted: false,
        repeat_respondents: false,
        strata: None,
        driver_models: Vec::new(),
        path_model: None,
        asking: Asking::default(),
        retention_days: None,
    };
    Version::new(1, Timestamp::from_micros(0).unwrap(), survey).unwrap()
}

fn submission(answers: Vec<(&str, Given)>) -> Submission {
    let answer = |(question, given): (&str, _)| SubmittedAnswer {
        question: question.to_owned(),
        given: Some(given),
    };
    Submission {
        id: "r-1".to_owned(),
        answered_at: Timestamp::from_micros(0),
        respondent: None,
        channel: Some("email".to_owned()),
        language: None,
        weight: None,
        duration_seconds: None,
        segments: BTreeMap::from([("team".to_owned(), "the \"north\"".to_owned())]),
        answers: answers.into_iter().map(answer).collect(),
        completed: true,
    }
}

/// What is written of these answers, after it was read back and found to be the same.
fn written(answers: Vec<(&str, Given)>) -> String {
    let version = version();
    let submission = submission(answers);
    let response = version.check(submission.clone(), Timestamp::from_micros(0).unwrap()).unwrap();
    let json = super::answers(&version, &response);
    let read = read_answers(&json).unwrap().into_iter();
    let read = read.map(|(question, value)| SubmittedAnswer {
        question: question.into_owned(),
        given: Some(value.into()),
    });
    assert_eq!(read.collect::<Vec<_>>(), submission.answers);
    let segments = super::segments(&version, &response);
    assert_eq!(segments, r#"{"team":"the \"north\""}"#);
    assert_eq!(read_segments(&segments).unwrap(), [("team".into(), "the \"north\"".into())]);
    json
}

#[test]
fn every_kind_of_answer_is_readable_and_read_back() {
    let given = vec![
        ("wifi", Given::Score(-4)),
        ("why", Given::Options(vec!["noise".to_owned(), "price".to_owned()])),
        ("reason", Given::Option("price".to_owned())),
        ("comment", Given::Text("Too \"loud\",\n☕ 大声".to_owned())),
        ("parking", Given::NoAnswer(NoAnswer::NotApplicable)),
    ];
    assert_eq!(
        written(given),
        concat!(
            r#"{"wifi":-4,"why":["noise","price"],"reason":"price","#,
            r#""comment":{"text":"Too \"loud\",\n☕ 大声"},"parking":{"none":"not_applicable"}}"#
        )
    );
}

#[test]
fn no_answer_is_told_from_an_answer_of_the_same_words() {
    let check = |question, given, expected: &str| {
        assert_eq!(written(vec![(question, given)]), expected);
    };
    check("why", Given::Options(vec![]), r#"{"why":[]}"#);
    check("comment", Given::Text("skipped".to_owned()), r#"{"comment":{"text":"skipped"}}"#);
    check("comment", Given::NoAnswer(NoAnswer::Skipped), r#"{"comment":{"none":"skipped"}}"#);
    check("reason", Given::NoAnswer(NoAnswer::DontKnow), r#"{"reason":{"none":"dont_know"}}"#);
    assert_eq!(written(vec![]), "{}");
}

#[test]
fn what_is_not_an_answer_is_refused_with_its_question() {
    for bad in ["[]", "{", r#"{"wifi":null}"#, r#"{"wifi":{"none":"bored"}}"#, r#"{"wifi":1.5}"#] {
        assert!(read_answers(bad).is_err(), "{bad}");
    }
    let error = read_answers(r#"{"wifi":4,"why":7.5}"#).unwrap_err().to_string();
    assert!(error.starts_with("why: "), "{error}");
}
