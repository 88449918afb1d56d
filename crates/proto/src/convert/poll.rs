//! Polls.

use plaudit_core::poll::{Poll, SubmittedPoll};

use super::present;
use crate::v1;

impl From<v1::Poll> for SubmittedPoll {
    /// The survey's id and the version are the caller's to read before.
    fn from(poll: v1::Poll) -> Self {
        Self {
            id: poll.id,
            question: poll.question,
            platform: poll.platform,
            url: present(poll.url),
            from: poll.from.parse().ok(),
            to: poll.to.parse().ok(),
            counts: poll.counts,
            voters: poll.voters,
            reach: poll.reach,
        }
    }
}

impl v1::Poll {
    /// The contract form of a poll on a question of `survey_id`.
    #[must_use]
    pub fn new(survey_id: &str, poll: Poll) -> Self {
        Self {
            id: poll.id,
            survey_id: survey_id.to_owned(),
            version: poll.version,
            question: poll.question,
            platform: poll.platform,
            url: poll.url.unwrap_or_default(),
            from: poll.from.to_string(),
            to: poll.to.to_string(),
            counts: poll.counts,
            voters: poll.voters,
            reach: poll.reach,
        }
    }
}
