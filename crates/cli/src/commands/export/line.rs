//! One response as a line: the protobuf JSON mapping of `plaudit.v1.Response`, written directly.

use std::collections::BTreeMap;

use plaudit_core::time::Timestamp;
use plaudit_proto::{convert, v1};
use serde::{Serialize, Serializer};

/// Fields at their default are left out, as the mapping allows.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Line<'a> {
    id: &'a str,
    survey_id: &'a str,
    version: u32,
    #[serde(serialize_with = "rfc3339")]
    answered_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "str::is_empty")]
    respondent: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    channel: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    language: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    weight: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    duration_seconds: Option<u32>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    segments: &'a BTreeMap<String, String>,
    answers: Vec<Answer<'a>>,
    completed: bool,
}

#[derive(Serialize)]
struct Answer<'a> {
    question: &'a str,
    #[serde(flatten)]
    value: Option<Value<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
enum Value<'a> {
    Score(i32),
    Option(&'a str),
    Options { ids: &'a [String] },
    Text(&'a str),
    NoAnswer(&'static str),
}

impl<'a> Line<'a> {
    pub(super) fn of(response: &'a v1::Response) -> Self {
        Self {
            id: &response.id,
            survey_id: &response.survey_id,
            version: response.version,
            answered_at: response.answered_at.as_ref().and_then(convert::instant),
            respondent: &response.respondent,
            channel: &response.channel,
            language: &response.language,
            weight: response.weight,
            duration_seconds: response.duration_seconds,
            segments: &response.segments,
            answers: response.answers.iter().map(answer).collect(),
            completed: response.completed,
        }
    }
}

fn answer(answer: &v1::Answer) -> Answer<'_> {
    use v1::answer::Value as V;
    let value = answer.value.as_ref().map(|value| match value {
        V::Score(score) => Value::Score(*score),
        V::Option(id) => Value::Option(id),
        V::Options(set) => Value::Options { ids: &set.ids },
        V::Text(text) => Value::Text(text),
        V::NoAnswer(reason) => {
            Value::NoAnswer(v1::NoAnswer::try_from(*reason).unwrap_or_default().as_str_name())
        }
    });
    Answer { question: &answer.question, value }
}

fn rfc3339<S: Serializer>(at: &Option<Timestamp>, serializer: S) -> Result<S::Ok, S::Error> {
    match at {
        Some(at) => serializer.collect_str(at),
        None => serializer.serialize_none(),
    }
}

#[cfg(test)]
mod tests {
    use plaudit_proto::json;

    use super::*;

    #[test]
    fn a_line_is_the_protobuf_json_of_its_response() {
        use v1::answer::Value as V;
        let values = [
            V::Score(-3),
            V::Option("a".into()),
            V::Options(v1::OptionSet { ids: vec!["x".into(), "y".into()] }),
            V::Text("Rất \"tốt\"\n".into()),
            V::NoAnswer(v1::NoAnswer::NotApplicable.into()),
        ];
        let answer = |(i, value)| v1::Answer { question: format!("q{i}"), value: Some(value) };
        let response = v1::Response {
            id: "r-1".into(),
            survey_id: "shop".into(),
            version: 2,
            answered_at: Some(convert::timestamp(
                Timestamp::from_micros(1_774_823_400_123_456).unwrap(),
            )),
            channel: "email".into(),
            weight: Some(0.25),
            duration_seconds: Some(95),
            segments: BTreeMap::from([("team".into(), "north".into())]),
            answers: values.into_iter().enumerate().map(answer).collect(),
            completed: true,
            ..v1::Response::default()
        };
        let line = serde_json::to_string(&Line::of(&response)).unwrap();
        assert_eq!(json::from_str::<v1::Response>("Response", &line).unwrap(), response);
    }
}
