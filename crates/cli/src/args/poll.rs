//! What can be said of polls.

use std::path::PathBuf;

use clap::{Args, Subcommand};

#[derive(Debug, Subcommand)]
pub(crate) enum Poll {
    /// Record the polls of a file, or one by flags; what is known already changes nothing
    Add {
        /// TOML, or CSV with the columns platform, question, from, to, option, count and, where they are
        /// known, url, reach, voters, survey, id
        #[arg(required_unless_present = "question")]
        file: Option<PathBuf>,
        /// The survey whose questions were asked
        #[arg(long, value_name = "ID", required_unless_present = "file")]
        survey: Option<String>,
        #[command(flatten)]
        poll: NewPoll,
    },
    /// Replace what polls say by a file; the trace keeps what they said, when, by which key and why
    Correct {
        /// As for add
        file: PathBuf,
        /// The survey whose questions were asked
        #[arg(long, value_name = "ID")]
        survey: Option<String>,
        /// Why
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
    /// List the polls of a survey
    List {
        /// The survey's id
        survey: String,
        #[command(flatten)]
        days: PollDays,
    },
    /// Remove a poll; the trace keeps what it said
    Remove {
        /// The survey's id
        survey: String,
        /// The poll's id, as `poll list` shows it
        poll: String,
        /// Why
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
}

#[derive(Debug, Args)]
pub(crate) struct NewPoll {
    /// The question that was asked
    #[arg(long, value_name = "ID", conflicts_with = "file",
        requires_all = ["platform", "from", "to", "counts"])]
    pub(crate) question: Option<String>,
    /// Where it was: facebook, tiktok, instagram …
    #[arg(long, value_name = "NAME", requires = "question")]
    pub(crate) platform: Option<String>,
    /// First day of voting, as YYYY-MM-DD in the survey's time zone
    #[arg(long, value_name = "DAY", requires = "question")]
    pub(crate) from: Option<String>,
    /// Last day of voting, included
    #[arg(long, value_name = "DAY", requires = "question")]
    pub(crate) to: Option<String>,
    /// Votes for an option, or for a score; given once for each
    #[arg(long = "count", value_name = "OPTION=VOTES", value_parser = votes, requires = "question")]
    pub(crate) counts: Vec<(String, u64)>,
    /// Its address
    #[arg(long, value_name = "URL", requires = "question")]
    pub(crate) url: Option<String>,
    /// People to whom it was shown
    #[arg(long, value_name = "PEOPLE", requires = "question")]
    pub(crate) reach: Option<u64>,
    /// People who voted, where one may choose several options
    #[arg(long, value_name = "PEOPLE", requires = "question")]
    pub(crate) voters: Option<u64>,
    /// Its id [default: day, platform and question]
    #[arg(long, value_name = "ID", requires = "question")]
    pub(crate) id: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct PollDays {
    /// Polls with a day from this one on, as YYYY-MM-DD [default: the first]
    #[arg(long, value_name = "DAY")]
    pub(crate) from: Option<String>,
    /// Polls with a day up to this one [default: the last]
    #[arg(long, value_name = "DAY")]
    pub(crate) to: Option<String>,
}

fn votes(text: &str) -> Result<(String, u64), String> {
    let (option, votes) = text.split_once('=').ok_or("must be OPTION=VOTES")?;
    let votes = votes.parse().map_err(|_| "the votes must be a whole number from 0")?;
    Ok((option.to_owned(), votes))
}
