//! Those who send.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use futures::{StreamExt, stream};
use plaudit_proto::v1;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use tokio::task::JoinSet;

use crate::pulse::Pulse;
use crate::support::answers::{self, Answers};
use crate::wire::{Call, Wire};

/// Connections of the load.
const CONNECTIONS: usize = 4;
/// Batches under way on one connection.
const AHEAD: usize = 4;
/// Most responses a second that there may be of callers who wait.
const MOST: usize = 160_000;

/// Numbers of responses that no batch has had.
static NEXT: AtomicUsize = AtomicUsize::new(1 << 40);

/// How long acknowledgements took, in milliseconds.
pub(crate) struct Latency {
    pub(crate) p50: f64,
    pub(crate) p95: f64,
    pub(crate) p99: f64,
    /// Of calls during which the machine kept its speed.
    pub(crate) p99_in_step: f64,
    /// Share of the time in which the machine was slow.
    pub(crate) slowed: f64,
}

/// Sends all batches as fast as they are taken, and returns the seconds until the last is durable.
pub(crate) async fn batches(url: &str, answers: &Answers) -> f64 {
    let mut share: Vec<Vec<Call>> = vec![Vec::new(); CONNECTIONS];
    for (i, batch) in answers.0.iter().enumerate() {
        share[i % CONNECTIONS].push(Call::new(batch));
    }
    let wires = connections(url).await;
    let start = Instant::now();
    let mut senders = JoinSet::new();
    for (batches, wire) in share.into_iter().zip(wires) {
        senders.spawn(async move {
            let sent = stream::iter(batches).map(|batch| wire.submit(batch));
            sent.buffer_unordered(AHEAD).for_each(|()| async {}).await;
        });
    }
    senders.join_all().await;
    start.elapsed().as_secs_f64()
}

/// Responses a second in calls of `size`, from `callers` who each wait for one acknowledgement. Ids grow with
/// time, whoever sends.
pub(crate) async fn waiting(url: &str, size: usize, callers: usize, span: Duration) -> f64 {
    let wires = connections(url).await;
    let most = (MOST as f64 * span.as_secs_f64()) as usize / size;
    let calls: Arc<[Call]> = calls(size, most).into();
    let begun = Arc::new(AtomicUsize::new(0));
    let start = Instant::now();
    let mut tasks = JoinSet::new();
    for caller in 0..callers {
        let wire = wires[caller % CONNECTIONS].clone();
        let (calls, begun) = (Arc::clone(&calls), Arc::clone(&begun));
        tasks.spawn(async move {
            let mut acknowledged = 0;
            while start.elapsed() < span {
                let next = begun.fetch_add(1, Ordering::Relaxed);
                wire.submit(calls[next].clone()).await;
                acknowledged += size;
            }
            acknowledged
        });
    }
    let acknowledged: usize = tasks.join_all().await.into_iter().sum();
    acknowledged as f64 / start.elapsed().as_secs_f64()
}

/// Sends `rate` responses a second in calls of `size` for `span` whatever comes back, and returns how long
/// each call took from the moment it was due.
pub(crate) async fn at_rate(url: &str, size: usize, rate: f64, span: Duration) -> Latency {
    let wires = connections(url).await;
    let pause = Duration::from_secs_f64(size as f64 / rate);
    let calls = calls(size, (span.as_secs_f64() / pause.as_secs_f64()) as usize);
    let pulse = Pulse::start();
    let start = tokio::time::Instant::now();
    let mut tasks = JoinSet::new();
    for (i, call) in calls.into_iter().enumerate() {
        let due = start + pause.mul_f64(i as f64);
        tokio::time::sleep_until(due).await;
        let wire = wires[i % CONNECTIONS].clone();
        tasks.spawn(async move {
            wire.submit(call).await;
            (due.into_std(), Instant::now())
        });
    }
    let calls = tasks.join_all().await;
    let slowed = pulse.stop();
    let in_step = calls.iter().filter(|(due, done)| !slowed.touches(*due, *done));
    let (all, in_step) = (sorted_ms(calls.iter()), sorted_ms(in_step));
    Latency {
        p50: at(&all, 0.5),
        p95: at(&all, 0.95),
        p99: at(&all, 0.99),
        p99_in_step: at(&in_step, 0.99),
        slowed: slowed.seconds() / start.elapsed().as_secs_f64(),
    }
}

/// How long each took, ascending.
fn sorted_ms<'a>(calls: impl Iterator<Item = &'a (Instant, Instant)>) -> Vec<f64> {
    let mut took: Vec<f64> = calls.map(|(due, done)| (*done - *due).as_secs_f64() * 1e3).collect();
    took.sort_by(f64::total_cmp);
    took
}

fn at(sorted: &[f64], share: f64) -> f64 {
    sorted[((sorted.len() - 1) as f64 * share) as usize]
}

async fn connections(url: &str) -> Vec<Wire> {
    let mut wires = Vec::with_capacity(CONNECTIONS);
    for _ in 0..CONNECTIONS {
        wires.push(Wire::connect(url).await);
    }
    wires
}

/// So many calls, each of `size` responses that nobody has sent.
fn calls(size: usize, calls: usize) -> Vec<Call> {
    let first = NEXT.fetch_add(size * calls, Ordering::Relaxed);
    let mut dice = ChaCha8Rng::seed_from_u64(first as u64);
    let mut batch = |call| -> Vec<v1::Response> {
        let first = first + call * size;
        (first..first + size).map(|number| answers::response(number, &mut dice)).collect()
    };
    (0..calls).map(|call| Call::new(&batch(call))).collect()
}
