//! Responses: as they arrive, and as they are once checked.

mod check;
mod digest;
#[cfg(test)]
mod tests;

pub use check::{MAX_AHEAD_MICROS, MAX_DURATION_SECONDS, line_problem};
pub(crate) use check::{response_id_problem, segment_value_problem};
pub use digest::Digest;

use std::collections::BTreeMap;

use crate::time::{Day, Timestamp};

/// A response as somebody sent it, its texts owned or borrowed from what was sent. Nothing is known to be
/// right.
#[derive(Clone, Debug, PartialEq)]
pub struct Submission<Text = String> {
    /// Made by the client and kept when it sends again: 1 to 64 printable ASCII characters without
    /// blanks, unique in the survey.
    pub id: Text,
    /// When it was answered.
    pub answered_at: Option<Timestamp>,
    /// Who answered, as a pseudonym.
    pub respondent: Option<Text>,
    /// How it was answered.
    pub channel: Option<Text>,
    /// Language tag in which it was answered.
    pub language: Option<Text>,
    /// Sampling weight.
    pub weight: Option<f64>,
    /// How long answering took, in seconds.
    pub duration_seconds: Option<u32>,
    /// Value by segment id.
    pub segments: BTreeMap<Text, Text>,
    /// What was given to each question that was shown.
    pub answers: Vec<SubmittedAnswer<Text>>,
    /// Whether the respondent reached the end.
    pub completed: bool,
}

/// What was given to one question, not known to be right.
#[derive(Clone, Debug, PartialEq)]
pub struct SubmittedAnswer<Text = String> {
    /// The question's id.
    pub question: Text,
    /// What was given. Absent when the sender left it out, which is refused.
    pub given: Option<Given<Text>>,
}

/// What a respondent gave, by ids.
#[derive(Clone, Debug, PartialEq)]
pub enum Given<Text = String> {
    /// A score.
    Score(i32),
    /// An option's id.
    Option(Text),
    /// The ids of the ticked options.
    Options(Vec<Text>),
    /// The respondent's own words.
    Text(Text),
    /// Shown and not answered.
    NoAnswer(NoAnswer),
}

/// Why a question that was shown has no answer. Never part of the base of a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoAnswer {
    /// Left blank.
    Skipped,
    /// Does not apply to the respondent.
    NotApplicable,
    /// "I don't know".
    DontKnow,
}

/// A response that was checked against a version; made by [`Version::check`] alone.
///
/// [`Version::check`]: crate::survey::Version::check
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Response {
    /// The client's id.
    pub id: String,
    /// Number of the version it answers.
    pub version: u32,
    /// When it was answered.
    pub answered_at: Timestamp,
    /// The day of that in the survey's time zone.
    pub day: Day,
    /// Who answered, as a pseudonym.
    pub respondent: Option<String>,
    /// How it was answered.
    pub channel: Option<String>,
    /// Language tag in which it was answered.
    pub language: Option<String>,
    /// Sampling weight; present exactly when the survey is weighted.
    pub weight: Option<Weight>,
    /// How long answering took, 1 to [`MAX_DURATION_SECONDS`].
    pub duration_seconds: Option<u32>,
    /// One a segment, in the order of the version.
    pub segments: Vec<Option<String>>,
    /// The questions that were shown, by position in the version, ascending.
    pub answers: Vec<(usize, Answer)>,
    /// Whether the respondent reached the end.
    pub completed: bool,
}

/// A checked answer. Positions are those of the version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// A score of the question's scale.
    Score(i32),
    /// Position of the chosen option.
    Option(usize),
    /// Positions of the chosen options, ascending, each once; may be empty.
    Options(Vec<usize>),
    /// The respondent's own words, not empty.
    Text(String),
    /// Shown and not answered.
    NoAnswer(NoAnswer),
}

/// A sampling weight in steps of 2^-32, above 0 and at most 10,000.
///
/// Fixed point makes sums of weights exact in any order. The step keeps ten digits of a published
/// weight; a sum of squares (steps of 2^-64) fits 128 bits for 68 billion responses of weight 10,000.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Weight(u64);

impl Weight {
    /// Steps in a weight of 1.
    pub const ONE: u64 = 1 << 32;

    /// The nearest weight to `value`. Absent unless it is above 0 and at most 10,000.
    #[must_use]
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    pub fn new(value: f64) -> Option<Self> {
        let steps = (value * Self::ONE as f64).round();
        (steps >= 1.0 && value <= 10_000.0).then_some(Self(steps as u64))
    }

    /// From steps of 2^-32.
    #[must_use]
    pub fn from_steps(steps: u64) -> Option<Self> {
        (1..=10_000 * Self::ONE).contains(&steps).then_some(Self(steps))
    }

    /// In steps of 2^-32.
    #[must_use]
    pub fn steps(self) -> u64 {
        self.0
    }

    /// As a number.
    #[must_use]
    pub fn value(self) -> f64 {
        self.0 as f64 / Self::ONE as f64
    }
}
