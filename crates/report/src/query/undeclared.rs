//! Segments that a survey can be asked for though it does not declare them.

use std::sync::Arc;

use plaudit_core::response::Response;
use plaudit_core::survey::{Segment, Version};
use plaudit_core::text::LocalText;

/// What every response may say, whatever its version declares.
const ALWAYS: [&str; 2] = ["channel", "language"];

/// The value of a segment that every response may have.
pub(super) fn value(id: &str, response: &Response) -> Option<String> {
    match id {
        "channel" => response.channel.clone(),
        "language" => response.language.clone(),
        _ => None,
    }
}

/// The segments that the latest of `versions` does not declare and a report may be asked for: those that
/// older ones declared, as the last of them did; and, with `true` beside them, those that every response
/// may say, which only the responses themselves know.
///
/// ```
/// # use plaudit_core::{survey::*, text::LocalText, time::Timestamp};
/// # let survey = |segments: &[&str]| {
/// #     let segment = |id: &&str| Segment {
/// #         id: id.to_string(), label: LocalText::default(), values: vec![], required: true,
/// #     };
/// #     Survey {
/// #         id: "cafe".into(), title: LocalText::of("en", "Café"), default_language: "en".into(),
/// #         time_zone: "UTC".into(), questions: vec![Question {
/// #             id: "comment".into(), text: LocalText::of("en", "?"), wording: 1, required: false,
/// #             show_if: None, option_order: OptionOrder::default(), no_answer: vec![], departments: vec![],
/// #             kind: QuestionKind::Text { max_length: 9 },
/// #         }], measures: vec![], segments: segments.iter().map(segment).collect(), privacy_k: 5,
/// #         weighted: false, repeat_respondents: false, strata: None, driver_models: vec![],
/// #         path_model: None, asking: Asking::default(), retention_days: None,
/// #     }
/// # };
/// # let version = |number, segments: &[&str]| std::sync::Arc::new(
/// #     Version::new(number, Timestamp::from_micros(0).unwrap(), survey(segments)).unwrap());
/// let versions = [version(1, &["team", "channel"]), version(2, &["region"])];
/// let found = plaudit_report::undeclared(&versions);
/// let found: Vec<_> = found.iter().map(|(segment, read)| (segment.id.as_str(), *read)).collect();
/// assert_eq!(found, [("team", false), ("channel", true), ("language", true)]);
/// ```
#[must_use]
pub fn undeclared(versions: &[Arc<Version>]) -> Vec<(Segment, bool)> {
    let Some((latest, older)) = versions.split_last() else { return Vec::new() };
    let mut found: Vec<(Segment, bool)> = Vec::new();
    let mut find = |segment: &Segment, read: bool| {
        let known = found.iter().any(|(other, _)| other.id == segment.id);
        if !known && latest.segment_position(&segment.id).is_none() {
            found.push((segment.clone(), read));
        }
    };
    for segment in older.iter().rev().flat_map(|version| version.segments()) {
        if !ALWAYS.contains(&segment.id.as_str()) {
            find(segment, false);
        }
    }
    for id in ALWAYS {
        let id = id.to_owned();
        let label = LocalText::default();
        find(&Segment { id, label, values: Vec::new(), required: false }, true);
    }
    found
}
