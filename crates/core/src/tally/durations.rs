//! How long answering took, to 1 %.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::Interval;
use crate::estimate::Level;
use crate::interval::median_ranks;
use crate::response::MAX_DURATION_SECONDS;

/// How many responses took about how long: an abelian group over logarithmic buckets.
///
/// Bucket i holds the whole seconds above γ^(i-1) and up to γ^i, γ = 101/99 (METHODS §1.7, after
/// Masson, Rim & Lee 2019, `DDSketch`, with α = 1 %): whatever is read from it is within 1 %. The bounds
/// are computed in integers, so that every machine counts alike.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Durations(BTreeMap<u32, i64>);

impl Durations {
    /// Counts so many responses that took `seconds`, at least 1; takes them out when `times` is
    /// negative.
    pub fn add(&mut self, seconds: u32, times: i64) {
        self.add_bucket(bucket(seconds), times);
    }

    /// Adds `times` to a bucket.
    pub fn add_bucket(&mut self, bucket: u32, times: i64) {
        let count = self.0.entry(bucket).or_default();
        *count = count.wrapping_add(times);
        if *count == 0 {
            self.0.remove(&bucket);
        }
    }

    /// Adds all of `other`.
    pub fn merge(&mut self, other: &Self) {
        other.0.iter().for_each(|(bucket, times)| self.add_bucket(*bucket, *times));
    }

    /// Turns every count into its opposite.
    pub fn negate(&mut self) {
        self.0.values_mut().for_each(|count| *count = count.wrapping_neg());
    }

    /// The buckets that are not empty, ascending, with their counts.
    pub fn buckets(&self) -> impl ExactSizeIterator<Item = (u32, i64)> {
        self.0.iter().map(|(bucket, count)| (*bucket, *count))
    }

    /// Whether nothing is counted.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Number of responses. Absent when a bucket counts fewer than none.
    #[must_use]
    pub fn n(&self) -> Option<u64> {
        self.0.values().try_fold(0, |n, count| Some(n + u64::try_from(*count).ok()?))
    }

    /// The median in seconds and the order statistics between which that of the population lies with
    /// at least the confidence of `level` (METHODS §8.14), each to 1 %. Absent with too few responses
    /// for that: fewer than 6 at 95 %.
    ///
    /// ```
    /// use plaudit_core::{estimate::Level, tally::Durations};
    /// let mut durations = Durations::default();
    /// (1..=20).for_each(|seconds| durations.add(seconds, 1));
    /// let median = durations.median(Level::default()).unwrap();
    /// assert_eq!((median.lower, median.value, median.upper), (6.0, 10.5, 15.0));
    /// ```
    #[must_use]
    pub fn median(&self, level: Level) -> Option<Interval> {
        let n = self.n()?;
        let (low, high, _) = median_ranks(n, level)?;
        let value = f64::midpoint(self.at_rank(n.div_ceil(2))?, self.at_rank(n / 2 + 1)?);
        Some(Interval { value, lower: self.at_rank(low)?, upper: self.at_rank(high)? })
    }

    /// Seconds of the response at `rank` from the shortest, from 1.
    fn at_rank(&self, rank: u64) -> Option<f64> {
        let mut before = 0;
        let (bucket, _) = self.0.iter().find(|(_, count)| {
            before += u64::try_from(**count).unwrap_or(0);
            before >= rank
        })?;
        seconds(*bucket)
    }
}

/// Highest whole second of each bucket, ascending from 1 at bucket 0.
static HIGHEST: LazyLock<Vec<u32>> = LazyLock::new(|| {
    const ONE: u128 = 1 << 64;
    let mut bound = ONE; // in steps of 2^-64
    let mut highest = Vec::new();
    loop {
        let seconds = u32::try_from(bound / ONE).expect("it is little above the longest");
        highest.push(seconds);
        if seconds >= MAX_DURATION_SECONDS {
            return highest;
        }
        bound = bound * 101 / 99;
    }
});

fn bucket(seconds: u32) -> u32 {
    let at = HIGHEST.partition_point(|highest| *highest < seconds);
    u32::try_from(at.min(HIGHEST.len() - 1)).expect("there are some hundred buckets")
}

/// The number that is within 1 % of all whole seconds of a bucket: the harmonic mean of its ends.
fn seconds(bucket: u32) -> Option<f64> {
    let at = usize::try_from(bucket).ok()?;
    let highest = f64::from(*HIGHEST.get(at)?);
    let lowest = at.checked_sub(1).map_or(1.0, |before| f64::from(HIGHEST[before]) + 1.0);
    Some(2.0 * lowest * highest / (lowest + highest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_duration_is_kept_to_one_percent() {
        let gamma = (1.01_f64 / 0.99).ln();
        for x in (1..2_000).chain((2_000..=MAX_DURATION_SECONDS).step_by(997)) {
            let kept = seconds(bucket(x)).unwrap();
            assert!((kept - f64::from(x)).abs() <= 0.01 * f64::from(x), "{x}: {kept}");
            let formula = (f64::from(x).ln() / gamma).ceil();
            assert_eq!(f64::from(bucket(x)), formula, "{x}");
        }
        assert_eq!(bucket(MAX_DURATION_SECONDS), 666);
        assert_eq!((1..=50).map(|x| seconds(bucket(x)).unwrap()).sum::<f64>(), 1275.0, "exact");
    }

    #[test]
    fn the_median_lies_between_order_statistics() {
        let mut durations = Durations::default();
        (1..=5).for_each(|x| durations.add(x * 60, 1));
        assert_eq!(durations.median(Level::default()), None, "too few");
        (1..=100).for_each(|x| durations.add(x, 1));
        (1..=5).for_each(|x| durations.add(x * 60, -1));
        let median = durations.median(Level::default()).unwrap();
        assert_eq!((median.lower, median.value), (40.0, 50.5));
        assert!((median.upper - 61.0).abs() <= 0.61);
        let mut opposite = durations.clone();
        opposite.negate();
        assert_eq!(opposite.n(), None);
        durations.merge(&opposite);
        assert!(durations.is_empty());
    }
}
