use super::*;
use crate::measure::{Kind, Measure};
use crate::scale::{Direction, Scale};
use crate::survey::{Condition, DriverModel, OptionOrder, Question, QuestionKind, Survey, Test};
use crate::testing::{self, noon, question};
use crate::text::LocalText;

fn local(pairs: &[(&str, &str)]) -> LocalText {
    LocalText(pairs.iter().map(|(tag, text)| ((*tag).to_owned(), (*text).to_owned())).collect())
}

/// The findings of the sample survey after `change`: severity, field, language.
#[track_caller]
fn found(change: impl FnOnce(&mut Survey)) -> Vec<(Severity, String, Option<String>)> {
    let mut survey = testing::survey(false);
    change(&mut survey);
    let version = Version::new(1, noon(), survey).unwrap();
    let tell = |finding: Finding| (finding.severity, finding.field, finding.language);
    findings(&version).into_iter().map(tell).collect()
}

fn error(field: &str, language: Option<&str>) -> (Severity, String, Option<String>) {
    (Severity::Error, field.to_owned(), language.map(str::to_owned))
}

fn warning(field: &str, language: Option<&str>) -> (Severity, String, Option<String>) {
    (Severity::Warning, field.to_owned(), language.map(str::to_owned))
}

fn score(question: &str, min: Option<i32>, max: Option<i32>) -> Condition {
    Condition::Given { question: question.to_owned(), test: Test::Score { min, max } }
}

fn option(question: &str, id: &str) -> Condition {
    let test = Test::Options(vec![id.to_owned()]);
    Condition::Given { question: question.to_owned(), test }
}

fn scale(labels: &[(i32, LocalText)]) -> QuestionKind {
    QuestionKind::Score(Scale { labels: labels.to_vec(), ..Scale::new(1, 5) })
}

#[test]
fn a_plain_survey_has_no_findings() {
    assert_eq!(found(|_| {}), []);
}

#[test]
fn a_language_of_some_texts_is_missed_in_the_others() {
    let missing = found(|s| {
        s.questions.truncate(3);
        s.measures.truncate(2);
        s.segments.truncate(1);
        s.driver_models.clear();
        s.title = local(&[("en", "Shop"), ("fi", "Kauppa")]);
        s.questions[0].text = local(&[("en", "Recommend?"), ("fi", " ")]);
        s.questions[1].text = local(&[("en", "Overall?"), ("fi", "Yleisesti?")]);
        s.questions[2].text = local(&[("en", "First?"), ("fi", "Ensin?")]);
        if let QuestionKind::SingleChoice(options) = &mut s.questions[2].kind {
            options[1].label = LocalText::of("fi", "Ei");
        }
        s.segments[0].values[1].label = LocalText::of("en", "South");
    });
    let expected = [
        warning("questions[0].text", Some("fi")),
        warning("questions[2].single_choice.options[1].label", Some("en")),
        warning("segments[0].values[1].label", Some("fi")),
    ];
    assert_eq!(missing, expected);
}

#[test]
fn a_scale_needs_words_at_both_ends_or_nowhere() {
    let labelled = |labels: &[(i32, LocalText)]| found(|s| s.questions[1].kind = scale(labels));
    let word = LocalText::of("en", "a word");
    let other = LocalText::of("en", "another");
    let expected = [warning("questions[1].score.labels", None)];
    assert_eq!(labelled(&[(5, word.clone())]), expected);
    assert_eq!(labelled(&[(1, word.clone()), (3, other.clone())]), expected);
    assert_eq!(labelled(&[(5, word.clone()), (1, other)]), []);
}

/// Findings about the direction of a scale from `low` to `high`, all four languages being there.
fn directions(low: [&str; 4], high: [&str; 4]) -> Vec<Option<String>> {
    let tags = ["en", "vi", "it", "fi"];
    let text =
        |words: [&str; 4]| local(&tags.map(|tag| tag).into_iter().zip(words).collect::<Vec<_>>());
    let mut survey = testing::survey(false);
    survey.questions[1].kind = scale(&[(1, text(low)), (5, text(high))]);
    let found = super::scales::directions(&survey);
    assert!(found.iter().all(|finding| finding.severity == Severity::Error));
    assert!(found.iter().all(|finding| finding.field == "questions[1].score.labels"));
    found.into_iter().map(|finding| finding.language).collect()
}

#[test]
fn an_end_that_is_the_other_end_in_one_language_is_found() {
    let low =
        ["very dissatisfied", "rất không hài lòng", "molto insoddisfatto/a", "erittäin tyytymätön"];
    let high = ["very satisfied", "rất hài lòng", "molto soddisfatto/a", "erittäin tyytyväinen"];
    assert_eq!(directions(low, high), []);
    // Turned round as a whole it is another scale, and the same in every language.
    assert_eq!(directions(high, low), []);
    for (i, tag) in ["en", "vi", "it", "fi"].into_iter().enumerate() {
        let (mut a, mut b) = (low, high);
        std::mem::swap(&mut a[i], &mut b[i]);
        let found = directions(a, b);
        if tag == "en" {
            // The default language is what the others are held against.
            assert_eq!(found.len(), 3, "{found:?}");
        } else {
            assert_eq!(found, [Some(tag.to_owned())]);
        }
    }
}

#[test]
fn the_bank_knows_words_that_it_has_in_other_phrases() {
    let low = [
        "not satisfied",
        "không hài lòng chút nào",
        "del tutto insoddisfatto",
        "Täysin tyytymätön!",
    ];
    let high =
        ["Fully satisfied", "vô cùng hài lòng", "del tutto soddisfatto", "todella tyytyväinen"];
    assert_eq!(directions(low, high), []);
    let swapped = [low[0], low[1], low[2], high[3]];
    let back = [high[0], high[1], high[2], low[3]];
    assert_eq!(directions(swapped, back), [Some("fi".to_owned())]);
}

#[test]
fn both_ends_alike_and_ends_swapped_between_two_scales_are_found_in_any_language() {
    let low = local(&[("en", "freezing"), ("sv", "iskallt")]);
    let high = local(&[("en", "boiling"), ("sv", "kokhett")]);
    let wrong = (
        local(&[("en", "freezing"), ("sv", "kokhett")]),
        local(&[("en", "boiling"), ("sv", "iskallt")]),
    );
    let alike = local(&[("en", "boiling"), ("sv", "iskallt")]);
    let of = |id: &str, low: &LocalText, high: &LocalText| Question {
        text: local(&[("en", id), ("sv", id)]),
        ..question(id, scale(&[(1, low.clone()), (5, high.clone())]))
    };
    let found = found(|s| {
        s.title = local(&[("en", "Sauna"), ("sv", "Bastu")]);
        s.questions =
            vec![of("a", &low, &high), of("b", &wrong.0, &wrong.1), of("c", &low, &alike)];
        s.measures.clear();
        s.segments.clear();
    });
    let expected = [
        error("questions[1].score.labels", Some("sv")),
        error("questions[2].score.labels", Some("sv")),
    ];
    assert_eq!(found, expected);
}

#[test]
fn a_condition_that_can_never_hold_is_found() {
    let why = |condition: Condition| found(|s| s.questions[4].show_if = Some(condition));
    let never = [error("questions[4].show_if", None)];
    let all = |parts: &[Condition]| Condition::All(parts.to_vec());
    let any = |parts: &[Condition]| Condition::Any(parts.to_vec());
    let (low, high) = (score("recommend", None, Some(6)), score("recommend", Some(7), None));
    assert_eq!(why(all(&[low.clone(), high.clone()])), never);
    assert_eq!(why(all(&[option("first", "yes"), option("first", "no")])), never);
    // Of several options, both may be ticked.
    assert_eq!(why(all(&[option("used", "chat"), option("used", "mail")])), []);
    assert_eq!(why(any(&[low.clone(), high.clone()])), []);
    let either = any(&[low.clone(), option("first", "no")]);
    assert_eq!(why(all(&[either.clone(), high.clone()])), []);
    assert_eq!(why(all(&[either, high.clone(), option("first", "yes")])), never);
    // The condition of an earlier question counts: only those below 7 are asked `first` at all.
    let found = found(|s| {
        s.questions[2].show_if = Some(low.clone());
        s.questions[4].show_if = Some(all(&[high.clone(), option("first", "yes")]));
    });
    assert_eq!(found, never);
}

#[test]
fn the_search_for_a_way_ends_however_many_there_are() {
    let parts: Vec<Condition> = (0..20)
        .map(|_| Condition::Any((0..20).map(|i| score("recommend", Some(i % 5), None)).collect()))
        .chain([score("recommend", None, Some(3)), score("recommend", Some(4), None)])
        .take(20)
        .collect();
    assert_eq!(found(|s| s.questions[4].show_if = Some(Condition::All(parts))), []);
}

#[test]
fn a_driver_asked_where_the_outcome_cannot_differ_is_found() {
    let model = |condition: Option<Condition>| {
        found(|s| {
            let driver = |id: &str| question(id, QuestionKind::Score(Scale::new(1, 5)));
            s.questions.push(driver("speed"));
            s.questions.push(Question { show_if: condition, ..driver("care") });
            let drivers = vec!["speed".to_owned(), "care".to_owned()];
            s.driver_models = vec![DriverModel { outcome: "nps".to_owned(), drivers }];
        })
    };
    let lost = [warning("driver_models[0].drivers[1]", None)];
    assert_eq!(model(None), []);
    assert_eq!(model(Some(score("recommend", None, Some(6)))), lost, "detractors alone");
    assert_eq!(model(Some(score("recommend", None, Some(7)))), []);
    assert_eq!(model(Some(option("first", "yes"))), []);
}

#[test]
fn drivers_that_are_never_asked_together_are_found() {
    let found = found(|s| {
        let driver = |id: &str, first: &str| Question {
            show_if: Some(option("first", first)),
            ..question(id, QuestionKind::Score(Scale::new(1, 5)))
        };
        s.questions.push(driver("speed", "yes"));
        s.questions.push(driver("care", "no"));
        let drivers = vec!["speed".to_owned(), "care".to_owned()];
        s.driver_models = vec![DriverModel { outcome: "nps".to_owned(), drivers }];
    });
    assert_eq!(found, [warning("driver_models[0].drivers[1]", None)]);
}

#[test]
fn an_order_that_is_counted_is_not_shuffled() {
    let found = found(|s| {
        s.questions[2].option_order = OptionOrder::Random { fixed: Vec::new() };
        s.measures.push(Measure {
            id: "often".to_owned(),
            kind: Kind::Frequency { options: vec!["no".to_owned()] },
            ..s.measures[3].clone()
        });
    });
    assert_eq!(found, [warning("questions[2].single_choice.random_order", None)]);
}

#[test]
fn a_scale_on_which_lower_is_better_is_no_other_direction() {
    let text = |words: &str| LocalText::of("en", words);
    let labels = vec![(1, text("very difficult")), (5, text("very easy"))];
    let lower = Scale { direction: Direction::LowerIsBetter, labels, ..Scale::new(1, 5) };
    assert_eq!(found(|s| s.questions[1].kind = QuestionKind::Score(lower)), []);
}
