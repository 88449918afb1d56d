//! What an operator may set. The command's embedded defaults are the reference.

use std::net::SocketAddr;
use std::time::Duration;

use plaudit_collector::{Seal, Sender};
use serde::{Deserialize, Serialize};

use crate::asking::mail::post::Post;

/// All settings of a server.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where and how to listen.
    pub server: Server,
    /// Where responses are kept.
    pub database: Database,
    /// How responses are taken.
    pub collector: Collector,
    /// How tallies are folded.
    pub folding: Folding,
    /// How people are asked.
    pub asking: Asking,
    /// How mails are sent.
    pub mail: Mail,
}

/// Where and how to listen.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Server {
    /// Address and port.
    pub listen: SocketAddr,
    /// Which side to run.
    pub only: Only,
    /// Longest wait for calls under way when stopping, in seconds.
    pub drain_seconds: u64,
    /// Pause between two looks at what other processes changed, in milliseconds.
    pub follow_ms: u64,
}

/// Which side of the server to run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Only {
    /// Both.
    #[default]
    All,
    /// Surveys and responses.
    Collect,
    /// Reports and exports.
    Report,
}

/// Where responses are kept.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Database {
    /// `sqlite:PATH` or `postgres://…`.
    pub url: String,
    /// Most connections to PostgreSQL, or readers on SQLite.
    pub max_connections: u32,
}

/// How responses are taken.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Collector {
    /// Most responses that wait for the database; beyond, callers are pushed back.
    pub queue_responses: u32,
    /// Most responses in one transaction.
    pub transaction_responses: u32,
    /// Transactions under way at once. SQLite has one writer.
    pub committers: u32,
}

/// How tallies are folded.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Folding {
    /// Pause between two rounds, in milliseconds.
    pub pause_ms: u64,
    /// How many deltas of a tenant wait before the tallies of their days are written anew. A batch makes
    /// one for each survey and day it has responses of.
    pub deltas: usize,
    /// Longest wait of a delta, in milliseconds.
    pub lag_ms: u64,
    /// Days after the end of a month before its days are merged into one tally of the month.
    pub months_after_days: u16,
}

/// How people are asked.
#[derive(Clone, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Asking {
    /// Seals the addresses of contacts: 32 bytes in base64. Empty means that none are taken.
    pub secret: String,
    /// What links start with: where contacts reach this server.
    pub public_url: String,
    /// Hours after the last answer until a draft that nobody has finished is stored as it is.
    pub draft_hours: u32,
    /// Seconds in which nobody answers a survey of an open link; who is quicker is asked again.
    pub least_seconds: u32,
    /// Most requests for pages from one network in a minute.
    pub requests_a_minute: u32,
    /// Header in which a proxy in front of this server says who asked. Empty where there is none.
    pub address_header: String,
    /// Sites that may show a page in a frame, as a content security policy names them. Empty for none.
    pub frame_ancestors: String,
}

/// How mails are sent.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Mail {
    /// The SMTP server, with user and password where it wants them. Empty means that no mail is sent.
    pub smtp_url: String,
    /// Who sends, as `Name <address>`.
    pub from: String,
    /// Who gets what people write back. Empty means the sender.
    pub reply_to: String,
    /// Who gets what cannot be delivered, at an address that names the invitation. Empty means the sender.
    pub bounces: String,
    /// Most mails of one server in a minute.
    pub per_minute: u32,
    /// Pause between two looks for mails to send, in milliseconds.
    pub pause_ms: u64,
    /// Days after which a mail that no server took counts as bounced.
    pub give_up_days: u32,
}

/// A fresh secret for [`Asking::secret`].
#[must_use]
pub fn fresh_secret() -> String {
    Seal::fresh_secret()
}

impl Settings {
    /// What cannot work, each with its key.
    #[must_use]
    pub fn problems(&self) -> Vec<String> {
        let mut problems = Vec::new();
        let mut at_least = |key: &str, value: u64, least: u64| {
            if value < least {
                problems.push(format!("{key}: must be at least {least}, is {value}"));
            }
        };
        at_least("server.follow_ms", self.server.follow_ms, 100);
        at_least("database.max_connections", self.database.max_connections.into(), 2);
        at_least("collector.queue_responses", self.collector.queue_responses.into(), 1_000);
        at_least("collector.transaction_responses", self.collector.transaction_responses.into(), 1);
        at_least("collector.committers", self.collector.committers.into(), 1);
        at_least("asking.draft_hours", self.asking.draft_hours.into(), 1);
        at_least("asking.requests_a_minute", self.asking.requests_a_minute.into(), 1);
        at_least("mail.per_minute", self.mail.per_minute.into(), 1);
        at_least("mail.pause_ms", self.mail.pause_ms, 100);
        at_least("folding.deltas", self.folding.deltas as u64, 1);
        if !["sqlite:", "postgres:", "postgresql:"].iter().any(|s| self.database.url.starts_with(s))
        {
            problems.push("database.url: must start with sqlite: or postgres:".to_owned());
        }
        if !self.asking.secret.is_empty()
            && let Err(reason) = Seal::new(&self.asking.secret)
        {
            problems.push(format!("asking.secret: {reason}"));
        }
        if !["http://", "https://"].iter().any(|s| self.asking.public_url.starts_with(s)) {
            problems.push("asking.public_url: must start with http:// or https://".to_owned());
        }
        let sites = &self.asking.frame_ancestors;
        if sites.contains([';', ',']) || !sites.bytes().all(|byte| (b' '..=b'~').contains(&byte)) {
            let rule = "must name sites as https://shop.example, with blanks between";
            problems.push(format!("asking.frame_ancestors: {rule}"));
        }
        if self.mail.sends() {
            problems.extend(Post::new(&self.mail).err().unwrap_or_default());
            if self.asking.secret.is_empty() {
                problems.push("asking.secret: is needed to send mails".to_owned());
            }
        } else if !self.mail.from.is_empty() {
            problems.extend(self.mail.sender().err().unwrap_or_default());
        }
        problems
    }
}

impl Mail {
    /// Whether there is an SMTP server.
    pub(crate) fn sends(&self) -> bool {
        !self.smtp_url.is_empty()
    }

    /// Who sends.
    ///
    /// # Errors
    /// What is wrong with the addresses, each with its key.
    pub(crate) fn sender(&self) -> Result<Sender, Vec<String>> {
        Sender::new(&self.from, &self.reply_to, &self.bounces)
    }
}

impl Server {
    pub(crate) fn follow_pause(&self) -> Duration {
        Duration::from_millis(self.follow_ms)
    }
}

impl Folding {
    pub(crate) fn pause(self) -> Duration {
        Duration::from_millis(self.pause_ms)
    }

    pub(crate) fn lag(self) -> Duration {
        Duration::from_millis(self.lag_ms)
    }
}

impl std::fmt::Debug for Asking {
    /// Without the secret.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Asking").field("public_url", &self.public_url).finish_non_exhaustive()
    }
}

impl Asking {
    /// What the services need. A secret that is none counts as missing; [`Settings::problems`] names it.
    pub(crate) fn with(&self, mail: &Mail) -> plaudit_collector::Asking {
        plaudit_collector::Asking {
            public_url: self.public_url.clone(),
            seal: Seal::new(&self.secret).ok(),
            sends_mail: mail.sends(),
            sender: mail.sender().ok(),
            write: crate::asking::mail::write,
        }
    }
}

impl From<Collector> for plaudit_collector::Options {
    fn from(settings: Collector) -> Self {
        Self {
            queue_responses: settings.queue_responses,
            transaction_responses: settings.transaction_responses,
            committers: settings.committers,
        }
    }
}
