//! Counters of budgets and quotas as their rows keep them.

use plaudit_core::invitation::{Counter, Spent};
use plaudit_core::time::Timestamp;

use super::records::instant;
use crate::Error;

/// Makes the counter where it is missing, locks it until the transaction ends, and returns its days: none
/// before they were counted.
pub(super) const LOCK: &str = "
INSERT INTO invitation_counter (tenant_id, survey_id, segment, value) VALUES ($1, $2, $3, $4)
ON CONFLICT (tenant_id, survey_id, segment, value) DO UPDATE SET days = invitation_counter.days
RETURNING days";

/// Locks the counter of all invitations of the tenant, where there is one.
pub(super) const LOCK_ALL: &str = "
UPDATE invitation_counter SET days = days
WHERE tenant_id = $1 AND survey_id = '' AND segment = '' AND value = '' RETURNING days";

/// Drops the counters of a survey and of the tenant: those that the rules of a new version name are counted
/// anew.
pub(crate) const DROP: &str = "
DELETE FROM invitation_counter WHERE tenant_id = $1 AND survey_id IN ($2, '')";

/// The invitations that a new counter is made of.
pub(super) const COUNT: &str = "
SELECT invited_at, channel, language, segments FROM invitation
WHERE tenant_id = $1 AND ($2 = '' OR survey_id = $2) AND invited_at >= $3";

pub(super) const WRITE: &str = "
UPDATE invitation_counter SET days = $5
WHERE tenant_id = $1 AND survey_id = $2 AND segment = $3 AND value = $4";

/// Time, channel, language and segments of an invitation.
pub(super) type Counted = (i64, Option<String>, Option<String>, String);

/// Survey, segment and value, as they stand in the row.
pub(super) fn key(counter: &Counter) -> (&str, &str, &str) {
    let survey = counter.survey_id.as_deref().unwrap_or_default();
    match &counter.value {
        Some((segment, value)) => (survey, segment, value),
        None => (survey, "", ""),
    }
}

pub(super) fn read(days: &str) -> Result<Spent, Error> {
    let days = serde_json::from_str(days);
    days.map(Spent).map_err(|reason| Error::corrupt("a counter of invitations", reason))
}

pub(super) fn write(spent: &Spent) -> String {
    serde_json::to_string(&spent.0).expect("numbers are JSON")
}

/// Counts those of `rows` that the counter is about.
pub(super) fn count(counter: &Counter, rows: &[Counted]) -> Result<Spent, Error> {
    let mut spent = Spent::default();
    for (invited_at, channel, language, segments) in rows {
        let counts = match &counter.value {
            None => true,
            Some((segment, value)) => match segment.as_str() {
                "channel" => channel.as_ref() == Some(value),
                "language" => language.as_ref() == Some(value),
                other => value_of(segments, other)?.as_ref() == Some(value),
            },
        };
        if counts {
            spent.add(instant("an invitation", *invited_at)?);
        }
    }
    Ok(spent)
}

fn value_of(segments: &str, segment: &str) -> Result<Option<String>, Error> {
    let mut segments: std::collections::BTreeMap<String, String> =
        serde_json::from_str(segments)
            .map_err(|reason| Error::corrupt("the segments of an invitation", reason))?;
    Ok(segments.remove(segment))
}

/// From when on invitations are counted at `now`.
pub(super) fn since(now: Timestamp) -> i64 {
    let days = i64::from(plaudit_core::invitation::Rules::MAX_DAYS);
    now.plus_days(-days).as_micros()
}
