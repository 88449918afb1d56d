//! Takes responses: checks them, stores them, says what became of each.

use std::panic::resume_unwind;
use std::sync::Arc;

use plaudit_proto::v1;
use plaudit_storage::{Error, Store, Tenant};
use prost::bytes::Bytes;
use tokio::task::JoinSet;
use tonic::Status;

use crate::intake::Intake;
use crate::queue::{Queue, WhenFull};
use crate::{Catalog, Clock, status};

/// Most responses in one call or one message of a stream.
const MOST: usize = 1_000;
/// Responses that are checked without a pause.
const AT_ONCE: usize = 256;

/// How much waits and how it is committed.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Most responses that wait for the database, at least 1,000; beyond, callers are pushed back.
    pub queue_responses: u32,
    /// Most responses in one transaction.
    pub transaction_responses: u32,
    /// Transactions under way at once, from 1. On SQLite one is written while the next is made ready.
    pub committers: u32,
}

/// The way of a response from the call to its acknowledgement.
pub struct Collector {
    pub(crate) store: Store,
    pub(crate) catalog: Arc<Catalog>,
    pub(crate) clock: Clock,
    queue: Queue,
}

impl Collector {
    /// Starts the committers over `store`. They are done when the collector was closed, or dropped,
    /// and what it had taken is stored.
    #[must_use]
    pub fn start(
        store: &Store,
        catalog: Arc<Catalog>,
        clock: Clock,
        options: Options,
    ) -> (Arc<Self>, JoinSet<()>) {
        let (queue, committers) = Queue::start(store, &clock, options);
        (Arc::new(Self { store: store.clone(), catalog, clock, queue }), committers)
    }

    /// Takes nothing more; calls that still wait are told that the server is stopping.
    pub fn close(&self) {
        self.queue.close();
    }

    /// Takes a batch, each an encoded [`v1::Response`], and returns one outcome for each, in order, once what
    /// it says is durable.
    pub(crate) async fn take(
        &self,
        tenant: &Tenant,
        responses: Vec<Bytes>,
        when_full: WhenFull,
    ) -> Result<Vec<v1::ResponseOutcome>, Status> {
        status::items("responses", responses.len(), MOST)?;
        let mut intake = self.check(tenant, responses).await.map_err(status::failed)?;
        let items = std::mem::take(&mut intake.items);
        let stored = self.queue.store(tenant, items, when_full).await?;
        Ok(intake.finish(&stored))
    }

    /// Checks a large batch in parts: on each core that is idle, and without holding up for long the calls
    /// that stand behind it in the runtime's line.
    async fn check(&self, tenant: &Tenant, responses: Vec<Bytes>) -> Result<Intake, Error> {
        let now = (self.clock)();
        if responses.len() <= AT_ONCE {
            return Intake::check(&self.catalog, tenant, 0, &responses, now).await;
        }
        let parts = responses.chunks(AT_ONCE).enumerate().map(|(i, part)| {
            let (catalog, tenant) = (Arc::clone(&self.catalog), tenant.clone());
            let part = part.to_vec();
            tokio::spawn(
                async move { Intake::check(&catalog, &tenant, i * AT_ONCE, &part, now).await },
            )
        });
        let mut intake = Intake::default();
        for part in parts.collect::<Vec<_>>() {
            intake.append(part.await.unwrap_or_else(|ended| resume_unwind(ended.into_panic()))?);
        }
        Ok(intake)
    }
}
