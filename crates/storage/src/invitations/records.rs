//! Invitations as their rows keep them.

use plaudit_core::time::Timestamp;
use sqlx::FromRow;
use uuid::Uuid;

use super::Invitation;
use crate::Error;

/// Takes from the invitations of a contact what names it, in one survey ($3) or in all.
pub(crate) const FORGET: &str = "
UPDATE invitation SET contact = NULL, event_id = NULL, remind_at = NULL
WHERE tenant_id = $1 AND contact = $2 AND ($3 IS NULL OR survey_id = $3)";

/// A row as it is read.
#[derive(FromRow)]
pub(crate) struct InvitationRow {
    id: Uuid,
    survey_id: String,
    version: i32,
    event_id: Option<String>,
    contact: Option<String>,
    channel: Option<String>,
    language: Option<String>,
    segments: String,
    occurred_at: i64,
    invited_at: i64,
    expires_at: i64,
    state: String,
    changed_at: i64,
    reminders: i32,
}

impl InvitationRow {
    pub(crate) fn read(self) -> Result<Invitation, Error> {
        let what = format!("invitation {}", self.id);
        let segments = serde_json::from_str(&self.segments);
        Ok(Invitation {
            id: self.id,
            survey_id: self.survey_id,
            version: self.version.cast_unsigned(),
            event_id: self.event_id,
            contact: self.contact,
            channel: self.channel,
            language: self.language,
            segments: segments.map_err(|reason| Error::corrupt(&what, reason))?,
            occurred_at: instant(&what, self.occurred_at)?,
            invited_at: instant(&what, self.invited_at)?,
            expires_at: instant(&what, self.expires_at)?,
            state: self.state.parse().map_err(|reason: String| Error::corrupt(&what, reason))?,
            changed_at: instant(&what, self.changed_at)?,
            reminders: self.reminders.cast_unsigned(),
        })
    }
}

/// Reads a stored time.
pub(super) fn instant(what: &str, micros: i64) -> Result<Timestamp, Error> {
    Timestamp::from_micros(micros).ok_or_else(|| Error::corrupt(what, micros))
}
