//! Invitations: decides on events, and gives each invitation its links.

mod events;
mod mail;
mod message;
mod service;

use std::sync::Arc;

use plaudit_core::invitation::State;
use plaudit_core::time::Timestamp;
use plaudit_proto::convert::timestamp;
use plaudit_proto::v1;
use plaudit_storage::{Error, Invitation, Store, Tenant};

use crate::{Catalog, Clock, Link, Links, Purpose, Seal};
use mail::Given;
pub use mail::{Letter, Mail, Writer};
pub use message::Sender;

/// How long the link to opt out works, in days: five years.
const OPT_OUT_DAYS: i64 = 5 * 366;

/// What an operator sets about asking.
#[derive(Clone, Debug)]
pub struct Asking {
    /// What links start with, without a slash at the end.
    pub public_url: String,
    /// Seals addresses. Without one no address is taken.
    pub seal: Option<Seal>,
    /// Whether the server sends mails itself.
    pub sends_mail: bool,
    /// Who sends mails. Without one they do not say so, and are not given as whole messages.
    pub sender: Option<Sender>,
    /// Writes mails.
    pub write: Writer,
}

/// `plaudit.v1.InvitationService`, and what pages need of invitations.
#[derive(Clone)]
pub struct Invitations {
    store: Store,
    catalog: Arc<Catalog>,
    clock: Clock,
    links: Arc<Links>,
    asking: Arc<Asking>,
}

impl Invitations {
    /// The service over `store`.
    #[must_use]
    pub fn new(store: Store, catalog: Arc<Catalog>, clock: Clock, asking: Asking) -> Self {
        let links = Arc::new(Links::new(store.clone()));
        Self { store, catalog, clock, links, asking: Arc::new(asking) }
    }

    /// The links of all tenants.
    #[must_use]
    pub fn links(&self) -> &Links {
        &self.links
    }

    /// The invitation that a link is to, if there is still one.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn of_link(&self, link: &Link) -> Result<Option<Invitation>, Error> {
        self.store.invitation(&link.tenant, link.invitation).await
    }

    /// Records what became of the invitation that a link is to; a state that it has left behind changes
    /// nothing.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn record(&self, link: &Link, state: State) -> Result<(), Error> {
        let disposition = [(link.invitation, state)];
        self.store.record(&link.tenant, &disposition, (self.clock)()).await.map(|_| ())
    }

    /// Never invites again whom the invitation of a link is to. Returns whether that is known: it is not
    /// after the contact was erased.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn opt_out(&self, link: &Link) -> Result<bool, Error> {
        let contact = self.of_link(link).await?.and_then(|invitation| invitation.contact);
        let Some(contact) = contact else { return Ok(false) };
        self.store.opt_out(&link.tenant, &contact, (self.clock)()).await?;
        Ok(true)
    }

    /// Where the contact answers, or opts out.
    ///
    /// # Errors
    /// When the tenant's secret cannot be read or made.
    pub async fn url(
        &self,
        tenant: &Tenant,
        invitation: &Invitation,
        purpose: Purpose,
    ) -> Result<String, Error> {
        let (path, expires_at) = match purpose {
            Purpose::Answer => ("s", invitation.expires_at),
            Purpose::OptOut => ("o", invitation.invited_at.plus_days(OPT_OUT_DAYS)),
        };
        let link = Link { tenant: tenant.clone(), purpose, invitation: invitation.id, expires_at };
        let token = self.links.sign(&link).await?;
        Ok(format!("{}/{path}/{token}", self.asking.public_url.trim_end_matches('/')))
    }

    async fn message(
        &self,
        tenant: &Tenant,
        invitation: Invitation,
        given: Given,
    ) -> Result<v1::Invitation, Error> {
        let at = |at: Timestamp| Some(timestamp(at));
        let mail = self.given(tenant, &invitation, given).await?;
        Ok(v1::Invitation {
            link: self.url(tenant, &invitation, Purpose::Answer).await?,
            opt_out_link: self.url(tenant, &invitation, Purpose::OptOut).await?,
            id: invitation.id.to_string(),
            survey_id: invitation.survey_id,
            version: invitation.version,
            event_id: invitation.event_id.unwrap_or_default(),
            contact: invitation.contact.unwrap_or_default(),
            channel: invitation.channel.unwrap_or_default(),
            language: invitation.language.unwrap_or_default(),
            segments: invitation.segments,
            occurred_at: at(invitation.occurred_at),
            invited_at: at(invitation.invited_at),
            expires_at: at(invitation.expires_at),
            state: v1::InvitationState::from(invitation.state).into(),
            changed_at: at(invitation.changed_at),
            reminders: invitation.reminders,
            mail,
        })
    }
}
