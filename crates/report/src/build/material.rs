//! What a report is built from, beside the versions of its survey.

use plaudit_core::tally::Tally;

/// Everything that was read for one report.
#[derive(Clone, Debug, Default)]
pub struct Material {
    /// The sums of the days that the report is on.
    pub tally: Tally,
    /// Those of the period that it is compared with.
    pub base: Option<Tally>,
}

impl From<Tally> for Material {
    /// Of tallies alone: enough for a report without comparison, drivers and terms.
    fn from(tally: Tally) -> Self {
        Self { tally, ..Self::default() }
    }
}
