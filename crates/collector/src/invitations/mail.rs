//! The mail that asks a contact, or reminds it.

use std::sync::Arc;

use lettre::Message;
use plaudit_core::survey::Version;
use plaudit_proto::v1;
use plaudit_storage::{Error, Invitation, Tenant};
use uuid::Uuid;

use super::{Invitations, Sender};
use crate::Purpose;

/// What a mail is written from. Nothing in it names the contact.
#[derive(Clone, Debug)]
pub struct Letter {
    /// Id of the invitation.
    pub id: Uuid,
    /// What is asked.
    pub version: Arc<Version>,
    /// Language tag in which the contact is asked. Empty means the survey's default.
    pub language: String,
    /// 0 for the invitation, n for its nth reminder.
    pub number: u32,
    /// Who sends it. Empty means that this is not said.
    pub sender: String,
    /// Where the contact answers.
    pub link: String,
    /// Where it says that it does not want to be asked again.
    pub opt_out_link: String,
}

/// What a mail says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    /// The subject, on one line.
    pub subject: String,
    /// As plain text.
    pub text: String,
    /// As HTML.
    pub html: String,
    /// Further headers by name.
    pub headers: Vec<(&'static str, String)>,
}

/// What is given of the mail of an invitation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Given {
    Nothing,
    Mail,
    /// Also as a whole message.
    Message,
}

/// Writes a mail: subject, text and HTML.
pub type Writer = fn(&Letter) -> (String, String, String);

impl Invitations {
    /// The mail of an invitation, or of its reminder of this number.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn mail(
        &self,
        tenant: &Tenant,
        invitation: &Invitation,
        number: u32,
    ) -> Result<Mail, Error> {
        let asked = invitation.version;
        let published = self.catalog.get(tenant, &invitation.survey_id, asked).await?;
        let published = published.ok_or(Error::NotFound)?;
        let letter = Letter {
            id: invitation.id,
            version: Arc::clone(published.version(asked).unwrap_or_else(|| published.latest())),
            language: invitation.language.clone().unwrap_or_default(),
            number,
            sender: self.asking.sender.as_ref().map(Sender::name).unwrap_or_default(),
            link: self.url(tenant, invitation, Purpose::Answer).await?,
            opt_out_link: self.url(tenant, invitation, Purpose::OptOut).await?,
        };
        let (subject, text, html) = (self.asking.write)(&letter);
        let mut headers = vec![
            ("Auto-Submitted", "auto-generated".to_owned()),
            ("List-Unsubscribe", format!("<{}>", letter.opt_out_link)),
        ];
        // RFC 8058 wants HTTPS.
        if letter.opt_out_link.starts_with("https://") {
            headers.push(("List-Unsubscribe-Post", "List-Unsubscribe=One-Click".to_owned()));
        }
        Ok(Mail { subject, text, html, headers })
    }

    /// The mail that asks the contact now, or reminds it once a reminder was taken.
    pub(super) async fn given(
        &self,
        tenant: &Tenant,
        invitation: &Invitation,
        given: Given,
    ) -> Result<Option<v1::Mail>, Error> {
        if given == Given::Nothing {
            return Ok(None);
        }
        let mail = self.mail(tenant, invitation, invitation.reminders).await?;
        let message = match given {
            Given::Message => self.whole(tenant, invitation, &mail).await?,
            _ => None,
        };
        let mut mail = v1::Mail::from(mail);
        if let Some(message) = message {
            mail.return_path =
                message.envelope().from().map(ToString::to_string).unwrap_or_default();
            mail.message = String::from_utf8_lossy(&message.formatted()).into_owned();
        }
        Ok(Some(mail))
    }

    /// Absent where nobody is known to send or to get it.
    async fn whole(
        &self,
        tenant: &Tenant,
        invitation: &Invitation,
        mail: &Mail,
    ) -> Result<Option<Message>, Error> {
        let (Some(sender), Some(contact)) = (&self.asking.sender, &invitation.contact) else {
            return Ok(None);
        };
        let sealed = self.store.address(tenant, contact).await?;
        let to = sealed.and_then(|sealed| self.address(tenant, contact, &sealed));
        let number = invitation.reminders;
        // What is sent again has the same date.
        let date = if number == 0 { invitation.invited_at } else { (self.clock)() };
        let message =
            |to: String| sender.message(invitation.id, number, mail.clone(), &to, date).ok();
        Ok(to.and_then(message))
    }

    /// Where the contact of a mail is reached. Absent when that is not known, or was sealed with another
    /// secret.
    #[must_use]
    pub fn address(&self, tenant: &Tenant, contact: &str, sealed: &[u8]) -> Option<String> {
        self.asking.seal.as_ref()?.open(tenant, contact, sealed)
    }
}

impl Given {
    pub(super) fn of(mail: bool, message: bool) -> Self {
        match (mail, message) {
            (_, true) => Self::Message,
            (true, false) => Self::Mail,
            (false, false) => Self::Nothing,
        }
    }
}

impl From<Mail> for v1::Mail {
    fn from(mail: Mail) -> Self {
        let headers = mail.headers.into_iter();
        let headers = headers.map(|(name, value)| (name.to_owned(), value)).collect();
        let Mail { subject, text, html, .. } = mail;
        Self { subject, text, html, headers, ..Self::default() }
    }
}
