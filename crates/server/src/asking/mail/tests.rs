use std::sync::Arc;

use plaudit_core::bank;
use plaudit_core::survey::{Question, QuestionKind, Survey, Version};
use plaudit_core::text::LocalText;
use plaudit_core::time::Timestamp;

use super::*;

/// A letter about a survey that asks `question` first.
fn letter(question: Question, language: &str) -> Letter {
    let template = bank::templates()[0].survey.clone();
    let asking = plaudit_core::survey::Asking::default();
    let (questions, measures, driver_models) = (vec![question], vec![], vec![]);
    let survey = Survey { questions, measures, driver_models, asking, ..template };
    Letter {
        id: uuid::Uuid::nil(),
        version: Arc::new(Version::new(1, Timestamp::from_micros(0).unwrap(), survey).unwrap()),
        language: language.to_owned(),
        number: 0,
        sender: String::new(),
        link: "https://ask.example/s/token".to_owned(),
        opt_out_link: "https://ask.example/o/token".to_owned(),
    }
}

fn question(id: &str) -> Question {
    Question { departments: vec![], show_if: None, ..bank::entry(id).unwrap().question.clone() }
}

/// The values of the answers that are linked, and the widths of the pieces of a row.
fn linked(question: Question) -> (Vec<String>, Vec<usize>) {
    let content = content(&letter(question, "en"));
    let Some(asked) = content.question else { return (vec![], vec![]) };
    let pieces = asked.rows.iter().map(Vec::len).collect();
    let all = asked.rows.iter().flatten().chain(&asked.list);
    let value = |it: &Linked| it.link.split_once("&a=").unwrap().1.to_owned();
    (all.map(value).collect(), pieces)
}

#[test]
fn numbers_stand_in_pieces_that_fit_a_telephone() {
    for (min, max, pieces) in
        [(0, 10, vec![6, 5]), (1, 5, vec![5]), (-3, 3, vec![4, 3]), (0, 20, vec![6, 6, 6, 3])]
    {
        let kind = QuestionKind::Score(plaudit_core::scale::Scale::new(min, max));
        let (values, found) = linked(Question { kind, ..question("recommend") });
        let scores: Vec<String> = (min..=max).map(|score| score.to_string()).collect();
        assert_eq!((values, found), (scores, pieces));
    }
}

#[test]
fn options_are_linked_and_what_must_be_written_is_not() {
    let solved = question("solved");
    let ids: Vec<String> = solved.kind.options().iter().map(|it| it.id.clone()).collect();
    assert_eq!(linked(solved.clone()), (ids, vec![]));
    let long = QuestionKind::Score(plaudit_core::scale::Scale::new(0, 100));
    for kind in [QuestionKind::Text { max_length: 100 }, long] {
        assert_eq!(linked(Question { kind, ..solved.clone() }), (vec![], vec![]));
    }
}

#[test]
fn what_a_survey_says_is_never_markup_nor_a_second_line_of_the_subject() {
    let mut letter = letter(question("solved"), "fi-FI");
    let mut survey = letter.version.survey().clone();
    survey.title = LocalText::of("en", "Tom &\r\nBcc: <b>Ann</b>");
    letter.version = Arc::new(Version::new(1, Timestamp::from_micros(0).unwrap(), survey).unwrap());
    letter.number = 2;
    let (subject, text, html) = write(&letter);
    assert_eq!(subject, "Muistutus: Tom & Bcc: <b>Ann</b>");
    assert!(text.contains("Tom & Bcc: <b>Ann</b>") && text.contains("kysyimme tätä jo aiemmin"));
    assert!(!html.contains("<b>Ann") && html.contains("&#60;b&#62;Ann"), "{html}");
}
