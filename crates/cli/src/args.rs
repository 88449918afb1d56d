//! What can be said on the command line.

mod mail;
mod poll;

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use plaudit_server::settings::Only;

use crate::demo::Company;
use crate::import::Order;

pub(crate) use mail::Mail;
pub(crate) use poll::{NewPoll, Poll};

/// Measures customer satisfaction: exact scores with honest uncertainty.
#[derive(Debug, Parser)]
#[command(name = "plaudit", version, propagate_version = true, max_term_width = 100)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// Where to work; the same for every command.
#[derive(Debug, Args)]
pub(crate) struct Global {
    /// Work straight on this database: sqlite:PATH or postgres://…
    #[arg(long, global = true, value_name = "URL", conflicts_with = "server")]
    pub(crate) database: Option<String>,
    /// Work on this server: http://HOST:PORT
    #[arg(long, global = true, value_name = "URL")]
    pub(crate) server: Option<String>,
    /// Tenant to work for, straight on a database; a server knows it by the key
    #[arg(long, global = true, value_name = "ID", conflicts_with = "server")]
    pub(crate) tenant: Option<String>,
    /// Configuration file (TOML)
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// How results are written
    #[arg(long, global = true, value_enum, value_name = "FORMAT")]
    pub(crate) format: Option<Format>,
    /// No progress bars and no remarks
    #[arg(long, short, global = true)]
    pub(crate) quiet: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Make up a company, send a year of its answers through the service, and show the report
    Demo(Demo),
    /// Serve gRPC and HTTP until stopped
    Serve(Serve),
    /// Write, publish and list surveys
    #[command(subcommand)]
    Survey(Survey),
    /// Import responses from a CSV file or an export, gzipped or not
    Import(Import),
    /// Invite contacts by the survey's rules, and see and record what became of it
    #[command(subcommand)]
    Invite(Invite),
    /// Take in what becomes of mails
    #[command(subcommand)]
    Mail(Mail),
    /// Keep what polls on other platforms counted: beside the measures, never in them
    #[command(subcommand)]
    Poll(Poll),
    /// Export responses as JSON, one a line
    Export(Export),
    /// Build a report
    Report(Box<Report>),
    /// Recount the responses and compare them with the stored tallies
    Verify(Verify),
    /// Correct stored responses: the trace keeps when, by which key and why
    Correct(Correct),
    /// Erase responses for good, and their part of every figure
    Erase(Erase),
    /// Make, list and revoke API keys
    #[command(subcommand)]
    Key(Key),
    /// Look after the database itself
    #[command(subcommand)]
    Database(Database),
    /// Look at the configuration
    #[command(subcommand)]
    Config(Config),
}

#[derive(Debug, Args)]
pub(crate) struct Demo {
    /// Folder for the database and the reports; what a demo left there is replaced
    #[arg(long, default_value = "plaudit-demo", value_name = "DIR")]
    pub(crate) output: PathBuf,
    /// Seed of the company; the same seed makes the same answers
    #[arg(long, default_value_t = Company::SEED)]
    pub(crate) seed: u64,
    /// Stay up afterwards and serve the reports
    #[arg(long)]
    pub(crate) serve: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Serve {
    /// Address and port
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) listen: Option<SocketAddr>,
    /// Run one side alone
    #[arg(long, value_enum)]
    pub(crate) only: Option<Side>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Side {
    /// Surveys and responses
    Collect,
    /// Reports and exports
    Report,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Survey {
    /// Save a survey file (YAML or TOML) as the draft
    Apply {
        /// The file
        file: PathBuf,
        /// Publish it at once
        #[arg(long)]
        publish: bool,
    },
    /// List the survey templates of the question bank
    Templates,
    /// Write a survey file made from a template
    New {
        /// The template's id, as `survey templates` lists it
        #[arg(long, value_name = "TEMPLATE")]
        template: String,
        /// The survey's id [default: the template's]
        #[arg(long, value_name = "ID")]
        id: Option<String>,
        /// Title, the same in every language [default: the template's]
        #[arg(long, value_name = "TEXT")]
        title: Option<String>,
    },
    /// Say what is wrong or doubtful in a survey file and how many answers it needs
    Check {
        /// The file
        file: PathBuf,
        /// Wished half-width of the intervals, in points of 100
        #[arg(long, value_name = "POINTS", default_value_t = 5.0, value_parser = points)]
        precision: f64,
    },
    /// Print the open link of a survey, or what leads to it
    Link(Link),
    /// Publish the draft as the next version
    Publish {
        /// The survey's id
        survey: String,
    },
    /// List the surveys
    List,
    /// Show the latest version of a survey, as a survey file
    Show {
        /// The survey's id
        survey: String,
    },
    /// Close a survey: it takes no new responses
    Close {
        /// The survey's id
        survey: String,
    },
}

/// `plaudit survey link`.
#[derive(clap::Args, Debug)]
pub(crate) struct Link {
    /// The survey's id
    pub(crate) survey: String,
    /// What every response by the link carries, as team=north: a segment of the survey, or channel
    #[arg(long = "with", value_name = "NAME=VALUE", value_parser = pair)]
    pub(crate) values: Vec<(String, String)>,
    /// For a screen that many people use: it begins anew after each
    #[arg(long)]
    pub(crate) kiosk: bool,
    /// Write the link as a QR code, as SVG
    #[arg(long, value_name = "FILE")]
    pub(crate) qr: Option<PathBuf>,
    /// Print it ready to be put into a web page (with asking.frame_ancestors) or a chat
    #[arg(long)]
    pub(crate) snippet: Option<Snippet>,
}

/// Where a link is put.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
pub(crate) enum Snippet {
    /// A frame in a web page, with a link below
    Web,
    /// A message in a chat
    Chat,
}

fn pair(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or("must be NAME=VALUE")?;
    Ok((name.to_owned(), value.to_owned()))
}

#[derive(Debug, Args)]
pub(crate) struct Import {
    /// The file: an export of Qualtrics, SurveyMonkey, LimeSurvey, Formbricks, Formbricks Hub,
    /// Touchpoints, Chatwoot or Delighted, any CSV file with --mapping, or what `plaudit export` wrote;
    /// "-" reads standard input
    pub(crate) data: PathBuf,
    /// Mapping file (TOML): which column is what
    #[arg(long, value_name = "FILE", conflicts_with_all = ["survey", "propose", "create"])]
    pub(crate) mapping: Option<PathBuf>,
    /// The survey that the rows answer
    #[arg(long, value_name = "ID")]
    pub(crate) survey: Option<String>,
    /// Write the survey file that the columns make, and its mapping beside it, and store nothing
    #[arg(long, value_name = "SURVEY.yaml", conflicts_with_all = ["create", "dry_run"])]
    pub(crate) propose: Option<PathBuf>,
    /// Publish the survey that the columns make, unless there is one, and import
    #[arg(long)]
    pub(crate) create: bool,
    /// Zone of times without one, as Europe/Helsinki [default: the survey's]
    #[arg(long, value_name = "ZONE", conflicts_with = "mapping")]
    pub(crate) time_zone: Option<String>,
    /// Order of day and month where the year comes last and no date of the file tells: dmy or mdy
    #[arg(long, value_name = "ORDER", conflicts_with = "mapping")]
    pub(crate) dates: Option<Order>,
    /// Day of responses without a time, as YYYY-MM-DD
    #[arg(long, value_name = "DAY", conflicts_with = "mapping")]
    pub(crate) undated: Option<String>,
    /// Encoding of the file, as windows-1252 [default: UTF-8 or UTF-16]
    #[arg(long, value_name = "NAME", value_parser = encoding, conflicts_with = "mapping")]
    pub(crate) encoding: Option<&'static encoding_rs::Encoding>,
    /// Check every row and store nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Invite {
    /// Decide on one event, and show the links when it brings an invitation
    Contact(InviteContact),
    /// Decide on the events of a CSV file: id, contact, occurred_at; optionally survey, address, channel,
    /// language; every other column is a segment
    Events {
        /// The CSV file, gzipped or not; "-" reads standard input
        file: PathBuf,
        /// The survey's id, where the file has no column survey
        #[arg(long, value_name = "SURVEY")]
        survey: Option<String>,
        #[command(flatten)]
        mail: InviteMail,
    },
    /// List the invitations to a survey
    List {
        /// The survey's id
        survey: String,
        /// Only those in this state
        #[arg(long, value_enum, value_name = "STATE")]
        state: Option<InvitationState>,
    },
    /// Count how events were decided on: how many brought an invitation, and why the others did not
    Decisions {
        /// The survey's id
        survey: String,
        /// First day, as YYYY-MM-DD in the survey's time zone [default: the first decision]
        #[arg(long, value_name = "DAY")]
        from: Option<String>,
        /// Last day, included [default: the last decision]
        #[arg(long, value_name = "DAY")]
        to: Option<String>,
    },
    /// Record what became of an invitation
    Disposition {
        /// The invitation's id
        invitation: String,
        /// What became of it
        #[arg(value_enum)]
        state: InvitationState,
    },
    /// Take the reminders that are due; each is handed out once
    Reminders {
        /// The survey's id [default: all surveys]
        survey: Option<String>,
        /// Most to take
        #[arg(long, default_value_t = 100, value_name = "NUMBER")]
        at_most: u32,
        #[command(flatten)]
        own: OwnMailer,
    },
    /// Never invite or remind a contact again
    OptOut {
        /// The pseudonym
        contact: String,
    },
    /// Let a contact be invited again
    OptIn {
        /// The pseudonym
        contact: String,
    },
}

#[derive(Debug, Args)]
pub(crate) struct InviteContact {
    /// The survey's id
    pub(crate) survey: String,
    /// The pseudonym of whom to ask
    pub(crate) contact: String,
    /// Id of the event: the same id is decided once
    #[arg(long, value_name = "ID")]
    pub(crate) event: String,
    /// E-mail address, kept sealed
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) address: Option<String>,
    /// How the contact will be asked
    #[arg(long, value_name = "NAME")]
    pub(crate) channel: Option<String>,
    /// Language tag in which the contact will be asked
    #[arg(long, value_name = "TAG")]
    pub(crate) language: Option<String>,
    /// Value of a segment; may be given several times
    #[arg(long = "segment", value_name = "SEGMENT=VALUE", value_parser = filter)]
    pub(crate) segments: Vec<(String, String)>,
    /// When it happened, as in 2026-03-01T10:00:00Z; without an offset in UTC
    #[arg(long, value_name = "TIME")]
    pub(crate) occurred_at: String,
    #[command(flatten)]
    pub(crate) mail: InviteMail,
}

/// What is done about the mail of an invitation.
#[derive(Clone, Debug, Args)]
pub(crate) struct InviteMail {
    /// Have `plaudit serve` send the invitation by mail, to the address of the event
    #[arg(long, conflicts_with = "eml")]
    pub(crate) mail: bool,
    #[command(flatten)]
    pub(crate) own: OwnMailer,
}

/// What a mailer of one's own is given.
#[derive(Clone, Debug, Args)]
pub(crate) struct OwnMailer {
    /// Show the mail, for a mailer of your own; with --format json also as HTML
    #[arg(long)]
    pub(crate) with_mail: bool,
    /// Write the mail as a whole message (RFC 5322) into this folder, for a mailer of your own
    #[arg(long, value_name = "DIR")]
    pub(crate) eml: Option<PathBuf>,
}

/// What became of an invitation.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum InvitationState {
    /// Decided, and nothing is known since
    Invited,
    /// Handed to whoever delivers it
    Sent,
    /// Could not be delivered
    Bounced,
    /// The contact opened the page
    Opened,
    /// The contact gave a first answer
    Started,
    /// The contact does not want to answer
    Refused,
    /// The contact reached the end
    Completed,
}

#[derive(Debug, Args)]
pub(crate) struct Days {
    /// First day, as YYYY-MM-DD in the survey's time zone [default: the first response]
    #[arg(long, value_name = "DAY")]
    pub(crate) from: Option<String>,
    /// Last day, included [default: the last response]
    #[arg(long, value_name = "DAY")]
    pub(crate) to: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Export {
    /// The survey's id
    pub(crate) survey: String,
    #[command(flatten)]
    pub(crate) days: Days,
    /// File to write [default: standard output]
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct Report {
    /// The survey's id
    pub(crate) survey: String,
    #[command(flatten)]
    pub(crate) days: Days,
    /// Show this measure only; may be given several times
    #[arg(long, value_name = "ID")]
    pub(crate) measure: Vec<String>,
    /// Show the measures over time
    #[arg(long, value_enum, value_name = "INTERVAL")]
    pub(crate) trend: Option<Trend>,
    /// Split by a segment; may be given several times
    #[arg(long, value_name = "SEGMENT")]
    pub(crate) split: Vec<String>,
    /// Restrict to a value of a segment; may be given several times, values of one segment add up
    #[arg(long = "where", value_name = "SEGMENT=VALUE", value_parser = filter)]
    pub(crate) filters: Vec<(String, String)>,
    /// Compare with another period: previous, year-before or FROM..TO
    #[arg(long, value_name = "PERIOD")]
    pub(crate) compare: Option<String>,
    /// Say whether the change stays within so many points of a scale from 0 to 100
    #[arg(long, value_name = "POINTS", requires = "compare")]
    pub(crate) steady_within: Option<f64>,
    /// Say what a measure depends on; may be given several times
    #[arg(long, value_name = "OUTCOME")]
    pub(crate) drivers: Vec<String>,
    /// Fit the survey's path model: its indices and what goes with what
    #[arg(long)]
    pub(crate) path_model: bool,
    /// Rank the groups of a segment as teams; may be given several times
    #[arg(long, value_name = "SEGMENT")]
    pub(crate) teams: Vec<String>,
    /// Even out the mix of a segment before ranking; may be given several times
    #[arg(long, value_name = "SEGMENT", requires = "teams")]
    pub(crate) case_mix: Vec<String>,
    /// Draw a measure as a control chart, by --trend or week; may be given several times
    #[arg(long, value_name = "MEASURE")]
    pub(crate) chart: Vec<String>,
    /// Weight to the known shares of a population
    #[arg(long, value_name = "MARGINS.toml")]
    pub(crate) weights: Option<PathBuf>,
    /// Give response rates from what became of the invitations
    #[arg(long, value_name = "FRAME.toml")]
    pub(crate) frame: Option<PathBuf>,
    /// Compare the terms of a text question's good and bad comments; may be given several times
    #[arg(long, value_name = "QUESTION")]
    pub(crate) terms: Vec<String>,
    /// Give intervals that stay right however often one looks
    #[arg(long)]
    pub(crate) anytime: bool,
    /// Confidence level of the intervals [default: 0.95]
    #[arg(long, value_name = "SHARE")]
    pub(crate) level: Option<f64>,
    /// Language of the texts [default: the survey's own]
    #[arg(long, value_name = "TAG")]
    pub(crate) language: Option<String>,
    /// File to write [default: standard output]; its ending chooses the format
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Trend {
    Day,
    Week,
    Month,
}

#[derive(Debug, Args)]
pub(crate) struct Verify {
    /// The survey's id [default: all surveys]
    pub(crate) survey: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Correct {
    /// Responses as `plaudit export` writes them, one a line, as they are to be from now on; "-" reads
    /// standard input
    pub(crate) data: PathBuf,
    /// Why; it is kept, so it names nobody
    #[arg(long, value_name = "TEXT")]
    pub(crate) reason: String,
}

#[derive(Debug, Args)]
#[command(group(clap::ArgGroup::new("whose").required(true).args(["respondent", "response"])))]
pub(crate) struct Erase {
    /// Erase all responses of this pseudonym
    #[arg(long, value_name = "PSEUDONYM")]
    pub(crate) respondent: Option<String>,
    /// Erase the response with this id; may be given several times
    #[arg(long, value_name = "ID")]
    pub(crate) response: Vec<String>,
    /// In this survey alone [default: all surveys]
    #[arg(long, value_name = "SURVEY")]
    pub(crate) survey: Option<String>,
    /// Do not ask
    #[arg(long)]
    pub(crate) yes: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Key {
    /// Make a key and show its secret, once
    Create {
        /// A name for people
        #[arg(long)]
        name: String,
        /// What it may do; may be given several times
        #[arg(long = "scope", value_enum, required = true, value_delimiter = ',')]
        scopes: Vec<KeyScope>,
    },
    /// List the keys
    List,
    /// Revoke a key for good
    Revoke {
        /// The key's id, as `key list` shows it
        key: String,
    },
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum KeyScope {
    /// Send responses
    Collect,
    /// Read reports and exports
    Read,
    /// Invite contacts, and see and change what became of invitations
    Invite,
    /// Everything
    Admin,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Database {
    /// Shard a PostgreSQL by tenant over its nodes, with the extension Citus; right to do again
    Distribute,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Config {
    /// Print the settings in force, without secrets, or say what is wrong
    Check,
    /// Print a fresh secret for asking.secret
    Secret,
}

/// How results are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people
    Terminal,
    /// For scripts
    Json,
    /// Reports and `invite decisions` only: one figure a row
    Csv,
    /// Reports only: one page
    Html,
}

impl From<Side> for Only {
    fn from(side: Side) -> Self {
        match side {
            Side::Collect => Self::Collect,
            Side::Report => Self::Report,
        }
    }
}

fn encoding(text: &str) -> Result<&'static encoding_rs::Encoding, String> {
    let known = encoding_rs::Encoding::for_label(text.as_bytes());
    known.ok_or_else(|| "is no known encoding; windows-1252 is one".to_owned())
}

fn points(text: &str) -> Result<f64, String> {
    let fits = |points: &f64| *points > 0.0 && *points <= 100.0;
    text.parse().ok().filter(fits).ok_or_else(|| "must be above 0 and at most 100".to_owned())
}

fn filter(text: &str) -> Result<(String, String), String> {
    let (segment, value) = text.split_once('=').ok_or("must be SEGMENT=VALUE")?;
    Ok((segment.to_owned(), value.to_owned()))
}
