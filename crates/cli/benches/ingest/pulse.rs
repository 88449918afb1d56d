//! The machine's own speed: a host may hold all of its cores back for a tenth of a second, at the worst to a
//! twelfth of their speed, and no counter of the guest says so.

use std::hint::black_box;
use std::sync::mpsc::{Sender, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// Pause between two beats.
const PAUSE: Duration = Duration::from_millis(4);
/// A beat is the shortest of so many pieces of the same work: not each of them meets another thread.
const PIECES: usize = 4;
/// Steps of a piece, some 8 microseconds.
const STEPS: u64 = 7_500;
/// So many times the usual beat is slow.
const SLOW: f64 = 2.0;

/// A thread that takes the machine's pulse, with a hundredth of a core.
pub(crate) struct Pulse {
    stop: Sender<()>,
    thread: JoinHandle<Vec<Beat>>,
}

struct Beat {
    at: Instant,
    took: Duration,
}

/// When the machine was slow: from the beat before the first slow one to the one after the last.
pub(crate) struct Slowed(Vec<(Instant, Instant)>);

impl Pulse {
    pub(crate) fn start() -> Self {
        let (stop, stopped) = channel();
        let thread = std::thread::spawn(move || {
            let mut beats = Vec::new();
            while stopped.recv_timeout(PAUSE).is_err() {
                let at = Instant::now();
                let took = (0..PIECES).map(|_| piece()).min().unwrap();
                beats.push(Beat { at, took });
            }
            beats
        });
        Self { stop, thread }
    }

    pub(crate) fn stop(self) -> Slowed {
        self.stop.send(()).unwrap();
        let beats = self.thread.join().unwrap();
        let mut usual: Vec<Duration> = beats.iter().map(|beat| beat.took).collect();
        usual.sort_unstable();
        let most = usual[usual.len() / 2].mul_f64(SLOW);
        let slow = |pair: &&[Beat]| pair.iter().any(|beat| beat.took > most);
        Slowed(beats.windows(2).filter(slow).map(|pair| (pair[0].at, pair[1].at)).collect())
    }
}

impl Slowed {
    pub(crate) fn seconds(&self) -> f64 {
        self.0.iter().map(|(from, to)| (*to - *from).as_secs_f64()).sum()
    }

    /// Whether the machine was slow at any time between.
    pub(crate) fn touches(&self, from: Instant, to: Instant) -> bool {
        let after = self.0.partition_point(|(_, end)| *end < from);
        self.0.get(after).is_some_and(|(begin, _)| *begin <= to)
    }
}

fn piece() -> Duration {
    let begun = Instant::now();
    let mut state = 1_u64;
    for _ in 0..STEPS {
        state = black_box(state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1));
    }
    begun.elapsed()
}
