use std::collections::HashSet;

use super::*;
use crate::lint;
use crate::scale::Direction;
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

/// What the documents ask, in their order: the question, its scale or its first and last option, what it is
/// to driver models, its measure, the touchpoint and the first of its departments.
const ASKED: [[&str; 6]; 35] = [
    ["support_experience", "1-5", "outcome", "csat", "support", "support"],
    ["answer_quality", "1-5", "driver", "mean", "support", "support"],
    ["answer_speed", "1-5", "driver", "mean", "support", "support"],
    ["site_navigation", "1-5", "driver", "mean", "website", "web"],
    ["information_found", "easily-not_found", "context", "share", "website", "web"],
    ["payment_problem", "none-failed", "context", "share", "purchase", "web"],
    ["product_satisfaction", "1-5", "outcome", "csat", "use", "product"],
    ["usage_frequency", "never-frequently", "context", "frequency", "use", "product"],
    ["life_improved", "words", "context", "", "use", "product"],
    ["product_suggestions", "words", "context", "", "use", "product"],
    ["product_tasks", "words", "context", "", "use", "product"],
    ["recommend_1_10", "1-10", "outcome", "nps_1_10", "relationship", "management"],
    ["recommend_improve", "words", "context", "", "relationship", "product"],
    ["explore_others", "1-5", "outcome", "csat", "relationship", "sales"],
    ["switch_risk", "5-1", "outcome", "bottom_box", "relationship", "sales"],
    ["first_choice", "first-not_first", "outcome", "share", "relationship", "marketing"],
    ["expectation_met", "1-5", "outcome", "csat", "after_purchase", "product"],
    ["product_expected", "1-7", "context", "", "purchase", "product"],
    ["product_perceived", "1-7", "driver", "mean", "use", "product"],
    ["promise_kept", "1-5", "driver", "mean", "after_purchase", "product"],
    ["respect", "1-5", "driver", "mean", "support", "support"],
    ["listened_to", "1-5", "driver", "mean", "support", "support"],
    ["answered_clearly", "1-5", "driver", "mean", "support", "support"],
    ["solved", "solved-unsolved", "context", "share", "support", "support"],
    ["solved_speed", "1-5", "driver", "csat", "support", "support"],
    ["emotion", "1-5", "outcome", "csat", "support", "support"],
    ["buy_again", "1-5", "outcome", "csat", "relationship", "sales"],
    ["renew_membership", "1-5", "outcome", "csat", "membership", "association"],
    ["events_attended", "annual_meeting-none", "context", "share", "membership", "association"],
    ["serves_profession", "1-5", "driver", "mean", "membership", "association"],
    // Their other forms: NPS on 0 to 10, contact with support on 1 to 10, and the four of excellent service.
    ["recommend", "0-10", "outcome", "nps", "relationship", "management"],
    ["support_satisfaction", "1-10", "outcome", "csat", "support", "support"],
    ["responsive", "1-5", "driver", "mean", "support", "support"],
    ["knowledgeable", "1-5", "driver", "mean", "support", "support"],
    ["effective_resolution", "1-5", "driver", "mean", "support", "support"],
];

#[test]
fn the_bank_has_every_question_of_the_documents_as_they_ask_it() {
    for asked in ASKED {
        let entry = entry(asked[0]).unwrap_or_else(|| panic!("there is no {}", asked[0]));
        let ends = match &entry.question.kind {
            QuestionKind::Score(scale) if scale.direction == Direction::LowerIsBetter => {
                format!("{}-{}", scale.max, scale.min)
            }
            QuestionKind::Score(scale) => format!("{}-{}", scale.min, scale.max),
            QuestionKind::Text { .. } => "words".to_owned(),
            choice => {
                let options = choice.options();
                format!("{}-{}", options[0].id, options[options.len() - 1].id)
            }
        };
        let measure = entry.measure.as_ref().map_or("", |measure| measure.kind.name());
        let (touchpoint, department) = (&entry.touchpoint, &entry.question.departments[0]);
        let found = [asked[0], &ends, entry.role.name(), measure, touchpoint, department];
        assert_eq!(found, asked);
    }
}
