//! From a batch on the wire to checked responses and the outcomes of the others.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;

use plaudit_core::Violation;
use plaudit_core::response::Submission;
use plaudit_core::survey::Version;
use plaudit_core::time::Timestamp;
use plaudit_proto::{borrowed, v1};
use plaudit_storage::{Error, Incoming, Outcome, Tenant};
use prost::bytes::Bytes;

use crate::Catalog;

/// A batch after the checks.
#[derive(Default)]
pub(crate) struct Intake {
    /// What is to be stored.
    pub(crate) items: Vec<Incoming>,
    /// One a response of the batch; those to be stored have no outcome yet.
    outcomes: Vec<v1::ResponseOutcome>,
}

/// A survey's version for the responses of one batch, or why there is none.
type Resolved = Result<Arc<Version>, Violation>;

impl Intake {
    /// Checks each encoded response against its survey. A bad one never costs a good one. The first of them
    /// is the batch's at `first`.
    pub(crate) async fn check(
        catalog: &Catalog,
        tenant: &Tenant,
        first: usize,
        responses: &[Bytes],
        now: Timestamp,
    ) -> Result<Self, Error> {
        let mut versions: HashMap<(&str, u32), Resolved> = HashMap::new();
        let mut items = Vec::with_capacity(responses.len());
        let mut outcomes = Vec::with_capacity(responses.len());
        for (at, bytes) in (first..).zip(responses) {
            let Ok(response) = borrowed::Response::decode(bytes) else {
                let field = format!("responses[{at}]");
                let violation = Violation::new(field, "is no encoded plaudit.v1.Response");
                outcomes.push(rejected("", vec![violation]));
                continue;
            };
            let (id, key) = (response.id, (response.survey_id, response.version));
            let version = match versions.entry(key) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(unknown) => {
                    unknown.insert(resolve(catalog, tenant, key.0, key.1).await?)
                }
            };
            let checked = version.as_ref().map_err(|violation| vec![violation.clone()]);
            let checked = checked.and_then(|version| {
                let response = version.check(Submission::from(response), now)?;
                Ok(Incoming::new(version, response))
            });
            match checked {
                Ok(item) => {
                    items.push(item);
                    outcomes.push(outcome(id, v1::Outcome::Unspecified, Vec::new()));
                }
                Err(found) => outcomes.push(rejected(id, found)),
            }
        }
        Ok(Self { items, outcomes })
    }

    /// Adds what comes after it in the batch.
    pub(crate) fn append(&mut self, mut next: Self) {
        self.items.append(&mut next.items);
        self.outcomes.append(&mut next.outcomes);
    }

    /// Fills in what became of the stored ones, in order.
    pub(crate) fn finish(mut self, stored: &[Outcome]) -> Vec<v1::ResponseOutcome> {
        let waiting = self
            .outcomes
            .iter_mut()
            .filter(|outcome| outcome.outcome() == v1::Outcome::Unspecified);
        for (outcome, stored) in waiting.zip(stored) {
            outcome.set_outcome(match stored {
                Outcome::Stored => v1::Outcome::Stored,
                Outcome::Duplicate => v1::Outcome::Duplicate,
                Outcome::Conflict => v1::Outcome::Conflict,
                Outcome::Erased => v1::Outcome::Erased,
            });
            if *stored == Outcome::Conflict {
                let violation = Violation::new("id", "is already stored with other content");
                outcome.violations.push(violation.into());
            }
        }
        self.outcomes
    }
}

fn outcome(id: &str, outcome: v1::Outcome, violations: Vec<Violation>) -> v1::ResponseOutcome {
    v1::ResponseOutcome {
        response_id: id.to_owned(),
        outcome: outcome.into(),
        violations: violations.into_iter().map(Into::into).collect(),
    }
}

fn rejected(id: &str, violations: Vec<Violation>) -> v1::ResponseOutcome {
    outcome(id, v1::Outcome::Rejected, violations)
}

async fn resolve(
    catalog: &Catalog,
    tenant: &Tenant,
    survey_id: &str,
    number: u32,
) -> Result<Resolved, Error> {
    let refuse = |field, reason: String| Ok(Err(Violation::new(field, reason)));
    let Some(published) = catalog.get(tenant, survey_id, number).await? else {
        return refuse("survey_id", format!("there is no published survey {survey_id:?}"));
    };
    if !published.open {
        return refuse("survey_id", format!("the survey {survey_id:?} is closed"));
    }
    match published.version(number) {
        Some(version) => Ok(Ok(Arc::clone(version))),
        None => refuse("version", format!("the survey {survey_id:?} has no version {number}")),
    }
}
