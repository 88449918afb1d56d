//! Texts that lack a language that other texts of the survey have.

use std::collections::BTreeSet;

use super::{Finding, Severity};
use crate::survey::{QuestionKind, Survey};
use crate::text::LocalText;

pub(super) fn missing(survey: &Survey) -> Vec<Finding> {
    let texts = texts(survey);
    let languages: BTreeSet<&str> = texts
        .iter()
        .flat_map(|(_, text)| &text.0)
        .filter(|(_, words)| !words.trim().is_empty())
        .map(|(tag, _)| tag.as_str())
        .collect();
    let lacks =
        |text: &LocalText, tag: &str| text.0.get(tag).is_none_or(|words| words.trim().is_empty());
    let finding = |field: &str, tag: &str| {
        let reason = format!("is missing, while other texts have the language {tag:?}");
        Finding::new(Severity::Warning, field, reason).of(tag)
    };
    let mut found = Vec::new();
    for (field, text) in &texts {
        let tags = languages.iter().filter(|tag| lacks(text, tag));
        found.extend(tags.map(|tag| finding(field, tag)));
    }
    found
}

/// Every text with its field. A label that is left out in every language is no text: its id, or the
/// text of its question, is shown on purpose.
fn texts(survey: &Survey) -> Vec<(String, &LocalText)> {
    let mut texts = vec![("title".to_owned(), &survey.title)];
    texts.push(("thanks".to_owned(), &survey.asking.thanks));
    for (i, question) in survey.questions.iter().enumerate() {
        texts.push((format!("questions[{i}].text"), &question.text));
        let path = format!("questions[{i}]");
        let kind = match &question.kind {
            QuestionKind::Score(scale) => {
                for (j, (_, label)) in scale.labels.iter().enumerate() {
                    texts.push((format!("{path}.score.labels[{j}].label"), label));
                }
                continue;
            }
            QuestionKind::SingleChoice(_) => "single_choice",
            QuestionKind::MultipleChoice(_) => "multiple_choice",
            QuestionKind::Text { .. } => continue,
        };
        let options = question.kind.options();
        let label = |j| format!("{path}.{kind}.options[{j}].label");
        texts.extend(options.iter().enumerate().map(|(j, option)| (label(j), &option.label)));
    }
    for (i, segment) in survey.segments.iter().enumerate() {
        texts.push((format!("segments[{i}].label"), &segment.label));
        let label = |j| format!("segments[{i}].values[{j}].label");
        texts.extend(segment.values.iter().enumerate().map(|(j, value)| (label(j), &value.label)));
    }
    for (i, measure) in survey.measures.iter().enumerate() {
        texts.push((format!("measures[{i}].label"), &measure.label));
    }
    for (i, latent) in survey.path_model.iter().flat_map(|model| &model.latents).enumerate() {
        texts.push((format!("path_model.latents[{i}].label"), &latent.label));
    }
    texts.retain(|(_, text)| !text.is_empty());
    texts
}
