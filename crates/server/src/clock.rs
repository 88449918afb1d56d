//! The system's clock: the one place that reads it.

use std::sync::Arc;

use plaudit_collector::Clock;
use plaudit_core::time::Timestamp;

/// The system's clock.
#[must_use]
pub fn system() -> Clock {
    Arc::new(now)
}

#[allow(clippy::disallowed_methods)] // everything else takes a Clock
fn now() -> Timestamp {
    Timestamp::from_micros(jiff::Timestamp::now().as_microsecond())
        .expect("the system's clock is in this millennium")
}
