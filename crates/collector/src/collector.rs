//! Takes responses: checks them, stores them, says what became of each.

use std::sync::Arc;

use plaudit_proto::v1;
use plaudit_storage::{Store, Tenant};
use tokio::task::JoinSet;
use tonic::Status;

use crate::intake::Intake;
use crate::queue::{Queue, WhenFull};
use crate::{Catalog, Clock, status};

/// Most responses in one call or one message of a stream.
const MOST: usize = 1_000;

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

    /// Takes a batch and returns one outcome for each response, in order, once what it says is
    /// durable.
    pub(crate) async fn take(
        &self,
        tenant: &Tenant,
        responses: Vec<v1::Response>,
        when_full: WhenFull,
    ) -> Result<Vec<v1::ResponseOutcome>, Status> {
        status::items("responses", responses.len(), MOST)?;
        let mut intake = Intake::check(&self.catalog, tenant, responses, (self.clock)())
            .await
            .map_err(status::failed)?;
        let items = std::mem::take(&mut intake.items);
        let stored = self.queue.store(tenant, items, when_full).await?;
        Ok(intake.finish(&stored))
    }
}
