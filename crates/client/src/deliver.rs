//! Sends many responses, each until it is acknowledged.

use std::panic::resume_unwind;
use std::pin::pin;
use std::time::Duration;

use backon::{ExponentialBuilder, Retryable};
use futures::{Stream, StreamExt, stream};
use plaudit_proto::v1;
use tokio::task::JoinHandle;
use tonic::{Code, Status};
use tonic_types::StatusExt;

use crate::{Client, Error};

/// Responses in one call.
const BATCH: usize = 1_000;
/// Calls under way at once.
const AHEAD: usize = 4;
/// How long a batch is tried before the client gives up.
const PATIENCE: Duration = Duration::from_secs(60);
/// Longest wait for one answer.
const DEADLINE: Duration = Duration::from_secs(30);

/// What became of a delivery.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Delivery {
    /// New, and durable.
    pub stored: u64,
    /// Stored before, by this or another delivery.
    pub duplicates: u64,
    /// Stored before with other content.
    pub conflicts: u64,
    /// Not acceptable.
    pub rejected: u64,
    /// Erased before, so that they do not come back.
    pub erased: u64,
}

impl Delivery {
    /// Counts the outcomes of one batch.
    pub fn count(&mut self, outcomes: &[v1::ResponseOutcome]) {
        for outcome in outcomes {
            match outcome.outcome() {
                v1::Outcome::Stored => self.stored += 1,
                v1::Outcome::Duplicate => self.duplicates += 1,
                v1::Outcome::Conflict => self.conflicts += 1,
                v1::Outcome::Erased => self.erased += 1,
                v1::Outcome::Rejected | v1::Outcome::Unspecified => self.rejected += 1,
            }
        }
    }

    /// Responses with an outcome.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.stored + self.duplicates + self.conflicts + self.rejected + self.erased
    }
}

impl Client {
    /// Sends `responses` in batches and tells `acknowledged` the outcomes of each batch, in order.
    /// A batch that could not be delivered is sent again with the same ids for up to a minute, so
    /// that each response counts once whatever happens on the way.
    ///
    /// # Errors
    /// The last refusal, when a batch could not be delivered. What was acknowledged is durable.
    pub async fn deliver<I>(
        &self,
        responses: I,
        acknowledged: impl FnMut(&[v1::ResponseOutcome]),
    ) -> Result<Delivery, Error>
    where
        I: IntoIterator<Item = v1::Response>,
    {
        self.deliver_stream(stream::iter(responses), acknowledged).await
    }

    /// The same for responses that come in their own time.
    ///
    /// # Errors
    /// As [`deliver`](Self::deliver).
    pub async fn deliver_stream(
        &self,
        responses: impl Stream<Item = v1::Response>,
        mut acknowledged: impl FnMut(&[v1::ResponseOutcome]),
    ) -> Result<Delivery, Error> {
        // Each in a task of its own, so that they are encoded, and straight on a database decoded and
        // checked, beside each other.
        let batches = responses.chunks(BATCH).map(|batch| {
            let client = self.clone();
            Task(tokio::spawn(async move { client.deliver_batch(batch).await })).ended()
        });
        let mut delivered = pin!(batches.buffered(AHEAD));
        let mut delivery = Delivery::default();
        while let Some(outcomes) = delivered.next().await {
            let outcomes = outcomes?;
            delivery.count(&outcomes);
            acknowledged(&outcomes);
        }
        Ok(delivery)
    }

    async fn deliver_batch(
        &self,
        responses: Vec<v1::Response>,
    ) -> Result<Vec<v1::ResponseOutcome>, Error> {
        let batch = v1::SubmitResponsesRequest::new(&responses);
        drop(responses);
        let send = || async {
            let mut request = tonic::Request::new(batch.clone());
            request.set_timeout(DEADLINE);
            Ok(self.collection().submit_responses(request).await?.into_inner().outcomes)
        };
        let pauses = ExponentialBuilder::default()
            .with_min_delay(Duration::from_millis(50))
            .with_max_delay(Duration::from_secs(5))
            .with_jitter()
            .with_total_delay(Some(PATIENCE))
            .without_max_times();
        let outcomes = send
            .retry(pauses)
            .when(may_pass)
            .adjust(|status: &Status, pause| {
                let hint = status.get_details_retry_info().and_then(|info| info.retry_delay);
                pause.map(|pause| hint.map_or(pause, |hint| hint.max(pause)))
            })
            .await?;
        Ok(outcomes)
    }
}

/// Goes on by itself and ends with whoever waits for it.
struct Task<T>(JoinHandle<T>);

impl<T> Task<T> {
    async fn ended(mut self) -> T {
        (&mut self.0).await.unwrap_or_else(|ended| resume_unwind(ended.into_panic()))
    }
}

impl<T> Drop for Task<T> {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Whether the same call may succeed later. Sending again is always safe, since the ids stay.
fn may_pass(status: &Status) -> bool {
    matches!(
        status.code(),
        Code::Unavailable
            | Code::ResourceExhausted
            | Code::DeadlineExceeded
            | Code::Aborted
            | Code::Cancelled
            | Code::Unknown
    )
}
