//! What a transaction that decides must ask and write, without the asking and the writing.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use plaudit_core::invitation::{Counter, Decision, Ledger, Reason};
use plaudit_core::time::Timestamp;

use super::{Candidate, Decided, Invitation};
use crate::{Tenant, ids, tombstones};

/// Survey and digest of an event's id.
pub(super) type Key<'a> = (&'a str, [u8; 32]);

/// What was decided on an event before.
pub(super) struct Before {
    pub(super) digest: Vec<u8>,
    pub(super) decided: Decided,
}

/// Candidates made ready: each event once, and what chance left out.
pub(super) struct Plan<'a> {
    tenant: &'a Tenant,
    candidates: &'a [Candidate],
    keys: Vec<Key<'a>>,
    /// Why an event is left out before anything is asked.
    left_out: Vec<Option<Reason>>,
}

/// What the transaction is to write.
pub(super) struct Writing<'a> {
    pub(super) candidate: &'a Candidate,
    pub(super) key: Key<'a>,
    pub(super) decided: Decided,
}

impl<'a> Plan<'a> {
    pub(super) fn new(tenant: &'a Tenant, candidates: &'a [Candidate]) -> Self {
        let key = |candidate: &'a Candidate| {
            let event = &candidate.event;
            let parts = [tenant.as_str(), &event.survey_id, &event.id];
            (event.survey_id.as_str(), tombstones::digest(&parts))
        };
        let left_out = |candidate: &Candidate| {
            let rules = &candidate.version.survey().asking.invitations;
            let closed = (!candidate.open).then_some(Reason::SurveyClosed);
            closed.or_else(|| rules.left_out(tenant.as_str(), &candidate.event))
        };
        Self {
            tenant,
            candidates,
            keys: candidates.iter().map(key).collect(),
            left_out: candidates.iter().map(left_out).collect(),
        }
    }

    /// The events, each once.
    pub(super) fn events(&self) -> BTreeSet<Key<'a>> {
        self.keys.iter().copied().collect()
    }

    /// Digests and pseudonyms of the contacts that must be looked at, or whose address comes now: all
    /// transactions lock them in this order, so that none waits for another in a circle.
    pub(super) fn contacts(
        &self,
        before: &HashMap<Key<'a>, Before>,
    ) -> BTreeMap<[u8; 32], &'a str> {
        let digest = |contact: &str| tombstones::digest(&[self.tenant.as_str(), contact]);
        self.undecided(before)
            .chain(self.addressed(before))
            .map(|at| &self.candidates[at].event.contact)
            .map(|contact| (digest(contact), contact.as_str()))
            .collect()
    }

    /// The counters that an invitation could meet, in the order in which all lock them. Absent where
    /// nobody can be invited: who is held back by what was there before stays so, whatever else this
    /// decides.
    pub(super) fn counters(
        &self,
        before: &HashMap<Key<'a>, Before>,
        ledger: &Ledger,
        now: Timestamp,
    ) -> Option<BTreeSet<Counter>> {
        let mut counters = None::<BTreeSet<Counter>>;
        for at in self.undecided(before) {
            let Candidate { event, version, .. } = &self.candidates[at];
            let asking = &version.survey().asking;
            if ledger.holds_back(asking, event, now).is_none() {
                let limits = asking.invitations.limits(event);
                let met = limits.into_iter().map(|limit| limit.counter);
                counters.get_or_insert_default().extend(met);
            }
        }
        counters
    }

    /// Decides on what is new, in the order of the candidates. Returned by event, in the order in which
    /// all insert them.
    pub(super) fn decide(
        &self,
        before: &HashMap<Key<'a>, Before>,
        ledger: &mut Ledger,
        now: Timestamp,
    ) -> BTreeMap<Key<'a>, Writing<'a>> {
        let mut writings: BTreeMap<Key<'a>, Writing<'a>> = BTreeMap::new();
        for (at, key) in self.keys.iter().enumerate() {
            if before.contains_key(key) || writings.contains_key(key) {
                continue;
            }
            let candidate = &self.candidates[at];
            let asking = &candidate.version.survey().asking;
            let decision = match self.left_out[at] {
                Some(reason) => Decision::Suppress(reason),
                None => ledger.decide(asking, &candidate.event, now),
            };
            let decided = match decision {
                Decision::Suppress(reason) => Decided::Suppressed { reason, repeated: false },
                Decision::Invite => {
                    let invitation = Box::new(invitation(candidate, now));
                    Decided::Invited { invitation, repeated: false }
                }
            };
            writings.insert(*key, Writing { candidate, key: *key, decided });
        }
        writings
    }

    /// One a candidate, in order.
    pub(super) fn outcomes(
        &self,
        before: &HashMap<Key<'a>, Before>,
        writings: &BTreeMap<Key<'a>, Writing<'a>>,
    ) -> Vec<Decided> {
        let mut told = BTreeSet::new();
        let outcome = |(candidate, key): (&Candidate, &Key<'a>)| {
            let digest = candidate.event.digest();
            match (before.get(key), writings.get(key)) {
                (Some(before), _) if before.digest == digest => before.decided.clone(),
                (None, Some(writing)) if writing.candidate.event.digest() == digest => {
                    let decided = writing.decided.clone();
                    if told.insert(*key) { decided } else { decided.repeated() }
                }
                _ => Decided::Conflict,
            }
        };
        self.candidates.iter().zip(&self.keys).map(outcome).collect()
    }

    /// Positions of the events that brought an invitation before and come with an address.
    fn addressed<'b>(
        &'b self,
        before: &'b HashMap<Key<'a>, Before>,
    ) -> impl Iterator<Item = usize> + 'b {
        (0..self.candidates.len()).filter(|at| {
            let Candidate { event, address, .. } = &self.candidates[*at];
            let known = before.get(&self.keys[*at]).filter(|it| it.digest == event.digest());
            address.is_some() && known.is_some_and(|known| known.decided.contact().is_some())
        })
    }

    /// Positions of the events that are neither decided nor left out.
    fn undecided<'b>(
        &'b self,
        before: &'b HashMap<Key<'a>, Before>,
    ) -> impl Iterator<Item = usize> + 'b {
        (0..self.candidates.len())
            .filter(|at| self.left_out[*at].is_none() && !before.contains_key(&self.keys[*at]))
    }
}

fn invitation(candidate: &Candidate, now: Timestamp) -> Invitation {
    let Candidate { event, version, .. } = candidate;
    Invitation {
        id: ids::invitation(),
        survey_id: event.survey_id.clone(),
        version: version.number(),
        event_id: Some(event.id.clone()),
        contact: Some(event.contact.clone()),
        channel: event.channel.clone(),
        language: event.language.clone(),
        segments: event.segments.clone(),
        occurred_at: event.occurred_at,
        invited_at: now,
        expires_at: version.survey().asking.expires_at(now),
        state: plaudit_core::invitation::State::Invited,
        changed_at: now,
        reminders: 0,
    }
}
