//! What is done beside the calls: folding tallies, following changes of other processes.

use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::Engine;
use crate::auth::Door;
use crate::settings::{Folding, Only};

/// Pause between two looks at what other processes changed.
const FOLLOW_EVERY: Duration = Duration::from_secs(1);

/// How many batches wait before the co-moments of their month are written anew: the month takes 200
/// times the bytes of a batch of one.
const WORTH_A_MONTH: usize = 256;

/// Starts the background tasks. They end after `stopping` is cancelled.
pub(crate) fn start(
    engine: &Engine,
    door: Option<Arc<Door>>,
    folding: Folding,
    only: Only,
    stopping: &CancellationToken,
) -> JoinSet<()> {
    let mut tasks = JoinSet::new();
    let (catalog, clock) = (Arc::clone(&engine.catalog), Arc::clone(&engine.clock));
    tasks.spawn(every(FOLLOW_EVERY, stopping.clone(), move || {
        let (catalog, clock, door) = (Arc::clone(&catalog), Arc::clone(&clock), door.clone());
        async move {
            catalog.refresh(clock()).await?;
            match door {
                Some(door) => door.refresh().await,
                None => Ok(()),
            }
        }
    }));
    if only != Only::Report {
        let store = engine.store.clone();
        let stop = stopping.clone();
        let mut everything_due = Instant::now();
        tasks.spawn(every(folding.pause(), stopping.clone(), move || {
            let (store, stop) = (store.clone(), stop.clone());
            let mut least = folding.deltas;
            if everything_due <= Instant::now() {
                everything_due = Instant::now() + folding.lag();
                least = 1;
            }
            async move {
                for tenant in store.tenants().await? {
                    let mut least = least;
                    while !stop.is_cancelled() && store.fold(&tenant, least).await? > 0 {
                        least = folding.deltas;
                    }
                    if !stop.is_cancelled() {
                        store.fold_comoments(&tenant, WORTH_A_MONTH).await?;
                    }
                }
                Ok(())
            }
        }));
    }
    tasks
}

/// Does `work` again and again, with a pause between, until it is told to stop. An error is logged
/// and the work is tried again after the pause.
async fn every<F>(pause: Duration, stopping: CancellationToken, mut work: impl FnMut() -> F + Send)
where
    F: Future<Output = Result<(), plaudit_storage::Error>> + Send,
{
    loop {
        if let Err(error) = work().await {
            tracing::warn!(%error, "background work failed and will be tried again");
        }
        tokio::select! {
            () = stopping.cancelled() => return,
            () = tokio::time::sleep(pause) => {}
        }
    }
}
