//! What happened to a contact, so that it may be asked.

use std::collections::BTreeMap;

use sha2::{Digest as _, Sha256};

use crate::Violation;
use crate::response::Submission;
use crate::survey::Version;
use crate::time::Timestamp;

/// What happened to a contact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// The client's, 1 to 64 printable ASCII characters, unique in the survey.
    pub id: String,
    /// The survey that asks about it.
    pub survey_id: String,
    /// To whom, as a pseudonym of 1 to 128 characters.
    pub contact: String,
    /// How the contact will be asked.
    pub channel: Option<String>,
    /// Language tag in which the contact will be asked.
    pub language: Option<String>,
    /// Value by segment, for the response; without channel and language.
    pub segments: BTreeMap<String, String>,
    /// When it happened.
    pub occurred_at: Timestamp,
}

impl Event {
    /// The value of a segment that a survey declares, channel and language among them.
    #[must_use]
    pub fn value(&self, segment: &str) -> Option<&str> {
        match segment {
            "channel" => self.channel.as_deref(),
            "language" => self.language.as_deref(),
            other => self.segments.get(other).map(String::as_str),
        }
    }

    /// First 16 bytes of a SHA-256 over what it says, to tell a replay from a conflict.
    #[must_use]
    pub fn digest(&self) -> [u8; 16] {
        let mut hash = Sha256::new().chain_update(self.occurred_at.as_micros().to_be_bytes());
        let channel = self.channel.as_deref().unwrap_or_default();
        let language = self.language.as_deref().unwrap_or_default();
        let segments = self.segments.iter().flat_map(|(id, value)| [id.as_str(), value.as_str()]);
        // No text has a NUL, so that no two events run into each other.
        for text in [self.contact.as_str(), channel, language].into_iter().chain(segments) {
            hash = hash.chain_update(text).chain_update([0]);
        }
        let hash: [u8; 32] = hash.finalize().into();
        *hash.first_chunk().expect("32 bytes have a first 16")
    }
}

impl Version {
    /// What is wrong with `event` for this version, `now` by the server's clock: all that a response
    /// with its contact, channel, language and segments would be refused for, so that whoever is
    /// invited can answer.
    #[must_use]
    pub fn event_violations(&self, event: &Event, now: Timestamp) -> Vec<Violation> {
        let answered = Submission {
            id: event.id.clone(),
            answered_at: Some(event.occurred_at),
            respondent: Some(event.contact.clone()),
            channel: event.channel.clone(),
            language: event.language.clone(),
            weight: self.survey().weighted.then_some(1.0),
            duration_seconds: None,
            segments: event.segments.clone(),
            answers: Vec::new(),
            completed: false,
        };
        let mut found = self.violations(&answered, now);
        for violation in &mut found {
            match violation.field.as_str() {
                "answered_at" => violation.field = "occurred_at".to_owned(),
                "respondent" => violation.field = "contact".to_owned(),
                _ => {}
            }
        }
        found
    }
}
