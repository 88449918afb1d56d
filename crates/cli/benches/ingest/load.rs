//! Those who send.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use futures::{StreamExt, stream};
use plaudit_client::Client;
use plaudit_proto::v1;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use tokio::task::JoinSet;

use crate::support::answers::{self, Answers};
use crate::support::served::Served;

/// Connections of the load.
const CONNECTIONS: usize = 4;
/// Batches under way on one connection.
const AHEAD: usize = 4;
/// Responses of one call where latency is measured.
const SMALL_BATCH: usize = 100;

/// Numbers of responses that no batch has had.
static NEXT: AtomicUsize = AtomicUsize::new(1 << 40);

/// How long acknowledgements took, in milliseconds.
pub(crate) struct Latency {
    pub(crate) p50: f64,
    pub(crate) p95: f64,
    pub(crate) p99: f64,
}

/// Sends all batches as fast as they are taken, and returns the seconds until the last is durable.
pub(crate) async fn batches(served: &Served, answers: &Answers) -> f64 {
    let mut share: Vec<Vec<Vec<v1::Response>>> = vec![Vec::new(); CONNECTIONS];
    for (i, batch) in answers.0.iter().enumerate() {
        share[i % CONNECTIONS].push(batch.clone());
    }
    let start = Instant::now();
    let mut senders = JoinSet::new();
    for batches in share {
        let client = served.client();
        senders.spawn(async move {
            let sent = stream::iter(batches).map(|batch| send(client.clone(), batch));
            sent.buffer_unordered(AHEAD).for_each(|()| async {}).await;
        });
    }
    senders.join_all().await;
    start.elapsed().as_secs_f64()
}

/// Responses a second from `callers` who each wait for one acknowledgement.
pub(crate) async fn single(client: impl Fn() -> Client, callers: usize, span: Duration) -> f64 {
    let clients: Vec<_> = (0..CONNECTIONS).map(|_| client()).collect();
    let done = Arc::new(AtomicUsize::new(0));
    let start = Instant::now();
    let mut tasks = JoinSet::new();
    for caller in 0..callers {
        let (client, done) = (clients[caller % CONNECTIONS].clone(), Arc::clone(&done));
        tasks.spawn(async move {
            let mut dice = ChaCha8Rng::seed_from_u64(caller as u64);
            while start.elapsed() < span {
                send(client.clone(), vec![new(&mut dice)]).await;
                done.fetch_add(1, Ordering::Relaxed);
            }
        });
    }
    tasks.join_all().await;
    done.load(Ordering::Relaxed) as f64 / start.elapsed().as_secs_f64()
}

/// Sends `rate` responses a second for `span` whatever comes back, and returns how long each call
/// took from the moment it was due.
pub(crate) async fn at_rate(served: &Served, rate: f64, span: Duration) -> Latency {
    let clients: Vec<_> = (0..CONNECTIONS).map(|_| served.client()).collect();
    let pause = Duration::from_secs_f64(SMALL_BATCH as f64 / rate);
    let calls = (span.as_secs_f64() / pause.as_secs_f64()) as usize;
    let mut dice = ChaCha8Rng::seed_from_u64(7);
    let batches: Vec<Vec<_>> =
        (0..calls).map(|_| (0..SMALL_BATCH).map(|_| new(&mut dice)).collect()).collect();
    let start = tokio::time::Instant::now();
    let mut tasks = JoinSet::new();
    for (i, batch) in batches.into_iter().enumerate() {
        let due = start + pause.mul_f64(i as f64);
        tokio::time::sleep_until(due).await;
        let client = clients[i % CONNECTIONS].clone();
        tasks.spawn(async move {
            send(client, batch).await;
            due.elapsed().as_secs_f64() * 1e3
        });
    }
    let mut took = tasks.join_all().await;
    took.sort_by(f64::total_cmp);
    let at = |share: f64| took[((took.len() - 1) as f64 * share) as usize];
    Latency { p50: at(0.5), p95: at(0.95), p99: at(0.99) }
}

fn new(dice: &mut ChaCha8Rng) -> v1::Response {
    answers::response(NEXT.fetch_add(1, Ordering::Relaxed), dice)
}

/// Sends a batch until it is acknowledged. What the benchmark has under way fits into the queue, so that
/// none is pushed back.
async fn send(client: Client, responses: Vec<v1::Response>) {
    let request = v1::SubmitResponsesRequest { responses };
    let answer = client.collection().submit_responses(request).await.unwrap();
    let taken = |outcome: &v1::ResponseOutcome| {
        matches!(outcome.outcome(), v1::Outcome::Stored | v1::Outcome::Duplicate)
    };
    assert!(answer.get_ref().outcomes.iter().all(taken), "all of them are right");
}
