//! The content of a response in 16 bytes, to tell a replay from a conflict.

use sha2::{Digest as _, Sha256};

use super::{Answer, NoAnswer, Response};
use crate::survey::{QuestionKind, Version};

/// First 16 bytes of a SHA-256 over what a response says: not its id and not its version, and ids in
/// place of positions, so that a replay is known again after a new version was published. Two
/// responses with the same id are the same response exactly when their digests are equal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Digest(pub [u8; 16]);

impl Response {
    /// The digest of the content; `version` is the one the response was checked against.
    #[must_use]
    pub fn digest(&self, version: &Version) -> Digest {
        let mut content = Writer(Vec::with_capacity(1_024));
        content.number(1); // form of this encoding
        content.number(self.answered_at.as_micros());
        content.optional(self.respondent.as_deref());
        content.optional(self.channel.as_deref());
        content.optional(self.language.as_deref());
        content.number(self.weight.map_or(0, |weight| weight.steps().cast_signed()));
        content.number(i64::from(self.completed));
        let mut segments: Vec<_> = version
            .segments()
            .iter()
            .zip(&self.segments)
            .filter(|(segment, _)| !matches!(segment.id.as_str(), "channel" | "language"))
            .filter_map(|(segment, value)| Some((segment.id.as_str(), value.as_deref()?)))
            .collect();
        segments.sort_unstable();
        content.length(segments.len());
        for (id, value) in segments {
            content.text(id);
            content.text(value);
        }
        for position in version.by_id() {
            let given = self.answers.binary_search_by_key(position, |(at, _)| *at);
            if let Ok(at) = given {
                let question = &version.survey().questions[*position];
                content.text(&question.id);
                content.answer(&question.kind, &self.answers[at].1);
            }
        }
        if let Some(seconds) = self.duration_seconds {
            content.number(-2); // no text begins so
            content.number(i64::from(seconds));
        }
        let bytes: [u8; 32] = Sha256::digest(&content.0).into();
        Digest(*bytes.first_chunk().expect("32 bytes have a first 16"))
    }
}

/// Writes values so that no two sequences of values look alike.
struct Writer(Vec<u8>);

impl Writer {
    fn number(&mut self, value: i64) {
        self.0.extend_from_slice(&value.to_le_bytes());
    }

    fn length(&mut self, length: usize) {
        self.number(i64::try_from(length).expect("lengths in memory fit"));
    }

    fn text(&mut self, text: &str) {
        self.length(text.len());
        self.0.extend_from_slice(text.as_bytes());
    }

    fn optional(&mut self, text: Option<&str>) {
        match text {
            None => self.number(-1),
            Some(text) => self.text(text),
        }
    }

    fn answer(&mut self, kind: &QuestionKind, answer: &Answer) {
        let id = |at: usize| kind.options()[at].id.as_str();
        match answer {
            Answer::Score(score) => {
                self.number(1);
                self.number(i64::from(*score));
            }
            Answer::Option(option) => {
                self.number(2);
                self.text(id(*option));
            }
            Answer::Options(options) => {
                self.number(3);
                self.length(options.len());
                let mut ids: Vec<_> = options.iter().map(|at| id(*at)).collect();
                ids.sort_unstable();
                ids.iter().for_each(|id| self.text(id));
            }
            Answer::Text(text) => {
                self.number(4);
                self.text(text);
            }
            Answer::NoAnswer(NoAnswer::Skipped) => self.number(5),
            Answer::NoAnswer(NoAnswer::NotApplicable) => self.number(6),
            Answer::NoAnswer(NoAnswer::DontKnow) => self.number(7),
        }
    }
}
