//! A [`v1::Response`] that borrows its texts: read from an encoded message or from wherever it is stored,
//! encoded or written as JSON, without a copy of each text on the way. What comes in is checked in this form,
//! and an export has millions of them.

mod decode;
mod encode;
mod line;
#[cfg(test)]
mod tests;

use std::borrow::Cow;

use plaudit_core::time::Timestamp;

pub use crate::fields::Malformed;
use crate::v1;

/// The fields of a [`v1::Response`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Response<'a> {
    /// Made by the client.
    pub id: &'a str,
    /// The survey's id.
    pub survey_id: &'a str,
    /// The version that was answered.
    pub version: u32,
    /// When it was answered.
    pub answered_at: Option<Timestamp>,
    /// Who answered, as a pseudonym; empty when not known.
    pub respondent: &'a str,
    /// How it was answered; empty when not known.
    pub channel: &'a str,
    /// Language tag in which it was answered; empty when not known.
    pub language: &'a str,
    /// Sampling weight.
    pub weight: Option<f64>,
    /// Segments and their values, by segment.
    pub segments: Vec<(Cow<'a, str>, Cow<'a, str>)>,
    /// Questions and what was given to them.
    pub answers: Vec<(Cow<'a, str>, Option<Value<'a>>)>,
    /// Whether the respondent reached the end.
    pub completed: bool,
    /// How long answering took, in seconds.
    pub duration_seconds: Option<u32>,
}

/// The fields of a [`v1::answer::Value`].
#[derive(Clone, Debug, PartialEq)]
pub enum Value<'a> {
    /// A score.
    Score(i32),
    /// An option's id.
    Option(Cow<'a, str>),
    /// The ids of the chosen options.
    Options(Vec<Cow<'a, str>>),
    /// The respondent's own words.
    Text(Cow<'a, str>),
    /// Shown and not answered.
    NoAnswer(v1::NoAnswer),
}
