use plaudit_core::response::Submission;
use proptest::prelude::*;
use prost::Message;

use super::{Malformed, Response};
use crate::{json, v1};

fn value() -> impl Strategy<Value = v1::answer::Value> {
    use v1::answer::Value;
    prop_oneof![
        any::<i32>().prop_map(Value::Score),
        ".{0,4}".prop_map(Value::Option),
        prop::collection::vec("[a-z]{0,90}", 0..4)
            .prop_map(|ids| Value::Options(v1::OptionSet { ids })),
        "(?s).{0,200}".prop_map(Value::Text),
        (0..4).prop_map(Value::NoAnswer),
    ]
}

prop_compose! {
    fn answer()(question in "[a-z]{0,9}", value in prop::option::of(value())) -> v1::Answer {
        v1::Answer { question, value }
    }
}

prop_compose! {
    fn response()(
        (id, survey_id, respondent) in ("[ -~]{0,8}", "[a-z]{0,8}", ".{0,8}"),
        (channel, language, completed) in ("[a-z]{0,3}", "[a-z]{0,2}", any::<bool>()),
        version in any::<u32>(),
        // The years 0001 to 9998, in microseconds.
        at in prop::option::of((-62_135_596_800_i64..253_370_764_800, 0..1_000_000)),
        weight in prop::option::of(prop_oneof![Just(0.0), 0.001..10_000.0]),
        duration_seconds in prop::option::of(any::<u32>()),
        segments in prop::collection::btree_map("[a-z]{0,3}", ".{0,70}", 0..4),
        answers in prop::collection::vec(answer(), 0..6),
    ) -> v1::Response {
        let answered_at =
            at.map(|(seconds, micros)| prost_types::Timestamp { seconds, nanos: micros * 1_000 });
        v1::Response {
            id, survey_id, version, answered_at, respondent, channel, language, weight, segments,
            answers, completed, duration_seconds,
        }
    }
}

proptest! {
    #[test]
    fn it_is_read_encoded_and_written_as_prost_does(response in response()) {
        let bytes = response.encode_to_vec();
        let borrowed = Response::decode(&bytes).unwrap();
        let mut again = b"before".to_vec();
        borrowed.encode(&mut again);
        prop_assert_eq!(&again[6..], &bytes);
        let (ours, theirs) = (Submission::from(borrowed.clone()), Submission::from(response.clone()));
        prop_assert_eq!(format!("{ours:?}"), format!("{theirs:?}"));
        let line = serde_json::to_string(&borrowed).unwrap();
        prop_assert_eq!(&json::from_str::<v1::Response>("Response", &line).unwrap(), &response);
        prop_assert_eq!(json::read_response(&line).unwrap(), response);
    }

    #[test]
    fn bytes_are_refused_exactly_when_prost_refuses_them(
        response in response(),
        at in any::<prop::sample::Index>(),
        byte in any::<u8>(),
    ) {
        let mut bytes = response.encode_to_vec();
        if !bytes.is_empty() {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        let ours = Response::decode(&bytes).is_ok();
        // Groups are of proto2 and never sent; prost passes over those it does not know.
        let theirs = v1::Response::decode(&*bytes).is_ok();
        prop_assert!(ours == theirs || !ours && has_group(&bytes), "{ours} {theirs} {bytes:?}");
    }
}

/// Whether a byte may begin a group.
fn has_group(bytes: &[u8]) -> bool {
    bytes.iter().any(|byte| byte & 7 == 3)
}

#[test]
fn what_stands_twice_is_read_as_prost_reads_it() {
    use v1::answer::Value;
    let set = |id: &str| Value::Options(v1::OptionSet { ids: vec![id.to_owned()] });
    let answer = |value| v1::Answer { question: "q".to_owned(), value: Some(value) };
    let response = |team: &str, seconds, nanos, value| v1::Response {
        answered_at: Some(prost_types::Timestamp { seconds, nanos }),
        segments: [("team".to_owned(), team.to_owned())].into(),
        answers: vec![answer(value)],
        ..v1::Response::default()
    };
    let mut bytes = response("north", 5, 0, set("a")).encode_to_vec();
    response("south", 0, 7_000, Value::Score(1)).encode(&mut bytes).unwrap();
    // Within one answer, which is the last field.
    let twice = [answer(set("a")), answer(set("b"))].map(|it| it.encode_to_vec()).concat();
    prost::encoding::bytes::encode(10, &twice, &mut bytes);
    let ours = Submission::from(Response::decode(&bytes).unwrap());
    let theirs = Submission::from(v1::Response::decode(&*bytes).unwrap());
    assert_eq!(format!("{ours:?}"), format!("{theirs:?}"));
    assert_eq!(ours.answered_at.unwrap().as_micros(), 5_000_007);
}

#[test]
fn a_cut_message_is_refused() {
    let response = v1::Response { id: "r-1".to_owned(), ..v1::Response::default() };
    let bytes = response.encode_to_vec();
    assert!(Response::decode(&bytes).is_ok());
    assert_eq!(Response::decode(&bytes[..bytes.len() - 1]), Err(Malformed));
}

#[test]
fn a_line_is_the_protobuf_json_of_its_response() {
    use v1::answer::Value;
    let values = [
        Value::Score(-3),
        Value::Option("a".into()),
        Value::Options(v1::OptionSet { ids: vec!["x".into(), "y".into()] }),
        Value::Text("Rất \"tốt\"\n".into()),
        Value::NoAnswer(v1::NoAnswer::NotApplicable.into()),
    ];
    let answer = |(i, value)| v1::Answer { question: format!("q{i}"), value: Some(value) };
    let response = v1::Response {
        id: "r-1".into(),
        survey_id: "shop".into(),
        version: 2,
        answered_at: Some(prost_types::Timestamp { seconds: 1_774_823_400, nanos: 123_456_000 }),
        channel: "email".into(),
        weight: Some(0.25),
        duration_seconds: Some(95),
        segments: [("team".into(), "north".into())].into(),
        answers: values.into_iter().enumerate().map(answer).collect(),
        completed: true,
        ..v1::Response::default()
    };
    let bytes = response.encode_to_vec();
    let line = serde_json::to_string(&Response::decode(&bytes).unwrap()).unwrap();
    assert_eq!(
        line,
        concat!(
            r#"{"id":"r-1","surveyId":"shop","version":2,"#,
            r#""answeredAt":"2026-03-29T22:30:00.123456Z","channel":"email","weight":0.25,"#,
            r#""durationSeconds":95,"segments":{"team":"north"},"answers":["#,
            r#"{"question":"q0","score":-3},{"question":"q1","option":"a"},"#,
            r#"{"question":"q2","options":{"ids":["x","y"]}},"#,
            r#"{"question":"q3","text":"Rất \"tốt\"\n"},"#,
            r#"{"question":"q4","noAnswer":"NO_ANSWER_NOT_APPLICABLE"}],"completed":true}"#
        )
    );
}
