//! The form as its template sees it.

use askama::Template;
use axum::response::Response;
use http::StatusCode;
use plaudit_core::survey::{Segment, Version};
use plaudit_core::text::LocalText;
use plaudit_core::time::Timestamp;
use plaudit_storage::SurveySummary;

use super::sheet::{self, BROKEN_OFF, Problems};
use super::{condition, fresh_id, moment, saved};
use crate::asking::form::{Fields, SEGMENT};
use crate::asking::page::{self, Language, Shell, respond};
use crate::asking::question::{Control, Filled, Texts, View};
use crate::asking::words::Words;

/// The ways of answering where the survey declares none, each with the key of its words.
const CHANNELS: [(&str, &str); 3] =
    [("phone", "entry-phone"), ("in_person", "entry-in-person"), ("interview", "entry-interview")];

#[derive(Template)]
#[template(path = "asking/entries.html")]
struct List {
    shell: Shell,
    heading: String,
    none: String,
    /// Id and title.
    surveys: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "asking/entry.html")]
struct Page {
    shell: Shell,
    heading: String,
    action: String,
    hidden: Vec<(&'static str, String)>,
    languages: Vec<Language>,
    languages_label: String,
    saved: Option<String>,
    problems_title: String,
    /// The id of the element that it is about, and what it is.
    problems: Vec<(Option<String>, String)>,
    about: Vec<About>,
    questions: Vec<View>,
    broken_off: (&'static str, String, bool),
    save: String,
    /// Where an empty form is, and its words.
    empty: (String, String),
    others: String,
}

/// A field that says who answered, how or when.
struct About {
    name: String,
    label: String,
    problem: Option<String>,
    value: String,
    /// Where one of these is to be chosen: value and label.
    choices: Option<Vec<(String, String)>>,
    kind: &'static str,
    focus: bool,
}

/// What a form is made of.
#[derive(Clone, Copy)]
pub(super) struct Form<'a> {
    pub(super) version: &'a Version,
    /// What stands in its fields.
    pub(super) fields: &'a Fields,
    pub(super) language: &'a str,
    pub(super) now: Timestamp,
}

/// The surveys to choose from.
pub(super) fn list(surveys: &[SurveySummary], words: &Words) -> Response {
    let heading = words.say("entry");
    let title = |survey: &SurveySummary| {
        let LocalText(texts) = &survey.title;
        let title = texts.get(words.tag()).or_else(|| texts.values().next());
        (survey.id.clone(), title.unwrap_or(&survey.id).clone())
    };
    let page = List {
        shell: Shell::new(words.tag(), &heading),
        none: words.say("entry-none"),
        surveys: surveys.iter().map(title).collect(),
        heading,
    };
    respond(StatusCode::OK, &page)
}

impl Form<'_> {
    /// The page, with what is wrong beside its fields.
    pub(super) fn page(&self, status: StatusCode, problems: &Problems) -> Response {
        let (words, texts, survey) = (self.words(), self.texts(), self.version.survey());
        let id = self.fields.get("id").map_or_else(fresh_id, str::to_owned);
        let mut about = self.about(problems);
        let mut questions = self.questions(&id, problems);
        if problems.is_empty() {
            let first = about.first_mut().filter(|_| sheet::channel(self.fields).is_none());
            match first {
                Some(channel) => channel.focus = true,
                None => questions[0].focus = true,
            }
        }

        let whole = problems.whole.iter().map(|problem| (None, problem.clone()));
        let of_fields = about.iter().filter_map(|field| {
            let problem = field.problem.as_ref()?;
            Some((Some(format!("f-{}", field.name)), format!("{}: {problem}", field.label)))
        });
        let of_questions = questions.iter().filter_map(View::listed_problem);
        let problems: Vec<_> = whole.chain(of_fields).chain(of_questions).collect();

        let heading = texts.get(&survey.title).unwrap_or(&survey.id).to_owned();
        let mut title = format!("{}: {heading}", words.say("entry"));
        if !problems.is_empty() {
            title = format!("{}: {title}", words.say("problem"));
        }
        let count = saved(self.fields);
        let action = format!("/entry/{}", survey.id);
        let broken_off = self.fields.get(BROKEN_OFF).is_some();
        let page = Page {
            shell: Shell::new(self.language, &title),
            heading,
            hidden: vec![
                ("id", id),
                ("version", self.version.number().to_string()),
                ("lang", self.language.to_owned()),
                ("saved", count.to_string()),
            ],
            languages: page::languages(survey, self.language),
            languages_label: words.say("languages"),
            saved: (count > 0 && problems.is_empty())
                .then(|| words.with("entry-saved", &[("count", count.into())])),
            problems_title: words.say("entry-problems"),
            problems,
            about,
            questions,
            broken_off: (BROKEN_OFF, words.say("entry-broken-off"), broken_off),
            save: words.say("entry-save"),
            empty: (action.clone(), words.say("entry-fresh")),
            others: words.say("entry-others"),
            action,
        };
        respond(status, &page)
    }

    /// Every question in the order that it is written, by number.
    fn questions(&self, id: &str, problems: &Problems) -> Vec<View> {
        let (words, texts) = (self.words(), self.texts());
        let questions = self.version.survey().questions.iter().enumerate();
        let view = |(at, question): (usize, &plaudit_core::survey::Question)| {
            let problem = problems.questions.iter().find(|(it, _)| *it == at).map(|(_, it)| *it);
            let filled = Filled::Sent(self.fields);
            let (version, seed) = (self.version, id.as_bytes());
            let view = View::new(version, at, seed, texts, words, filled, problem);
            let view = view.by_digits(self.fields);
            let when = question.show_if.as_ref().map(|condition| {
                let when = condition::said(version, condition, texts, words);
                format!("{} {when}", words.say("entry-only-if"))
            });
            let hint: Vec<String> = when.into_iter().chain(view.hint).collect();
            View {
                text: format!("{}. {}", at + 1, view.text),
                hint: (!hint.is_empty()).then(|| hint.join("\n")),
                ..view
            }
        };
        questions.map(view).collect()
    }

    /// Channel, respondent, segments and time.
    fn about(&self, problems: &Problems) -> Vec<About> {
        let (words, survey) = (self.words(), self.version.survey());
        let own = survey.segments.iter().find(|segment| segment.id == "channel");
        let declared = own.filter(|segment| !segment.values.is_empty());
        let channels = match declared {
            Some(segment) => self.values(segment),
            None => CHANNELS.map(|(value, key)| (value.to_owned(), words.say(key))).into(),
        };
        let channel = sheet::channel(self.fields).unwrap_or_default();
        let listed = channels.iter().any(|(value, _)| *value == channel);
        let field = |name: &str, label: String, value: &str| About {
            name: name.to_owned(),
            label,
            problem: problems.fields.iter().find(|(it, _)| it == name).map(|(_, it)| it.clone()),
            value: value.to_owned(),
            choices: None,
            kind: "text",
            focus: false,
        };
        let sent = |name: &str| self.fields.get(name).unwrap_or_default();
        let label = own.and_then(|segment| self.texts().get(&segment.label)).map(str::to_owned);
        let label = label.unwrap_or_else(|| words.say("entry-channel"));
        let mut fields = vec![About {
            choices: Some(channels),
            ..field("channel", label, if listed { &channel } else { "" })
        }];
        if declared.is_none() {
            let other = if listed { "" } else { &channel };
            fields.push(field("other_channel", words.say("entry-other-channel"), other));
        }
        fields.push(field("respondent", words.say("entry-respondent"), sent("respondent")));
        for segment in &survey.segments {
            if matches!(segment.id.as_str(), "channel" | "language") {
                continue;
            }
            let name = format!("{SEGMENT}{}", segment.id);
            let label = self.texts().get(&segment.label).unwrap_or(&segment.id).to_owned();
            let choices = (!segment.values.is_empty()).then(|| self.values(segment));
            let value = sent(&name);
            fields.push(About { choices, ..field(&name, label, value) });
        }
        let now = moment::shown(self.version, self.now);
        let at = self.fields.get("at").unwrap_or(&now);
        let label = format!("{} ({})", words.say("entry-when"), self.version.zone().name());
        fields.push(About { kind: "datetime-local", ..field("at", label, at) });
        fields
    }

    /// Value and label of each value that a segment declares.
    fn values(&self, segment: &Segment) -> Vec<(String, String)> {
        let pair = |value: &plaudit_core::survey::SegmentValue| {
            let label = self.texts().get(&value.label).unwrap_or(&value.id);
            (value.id.clone(), label.to_owned())
        };
        segment.values.iter().map(pair).collect()
    }

    fn words(&self) -> &'static Words {
        Words::of(self.language)
    }

    fn texts(&self) -> Texts<'_> {
        Texts { language: self.language, default: &self.version.survey().default_language }
    }
}
