//! Polls beside the measures.

use std::sync::Arc;

use plaudit_core::poll::{CAUTION, Poll, values};
use plaudit_core::survey::{Question, QuestionKind, Version};
use plaudit_proto::v1;

use super::Builder;

impl Builder<'_> {
    /// The polls on what is shown, each by the version that it counts.
    pub(super) fn polls(&self, versions: &[Arc<Version>]) -> Vec<v1::PollResult> {
        let shown = self.material.polls.iter().filter(|poll| self.shows(&poll.question));
        let results = shown.filter_map(|poll| {
            let version = versions.iter().find(|version| version.number() == poll.version)?;
            Some(self.poll(poll, version.question(&poll.question)?))
        });
        results.collect()
    }

    fn poll(&self, poll: &Poll, question: &Question) -> v1::PollResult {
        let shares = poll.shares(question);
        let options = values(question).zip(shares.options).map(|(value, option)| v1::PollOption {
            label: self.poll_label(question, &value),
            value,
            count: option.count,
            share: option.share,
            lowest: option.bounds.map(|(lowest, _)| lowest),
            highest: option.bounds.map(|(_, highest)| highest),
        });
        v1::PollResult {
            options: options.collect(),
            id: poll.id.clone(),
            platform: poll.platform.clone(),
            url: poll.url.clone().unwrap_or_default(),
            period: Some(v1::Period {
                from: Some(poll.from.to_string()),
                to: Some(poll.to.to_string()),
            }),
            question: poll.question.clone(),
            question_text: self.text(&question.text, &question.id),
            n: shares.n,
            base: if shares.of_voters { "voters" } else { "votes" }.to_owned(),
            reach: poll.reach,
            participation: shares.participation,
            caution: CAUTION.to_owned(),
        }
    }

    fn poll_label(&self, question: &Question, value: &str) -> String {
        let label = match &question.kind {
            QuestionKind::Score(scale) => value.parse().ok().and_then(|score| scale.label(score)),
            kind => {
                let option = kind.options().iter().find(|option| option.id == value);
                option.map(|option| &option.label)
            }
        };
        label.map_or_else(|| value.to_owned(), |label| self.text(label, value))
    }
}
