//! The bounded queue between the calls and the database, and the group commit behind it.
//!
//! What waits while one transaction commits goes into the next one together: small transactions when
//! idle, large ones under load.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use plaudit_storage::{Error, Incoming, Outcome, Store, Tenant};
use tokio::runtime::Handle;
use tokio::sync::{Mutex, Notify, OwnedSemaphorePermit, Semaphore, TryAcquireError, mpsc, oneshot};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use tonic::{Code, Status};

use crate::{Clock, Options, status};

/// Transactions that are under way at once, if they are small: more of them cost more than they bring.
const FEW: u32 = 2;
/// Responses of one that goes beside so many.
const WORTH_MORE: usize = 500;

/// The end of the queue at which calls stand.
#[derive(Debug)]
pub(crate) struct Queue {
    jobs: mpsc::Sender<Job>,
    room: Arc<Semaphore>,
    capacity: u32,
    closing: CancellationToken,
}

/// What became of the responses of one call.
type Committed = Result<Vec<Outcome>, Status>;

/// The responses of one call that passed the checks.
#[derive(Debug)]
struct Job {
    tenant: Tenant,
    items: Vec<Incoming>,
    done: oneshot::Sender<Committed>,
    _room: OwnedSemaphorePermit,
}

/// Whether a call waits for room in the queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum WhenFull {
    /// Push the caller back at once.
    Refuse,
    /// Wait, and so read on from the caller only as fast as the database stores.
    Wait,
}

impl Queue {
    /// Starts the committers. They end when the queue is closed, or dropped, and empty.
    pub(crate) fn start(store: &Store, clock: &Clock, options: Options) -> (Self, JoinSet<()>) {
        let (jobs, waiting) = mpsc::channel(options.queue_responses as usize);
        let waiting = Mutex::new(waiting);
        let line = Arc::new(Line { waiting, busy: AtomicU32::new(0), ended: Notify::new() });
        let closing = CancellationToken::new();
        let mut committers = JoinSet::new();
        // One more than can write: it makes ready what is written next.
        for _ in 0..options.committers.clamp(1, store.writers() + 1) {
            let committer = Committer {
                store: store.clone(),
                clock: Arc::clone(clock),
                line: Arc::clone(&line),
                closing: closing.clone(),
                most: options.transaction_responses as usize,
                few: store.writers().min(FEW),
            };
            // On a thread of its own: the database would wait while it stands behind calls that are checked.
            let runtime = Handle::current();
            committers.spawn_blocking(move || runtime.block_on(committer.run()));
        }
        let capacity = options.queue_responses;
        let room = Arc::new(Semaphore::new(capacity as usize));
        (Self { jobs, room, capacity, closing }, committers)
    }

    /// Takes nothing more, whoever still stands in line.
    pub(crate) fn close(&self) {
        self.room.close();
        self.closing.cancel();
    }

    /// Stores `items` and returns their outcomes, in order, once they are durable.
    pub(crate) async fn store(
        &self,
        tenant: &Tenant,
        items: Vec<Incoming>,
        when_full: WhenFull,
    ) -> Result<Vec<Outcome>, Status> {
        if items.is_empty() {
            return Ok(Vec::new());
        }
        let size = u32::try_from(items.len()).unwrap_or(u32::MAX).min(self.capacity);
        let room = Arc::clone(&self.room);
        let room = match when_full {
            WhenFull::Wait => room.acquire_many_owned(size).await.map_err(|_| stopping())?,
            WhenFull::Refuse => room.try_acquire_many_owned(size).map_err(|why| match why {
                TryAcquireError::NoPermits => status::retry_later(
                    Code::ResourceExhausted,
                    "the queue is full, nothing was taken",
                ),
                TryAcquireError::Closed => stopping(),
            })?,
        };
        let (done, outcomes) = oneshot::channel();
        let job = Job { tenant: tenant.clone(), items, done, _room: room };
        self.jobs.send(job).await.map_err(|_| stopping())?;
        outcomes.await.map_err(|_| stopping())?
    }
}

fn stopping() -> Status {
    status::retry_later(Code::Unavailable, "the server is stopping")
}

struct Committer {
    store: Store,
    clock: Clock,
    line: Arc<Line>,
    closing: CancellationToken,
    most: usize,
    /// Transactions under way beside which a small one waits.
    few: u32,
}

/// Where the calls stand, and how many transactions serve them.
struct Line {
    waiting: Mutex<mpsc::Receiver<Job>>,
    busy: AtomicU32,
    /// One of them has ended.
    ended: Notify,
}

/// A transaction that is under way until this is dropped.
struct Busy(Arc<Line>);

impl Busy {
    fn begin(line: &Arc<Line>) -> Self {
        line.busy.fetch_add(1, Ordering::Relaxed);
        Self(Arc::clone(line))
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        self.0.busy.fetch_sub(1, Ordering::Relaxed);
        self.0.ended.notify_one();
    }
}

impl Committer {
    async fn run(self) {
        let mut answering = JoinSet::new();
        while let Some((jobs, busy)) = self.next().await {
            // A caller that is gone, or whose deadline passed, is not waited for any more.
            let jobs = jobs.into_iter().filter(|job| !job.done.is_closed());
            let mut tenants: HashMap<Tenant, Vec<Job>> = HashMap::new();
            for job in jobs {
                tenants.entry(job.tenant.clone()).or_default().push(job);
            }
            for (tenant, jobs) in tenants {
                let committed = self.commit(&tenant, jobs).await;
                answering.spawn(answer(self.store.clone(), committed));
            }
            drop(busy);
            while answering.try_join_next().is_some() {}
        }
        answering.join_all().await;
    }

    /// Takes what waits, up to a transaction's worth, or until it is worth one beside those under way.
    /// Absent when the queue is closed and empty.
    async fn next(&self) -> Option<(Vec<Job>, Busy)> {
        let mut waiting = self.line.waiting.lock().await;
        let first = tokio::select! {
            biased;
            first = waiting.recv() => first?,
            () = self.closing.cancelled() => {
                // What was sent before is still received.
                waiting.close();
                waiting.recv().await?
            }
        };
        let mut size = first.items.len();
        let mut jobs = vec![first];
        while size < self.most {
            let crowded = size < WORTH_MORE && self.line.busy.load(Ordering::Relaxed) >= self.few;
            let job = match waiting.try_recv() {
                Err(_) if crowded => tokio::select! {
                    job = waiting.recv() => job,
                    () = self.line.ended.notified() => continue,
                },
                tried => tried.ok(),
            };
            let Some(job) = job else { break };
            size += job.items.len();
            jobs.push(job);
        }
        Some((jobs, Busy::begin(&self.line)))
    }

    /// Stores all jobs in one transaction. When the database refuses it for its content, each job
    /// goes alone, so that one call cannot fail another.
    async fn commit(&self, tenant: &Tenant, mut jobs: Vec<Job>) -> Vec<(Job, Committed)> {
        let sizes: Vec<usize> = jobs.iter().map(|job| job.items.len()).collect();
        let items: Vec<Incoming> = jobs.iter_mut().flat_map(|job| job.items.drain(..)).collect();
        let stored = self.store.commit(tenant, &items, (self.clock)()).await;
        let alone = jobs.len() > 1 && matches!(stored, Err(Error::Other(_)));
        let mut together = stored.map(Vec::into_iter).map_err(|error| status::of_storage(&error));
        let mut rest = items.as_slice();
        let mut committed = Vec::with_capacity(jobs.len());
        for (job, size) in jobs.into_iter().zip(sizes) {
            let (items, after) = rest.split_at(size);
            rest = after;
            let outcomes = if alone {
                let stored = self.store.commit(tenant, items, (self.clock)()).await;
                stored.map_err(|error| status::of_storage(&error))
            } else {
                together.as_mut().map(|all| all.take(size).collect()).map_err(|why| why.clone())
            };
            committed.push((job, outcomes));
        }
        committed
    }
}

/// Tells the callers once it is durable, while the committer goes on.
async fn answer(store: Store, committed: Vec<(Job, Committed)>) {
    let durable = store.durable().await.map_err(|error| status::of_storage(&error));
    for (job, outcomes) in committed {
        job.answer(durable.clone().and(outcomes));
    }
}

impl Job {
    /// Tells the caller. When it is gone, what is stored is stored: it will send again and learn.
    fn answer(self, outcomes: Committed) {
        drop(self.done.send(outcomes));
    }
}
