//! `plaudit poll`.

use std::fmt::Write as _;
use std::path::Path;

use plaudit_client::Client;
use plaudit_proto::{json, v1};
use tonic::Code;
use tonic_types::StatusExt;

use crate::args::{Format, Global, NewPoll, Poll};
use crate::files::polls::{self, Written};
use crate::output;
use crate::progress::count;

/// Records, corrects, lists or removes polls. Everything is in order when each poll was taken.
pub(crate) async fn run(args: Poll, global: &Global, client: &Client) -> anyhow::Result<bool> {
    let as_json = global.format == Some(Format::Json);
    match args {
        Poll::Add { file, survey, poll } => match &file {
            Some(file) => {
                let written = polls::read(file, survey.as_deref())?;
                each(file, written, None, as_json, client).await
            }
            None => one(said(poll, survey.unwrap_or_default()), as_json, client).await,
        },
        Poll::Correct { file, survey, reason } => {
            let written = polls::read(&file, survey.as_deref())?;
            each(&file, written, Some(&reason), as_json, client).await
        }
        Poll::List { survey, days } => {
            let request = v1::ListPollsRequest {
                survey_id: survey,
                from: days.from.unwrap_or_default(),
                to: days.to.unwrap_or_default(),
            };
            let reply = client.polls().list_polls(request).await?.into_inner();
            let text = match as_json {
                true => json::to_string_pretty("ListPollsResponse", &reply)?,
                false => {
                    let caution = Some(reply.caution).filter(|caution| !caution.is_empty());
                    let caution = caution.map(|caution| format!("{caution}\n"));
                    reply.polls.iter().map(describe).chain(caution).collect()
                }
            };
            output::write(None, &text)?;
            Ok(true)
        }
        Poll::Remove { survey, poll, reason } => {
            let request = v1::RemovePollRequest { survey_id: survey, id: poll.clone(), reason };
            client.polls().remove_poll(request).await?;
            let text = match as_json {
                true => format!("{}\n", serde_json::json!({ "id": poll, "state": "removed" })),
                false => format!("{poll}: removed\n"),
            };
            output::write(None, &text)?;
            Ok(true)
        }
    }
}

/// The poll that the flags say.
fn said(poll: NewPoll, survey_id: String) -> v1::Poll {
    polls::with_id(v1::Poll {
        id: poll.id.unwrap_or_default(),
        survey_id,
        version: 0,
        question: poll.question.unwrap_or_default(),
        platform: poll.platform.unwrap_or_default(),
        url: poll.url.unwrap_or_default(),
        from: poll.from.unwrap_or_default(),
        to: poll.to.unwrap_or_default(),
        counts: poll.counts.into_iter().collect(),
        voters: poll.voters,
        reach: poll.reach,
    })
}

async fn one(poll: v1::Poll, as_json: bool, client: &Client) -> anyhow::Result<bool> {
    let id = poll.id.clone();
    let request = v1::RecordPollRequest { poll: Some(poll) };
    let reply = client.polls().record_poll(request).await?.into_inner();
    let text = match (as_json, reply.duplicate) {
        (true, known) => format!("{}\n", serde_json::json!({ "id": id, "duplicate": known })),
        (false, true) => format!("{id}: known already\n"),
        (false, false) => format!("{id}: recorded\n"),
    };
    output::write(None, &text)?;
    Ok(true)
}

/// Records the polls of a file, or corrects them where there is a reason to.
async fn each(
    file: &Path,
    written: Vec<Written>,
    reason: Option<&str>,
    as_json: bool,
    client: &Client,
) -> anyhow::Result<bool> {
    let (mut taken, mut known, mut refused) = (0, 0, 0);
    for Written { poll, line } in written {
        match send(poll, reason, client).await {
            Ok(true) => taken += 1,
            Ok(false) => known += 1,
            Err(status) if is_of_the_poll(status.code()) => {
                for problem in problems(&status) {
                    eprintln!("{}:{line}: {problem}", file.display());
                }
                refused += 1;
            }
            Err(status) => return Err(status.into()),
        }
    }
    let done = if reason.is_some() { "corrected" } else { "recorded" };
    let text = match as_json {
        true => {
            let counts = serde_json::json!({ done: taken, "known": known, "refused": refused });
            format!("{counts}\n")
        }
        false => {
            let [taken, known, refused] = [taken, known, refused].map(count);
            format!("{taken} polls {done}, {known} known already, {refused} refused\n")
        }
    };
    output::write(None, &text)?;
    Ok(refused == 0)
}

/// Returns whether something changed.
async fn send(
    poll: v1::Poll,
    reason: Option<&str>,
    client: &Client,
) -> Result<bool, tonic::Status> {
    let poll = Some(poll);
    match reason {
        None => {
            let request = v1::RecordPollRequest { poll };
            Ok(!client.polls().record_poll(request).await?.get_ref().duplicate)
        }
        Some(reason) => {
            let request = v1::CorrectPollRequest { poll, reason: reason.to_owned() };
            Ok(client.polls().correct_poll(request).await?.get_ref().changed)
        }
    }
}

/// Whether a refusal is of this poll alone, so that others may be taken.
fn is_of_the_poll(code: Code) -> bool {
    matches!(code, Code::InvalidArgument | Code::NotFound | Code::AlreadyExists)
}

/// What is wrong with a poll, by the names of the file.
fn problems(status: &tonic::Status) -> Vec<String> {
    let details = status.get_details_bad_request();
    let violations = details.map(|details| details.field_violations).unwrap_or_default();
    if violations.is_empty() {
        return vec![status.message().to_owned()];
    }
    let named = violations.into_iter().map(|violation| {
        let field = violation.field.strip_prefix("poll.").unwrap_or(&violation.field);
        format!("{field}: {}", violation.description)
    });
    named.collect()
}

fn describe(poll: &v1::Poll) -> String {
    let v1::Poll { id, platform, question, from, to, .. } = poll;
    let mut text = format!("{id}  {platform}  {question}  {from} to {to}\n");
    let votes: Vec<_> =
        poll.counts.iter().map(|(value, votes)| format!("{value} {}", count(*votes))).collect();
    let mut line = votes.join(", ");
    for (what, people) in [("voters", poll.voters), ("shown to", poll.reach)] {
        if let Some(people) = people {
            let _ = write!(line, " · {what} {}", count(people));
        }
    }
    let _ = writeln!(text, "  {line}");
    if !poll.url.is_empty() {
        let _ = writeln!(text, "  {}", poll.url);
    }
    text
}
