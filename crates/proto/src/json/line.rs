//! A line of an export, read back: its usual form directly, whatever else the mapping allows as any
//! message is read.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{Error, from_str};
use crate::v1;

/// Reads a `plaudit.v1.Response` in its JSON mapping.
///
/// # Errors
/// As [`from_str`].
pub fn read_response(json: &str) -> Result<v1::Response, Error> {
    let usual = serde_json::from_str::<Line>(json).ok().and_then(Line::response);
    usual.map_or_else(|| from_str("Response", json), Ok)
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Line<'a> {
    id: String,
    survey_id: String,
    version: u32,
    answered_at: &'a str,
    #[serde(default)]
    respondent: String,
    #[serde(default)]
    channel: String,
    #[serde(default)]
    language: String,
    weight: Option<f64>,
    duration_seconds: Option<u32>,
    #[serde(default)]
    segments: BTreeMap<String, String>,
    #[serde(borrow)]
    answers: Vec<Answer<'a>>,
    completed: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Answer<'a> {
    question: String,
    score: Option<i32>,
    option: Option<String>,
    options: Option<OptionSet>,
    text: Option<String>,
    no_answer: Option<&'a str>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OptionSet {
    ids: Vec<String>,
}

impl Line<'_> {
    /// Absent when it is not of the usual form after all.
    fn response(self) -> Option<v1::Response> {
        Some(v1::Response {
            id: self.id,
            survey_id: self.survey_id,
            version: self.version,
            answered_at: Some(self.answered_at.parse().ok()?),
            respondent: self.respondent,
            channel: self.channel,
            language: self.language,
            weight: self.weight,
            duration_seconds: self.duration_seconds,
            segments: self.segments,
            answers: self.answers.into_iter().map(Answer::answer).collect::<Option<_>>()?,
            completed: self.completed,
        })
    }
}

impl Answer<'_> {
    fn answer(self) -> Option<v1::Answer> {
        use v1::answer::Value;
        let value = match (self.score, self.option, self.options, self.text, self.no_answer) {
            (Some(score), None, None, None, None) => Value::Score(score),
            (None, Some(id), None, None, None) => Value::Option(id),
            (None, None, Some(set), None, None) => Value::Options(v1::OptionSet { ids: set.ids }),
            (None, None, None, Some(words), None) => Value::Text(words),
            (None, None, None, None, Some(name)) => {
                Value::NoAnswer(v1::NoAnswer::from_str_name(name)?.into())
            }
            _ => return None,
        };
        Some(v1::Answer { question: self.question, value: Some(value) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_the_mapping_is_read_as_any_message_is() {
        let usual = r#"{"id":"a","surveyId":"shop","version":1,"answeredAt":"2026-03-01T12:00:00Z",
            "answers":[{"question":"q","score":3},{"question":"w","noAnswer":"NO_ANSWER_SKIPPED"}],
            "completed":true}"#;
        let line = serde_json::from_str::<Line>(usual).unwrap();
        assert_eq!(line.response(), from_str("Response", usual).ok());
        let changed = |from: &str, to: &str| {
            assert!(usual.contains(from));
            usual.replacen(from, to, 1)
        };
        let others = [
            changed("surveyId", "survey_id"),
            changed("\"version\":1", "\"version\":\"1\""),
            changed("\"version\":1", "\"version\":1.0"),
            changed("\"version\":1", "\"version\":null"),
            changed("\"version\":1", "\"version\":-1"),
            changed("T12:00:00Z", "T13:00:00.5+01:00"),
            changed("T12:00:00Z", "T12:00"),
            changed("\"score\":3", "\"score\":3,\"text\":\"x\""),
            changed("\"NO_ANSWER_SKIPPED\"", "1"),
            changed("NO_ANSWER_SKIPPED", "BORED"),
            changed("\"id\":\"a\"", "\"id\":\"a\",\"id\":\"b\""),
            changed("\"id\"", "\"colour\""),
            changed("true}", "true"),
            changed("\"id\":\"a\",", ""),
        ];
        for json in others {
            let (read, any) = (read_response(&json), from_str::<v1::Response>("Response", &json));
            let text = |error: Error| error.to_string();
            assert_eq!(read.map_err(text), any.map_err(text), "{json}");
        }
    }
}
