//! Segments and answers as JSON that people and BI tools can read, with ids instead of positions:
//!
//! ```json
//! {"wifi": 4, "why": ["noise", "light"], "reason": "price",
//!  "comment": {"text": "Too loud"}, "parking": {"none": "not_applicable"}}
//! ```

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use plaudit_core::response::{Answer, Given, NoAnswer, Response};
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

/// Reads what [`segments`] wrote, by segment.
pub(crate) fn read_segments(json: &str) -> serde_json::Result<Vec<(Cow<'_, str>, Cow<'_, str>)>> {
    let Pairs(mut segments) = serde_json::from_str::<Pairs<'_, Text<'_>>>(json)?;
    segments.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
    Ok(segments.into_iter().map(|(id, Text(value))| (id, value)).collect())
}

/// Reads what [`answers`] wrote.
pub(crate) fn read_answers(json: &str) -> serde_json::Result<Vec<(Cow<'_, str>, Value<'_>)>> {
    serde_json::from_str::<Pairs<'_, Value<'_>>>(json).map(|Pairs(answers)| answers)
}

fn write<F>(value: F) -> String
where
    F: FnOnce(&mut serde_json::Serializer<&mut Vec<u8>>) -> serde_json::Result<()>,
{
    let mut json = Vec::with_capacity(256);
    value(&mut serde_json::Serializer::new(&mut json)).expect("memory takes all that is written");
    String::from_utf8(json).expect("JSON is UTF-8")
}

/// What was given to a question, by ids, as it is stored: a number, a text, a list, or an object that
/// says what it is.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Value<'a> {
    /// A score.
    Score(i32),
    /// An option's id.
    Option(Cow<'a, str>),
    /// The ids of the ticked options.
    Options(Vec<Cow<'a, str>>),
    /// The respondent's own words.
    Text {
        /// The words.
        text: Cow<'a, str>,
    },
    /// Shown and not answered.
    NoAnswer {
        /// Why.
        #[serde(with = "Reason")]
        none: NoAnswer,
    },
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "NoAnswer", rename_all = "snake_case")]
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
            Answer::NoAnswer(reason) => Self::NoAnswer { none: *reason },
        }
    }
}

impl From<Value<'_>> for Given {
    fn from(value: Value<'_>) -> Self {
        match value {
            Value::Score(score) => Self::Score(score),
            Value::Option(id) => Self::Option(id.into_owned()),
            Value::Options(ids) => Self::Options(ids.into_iter().map(Cow::into_owned).collect()),
            Value::Text { text } => Self::Text(text.into_owned()),
            Value::NoAnswer { none } => Self::NoAnswer(none),
        }
    }
}

/// A text that is borrowed unless an escape stands in it.
#[derive(Deserialize)]
#[serde(transparent)]
struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

impl<'de: 'a, 'a> Deserialize<'de> for Value<'a> {
    fn deserialize<D: Deserializer<'de>>(json: D) -> Result<Self, D::Error> {
        json.deserialize_any(ValueVisitor)
    }
}

struct ValueVisitor;

impl<'de> Visitor<'de> for ValueVisitor {
    type Value = Value<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a score, an option, options, {text} or {none}")
    }

    fn visit_i64<E: de::Error>(self, score: i64) -> Result<Value<'de>, E> {
        let known = i32::try_from(score).map(Value::Score);
        known.map_err(|_| E::invalid_value(de::Unexpected::Signed(score), &self))
    }

    fn visit_u64<E: de::Error>(self, score: u64) -> Result<Value<'de>, E> {
        let known = i32::try_from(score).map(Value::Score);
        known.map_err(|_| E::invalid_value(de::Unexpected::Unsigned(score), &self))
    }

    fn visit_borrowed_str<E: de::Error>(self, id: &'de str) -> Result<Value<'de>, E> {
        Ok(Value::Option(Cow::Borrowed(id)))
    }

    fn visit_str<E: de::Error>(self, id: &str) -> Result<Value<'de>, E> {
        Ok(Value::Option(Cow::Owned(id.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value<'de>, A::Error> {
        let mut ids = Vec::new();
        while let Some(Text(id)) = list.next_element()? {
            ids.push(id);
        }
        Ok(Value::Options(ids))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Value<'de>, A::Error> {
        Object::deserialize(MapAccessDeserializer::new(map)).map(|object| match object {
            Object::Text(Text(text)) => Value::Text { text },
            Object::None(none) => Value::NoAnswer { none },
        })
    }
}

/// An answer that is an object of one key.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Object<'a> {
    #[serde(borrow)]
    Text(Text<'a>),
    #[serde(with = "Reason")]
    None(NoAnswer),
}

/// An object, in its own order.
struct Pairs<'a, V>(Vec<(Cow<'a, str>, V)>);

impl<'de: 'a, 'a, V: Deserialize<'de>> Deserialize<'de> for Pairs<'a, V> {
    fn deserialize<D: Deserializer<'de>>(json: D) -> Result<Self, D::Error> {
        json.deserialize_map(PairsVisitor(PhantomData)).map(Pairs)
    }
}

struct PairsVisitor<V>(PhantomData<V>);

impl<'de, V: Deserialize<'de>> Visitor<'de> for PairsVisitor<V> {
    type Value = Vec<(Cow<'de, str>, V)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut pairs = Vec::with_capacity(16);
        while let Some(Text(key)) = map.next_key()? {
            let value = map
                .next_value()
                .map_err(|error| de::Error::custom(format_args!("{key}: {error}")))?;
            pairs.push((key, value));
        }
        Ok(pairs)
    }
}

#[cfg(test)]
mod tests;
