//! What must hold of a survey before it is published.

mod asking;
mod invitations;
mod path_model;

use std::collections::HashSet;

use super::{ChoiceOption, Question, QuestionKind, Segment, Survey};
use crate::Violation;
use crate::measure;
use crate::scale::Scale;
use crate::text::LocalText;
use crate::time::TimeZone;

/// Checks the whole survey and returns its time zone, or everything that is wrong.
pub(super) fn survey(survey: &Survey) -> Result<TimeZone, Vec<Violation>> {
    let mut check = Check { language: &survey.default_language, found: Vec::new() };
    check.id("id", &survey.id);
    check.language_tag();
    check.required_text("title", &survey.title);
    let zone = survey.time_zone.parse::<TimeZone>();
    if let Err(error) = &zone {
        check.refuse("time_zone", error.to_string());
    }
    check.count("questions", survey.questions.len(), 1, 200);
    check.count("segments", survey.segments.len(), 0, 8);
    check.count("measures", survey.measures.len(), 0, 500);
    check.unique("questions", survey.questions.iter().map(|q| &q.id));
    check.unique("segments", survey.segments.iter().map(|s| &s.id));
    check.unique("measures", survey.measures.iter().map(|m| &m.id));
    for (i, question) in survey.questions.iter().enumerate() {
        check.question(&format!("questions[{i}]"), question);
    }
    for (i, segment) in survey.segments.iter().enumerate() {
        check.segment(&format!("segments[{i}]"), segment);
    }
    for (i, measure) in survey.measures.iter().enumerate() {
        let path = format!("measures[{i}]");
        check.id(&format!("{path}.id"), &measure.id);
        check.optional_text(&format!("{path}.label"), &measure.label);
        let found = measure::check(measure, survey);
        check.found.extend(found.into_iter().map(|violation| violation.under(&path)));
    }
    if !(1..=1_000).contains(&survey.privacy_k) {
        check.refuse("privacy_k", "must be within 1..=1000");
    }
    check.asking(survey);
    check.strata(survey);
    check.driver_models(survey);
    check.path_model(survey);
    match zone {
        Ok(zone) if check.found.is_empty() => Ok(zone),
        _ => Err(check.found),
    }
}

/// Whether `text` has the form of an id: 1 to 64 of a-z, 0-9, `-` and `_`, starting with a letter.
fn is_id(text: &str) -> bool {
    text.len() <= 64
        && text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_'))
}

struct Check<'a> {
    language: &'a str,
    found: Vec<Violation>,
}

impl Check<'_> {
    fn refuse(&mut self, field: &str, reason: impl Into<String>) {
        self.found.push(Violation::new(field, reason));
    }

    fn id(&mut self, field: &str, id: &str) {
        if !is_id(id) {
            self.refuse(
                field,
                format!("{id:?} must be 1 to 64 of a-z, 0-9, '-' and '_', starting with a letter"),
            );
        }
    }

    fn language_tag(&mut self) {
        let tag = self.language;
        if tag.is_empty()
            || tag.len() > 35
            || !tag.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
        {
            self.refuse("default_language", format!("{tag:?} must be a language tag, as \"en\""));
        }
    }

    fn count(&mut self, field: &str, count: usize, least: usize, most: usize) {
        if !(least..=most).contains(&count) {
            self.refuse(field, format!("must have {least} to {most} items, has {count}"));
        }
    }

    fn unique<'b>(&mut self, list: &str, ids: impl Iterator<Item = &'b String>) {
        let mut seen = HashSet::new();
        for (i, id) in ids.enumerate() {
            if !seen.insert(id) {
                self.refuse(&format!("{list}[{i}].id"), format!("{id:?} is used twice"));
            }
        }
    }

    fn required_text(&mut self, field: &str, text: &LocalText) {
        if text.get(self.language, self.language).is_none() {
            let language = self.language;
            self.refuse(field, format!("is missing in the default language {language:?}"));
        }
        self.optional_text(field, text);
    }

    fn optional_text(&mut self, field: &str, text: &LocalText) {
        for (language, words) in &text.0 {
            if words.chars().count() > 2_000 {
                self.refuse(
                    &format!("{field}.{language}"),
                    "must be at most 2000 characters".to_owned(),
                );
            }
        }
    }

    fn strata(&mut self, survey: &Survey) {
        let Some(strata) = &survey.strata else { return };
        if !survey.segments.iter().any(|segment| segment.id == *strata) {
            self.refuse("strata", format!("{strata:?} is not a segment of the survey"));
        }
    }

    fn driver_models(&mut self, survey: &Survey) {
        let models = &survey.driver_models;
        self.count("driver_models", models.len(), 0, 4);
        let mut drivers = HashSet::new();
        for (i, model) in models.iter().enumerate() {
            let path = format!("driver_models[{i}]");
            let outcome = survey.measures.iter().find(|measure| measure.id == model.outcome);
            if models[..i].iter().any(|other| other.outcome == model.outcome) {
                self.refuse(&format!("{path}.outcome"), "has a model already");
            }
            match outcome {
                None => {
                    let reason = format!("{:?} is not a measure of the survey", model.outcome);
                    self.refuse(&format!("{path}.outcome"), reason);
                }
                Some(outcome) if !outcome.can_be_explained(&survey.questions) => {
                    let reason = "must be a measure of one score or single-choice question that is a \
                                  mean or a share of its answers";
                    self.refuse(&format!("{path}.outcome"), reason);
                }
                Some(_) => {}
            }
            self.count(&format!("{path}.drivers"), model.drivers.len(), 2, 30);
            for (j, id) in model.drivers.iter().enumerate() {
                let path = format!("{path}.drivers[{j}]");
                let question = survey.questions.iter().find(|question| question.id == *id);
                match question.map(|question| &question.kind) {
                    Some(QuestionKind::Score(_)) => {}
                    _ => self.refuse(&path, format!("{id:?} is not a score question")),
                }
                if model.drivers[..j].contains(id) {
                    self.refuse(&path, format!("{id:?} is named twice"));
                }
                if outcome.is_some_and(|outcome| outcome.question == *id) {
                    self.refuse(&path, "is the outcome's own question");
                }
                drivers.insert(id);
            }
        }
        if drivers.len() > 40 {
            let reason = format!("must name at most 40 questions in all, name {}", drivers.len());
            self.refuse("driver_models", reason);
        }
    }

    fn question(&mut self, path: &str, question: &Question) {
        self.id(&format!("{path}.id"), &question.id);
        self.required_text(&format!("{path}.text"), &question.text);
        if question.wording == 0 {
            self.refuse(&format!("{path}.wording"), "must be at least 1");
        }
        match &question.kind {
            QuestionKind::Score(scale) => self.scale(&format!("{path}.score"), scale),
            QuestionKind::SingleChoice(options) => {
                self.options(&format!("{path}.single_choice.options"), options);
            }
            QuestionKind::MultipleChoice(options) => {
                self.options(&format!("{path}.multiple_choice.options"), options);
            }
            QuestionKind::Text { max_length } => {
                if !(1..=10_000).contains(max_length) {
                    self.refuse(
                        &format!("{path}.text_answer.max_length"),
                        "must be within 1..=10000",
                    );
                }
            }
        }
    }

    fn scale(&mut self, path: &str, scale: &Scale) {
        if !(-1_000..=1_000).contains(&scale.min) {
            self.refuse(&format!("{path}.min"), "must be within -1000..=1000");
        } else if scale.max <= scale.min || scale.max > scale.min + 100 {
            self.refuse(&format!("{path}.max"), "must be above min by at most 100");
        } else {
            let mut seen = HashSet::new();
            for (i, (score, label)) in scale.labels.iter().enumerate() {
                if scale.position(*score).is_none() {
                    self.refuse(
                        &format!("{path}.labels[{i}].score"),
                        format!("must be within {scale}"),
                    );
                }
                if !seen.insert(score) {
                    self.refuse(&format!("{path}.labels[{i}].score"), "is labelled twice");
                }
                self.optional_text(&format!("{path}.labels[{i}].label"), label);
            }
        }
    }

    fn options(&mut self, path: &str, options: &[ChoiceOption]) {
        self.count(path, options.len(), 2, 200);
        self.unique(path, options.iter().map(|option| &option.id));
        for (i, option) in options.iter().enumerate() {
            self.id(&format!("{path}[{i}].id"), &option.id);
            self.optional_text(&format!("{path}[{i}].label"), &option.label);
        }
    }

    fn segment(&mut self, path: &str, segment: &Segment) {
        self.id(&format!("{path}.id"), &segment.id);
        self.optional_text(&format!("{path}.label"), &segment.label);
        self.unique(&format!("{path}.values"), segment.values.iter().map(|value| &value.id));
        for (i, value) in segment.values.iter().enumerate() {
            if let Some(reason) = crate::response::segment_value_problem(&value.id) {
                self.refuse(&format!("{path}.values[{i}].id"), reason);
            }
            self.optional_text(&format!("{path}.values[{i}].label"), &value.label);
        }
    }
}
