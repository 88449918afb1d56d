//! How many reached the end, and how long it took them.

use plaudit_core::privacy::is_small;
use plaudit_core::sample::Sample;
use plaudit_core::survey::{COMPLETED, RESPONSES};
use plaudit_proto::v1;

use super::{Builder, estimate};

impl Builder<'_> {
    /// Percent of responses that reached the end.
    pub(super) fn completion(&self) -> Option<v1::Estimate> {
        let total = &self.sums.total.counts;
        let partial = total[RESPONSES].saturating_sub(total[COMPLETED]);
        let sample = Sample::new(vec![0.0, 100.0], vec![partial, total[COMPLETED]])?;
        sample.wilson(self.query.level).map(estimate)
    }

    /// The median of the seconds to answer, between order statistics. Absent when too few say how long
    /// they took, or would reveal it by subtraction.
    pub(super) fn duration(&self) -> Option<v1::Range> {
        let n = self.sums.total.durations.n()?;
        let rest = self.sums.unfiltered.durations.n()?.checked_sub(n)?;
        let k = u64::from(self.version.survey().privacy_k);
        if is_small(n, k) || is_small(rest, k) {
            return None;
        }
        let median = self.sums.total.durations.median(self.query.level)?;
        let (lower, upper) = (Some(median.lower), Some(median.upper));
        Some(v1::Range { value: median.value, lower, upper })
    }
}
