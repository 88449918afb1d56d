//! From a batch on the wire to checked responses and the outcomes of the others.

use std::collections::HashMap;
use std::sync::Arc;

use plaudit_core::Violation;
use plaudit_core::response::Submission;
use plaudit_core::survey::Version;
use plaudit_core::time::Timestamp;
use plaudit_proto::v1;
use plaudit_storage::{Error, Incoming, Outcome, Tenant};

use crate::Catalog;

/// A batch after the checks.
pub(crate) struct Intake {
    /// What is to be stored.
    pub(crate) items: Vec<Incoming>,
    /// One a response of the batch; those to be stored have no outcome yet.
    outcomes: Vec<v1::ResponseOutcome>,
}

/// A survey's version for the responses of one batch, or why there is none.
type Resolved = Result<Arc<Version>, Violation>;

impl Intake {
    /// Checks each response against its survey. A bad one never costs a good one.
    pub(crate) async fn check(
        catalog: &Catalog,
        tenant: &Tenant,
        responses: Vec<v1::Response>,
        now: Timestamp,
    ) -> Result<Self, Error> {
        let mut versions: HashMap<(String, u32), Resolved> = HashMap::new();
        let mut items = Vec::with_capacity(responses.len());
        let mut outcomes = Vec::with_capacity(responses.len());
        for mut response in responses {
            let response_id = response.id.clone();
            let key = (std::mem::take(&mut response.survey_id), response.version);
            let version = match versions.get(&key) {
                Some(version) => version.clone(),
                None => {
                    let version = resolve(catalog, tenant, &key.0, key.1).await?;
                    versions.insert(key, version.clone());
                    version
                }
            };
            let checked = version.map_err(|violation| vec![violation]).and_then(|version| {
                let response = version.check(Submission::from(response), now)?;
                Ok(Incoming::new(&version, response))
            });
            let (outcome, violations) = match checked {
                Ok(item) => {
                    items.push(item);
                    (v1::Outcome::Unspecified, Vec::new())
                }
                Err(found) => (v1::Outcome::Rejected, found),
            };
            outcomes.push(v1::ResponseOutcome {
                response_id,
                outcome: outcome.into(),
                violations: violations.into_iter().map(Into::into).collect(),
            });
        }
        Ok(Self { items, outcomes })
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
