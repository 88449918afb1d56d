use std::collections::HashSet;

use super::*;
use crate::lint;
use crate::survey::{QuestionKind, Version};
use crate::testing::noon;

/// Every text of a survey or of a question, with its place.
fn texts(question: &Question) -> Vec<(String, &LocalText)> {
    let mut texts = vec![(question.id.clone(), &question.text)];
    if let QuestionKind::Score(scale) = &question.kind {
        let label = |(at, label)| (format!("{} at {at}", question.id), label);
        texts.extend(scale.labels.iter().map(|(at, text)| label((at, text))));
    }
    let label = |option: &'_ crate::survey::ChoiceOption| format!("{}.{}", question.id, option.id);
    texts.extend(question.kind.options().iter().map(|option| (label(option), &option.label)));
    texts
}

#[track_caller]
fn complete(place: &str, text: &LocalText) {
    for language in LANGUAGES {
        let words = text.0.get(language).map(String::as_str).unwrap_or_default();
        assert!(!words.trim().is_empty(), "{place} has no {language}");
        assert_eq!(words, words.trim(), "{place}.{language}");
    }
    assert_eq!(text.0.len(), LANGUAGES.len(), "{place} has a language that the others do not");
}

#[test]
fn every_text_of_the_bank_is_there_in_all_four_languages() {
    for entry in entries() {
        for (place, text) in texts(&entry.question) {
            complete(&place, text);
        }
        if entry.measure.is_some() || !entry.label.is_empty() {
            complete(&format!("{}.label", entry.question.id), &entry.label);
        }
    }
    for template in templates() {
        let survey = &template.survey;
        complete(&template.id, &survey.title);
        complete(&format!("{}.thanks", template.id), &survey.asking.thanks);
        survey.measures.iter().for_each(|measure| complete(&measure.id, &measure.label));
        for segment in &survey.segments {
            complete(&segment.id, &segment.label);
            segment.values.iter().for_each(|value| complete(&value.id, &value.label));
        }
    }
}

#[test]
fn translations_are_not_copies_and_keep_their_diacritics() {
    for entry in entries() {
        let text = &entry.question.text.0;
        let different: HashSet<&String> = text.values().collect();
        assert_eq!(different.len(), 4, "{}", entry.question.id);
        let vi = &text["vi"];
        assert!(!vi.is_ascii(), "{}: {vi}", entry.question.id);
    }
}

#[test]
fn one_address_is_kept_in_each_language() {
    // Vietnamese bạn, Italian Lei with a capital, Finnish sinä.
    let all = entries().iter().flat_map(|entry| texts(&entry.question));
    for (place, text) in all {
        let words = |language: &str| -> Vec<String> {
            text.0[language].split(|c: char| !c.is_alphabetic()).map(str::to_owned).collect()
        };
        assert!(!text.0["vi"].to_lowercase().contains("quý khách"), "{place}");
        for word in ["tu", "tuo", "tua", "suo", "sua", "ti"] {
            assert!(!words("it").iter().any(|found| found == word), "{place}: {word}");
        }
        for word in ["te", "teidän", "olette", "teille", "saitteko"] {
            assert!(!words("fi").iter().any(|found| found == word), "{place}: {word}");
        }
    }
}

#[test]
fn every_scale_has_words_at_its_ends_and_small_ones_at_every_score() {
    for (name, scale) in scales() {
        let at = |score| scale.label(score).is_some();
        assert!(at(scale.min) && at(scale.max), "{name}");
        assert!(scale.len() > 7 || scale.scores().all(at), "{name}");
    }
}

#[test]
fn every_template_is_published_without_a_finding() {
    let ids: HashSet<&str> = templates().iter().map(|template| template.id.as_str()).collect();
    for id in [
        "support-csat",
        "nps-transactional",
        "nps-quarterly",
        "product-feedback",
        "loyalty",
        "total-satisfaction",
        "expectation-performance",
        "service-quality",
        "emotion",
        "association-members",
        "association-stakeholders",
        "social-poll",
        "manager-interview",
    ] {
        assert!(ids.contains(id), "{id}");
    }
    assert_eq!(ids.len(), templates().len());
    for template in templates() {
        let version = Version::new(1, noon(), template.survey.clone());
        let version = version.unwrap_or_else(|found| panic!("{}: {found:?}", template.id));
        assert_eq!(lint::findings(&version), [], "{}", template.id);
        assert!(version.survey().segments.len() >= 2, "{}", template.id);
        assert!(!version.survey().measures.is_empty(), "{}", template.id);
    }
}

#[test]
fn every_question_is_used_and_drivers_are_drivers() {
    let used: HashSet<&str> = templates()
        .iter()
        .flat_map(|template| &template.survey.questions)
        .map(|question| question.id.as_str())
        .collect();
    for entry in entries() {
        assert!(used.contains(entry.question.id.as_str()), "{}", entry.question.id);
        assert!(!entry.question.departments.is_empty(), "{}", entry.question.id);
    }
    for model in templates().iter().flat_map(|template| &template.survey.driver_models) {
        assert_eq!(entry(&model.outcome).unwrap().role, Role::Outcome, "{}", model.outcome);
        for driver in &model.drivers {
            assert_eq!(entry(driver).unwrap().role, Role::Driver, "{driver}");
        }
    }
}

#[test]
#[should_panic(expected = "missing field `fi`")]
fn a_text_without_one_of_the_languages_is_not_read() {
    let text = "[x]\nmin = 1\nmax = 2\n[x.labels]\n1 = { en = \"a\", vi = \"b\", it = \"c\" }\n";
    raw::scales(text);
}
