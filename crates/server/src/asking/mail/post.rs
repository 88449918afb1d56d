//! An SMTP server, and what it makes of mails.

use std::error::Error as _;
use std::sync::OnceLock;
use std::time::Duration;

use lettre::transport::smtp::{self, AsyncSmtpTransportBuilder};
use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor};
use plaudit_collector::{Mail, Sender};
use plaudit_core::time::Timestamp;
use plaudit_storage::Outgoing;

use crate::settings::Mail as Settings;

/// Longest wait for one answer of the server.
const ANSWER: Duration = Duration::from_secs(30);
/// Longest time for one mail.
const MAIL: Duration = Duration::from_secs(120);

/// An SMTP server and who sends by it.
pub(crate) struct Post {
    server: AsyncSmtpTransportBuilder,
    /// Its connections, which need the runtime, made by the first mail.
    transport: OnceLock<AsyncSmtpTransport<Tokio1Executor>>,
    sender: Sender,
}

/// What became of a mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// The server has it.
    Taken,
    /// The server never takes it, for this receiver.
    Refused(String),
    /// The server does not take it now.
    NotNow(String),
    /// There is no server that takes any.
    Nowhere(String),
}

impl Post {
    /// From the settings.
    ///
    /// # Errors
    /// What is wrong with them, each with its key.
    pub(crate) fn new(settings: &Settings) -> Result<Self, Vec<String>> {
        let sender = settings.sender();
        let server = AsyncSmtpTransport::<Tokio1Executor>::from_url(&settings.smtp_url);
        let server = server.map_err(|reason| {
            let reason = reason.source().map_or_else(|| reason.to_string(), ToString::to_string);
            format!("mail.smtp_url: must be smtp:// or smtps://: {reason}")
        });
        match (server, sender) {
            (Ok(server), Ok(sender)) => {
                let server = server.timeout(Some(ANSWER));
                Ok(Self { server, transport: OnceLock::new(), sender })
            }
            (server, sender) => {
                let mut problems = sender.err().unwrap_or_default();
                problems.extend(server.err());
                Err(problems)
            }
        }
    }

    /// Tries to send a mail to an address.
    pub(crate) async fn send(
        &self,
        outgoing: &Outgoing,
        mail: Mail,
        to: &str,
        now: Timestamp,
    ) -> Verdict {
        let transport = self.transport.get_or_init(|| self.server.clone().build());
        // A server that takes nobody's mail says so here, and its refusal is not the receiver's.
        match transport.test_connection().await {
            Ok(true) => {}
            Ok(false) => return Verdict::Nowhere("the server does not answer".to_owned()),
            Err(error) => return Verdict::Nowhere(error.to_string()),
        }
        let (invitation, number) = (outgoing.invitation.id, outgoing.number);
        let message = match self.sender.message(invitation, number, mail, to, now) {
            Ok(message) => message,
            Err(reason) => return Verdict::Refused(reason),
        };
        match tokio::time::timeout(MAIL, transport.send(message)).await {
            Ok(Ok(_)) => Verdict::Taken,
            Ok(Err(error)) => verdict(&error),
            Err(_) => Verdict::Nowhere("the server is too slow".to_owned()),
        }
    }
}

/// A refusal is the receiver's, unless it is of the sender: its login (53x), its address (5.1.7, 5.1.8) or
/// what it may do (5.7).
fn verdict(error: &smtp::Error) -> Verdict {
    let said = error.to_string();
    let Some(code) = error.status() else { return Verdict::Nowhere(said) };
    let detail = error.source().map(ToString::to_string).unwrap_or_default();
    let of_sender = ["5.7.", "5.1.7", "5.1.8"].iter().any(|it| detail.trim().starts_with(it));
    match u16::from(code) {
        530..=538 => Verdict::Nowhere(said),
        500..=599 if !of_sender => Verdict::Refused(said),
        _ => Verdict::NotNow(said),
    }
}
