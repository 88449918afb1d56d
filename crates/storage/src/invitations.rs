//! Invitations: decided, looked up, and what became of them.

mod cohort;
mod contacts;
mod counters;
mod deciding;
mod decisions;
mod dispositions;
mod plan;
mod records;
mod reminders;

use std::collections::BTreeMap;

use plaudit_core::invitation::State;
use plaudit_core::time::Timestamp;
use uuid::Uuid;

use crate::transaction::reading;
use crate::{Error, Store, Tenant};
pub use cohort::Cohort;
pub(crate) use contacts::{ADDRESS, FORGET_CONTACT, digest};
pub(crate) use counters::DROP as DROP_COUNTERS;
pub use deciding::{Candidate, Decided};
pub use dispositions::Recorded;
pub(crate) use records::{FORGET, InvitationRow};

/// An invitation as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    /// Also the id of the response to it.
    pub id: Uuid,
    /// The survey.
    pub survey_id: String,
    /// Number of the version that is asked.
    pub version: u32,
    /// The event that brought it. Absent when the contact was erased.
    pub event_id: Option<String>,
    /// The contact's pseudonym. Absent when it was erased.
    pub contact: Option<String>,
    /// How the contact is asked.
    pub channel: Option<String>,
    /// Language tag in which the contact is asked.
    pub language: Option<String>,
    /// Value by segment, without channel and language.
    pub segments: BTreeMap<String, String>,
    /// When the event happened.
    pub occurred_at: Timestamp,
    /// When it was made.
    pub invited_at: Timestamp,
    /// Until when it can be answered.
    pub expires_at: Timestamp,
    /// What became of it.
    pub state: State,
    /// Since when.
    pub changed_at: Timestamp,
    /// How many reminders were taken.
    pub reminders: u32,
}

/// Which invitations of a survey to list.
#[derive(Clone, Copy, Debug)]
pub struct Listing<'a> {
    /// The survey.
    pub survey_id: &'a str,
    /// Only those in this state.
    pub state: Option<State>,
    /// Only those that come after the one that was made then and has this id.
    pub after: Option<(Timestamp, Uuid)>,
    /// Most of them.
    pub at_most: u32,
}

pub(crate) const INVITATION: &str = "
SELECT id, survey_id, version, event_id, contact, channel, language, segments, occurred_at, invited_at,
    expires_at, state, changed_at, reminders
FROM invitation WHERE tenant_id = $1 AND id = $2";

const LISTED: &str = "
SELECT id, survey_id, version, event_id, contact, channel, language, segments, occurred_at, invited_at,
    expires_at, state, changed_at, reminders
FROM invitation
WHERE tenant_id = $1 AND survey_id = $2 AND (invited_at, id) > ($3, $4) AND ($5 = '' OR state = $5)
ORDER BY invited_at, id LIMIT $6";

impl Store {
    /// The invitation, if there is one.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn invitation(&self, tenant: &Tenant, id: Uuid) -> Result<Option<Invitation>, Error> {
        let row: Option<InvitationRow> = reading!(self, pool => {
            sqlx::query_as(INVITATION).bind(tenant.as_str()).bind(id).fetch_optional(pool).await?
        });
        row.map(InvitationRow::read).transpose()
    }

    /// Invitations to a survey by time and id.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn invitations(
        &self,
        tenant: &Tenant,
        listing: &Listing<'_>,
    ) -> Result<Vec<Invitation>, Error> {
        let (at, id) =
            listing.after.map_or((i64::MIN, Uuid::nil()), |(at, id)| (at.as_micros(), id));
        let rows: Vec<InvitationRow> = reading!(self, pool => {
            sqlx::query_as(LISTED)
                .bind(tenant.as_str())
                .bind(listing.survey_id)
                .bind(at)
                .bind(id)
                .bind(listing.state.map_or("", State::name))
                .bind(i64::from(listing.at_most))
                .fetch_all(pool)
                .await?
        });
        rows.into_iter().map(InvitationRow::read).collect()
    }
}
