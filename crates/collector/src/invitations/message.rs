//! A mail as a whole message (RFC 5322), for whoever hands it to a mail server.

use std::time::{Duration, SystemTime};

use lettre::address::{Address, Envelope};
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message, MultiPart, SinglePart};
use plaudit_core::invitation::return_path;
use plaudit_core::time::Timestamp;
use uuid::Uuid;

use super::Mail;

/// Who sends mails.
#[derive(Clone, Debug)]
pub struct Sender {
    from: Mailbox,
    reply_to: Option<Mailbox>,
    bounces: Option<Address>,
}

impl Sender {
    /// Who sends, as `Name <address>`, who gets what people write back, and who gets what cannot be delivered;
    /// the last two may be empty.
    ///
    /// # Errors
    /// What is wrong with them, each with its key in the settings of mail.
    pub fn new(from: &str, reply_to: &str, bounces: &str) -> Result<Self, Vec<String>> {
        let mut problems = Vec::new();
        let mut mailbox = |key: &str, text: &str| match text.parse::<Mailbox>() {
            Ok(mailbox) => Some(mailbox),
            Err(reason) => {
                problems.push(format!("mail.{key}: must be an e-mail address: {reason}"));
                None
            }
        };
        let from = mailbox("from", from);
        let mut given = |key, text: &str| (!text.is_empty()).then(|| mailbox(key, text)).flatten();
        let reply_to = given("reply_to", reply_to);
        let bounces = given("bounces", bounces).map(|mailbox| mailbox.email);
        match from {
            Some(from) if problems.is_empty() => Ok(Self { from, reply_to, bounces }),
            _ => Err(problems),
        }
    }

    /// As readers know it.
    #[must_use]
    pub fn name(&self) -> String {
        self.from.name.clone().unwrap_or_else(|| self.from.email.to_string())
    }

    /// The mail of an invitation, or of its reminder of this number, to an address. The same is the same to
    /// the last byte.
    ///
    /// # Errors
    /// Why it cannot be sent to that address.
    pub fn message(
        &self,
        invitation: Uuid,
        number: u32,
        mail: Mail,
        to: &str,
        date: Timestamp,
    ) -> Result<Message, String> {
        let to: Address = to.parse().map_err(|_| "the address is none".to_owned())?;
        let bounces = match &self.bounces {
            None => self.from.email.clone(),
            Some(bounces) => {
                let user = return_path(bounces.user(), invitation.into_bytes());
                Address::new(user, bounces.domain()).map_err(|reason| reason.to_string())?
            }
        };
        let envelope = Envelope::new(Some(bounces), vec![to.clone()]);
        let domain = self.from.email.domain();
        let micros = date.as_micros().try_into().unwrap_or(0);
        let mut message = Message::builder()
            .envelope(envelope.map_err(|reason| reason.to_string())?)
            .date(SystemTime::UNIX_EPOCH + Duration::from_micros(micros))
            .message_id(Some(format!("<{invitation}.{number}@{domain}>")))
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
        // No encoding leaves a line that begins so in a part.
        let parts = MultiPart::alternative().boundary(format!("=_{invitation}.{number}"));
        let parts = parts.singlepart(SinglePart::plain(mail.text));
        let parts = parts.singlepart(SinglePart::html(mail.html));
        message.multipart(parts).map_err(|reason| reason.to_string())
    }
}
