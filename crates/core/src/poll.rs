//! Polls on other platforms: counts of those who chose to vote. They are no responses, so they are never
//! part of a tally and have no interval.

use std::collections::BTreeMap;

use crate::Violation;
use crate::response::{MAX_AHEAD_MICROS, line_problem, response_id_problem};
use crate::survey::{Question, QuestionKind, Version};
use crate::time::{Day, Timestamp};

/// What must stand wherever a poll is shown.
pub const CAUTION: &str = "self-selected: says nothing about all customers";

/// Longest address, in characters.
const MAX_URL: usize = 500;
/// Most votes for one option, and most people.
const MAX_COUNT: u64 = 1_000_000_000_000;

/// A poll as somebody sent it. Nothing is known to be right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubmittedPoll {
    /// Made by the client: 1 to 64 printable ASCII characters without blanks, unique in the survey.
    pub id: String,
    /// Id of the question that was asked.
    pub question: String,
    /// Where it was.
    pub platform: String,
    /// Its address.
    pub url: Option<String>,
    /// First day of voting.
    pub from: Option<Day>,
    /// Last day of voting, or the day of the count.
    pub to: Option<Day>,
    /// Votes by option id, or by score as a number.
    pub counts: BTreeMap<String, u64>,
    /// People who voted.
    pub voters: Option<u64>,
    /// People to whom it was shown.
    pub reach: Option<u64>,
}

/// A poll that was checked; made by [`Version::check_poll`] or read from where it was kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Poll {
    /// The client's id.
    pub id: String,
    /// Number of the version whose options it counts.
    pub version: u32,
    /// Id of the question.
    pub question: String,
    /// Where it was, 1 to 64 characters.
    pub platform: String,
    /// Its address.
    pub url: Option<String>,
    /// First day of voting.
    pub from: Day,
    /// Last day of voting, not before the first.
    pub to: Day,
    /// Votes by option id or score; none is 0.
    pub counts: BTreeMap<String, u64>,
    /// People who voted. Known for a single choice and a score.
    pub voters: Option<u64>,
    /// People to whom it was shown, not fewer than voted.
    pub reach: Option<u64>,
}

/// What a poll says in shares.
#[derive(Clone, Debug, PartialEq)]
pub struct Shares {
    /// What they are of, above 0.
    pub n: u64,
    /// Whether that is people; else it is votes, of which one person may have several.
    pub of_voters: bool,
    /// Every option or score in the question's order.
    pub options: Vec<OptionShare>,
    /// Voters as a share of those to whom the poll was shown. Absent when either is not known.
    pub participation: Option<f64>,
}

/// One option of a poll.
#[derive(Clone, Debug, PartialEq)]
pub struct OptionShare {
    /// Votes.
    pub count: u64,
    /// Share, from 0 to 1.
    pub share: f64,
    /// Lowest and highest share, had all voted to whom the poll was shown. Absent where it is not known
    /// how many did not.
    pub bounds: Option<(f64, f64)>,
}

impl Version {
    /// Checks `poll` against this version. `now` bounds its days.
    ///
    /// # Errors
    /// Everything that is wrong with the poll, each with its field.
    pub fn check_poll(&self, poll: SubmittedPoll, now: Timestamp) -> Result<Poll, Vec<Violation>> {
        let mut found = Vec::new();
        let mut refuse = |field: &str, reason: Option<String>| {
            found.extend(reason.map(|reason| Violation::new(field, reason)));
        };
        refuse("id", response_id_problem(&poll.id));
        refuse("platform", line_problem(&poll.platform, 64));
        refuse("url", poll.url.as_deref().and_then(url_problem));
        let missing = || Some("is required, as YYYY-MM-DD".to_owned());
        refuse("from", poll.from.map_or_else(missing, |_| None));
        let today = self.zone().day_of(now.plus_micros(MAX_AHEAD_MICROS));
        refuse("to", poll.to.map_or_else(missing, |to| to_problem(poll.from, to, today)));
        let voters = match self.question(&poll.question) {
            None => {
                let (id, number) = (&poll.question, self.number());
                refuse("question", Some(format!("version {number} has no question {id:?}")));
                None
            }
            Some(question) => {
                let violations = counted(question, &poll);
                let voters = voters(question, &poll);
                let fewest = voters.or_else(|| poll.counts.values().max().copied());
                let short = poll.reach.zip(fewest).filter(|(reach, fewest)| reach < fewest);
                let short =
                    short.map(|(_, fewest)| format!("must be at least {fewest}, who voted"));
                refuse("reach", short.or_else(|| poll.reach.and_then(count_problem)));
                found.extend(violations);
                voters
            }
        };
        match (poll.from, poll.to) {
            (Some(from), Some(to)) if found.is_empty() => Ok(Poll {
                id: poll.id,
                version: self.number(),
                question: poll.question,
                platform: poll.platform,
                url: poll.url,
                from,
                to,
                counts: poll.counts.into_iter().filter(|(_, count)| *count > 0).collect(),
                voters,
                reach: poll.reach,
            }),
            _ => Err(found),
        }
    }
}

impl Poll {
    /// Whether both say the same, whichever version it was checked against.
    #[must_use]
    pub fn says_the_same_as(&self, other: &Self) -> bool {
        *self == Self { version: self.version, ..other.clone() }
    }

    /// The shares of the options of `question`, which the poll counts. Had all voted to whom it was
    /// shown, the share of an option would lie between c/N and (c + N - n)/N, with c its votes, n the
    /// voters and N the reach (Manski 1990).
    #[must_use]
    pub fn shares(&self, question: &Question) -> Shares {
        let votes = self.counts.values().sum();
        let n = self.voters.unwrap_or(votes);
        let ratio = |count: u64, of: u64| count as f64 / of as f64;
        let shown = self.reach.zip(self.voters);
        let option = |value: String| {
            let count = self.counts.get(&value).copied().unwrap_or_default();
            let bounds =
                shown.map(|(reach, n)| (ratio(count, reach), ratio(count + reach - n, reach)));
            OptionShare { count, share: ratio(count, n), bounds }
        };
        Shares {
            n,
            of_voters: self.voters.is_some(),
            options: values(question).map(option).collect(),
            participation: shown.map(|(reach, n)| ratio(n, reach)),
        }
    }
}

/// The keys by which votes for a question are counted, in order.
pub fn values(question: &Question) -> impl Iterator<Item = String> {
    let scores = match &question.kind {
        QuestionKind::Score(scale) => Some(scale.scores()),
        _ => None,
    };
    let scores = scores.into_iter().flatten().map(|score| score.to_string());
    scores.chain(question.kind.options().iter().map(|option| option.id.clone()))
}

fn url_problem(url: &str) -> Option<String> {
    let web = url.starts_with("https://") || url.starts_with("http://");
    let fits = url.chars().count() <= MAX_URL && !url.contains(char::is_whitespace);
    (!web || !fits || url.chars().any(char::is_control)).then(|| {
        format!(
            "must begin with http:// or https:// and be at most {MAX_URL} characters, no blanks"
        )
    })
}

fn to_problem(from: Option<Day>, to: Day, today: Day) -> Option<String> {
    match from {
        Some(from) if to < from => Some(format!("must not be before {from}")),
        _ if to > today => Some(format!("must not be after today, {today}")),
        _ => None,
    }
}

fn count_problem(count: u64) -> Option<String> {
    (count > MAX_COUNT).then(|| format!("must be at most {MAX_COUNT}"))
}

/// What is wrong with the counts and the voters.
fn counted(question: &Question, poll: &SubmittedPoll) -> Vec<Violation> {
    if matches!(question.kind, QuestionKind::Text { .. }) {
        let reason = format!("{:?} is answered in words, which a poll cannot count", question.id);
        return vec![Violation::new("question", reason)];
    }
    let known: Vec<String> = values(question).collect();
    let mut found = Vec::new();
    for (value, count) in &poll.counts {
        let reason = match &question.kind {
            QuestionKind::Score(scale) if !known.contains(value) => {
                Some(format!("must be a score within {scale}"))
            }
            _ if !known.contains(value) => {
                Some(format!("is not an option of the question: {}", known.join(", ")))
            }
            _ => count_problem(*count),
        };
        found.extend(reason.map(|reason| Violation::new(format!("counts.{value}"), reason)));
    }
    if !found.is_empty() {
        return found;
    }
    let (most, votes) = (poll.counts.values().max().copied(), poll.counts.values().sum::<u64>());
    if votes == 0 {
        found.push(Violation::new("counts", "must have at least one vote"));
    }
    let least = if several(question) { most.unwrap_or_default() } else { votes };
    if let Some(voters) = poll.voters
        && !(least..=votes).contains(&voters)
    {
        let reason = match several(question) {
            false => format!("must be {votes}, the sum of the votes: one person has one"),
            true => format!("must be within {least}..={votes}: the most votes and their sum"),
        };
        found.push(Violation::new("voters", reason));
    }
    found
}

fn voters(question: &Question, poll: &SubmittedPoll) -> Option<u64> {
    let sum = || poll.counts.values().try_fold(0, |sum: u64, count| sum.checked_add(*count));
    if several(question) { poll.voters } else { sum() }
}

/// Whether one person may have several votes.
fn several(question: &Question) -> bool {
    matches!(question.kind, QuestionKind::MultipleChoice(_))
}

#[cfg(test)]
mod tests;
