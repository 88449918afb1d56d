//! The protobuf JSON mapping of a response, written directly: a line of an export.

use std::borrow::Cow;

use plaudit_core::time::Timestamp;
use serde::ser::{SerializeMap, SerializeStruct};
use serde::{Serialize, Serializer};

use super::{Response, Value};

/// Fields at their default are left out, as the mapping allows.
impl Serialize for Response<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut line = serializer.serialize_struct("Response", 12)?;
        line.serialize_field("id", self.id)?;
        line.serialize_field("surveyId", self.survey_id)?;
        line.serialize_field("version", &self.version)?;
        line.serialize_field("answeredAt", &self.answered_at.map(Instant))?;
        for (name, text) in [
            ("respondent", self.respondent),
            ("channel", self.channel),
            ("language", self.language),
        ] {
            if !text.is_empty() {
                line.serialize_field(name, text)?;
            }
        }
        if let Some(weight) = &self.weight {
            line.serialize_field("weight", weight)?;
        }
        if let Some(seconds) = &self.duration_seconds {
            line.serialize_field("durationSeconds", seconds)?;
        }
        if !self.segments.is_empty() {
            line.serialize_field("segments", &Segments(&self.segments))?;
        }
        line.serialize_field("answers", &Answers(&self.answers))?;
        line.serialize_field("completed", &self.completed)?;
        line.end()
    }
}

struct Instant(Timestamp);

impl Serialize for Instant {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

struct Segments<'a>(&'a [(Cow<'a, str>, Cow<'a, str>)]);

impl Serialize for Segments<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(segment, value)| (segment, value)))
    }
}

struct Answers<'a>(&'a [(Cow<'a, str>, Option<Value<'a>>)]);

impl Serialize for Answers<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(|(question, value)| Answer(question, value)))
    }
}

struct Answer<'a>(&'a str, &'a Option<Value<'a>>);

impl Serialize for Answer<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut answer = serializer.serialize_map(None)?;
        answer.serialize_entry("question", self.0)?;
        match self.1 {
            Some(Value::Score(score)) => answer.serialize_entry("score", score)?,
            Some(Value::Option(id)) => answer.serialize_entry("option", id)?,
            Some(Value::Options(ids)) => answer.serialize_entry("options", &OptionSet { ids })?,
            Some(Value::Text(words)) => answer.serialize_entry("text", words)?,
            Some(Value::NoAnswer(reason)) => {
                answer.serialize_entry("noAnswer", reason.as_str_name())?;
            }
            None => {}
        }
        answer.end()
    }
}

#[derive(Serialize)]
struct OptionSet<'a> {
    ids: &'a [Cow<'a, str>],
}
