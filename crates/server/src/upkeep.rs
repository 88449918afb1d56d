//! What is done beside the calls, again and again.

use std::sync::Arc;
use std::time::Duration;

use plaudit_collector::Clock;
use plaudit_storage::Store;
use tokio::runtime::Handle;
use tokio::task::JoinSet;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::Engine;
use crate::settings::{Folding, Only};

/// How many batches wait before the co-moments of their month are written anew: the month takes 200
/// times the bytes of a batch of one.
const WORTH_A_MONTH: usize = 256;

/// Pause between two looks for months that ended long enough ago. What comes late for one writes it anew.
const FOLD_MONTHS_EVERY: Duration = Duration::from_secs(60);

/// Pause between two rounds of carrying SQLite's log over: it grows by some 6 MiB meanwhile, at most. Those who
/// wait for a sync of the log stand behind the sync of the database then, the longer the more there is.
const CARRY_OVER_EVERY: Duration = Duration::from_millis(150);

/// Pause between two looks for responses that were kept for as long as their survey says.
const ERASE_EXPIRED_EVERY: Duration = Duration::from_secs(600);

/// Erases what was kept for as long as its survey says. It ends when the engine is told to stop.
pub(crate) async fn erase_expired(store: Store, clock: Clock, stop: CancellationToken) {
    every(ERASE_EXPIRED_EVERY, stop.clone(), || {
        let (store, stop, now) = (store.clone(), stop.clone(), clock());
        async move {
            for tenant in store.tenants().await? {
                let mut responses = 0;
                for retention in store.retentions(&tenant, now).await? {
                    store.forget_expired(&tenant, &retention, now).await?;
                    while !stop.is_cancelled() {
                        match store.erase_expired(&tenant, &retention, now).await? {
                            0 => break,
                            erased => responses += erased,
                        }
                    }
                }
                if responses > 0 {
                    tracing::info!(%tenant, responses, "erased what was kept long enough");
                }
            }
            Ok(())
        }
    })
    .await;
}

/// Starts folding and the like, unless reports alone are served. It ends after the engine is told to stop.
pub(crate) fn start(engine: &Engine, folding: Folding, only: Only) -> JoinSet<()> {
    let mut tasks = JoinSet::new();
    if only != Only::Report {
        let (store, stop) = (engine.store.clone(), engine.stopping().clone());
        tasks.spawn(carry_over(store.clone(), stop.clone()));
        aside(&mut tasks, put_in_order(store.clone(), folding, stop.clone()));
        aside(&mut tasks, fold(store.clone(), folding, stop.clone()));
        aside(&mut tasks, fold_months(store, Arc::clone(&engine.clock), folding, stop));
    }
    tasks
}

async fn carry_over(store: Store, stop: CancellationToken) {
    every(CARRY_OVER_EVERY, stop, || {
        let store = store.clone();
        async move { store.carry_over().await }
    })
    .await;
}

/// Beside folding, not after it: what arrives while many tallies are added up would then wait for being put
/// in order all at once.
async fn put_in_order(store: Store, folding: Folding, stop: CancellationToken) {
    let mut everything = Due::every(folding.lag());
    every(folding.pause(), stop.clone(), || {
        let (store, stop, all) = (store.clone(), stop.clone(), everything.is_due());
        async move {
            for tenant in store.tenants().await? {
                if !stop.is_cancelled() {
                    store.put_in_order(&tenant, all).await?;
                }
            }
            Ok(())
        }
    })
    .await;
}

async fn fold(store: Store, folding: Folding, stop: CancellationToken) {
    let mut everything = Due::every(folding.lag());
    every(folding.pause(), stop.clone(), || {
        let (store, stop) = (store.clone(), stop.clone());
        let least = if everything.is_due() { 1 } else { folding.deltas };
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
    })
    .await;
}

async fn fold_months(store: Store, clock: Clock, folding: Folding, stop: CancellationToken) {
    every(FOLD_MONTHS_EVERY, stop.clone(), || {
        let (store, stop) = (store.clone(), stop.clone());
        let old = clock().utc_day().minus(folding.months_after_days.into());
        async move {
            let Some(old) = old else { return Ok(()) };
            for tenant in store.tenants().await? {
                if !stop.is_cancelled() {
                    store.fold_months(&tenant, old).await?;
                }
            }
            Ok(())
        }
    })
    .await;
}

/// When all that waits is to be done, however little it is.
struct Due {
    next: Instant,
    lag: Duration,
}

impl Due {
    /// At once, and then each time that `lag` has passed.
    fn every(lag: Duration) -> Self {
        Self { next: Instant::now(), lag }
    }

    fn is_due(&mut self) -> bool {
        let now = Instant::now();
        let due = self.next <= now;
        if due {
            self.next = now + self.lag;
        }
        due
    }
}

/// Runs `work` on a thread of its own: what adds up thousands of tallies without a pause would hold up
/// the calls that stand behind it in the runtime's line.
fn aside(tasks: &mut JoinSet<()>, work: impl Future<Output = ()> + Send + 'static) {
    let runtime = Handle::current();
    tasks.spawn_blocking(move || runtime.block_on(work));
}

/// Does `work` again and again, with a pause between, until it is told to stop. An error is logged
/// and the work is tried again after the pause.
pub(crate) async fn every<F>(
    pause: Duration,
    stopping: CancellationToken,
    mut work: impl FnMut() -> F + Send,
) where
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
