//! A survey as a YAML file, as a person would write it.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use plaudit_proto::v1;
use v1::question::Kind;

use super::{asking, invitations, measure};

/// The text of a survey file that [`parse`](super::parse) reads back as `survey`.
#[must_use]
pub(crate) fn write(survey: &v1::Survey) -> String {
    let page = Page { text: String::new(), language: &survey.default_language, remark: None };
    page.survey(survey)
}

/// The same with comments for whoever edits it: on top what it is `about`, and what `remark` says of a question.
#[must_use]
pub(crate) fn write_commented(survey: &v1::Survey, about: &str, remark: Remark<'_>) -> String {
    let language = &survey.default_language;
    let mut page = Page { text: String::new(), language, remark: Some(remark) };
    page.note(&format!("A survey: {about}."));
    page.note("");
    page.note(
        "plaudit survey check FILE            what is wrong or doubtful, how many answers it needs",
    );
    page.note("plaudit survey apply --publish FILE  opens it");
    page.note("Every key is described in docs/surveys.md.");
    page.text.push('\n');
    page.survey(survey)
}

/// Says something of the question of that id.
type Remark<'a> = &'a dyn Fn(&str) -> Option<String>;

struct Page<'a> {
    text: String,
    language: &'a str,
    /// What is to be said of a question, where the page has comments.
    remark: Option<Remark<'a>>,
}

impl Page<'_> {
    fn survey(mut self, survey: &v1::Survey) -> String {
        self.note("a-z, 0-9, - and _; reports are asked for by this name");
        self.field(0, "id", &scalar(&survey.id));
        self.words(0, "title", &survey.title);
        self.field_unless(survey.default_language.is_empty(), 0, "default_language", || {
            scalar(&survey.default_language)
        });
        let zone = &survey.time_zone;
        self.note("where days begin, as Europe/Helsinki, Europe/Rome, Asia/Ho_Chi_Minh");
        self.field_unless(zone.is_empty(), 0, "time_zone", || scalar(zone));
        self.note("groups with fewer answers are withheld");
        self.field_unless(survey.privacy_k == 0, 0, "privacy_k", || survey.privacy_k.to_string());
        self.field_unless(!survey.weighted, 0, "weighted", || "true".to_owned());
        if survey.repeat_respondents {
            self.note("one person may answer several times: give each response its respondent");
            self.field(0, "repeat_respondents", "true");
        }
        self.field_unless(survey.strata.is_empty(), 0, "strata", || scalar(&survey.strata));
        self.asking(survey);
        if !survey.segments.is_empty() {
            self.section("reports filter and split by these; without values any value goes");
        }
        self.list("segments", &survey.segments, Page::segment);
        self.section("answers keep the ids: mend a text freely, and raise `wording` where its meaning changes");
        self.list("questions", &survey.questions, Page::question);
        if !survey.measures.is_empty() {
            self.section("the figures of the reports; kinds: see docs/measures.md");
        }
        self.list("measures", &survey.measures, Page::measure);
        if !survey.driver_models.is_empty() {
            self.section("what a measure may go with");
        }
        self.list("driver_models", &survey.driver_models, Page::driver_model);
        if let Some(model) = &survey.path_model {
            self.path_model(model);
        }
        self.text
    }

    /// A comment on a line of its own, where the page has comments.
    fn note(&mut self, text: &str) {
        if self.remark.is_some() {
            let gap = if text.is_empty() { "" } else { " " };
            let _ = writeln!(self.text, "#{gap}{text}");
        }
    }

    /// A comment above a list, which begins with a blank line of its own.
    fn section(&mut self, text: &str) {
        if self.remark.is_some() {
            let _ = write!(self.text, "\n# {text}");
        }
    }

    fn asking(&mut self, survey: &v1::Survey) {
        let kept = survey.retention_days;
        if kept != 0 {
            self.note("days after which answers are to be erased");
        }
        self.field_unless(kept == 0, 0, "retention_days", || kept.to_string());
        if let Some(rule) = &survey.recontact {
            self.note(
                "nobody is asked again so soon after any survey (scope: survey for this one alone)",
            );
            let scope = match rule.scope() {
                v1::RecontactScope::Survey => "survey",
                v1::RecontactScope::Tenant => "tenant",
                v1::RecontactScope::Unspecified => "",
            };
            let scope = if scope.is_empty() { String::new() } else { format!(", scope: {scope}") };
            self.field(0, "recontact", &format!("{{days: {}{scope}}}", rule.days));
        }
        if let Some(rules) = &survey.invitations {
            self.field(0, "invitations", "");
            for (key, value) in invitations::lines(rules) {
                self.field(2, key, &value);
            }
        }
        if survey.open_link {
            self.note("anybody may answer by the link /p/SURVEY; who does is self-selected");
            self.field(0, "open_link", "true");
        }
        self.words(0, "thanks", &survey.thanks);
        if !survey.random_blocks.is_empty() {
            self.note("asked in random order among themselves, each respondent's own");
            self.field(0, "random_blocks", "");
            for block in &survey.random_blocks {
                let _ = writeln!(self.text, "  - {}", flow(&block.questions));
            }
        }
    }

    fn segment(&mut self, segment: &v1::Segment) {
        self.item(&segment.id);
        self.words(2, "label", &segment.label);
        self.field_unless(!segment.required, 2, "required", || "true".to_owned());
        let values = segment.values.iter().map(|value| (&value.id, &value.label));
        self.labelled("values", values.collect());
    }

    fn question(&mut self, question: &v1::Question) {
        if let Some(remark) = self.remark.and_then(|remark| remark(&question.id)) {
            self.note(&remark);
        }
        self.item(&question.id);
        self.words(2, "text", &question.text);
        match &question.kind {
            None => {}
            Some(Kind::Score(score)) => self.score(score),
            Some(Kind::SingleChoice(choice)) => self.choice("single_choice", choice),
            Some(Kind::MultipleChoice(choice)) => self.choice("multiple_choice", choice),
            Some(Kind::TextAnswer(text)) => {
                self.field(2, "kind", "text");
                let length = text.max_length;
                self.field_unless(length == 0, 2, "max_length", || length.to_string());
            }
        }
        if let Some(condition) = &question.show_if {
            self.field(2, "show_if", &asking::condition_text(condition));
        }
        let name = |reason| match reason {
            v1::NoAnswer::DontKnow => "dont_know",
            _ => "not_applicable",
        };
        let offered: Vec<String> = question.no_answer().map(|it| name(it).to_owned()).collect();
        self.field_unless(offered.is_empty(), 2, "no_answer", || flow(&offered));
        let wording = question.wording;
        self.field_unless(wording <= 1, 2, "wording", || wording.to_string());
        self.field_unless(!question.required, 2, "required", || "true".to_owned());
        let departments = &question.departments;
        self.field_unless(departments.is_empty(), 2, "departments", || flow(departments));
    }

    fn score(&mut self, score: &v1::ScoreQuestion) {
        let (min, max) = (score.min, score.max);
        let lower = score.direction() == v1::Direction::LowerIsBetter;
        self.field(2, "kind", "score");
        if !lower && score.labels.is_empty() {
            self.field(2, "scale", &format!("{min} to {max}"));
            return;
        }
        self.field(2, "scale", "");
        self.field(4, "min", &min.to_string());
        self.field(4, "max", &max.to_string());
        self.field_unless(!lower, 4, "direction", || "lower_is_better".to_owned());
        if !score.labels.is_empty() {
            self.field(4, "labels", "");
            for label in &score.labels {
                self.words(6, &label.score.to_string(), &label.label);
            }
        }
    }

    fn choice(&mut self, kind: &str, choice: &v1::ChoiceQuestion) {
        self.field(2, "kind", kind);
        match &choice.random_order {
            None => {}
            Some(order) if order.fixed.is_empty() => self.field(2, "random_options", "true"),
            Some(order) => {
                let fixed = format!("{{fixed: {}}}", flow(&order.fixed));
                self.field(2, "random_options", &fixed);
            }
        }
        let options = choice.options.iter().map(|option| (&option.id, &option.label));
        self.labelled("options", options.collect());
    }

    fn measure(&mut self, of: &v1::Measure) {
        self.item(&of.id);
        self.field(2, "kind", &measure::kind_name(of.kind()));
        let question = &of.question;
        self.field_unless(question.is_empty(), 2, "question", || scalar(question));
        self.words(2, "label", &of.label);
        self.field_unless(of.top.is_empty(), 2, "top", || scores(&of.top));
        self.field_unless(of.options.is_empty(), 2, "options", || flow(&of.options));
        if !of.items.is_empty() {
            self.field(2, "items", "");
            of.items.iter().for_each(|item| self.measure_item(item));
        }
        let method = of.method();
        let default = method == v1::IntervalMethod::Unspecified;
        self.field_unless(default, 2, "method", || measure::method_name(method));
        if let Some(classifier) = &of.classifier {
            self.field(2, "classifier", "");
            self.field(4, "positives", &classifier.positives.to_string());
            self.field(4, "true_positives", &classifier.true_positives.to_string());
            self.field(4, "negatives", &classifier.negatives.to_string());
            self.field(4, "true_negatives", &classifier.true_negatives.to_string());
        }
    }

    fn measure_item(&mut self, item: &v1::MeasureItem) {
        let question = scalar(&item.question);
        let _ = writeln!(self.text, "    - question: {question}");
        self.field_unless(item.weight <= 1, 6, "weight", || item.weight.to_string());
        self.field_unless(item.top.is_empty(), 6, "top", || scores(&item.top));
    }

    fn driver_model(&mut self, model: &v1::DriverModel) {
        let _ = writeln!(self.text, "- outcome: {}", scalar(&model.outcome));
        self.field(2, "drivers", &flow(&model.drivers));
    }

    fn path_model(&mut self, model: &v1::PathModel) {
        let _ = write!(self.text, "\npath_model:\n  latents:\n");
        for latent in &model.latents {
            let _ = writeln!(self.text, "    - id: {}", scalar(&latent.id));
            self.words(6, "label", &latent.label);
            self.field(6, "items", &flow(&latent.items));
        }
        let _ = writeln!(self.text, "  paths:");
        for path in &model.paths {
            let _ = writeln!(self.text, "    - [{}, {}]", scalar(&path.from), scalar(&path.to));
        }
    }

    fn list<T>(&mut self, key: &str, items: &[T], write: impl Fn(&mut Self, &T)) {
        if !items.is_empty() {
            let _ = write!(self.text, "\n{key}:\n");
            items.iter().for_each(|item| write(self, item));
        }
    }

    fn item(&mut self, id: &str) {
        let _ = writeln!(self.text, "- id: {}", scalar(id));
    }

    fn labelled(&mut self, key: &str, items: Vec<(&String, &BTreeMap<String, String>)>) {
        if items.is_empty() {
            return;
        }
        self.field(2, key, "");
        for (id, label) in items {
            let _ = writeln!(self.text, "    - id: {}", scalar(id));
            self.words(6, "label", label);
        }
    }

    fn words(&mut self, indent: usize, key: &str, words: &BTreeMap<String, String>) {
        match words.get(self.language) {
            Some(text) if words.len() == 1 => self.field(indent, key, &scalar(text)),
            _ if words.is_empty() => {}
            _ => {
                self.field(indent, key, "");
                for (tag, text) in words {
                    self.field(indent + 2, &scalar(tag), &scalar(text));
                }
            }
        }
    }

    fn field(&mut self, indent: usize, key: &str, value: &str) {
        let gap = if value.is_empty() { "" } else { " " };
        let _ = writeln!(self.text, "{:indent$}{key}:{gap}{value}", "");
    }

    fn field_unless(
        &mut self,
        default: bool,
        indent: usize,
        key: &str,
        value: impl FnOnce() -> String,
    ) {
        if !default {
            self.field(indent, key, &value());
        }
    }
}

fn scores(scores: &[i32]) -> String {
    let scores: Vec<String> = scores.iter().map(ToString::to_string).collect();
    format!("[{}]", scores.join(", "))
}

fn flow(items: &[String]) -> String {
    let items: Vec<String> = items.iter().map(|item| scalar(item)).collect();
    format!("[{}]", items.join(", "))
}

/// Plain where YAML reads it back as the same text, else in double quotes, escaped as in JSON.
pub(super) fn scalar(text: &str) -> String {
    let plain = text.starts_with(char::is_alphabetic)
        && !text.ends_with(' ')
        && text
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, ' ' | '_' | '-' | '.' | '?' | '/'))
        && !matches!(
            text.to_ascii_lowercase().as_str(),
            "true" | "false" | "null" | "yes" | "no" | "on" | "off" | "y" | "n" | "nan" | "inf"
        );
    if plain { text.to_owned() } else { serde_json::Value::from(text).to_string() }
}
