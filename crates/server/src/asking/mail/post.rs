//! Mails as an SMTP server takes them, and what it makes of them.

use std::error::Error as _;
use std::sync::OnceLock;
use std::time::{Duration, SystemTime};

use lettre::address::{Address, Envelope};
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message, MultiPart};
use lettre::transport::smtp::{self, AsyncSmtpTransportBuilder};
use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor};
use plaudit_collector::Mail;
use plaudit_core::invitation::return_path;
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
    from: Mailbox,
    reply_to: Option<Mailbox>,
    bounces: Option<Address>,
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
        let mut problems = Vec::new();
        let mut mailbox = |key: &str, text: &str| match text.parse::<Mailbox>() {
            Ok(mailbox) => Some(mailbox),
            Err(reason) => {
                problems.push(format!("mail.{key}: must be an e-mail address: {reason}"));
                None
            }
        };
        let from = mailbox("from", &settings.from);
        let mut given = |key, text: &str| (!text.is_empty()).then(|| mailbox(key, text)).flatten();
        let reply_to = given("reply_to", &settings.reply_to);
        let bounces = given("bounces", &settings.bounces).map(|mailbox| mailbox.email);
        let server = AsyncSmtpTransport::<Tokio1Executor>::from_url(&settings.smtp_url);
        let server = server.map_err(|reason| {
            let reason = reason.source().map_or_else(|| reason.to_string(), ToString::to_string);
            problems.push(format!("mail.smtp_url: must be smtp:// or smtps://: {reason}"));
        });
        match (server, from) {
            (Ok(server), Some(from)) if problems.is_empty() => {
                let server = server.timeout(Some(ANSWER));
                Ok(Self { server, transport: OnceLock::new(), from, reply_to, bounces })
            }
            _ => Err(problems),
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
        let message = match self.message(outgoing, mail, to, now) {
            Ok(message) => message,
            Err(reason) => return Verdict::Refused(reason),
        };
        match tokio::time::timeout(MAIL, transport.send(message)).await {
            Ok(Ok(_)) => Verdict::Taken,
            Ok(Err(error)) => verdict(&error),
            Err(_) => Verdict::Nowhere("the server is too slow".to_owned()),
        }
    }

    fn message(
        &self,
        outgoing: &Outgoing,
        mail: Mail,
        to: &str,
        now: Timestamp,
    ) -> Result<Message, String> {
        let to: Address = to.parse().map_err(|_| "the address is none".to_owned())?;
        let id = outgoing.invitation.id;
        let bounces = match &self.bounces {
            None => self.from.email.clone(),
            Some(bounces) => {
                let user = return_path(bounces.user(), id.into_bytes());
                Address::new(user, bounces.domain()).map_err(|reason| reason.to_string())?
            }
        };
        let envelope = Envelope::new(Some(bounces), vec![to.clone()]);
        let domain = self.from.email.domain();
        let micros = now.as_micros().try_into().unwrap_or(0);
        let mut message = Message::builder()
            .envelope(envelope.map_err(|reason| reason.to_string())?)
            .date(SystemTime::UNIX_EPOCH + Duration::from_micros(micros))
            .message_id(Some(format!("<{id}.{}@{domain}>", outgoing.number)))
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(mail.subject);
        if let Some(reply_to) = &self.reply_to {
            message = message.reply_to(reply_to.clone());
        }
        for (name, value) in mail.headers {
            let name = HeaderName::new_from_ascii_str(name);
            // As it is: an encoded address in it would be read by nobody.
            message = message.raw_header(HeaderValue::dangerous_new_pre_encoded(
                name,
                value.clone(),
                value,
            ));
        }
        let parts = MultiPart::alternative_plain_html(mail.text, mail.html);
        message.multipart(parts).map_err(|reason| reason.to_string())
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
