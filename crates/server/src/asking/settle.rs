//! From a draft that is closed to a response that is stored.

use std::sync::Arc;
use std::time::Duration;

use plaudit_collector::Collector;
use plaudit_core::invitation::State as Disposition;
use plaudit_core::time::Timestamp;
use plaudit_proto::v1;
use plaudit_storage::{ResponseDraft, Stage, Store, Tenant};
use tonic::Status;
use uuid::Uuid;

use crate::Engine;
use crate::settings::Asking;
use crate::upkeep::every;

/// Pause between two rounds.
const PAUSE: Duration = Duration::from_secs(10);
/// Drafts of a tenant in one round.
const ROUND: u32 = 500;
/// How long a closed draft is left to the call that closed it, in microseconds.
const OWN_MICROS: i64 = 10 * 1_000_000;
/// How long it is known that a draft was stored, in days.
const KNOWN_DAYS: i64 = 30;

/// Stores a closed draft as a response, exactly once, and notes what became of it and of the invitation
/// whose id it has, if it has one.
pub(crate) async fn settle(
    collector: &Collector,
    store: &Store,
    tenant: &Tenant,
    draft: &ResponseDraft,
    now: Timestamp,
) -> Result<(), Status> {
    let ResponseDraft { survey_id, version, submission, .. } = draft;
    let response = v1::Response::new(survey_id, *version, submission.clone());
    let outcome = collector.submit(tenant, response).await?;
    let stored = match outcome.outcome() {
        v1::Outcome::Stored | v1::Outcome::Duplicate | v1::Outcome::Erased => true,
        v1::Outcome::Conflict | v1::Outcome::Rejected | v1::Outcome::Unspecified => {
            let why = outcome.violations.first().map(|violation| violation.reason.as_str());
            tracing::warn!(%tenant, survey_id, draft = submission.id, why, "a draft was refused");
            false
        }
    };
    if stored
        && submission.completed
        && let Ok(invitation) = Uuid::parse_str(&submission.id)
    {
        let completed = [(invitation, Disposition::Completed)];
        let noted = store.record(tenant, &completed, now).await;
        noted.map_err(plaudit_collector::status::failed)?;
    }
    let settled = store.settle_draft(tenant, &submission.id, stored, now).await;
    settled.map_err(plaudit_collector::status::failed)
}

/// Does what has to be done about drafts again and again, until the engine is told to stop.
pub(crate) fn upkeep(engine: &Engine, settings: &Asking) -> impl Future<Output = ()> + use<> {
    let (store, clock) = (engine.store.clone(), Arc::clone(&engine.clock));
    let collector = Arc::clone(&engine.collector);
    let idle_micros = i64::from(settings.draft_hours) * 3_600_000_000;
    every(PAUSE, engine.stopping().clone(), move || {
        let (store, collector, now) = (store.clone(), Arc::clone(&collector), clock());
        async move { round(&collector, &store, now, idle_micros).await }
    })
}

/// Closes the drafts that nobody has answered for `idle_micros`, stores those that are closed and
/// forgets those that were stored long ago.
async fn round(
    collector: &Collector,
    store: &Store,
    now: Timestamp,
    idle_micros: i64,
) -> Result<(), plaudit_storage::Error> {
    for tenant in store.tenants().await? {
        store.close_drafts(&tenant, now.plus_micros(-idle_micros)).await?;
        let until = now.plus_micros(-OWN_MICROS);
        for draft in store.drafts(&tenant, Stage::Closed, until, ROUND).await? {
            if let Err(status) = settle(collector, store, &tenant, &draft, now).await {
                tracing::warn!(%tenant, %status, "a draft will be stored later");
            }
        }
        store.forget_drafts(&tenant, now.plus_days(-KNOWN_DAYS)).await?;
    }
    Ok(())
}
