//! Conversions between the contracts and `plaudit-core`. What the contracts allow and core does not
//! comes back as violations with the path of the field.

mod asking;
mod comoments;
mod invitations;
mod measure;
mod poll;
mod response;
mod survey;
mod tally;

pub use comoments::BadComoments;
pub use tally::{BadTally, StoredTally};

use plaudit_core::text::LocalText;
use plaudit_core::time::Timestamp;

use crate::v1;

/// The contract form of an instant.
#[must_use]
pub fn timestamp(at: Timestamp) -> prost_types::Timestamp {
    let micros = at.as_micros();
    prost_types::Timestamp {
        seconds: micros.div_euclid(1_000_000),
        nanos: i32::try_from(micros.rem_euclid(1_000_000) * 1_000).expect("below a second"),
    }
}

/// The instant, down to the microsecond. Absent when out of range.
#[must_use]
pub fn instant(at: &prost_types::Timestamp) -> Option<Timestamp> {
    if !(0..1_000_000_000).contains(&at.nanos) {
        return None;
    }
    let micros = at.seconds.checked_mul(1_000_000)?.checked_add(i64::from(at.nanos / 1_000))?;
    Timestamp::from_micros(micros)
}

impl v1::BuildReportRequest {
    /// Lets `value` of `segment` pass too. Values of one segment add up.
    pub fn restrict(&mut self, segment: String, value: String) {
        match self.filters.iter_mut().find(|filter| filter.segment == segment) {
            Some(filter) => filter.values.push(value),
            None => self.filters.push(v1::Filter { segment, values: vec![value] }),
        }
    }
}

impl From<plaudit_core::Violation> for v1::Violation {
    fn from(violation: plaudit_core::Violation) -> Self {
        Self { field: violation.field, reason: violation.reason }
    }
}

fn local(text: std::collections::BTreeMap<String, String>) -> LocalText {
    LocalText(text)
}

fn or_default(text: String, default: &str) -> String {
    if text.is_empty() { default.to_owned() } else { text }
}

fn present(text: String) -> Option<String> {
    (!text.is_empty()).then_some(text)
}
