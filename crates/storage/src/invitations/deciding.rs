//! The transaction that decides.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use plaudit_core::invitation::{Asked, Counter, Event, Known, Ledger, Reason, State};
use plaudit_core::survey::Version;
use plaudit_core::time::Timestamp;
use uuid::Uuid;

use super::counters::{self, Counted};
use super::plan::{Before, Plan, Writing};
use super::records::{InvitationRow, instant};
use super::{INVITATION, Invitation, contacts};
use crate::transaction::writing;
use crate::{Error, Store, Tenant, mails};

/// Events that are decided in one transaction: few enough that nobody waits long for a budget.
const TOGETHER: usize = 100;

/// An event that was checked, and what is needed to decide on it.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// What happened.
    pub event: Event,
    /// The version that would be asked; it carries the rules.
    pub version: Arc<Version>,
    /// Whether the survey is open.
    pub open: bool,
    /// Where the contact is reached, sealed. Kept where there is an invitation; with an event that was
    /// decided before, where none is known.
    pub address: Option<Vec<u8>>,
    /// Whether the invitation goes out by mail, to that address, unless it went out before.
    pub mail: bool,
}

/// What was decided on an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decided {
    /// The contact is invited.
    Invited {
        /// The invitation.
        invitation: Box<Invitation>,
        /// Whether it was decided before.
        repeated: bool,
    },
    /// The contact is not invited.
    Suppressed {
        /// Why.
        reason: Reason,
        /// Whether it was decided before.
        repeated: bool,
    },
    /// An event of this id was decided that said something else; nothing changed.
    Conflict,
}

const DECIDED: &str = "
SELECT digest, reason, invitation FROM invitation_event
WHERE tenant_id = $1 AND survey_id = $2 AND id = $3";

/// By survey: when the contact was last invited, and until when an invitation waits for an answer.
const ASKED: &str = "
SELECT survey_id, MAX(invited_at),
    MAX(CASE WHEN state IN ('bounced', 'refused', 'completed') THEN NULL ELSE expires_at END)
FROM invitation WHERE tenant_id = $1 AND contact = $2 GROUP BY survey_id";

/// Whether an invitation names its contact still.
const NAMES: &str = "
SELECT COUNT(*) FROM invitation WHERE tenant_id = $1 AND id = $2 AND contact = $3";

const INSERT_EVENT: &str = "
INSERT INTO invitation_event (tenant_id, survey_id, id, digest, decided_at, reason, invitation)
VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING";

const INSERT: &str = "
INSERT INTO invitation (tenant_id, id, survey_id, version, event_id, contact, channel, language,
    segments, occurred_at, invited_at, expires_at, state, changed_at, remind_at, reminders, response_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $11, $14, 0, $15)";

/// Digest, reason and invitation.
type EventRow = (Vec<u8>, Option<String>, Option<Uuid>);

impl Store {
    /// Decides on events, in order, and keeps the decisions with the invitations that they bring. Under
    /// whatever else is decided meanwhile, no rule is broken: transactions take the contacts they look
    /// at, then, only when an invitation is at hand, the counters of budgets and quotas. An event that
    /// was decided before gets the same decision.
    ///
    /// # Errors
    /// When the database cannot be written. Deciding on the same events again is always right.
    pub async fn decide(
        &self,
        tenant: &Tenant,
        candidates: &[Candidate],
        now: Timestamp,
    ) -> Result<Vec<Decided>, Error> {
        let mut decided = Vec::with_capacity(candidates.len());
        for some in candidates.chunks(TOGETHER) {
            decided.extend(self.decide_together(tenant, some, now).await?);
        }
        Ok(decided)
    }

    async fn decide_together(
        &self,
        tenant: &Tenant,
        candidates: &[Candidate],
        now: Timestamp,
    ) -> Result<Vec<Decided>, Error> {
        let plan = Plan::new(tenant, candidates);
        let tenant = tenant.as_str();
        writing!(self, tx => {
            let mut before = HashMap::new();
            for key in plan.events() {
                let row: Option<EventRow> = sqlx::query_as(DECIDED)
                    .bind(tenant)
                    .bind(key.0)
                    .bind(key.1.as_slice())
                    .fetch_optional(&mut *tx)
                    .await?;
                let Some((digest, reason, invitation)) = row else { continue };
                let decided = match reason {
                    Some(text) => Decided::Suppressed { reason: reason_of(&text)?, repeated: true },
                    None => {
                        let row: InvitationRow = sqlx::query_as(INVITATION)
                            .bind(tenant)
                            .bind(invitation)
                            .fetch_one(&mut *tx)
                            .await?;
                        Decided::Invited { invitation: Box::new(row.read()?), repeated: true }
                    }
                };
                before.insert(key, Before { digest, decided });
            }
            let mut ledger = Ledger::default();
            for (digest, pseudonym) in plan.contacts(&before) {
                let opted_out: Option<i64> = sqlx::query_scalar(contacts::LOCK)
                    .bind(tenant)
                    .bind(digest.as_slice())
                    .fetch_one(&mut *tx)
                    .await?;
                let asked: Vec<(String, i64, Option<i64>)> = sqlx::query_as(ASKED)
                    .bind(tenant)
                    .bind(pseudonym)
                    .fetch_all(&mut *tx)
                    .await?;
                let known = known(opted_out.is_some(), asked)?;
                ledger.contacts.insert(pseudonym.to_owned(), known);
            }
            let named = plan.counters(&before, &ledger, now);
            let mut counted = named.clone().unwrap_or_default();
            if named.is_some() && !counted.contains(&Counter::ALL) {
                let there: Option<Option<String>> = sqlx::query_scalar(counters::LOCK_ALL)
                    .bind(tenant)
                    .fetch_optional(&mut *tx)
                    .await?;
                counted.extend(there.map(|_| Counter::ALL));
            }
            for counter in &counted {
                let (survey, segment, value) = counters::key(counter);
                let days: Option<String> = sqlx::query_scalar(counters::LOCK)
                    .bind(tenant)
                    .bind(survey)
                    .bind(segment)
                    .bind(value)
                    .fetch_one(&mut *tx)
                    .await?;
                let spent = match days {
                    Some(days) => counters::read(&days)?,
                    None => {
                        let rows: Vec<Counted> = sqlx::query_as(counters::COUNT)
                            .bind(tenant)
                            .bind(survey)
                            .bind(counters::since(now))
                            .fetch_all(&mut *tx)
                            .await?;
                        counters::count(counter, &rows)?
                    }
                };
                ledger.spent.insert(counter.clone(), spent);
            }
            let writings = plan.decide(&before, &mut ledger, now);
            for counter in &counted {
                let (survey, segment, value) = counters::key(counter);
                let mut spent = ledger.spent.remove(counter).unwrap_or_default();
                spent.forget(now);
                sqlx::query(counters::WRITE)
                    .bind(tenant)
                    .bind(survey)
                    .bind(segment)
                    .bind(value)
                    .bind(counters::write(&spent))
                    .execute(&mut *tx)
                    .await?;
            }
            for Writing { candidate, key, decided } in writings.values() {
                let (reason, invitation) = match decided {
                    Decided::Invited { invitation, .. } => (None, Some(invitation)),
                    Decided::Suppressed { reason, .. } => (Some(reason.name()), None),
                    Decided::Conflict => continue,
                };
                let inserted = sqlx::query(INSERT_EVENT)
                    .bind(tenant)
                    .bind(key.0)
                    .bind(key.1.as_slice())
                    .bind(candidate.event.digest().as_slice())
                    .bind(now.as_micros())
                    .bind(reason)
                    .bind(invitation.map(|invitation| invitation.id))
                    .execute(&mut *tx)
                    .await?;
                if inserted.rows_affected() == 0 {
                    // Another transaction has just decided on it: its decision is the one.
                    return Err(sqlx::Error::RowNotFound.into());
                }
                let Some(invitation) = invitation else { continue };
                let asking = &candidate.version.survey().asking;
                let remind_at = asking.remind_at(now, 0, invitation.expires_at);
                sqlx::query(INSERT)
                    .bind(tenant)
                    .bind(invitation.id)
                    .bind(&invitation.survey_id)
                    .bind(invitation.version.cast_signed())
                    .bind(&invitation.event_id)
                    .bind(&invitation.contact)
                    .bind(&invitation.channel)
                    .bind(&invitation.language)
                    .bind(serde_json::to_string(&invitation.segments).expect("texts are JSON"))
                    .bind(invitation.occurred_at.as_micros())
                    .bind(invitation.invited_at.as_micros())
                    .bind(invitation.expires_at.as_micros())
                    .bind(State::Invited.name())
                    .bind(remind_at.map(Timestamp::as_micros))
                    .bind(invitation.id.to_string())
                    .execute(&mut *tx)
                    .await?;
                if let Some(sealed) = &candidate.address {
                    sqlx::query(contacts::KEEP_ADDRESS)
                        .bind(tenant)
                        .bind(contacts::digest(tenant, &candidate.event.contact).as_slice())
                        .bind(sealed)
                        .execute(&mut *tx)
                        .await?;
                }
            }
            let outcomes = plan.outcomes(&before, &writings);
            for (invitation, contact, sealed) in come_later(candidates, &outcomes, &ledger) {
                // Looked at once the contact is locked: it may have been erased meanwhile.
                let named: i64 = sqlx::query_scalar(NAMES)
                    .bind(tenant)
                    .bind(invitation)
                    .bind(contact)
                    .fetch_one(&mut *tx)
                    .await?;
                if named == 1 {
                    sqlx::query(contacts::KEEP_FIRST_ADDRESS)
                        .bind(tenant)
                        .bind(contacts::digest(tenant, contact).as_slice())
                        .bind(sealed)
                        .execute(&mut *tx)
                        .await?;
                }
            }
            for id in to_mail(candidates, &outcomes) {
                let queue = sqlx::query(mails::QUEUE).bind(tenant).bind(id);
                queue.bind(now.as_micros()).execute(&mut *tx).await?;
            }
            outcomes
        })
    }
}

impl Decided {
    /// Who is invited, unless that is nobody or was erased.
    pub(super) fn contact(&self) -> Option<&str> {
        match self {
            Self::Invited { invitation, .. } => invitation.contact.as_deref(),
            _ => None,
        }
    }

    /// The same, decided before.
    pub(super) fn repeated(self) -> Self {
        match self {
            Self::Invited { invitation, .. } => Self::Invited { invitation, repeated: true },
            Self::Suppressed { reason, .. } => Self::Suppressed { reason, repeated: true },
            Self::Conflict => Self::Conflict,
        }
    }
}

/// Addresses that come with events that were decided before, of contacts who may be asked: the
/// invitation, the pseudonym and the address, sealed.
fn come_later<'a>(
    candidates: &'a [Candidate],
    outcomes: &'a [Decided],
    ledger: &Ledger,
) -> Vec<(Uuid, &'a str, &'a [u8])> {
    let later = |(candidate, outcome): (&'a Candidate, &'a Decided)| {
        let Decided::Invited { invitation, repeated: true } = outcome else { return None };
        let contact = outcome.contact()?;
        let locked = ledger.contacts.get(contact).filter(|known| !known.opted_out);
        locked.and(candidate.address.as_deref()).map(|sealed| (invitation.id, contact, sealed))
    };
    candidates.iter().zip(outcomes).filter_map(later).collect()
}

/// Invitations that are to go out by mail and were not handed to anybody yet, in the order in which all
/// make mails wait.
fn to_mail(candidates: &[Candidate], outcomes: &[Decided]) -> BTreeSet<Uuid> {
    let waiting = |(candidate, outcome): (&Candidate, &Decided)| match outcome {
        Decided::Invited { invitation, .. } if candidate.mail => {
            let named = invitation.contact.is_some();
            (named && invitation.state == State::Invited).then_some(invitation.id)
        }
        _ => None,
    };
    candidates.iter().zip(outcomes).filter_map(waiting).collect()
}

/// Reads a stored reason.
pub(super) fn reason_of(text: &str) -> Result<Reason, Error> {
    text.parse().map_err(|what: String| Error::corrupt("a decision on an event", what))
}

fn known(opted_out: bool, asked: Vec<(String, i64, Option<i64>)>) -> Result<Known, Error> {
    let asked = asked.into_iter().map(|(survey_id, invited_at, open_until)| {
        let what = "an invitation";
        let invited_at = instant(what, invited_at)?;
        let open_until = open_until.map(|until| instant(what, until)).transpose()?;
        Ok((survey_id, Asked { invited_at, open_until }))
    });
    Ok(Known { opted_out, surveys: asked.collect::<Result<_, Error>>()? })
}
