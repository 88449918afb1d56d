//! Segments and answers as JSON that people and BI tools can read, with ids instead of positions:
//!
//! ```json
//! {"wifi": 4, "why": ["noise", "light"], "reason": "price",
//!  "comment": {"text": "Too loud"}, "parking": {"none": "not_applicable"}}
//! ```

use std::borrow::Cow;
use std::fmt;

use plaudit_core::response::{Answer, Given, NoAnswer, Response, SubmittedAnswer};
use plaudit_core::survey::{Question, Version};
use serde::de::value::MapAccessDeserializer;
use serde::de::{self, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Value by segment id. Channel and language are left out: they have columns of their own.
pub(crate) fn segments(version: &Version, response: &Response) -> String {
    let declared = version.segments().iter().map(|segment| segment.id.as_str());
    let given = declared
        .zip(&response.segments)
        .filter(|(id, _)| !matches!(*id, "channel" | "language"))
        .filter_map(|(id, value)| Some((id, value.as_deref()?)));
    write(|json| json.collect_map(given))
}

/// What was given, by question, in the order of the version.
pub(crate) fn answers(version: &Version, response: &Response) -> String {
    let questions = &version.survey().questions;
    write(|json| {
        json.collect_map(response.answers.iter().map(|(position, answer)| {
            let question = &questions[*position];
            (question.id.as_str(), Value::of(question, answer))
        }))
    })
}

/// Reads what [`answers`] wrote.
pub(crate) fn read_answers(json: &str) -> serde_json::Result<Vec<SubmittedAnswer>> {
    serde_json::from_str::<Answers>(json).map(|answers| answers.0)
}

fn write<F>(value: F) -> String
where
    F: FnOnce(&mut serde_json::Serializer<&mut Vec<u8>>) -> serde_json::Result<()>,
{
    let mut json = Vec::with_capacity(128);
    value(&mut serde_json::Serializer::new(&mut json)).expect("memory takes all that is written");
    String::from_utf8(json).expect("JSON is UTF-8")
}

/// One answer, with ids.
/// An answer as JSON: a number, a text, a list, or an object that says what it is.
#[derive(Serialize)]
#[serde(untagged)]
enum Value<'a> {
    Score(i32),
    Option(Cow<'a, str>),
    Options(Vec<Cow<'a, str>>),
    Text { text: Cow<'a, str> },
    NoAnswer { none: Reason },
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Reason {
    Skipped,
    NotApplicable,
    DontKnow,
}

impl<'a> Value<'a> {
    fn of(question: &'a Question, answer: &'a Answer) -> Self {
        let id = |position: &usize| Cow::Borrowed(question.kind.options()[*position].id.as_str());
        match answer {
            Answer::Score(score) => Self::Score(*score),
            Answer::Option(position) => Self::Option(id(position)),
            Answer::Options(positions) => Self::Options(positions.iter().map(id).collect()),
            Answer::Text(text) => Self::Text { text: Cow::Borrowed(text) },
            Answer::NoAnswer(reason) => Self::NoAnswer {
                none: match reason {
                    NoAnswer::Skipped => Reason::Skipped,
                    NoAnswer::NotApplicable => Reason::NotApplicable,
                    NoAnswer::DontKnow => Reason::DontKnow,
                },
            },
        }
    }
}

struct GivenJson(Given);

impl<'de> Deserialize<'de> for GivenJson {
    fn deserialize<D: Deserializer<'de>>(json: D) -> Result<Self, D::Error> {
        json.deserialize_any(GivenVisitor).map(Self)
    }
}

struct GivenVisitor;

impl<'de> Visitor<'de> for GivenVisitor {
    type Value = Given;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a score, an option, options, {text} or {none}")
    }

    fn visit_i64<E: de::Error>(self, score: i64) -> Result<Given, E> {
        let known = i32::try_from(score).map(Given::Score);
        known.map_err(|_| E::invalid_value(de::Unexpected::Signed(score), &self))
    }

    fn visit_u64<E: de::Error>(self, score: u64) -> Result<Given, E> {
        let known = i32::try_from(score).map(Given::Score);
        known.map_err(|_| E::invalid_value(de::Unexpected::Unsigned(score), &self))
    }

    fn visit_str<E: de::Error>(self, id: &str) -> Result<Given, E> {
        Ok(Given::Option(id.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Given, A::Error> {
        let mut ids = Vec::new();
        while let Some(id) = list.next_element()? {
            ids.push(id);
        }
        Ok(Given::Options(ids))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Given, A::Error> {
        Object::deserialize(MapAccessDeserializer::new(map)).map(|object| match object {
            Object::Text(text) => Given::Text(text),
            Object::None(reason) => Given::NoAnswer(match reason {
                Reason::Skipped => NoAnswer::Skipped,
                Reason::NotApplicable => NoAnswer::NotApplicable,
                Reason::DontKnow => NoAnswer::DontKnow,
            }),
        })
    }
}

/// An answer that is an object of one key.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Object {
    Text(String),
    None(Reason),
}

struct Answers(Vec<SubmittedAnswer>);

impl<'de> Deserialize<'de> for Answers {
    fn deserialize<D: Deserializer<'de>>(json: D) -> Result<Self, D::Error> {
        json.deserialize_map(AnswersVisitor)
    }
}

struct AnswersVisitor;

impl<'de> Visitor<'de> for AnswersVisitor {
    type Value = Answers;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of answers by question")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Answers, A::Error> {
        let mut answers = Vec::new();
        while let Some(question) = map.next_key::<String>()? {
            let GivenJson(given) = map
                .next_value()
                .map_err(|error| de::Error::custom(format_args!("{question}: {error}")))?;
            answers.push(SubmittedAnswer { question, given: Some(given) });
        }
        Ok(Answers(answers))
    }
}

#[cfg(test)]
mod tests;
