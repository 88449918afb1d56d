//! The content of a response in 16 bytes, to tell a replay from a conflict.

use sha2::{Digest as _, Sha256};

use super::{Answer, NoAnswer, Response};

/// First 16 bytes of a SHA-256 over everything a response says, its id left out. Two responses with
/// the same id are the same response exactly when their digests are equal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Digest(pub [u8; 16]);

impl Response {
    /// The digest of the content.
    #[must_use]
    pub fn digest(&self) -> Digest {
        let mut hash = Writer(Sha256::new());
        hash.number(1); // form of this encoding
        hash.number(i64::from(self.version));
        hash.number(self.answered_at.as_micros());
        hash.optional(self.respondent.as_deref());
        hash.optional(self.channel.as_deref());
        hash.optional(self.language.as_deref());
        hash.number(self.weight.map_or(0, |weight| weight.steps().cast_signed()));
        for segment in &self.segments {
            hash.optional(segment.as_deref());
        }
        for (position, answer) in &self.answers {
            hash.index(*position);
            hash.answer(answer);
        }
        hash.number(i64::from(self.completed));
        let bytes: [u8; 32] = hash.0.finalize().into();
        Digest(*bytes.first_chunk().expect("32 bytes have a first 16"))
    }
}

/// Writes values so that no two sequences of values look alike.
struct Writer(Sha256);

impl Writer {
    fn number(&mut self, value: i64) {
        self.0.update(value.to_le_bytes());
    }

    fn index(&mut self, value: usize) {
        self.number(i64::try_from(value).expect("positions are small"));
    }

    fn optional(&mut self, text: Option<&str>) {
        match text {
            None => self.number(-1),
            Some(text) => {
                self.index(text.len());
                self.0.update(text.as_bytes());
            }
        }
    }

    fn answer(&mut self, answer: &Answer) {
        match answer {
            Answer::Score(score) => {
                self.number(1);
                self.number(i64::from(*score));
            }
            Answer::Option(option) => {
                self.number(2);
                self.index(*option);
            }
            Answer::Options(options) => {
                self.number(3);
                self.index(options.len());
                options.iter().for_each(|option| self.index(*option));
            }
            Answer::Text(text) => {
                self.number(4);
                self.optional(Some(text));
            }
            Answer::NoAnswer(NoAnswer::Skipped) => self.number(5),
            Answer::NoAnswer(NoAnswer::NotApplicable) => self.number(6),
            Answer::NoAnswer(NoAnswer::DontKnow) => self.number(7),
        }
    }
}
