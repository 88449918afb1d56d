//! Following what other processes change: told by the database where it can, and by looking.

use std::sync::Arc;
use std::time::{Duration, Instant};

use plaudit_collector::{Catalog, Clock};
use plaudit_storage::{Error, News, Store};
use tokio_util::sync::CancellationToken;

use crate::Engine;
use crate::auth::Door;
use crate::upkeep::every;

/// First and longest pause before the database is asked again to tell.
const ASK_AGAIN: (Duration, Duration) = (Duration::from_millis(50), Duration::from_secs(60));

/// Brings up to date what this process holds in memory.
#[derive(Clone)]
pub(crate) struct Follower {
    store: Store,
    catalog: Arc<Catalog>,
    clock: Clock,
    door: Option<Arc<Door>>,
}

impl Follower {
    pub(crate) fn new(engine: &Engine, door: Option<Arc<Door>>) -> Self {
        let (catalog, clock) = (Arc::clone(&engine.catalog), Arc::clone(&engine.clock));
        Self { store: engine.store.clone(), catalog, clock, door }
    }

    /// Looks again and again for what changed, until it is told to stop.
    pub(crate) async fn look(self, pause: Duration, stopping: CancellationToken) {
        every(pause, stopping, move || {
            let this = self.clone();
            async move { this.catch_up().await }
        })
        .await;
    }

    /// Does what the database tells until it is told to stop. Returns at once when the database tells
    /// nothing.
    pub(crate) async fn listen(self, stopping: CancellationToken) {
        tokio::select! {
            () = stopping.cancelled() => {}
            () = self.hear_again_and_again() => {}
        }
    }

    async fn hear_again_and_again(&self) {
        let (first, longest) = ASK_AGAIN;
        let mut pause = first;
        loop {
            let since = Instant::now();
            let Err(error) = self.hear().await else { return };
            if since.elapsed() > longest {
                pause = first;
            }
            // Said once, however long it lasts.
            if pause == first {
                tracing::warn!(%error, "changes are not told any more: looking for them alone");
            }
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(longest);
        }
    }

    async fn hear(&self) -> Result<(), Error> {
        let Some(mut listener) = self.store.listen().await? else { return Ok(()) };
        tracing::info!("the database tells what other processes change");
        let mut news = News::Other;
        loop {
            match news {
                News::Survey { tenant, survey_id } => {
                    self.catalog.changed(&tenant, &survey_id).await?;
                }
                News::Keys => self.keys_changed().await?,
                News::Other => {
                    self.look_at_surveys().await?;
                    self.keys_changed().await?;
                }
            }
            news = listener.next().await?;
        }
    }

    async fn keys_changed(&self) -> Result<(), Error> {
        match &self.door {
            Some(door) => door.keys_changed().await,
            None => Ok(()),
        }
    }

    async fn look_at_surveys(&self) -> Result<(), Error> {
        self.catalog.refresh((self.clock)()).await
    }

    async fn catch_up(&self) -> Result<(), Error> {
        self.look_at_surveys().await?;
        match &self.door {
            Some(door) => door.refresh().await,
            None => Ok(()),
        }
    }
}
