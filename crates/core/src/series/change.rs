//! When a series changed.

use statrs::distribution::{ChiSquared, ContinuousCDF};

use crate::estimate::Level;

/// A change, between two periods.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChangePoint {
    /// First period after the change.
    pub at: usize,
    /// Earliest first period after the change that the data do not exclude.
    pub earliest: usize,
    /// Latest.
    pub latest: usize,
}

/// Where the distribution of the answers changed: the split of the periods into segments that
/// minimises Σ cost + penalty·changes, with an interval for each change. Found by PELT (Killick, Fearnhead
/// & Eckley 2012): optimal partitioning that forgets the starts which a later split has made useless, so
/// that long series with changes cost little more than their length.
///
/// `cost(s, e)` is minus twice the log-likelihood of one distribution in the periods s to e - 1; see
/// [`costs`]. `overdispersion` is σ_z² of the [`prime_chart`](super::prime_chart), at least 1: without
/// it long series with many answers shatter. The penalty is parameters·ln(periods)·overdispersion,
/// `parameters` those of a segment plus 1 for its place. A segment has at least `shortest` periods (4
/// is usual). An interval holds all places whose cost is within the chi-square quantile (one degree
/// of freedom) times the overdispersion of the best, between the neighbouring changes: the profile
/// likelihood at `level`.
///
/// ```
/// use plaudit_core::{estimate::Level, series::{change_points, costs}};
///
/// // Ten days of 60 in 100, then ten of 40 in 100.
/// let days: Vec<Vec<u64>> =
///     (0..20).map(|day| if day < 10 { vec![40, 60] } else { vec![60, 40] }).collect();
/// let found = change_points(20, 4, 2, 1.0, Level::default(), costs(&days));
/// assert_eq!(found.len(), 1);
/// assert_eq!(found[0].at, 10);
/// assert!(found[0].earliest <= 10 && 10 <= found[0].latest);
/// ```
#[must_use]
pub fn change_points(
    periods: usize,
    shortest: usize,
    parameters: usize,
    overdispersion: f64,
    level: Level,
    cost: impl Fn(usize, usize) -> f64,
) -> Vec<ChangePoint> {
    let shortest = shortest.max(1);
    let overdispersion = if overdispersion.is_finite() { overdispersion.max(1.0) } else { 1.0 };
    if periods < 2 * shortest {
        return Vec::new();
    }
    let penalty = parameters as f64 * (periods as f64).ln() * overdispersion;
    // best[e]: least cost of the first e periods, and where its last segment starts.
    let mut best = vec![(f64::INFINITY, 0); periods + 1];
    best[0] = (-penalty, 0);
    // Splitting a segment never raises its cost. So where a start, without a penalty, is already worse
    // than the best of the first `end` periods, a split at `end` beats it from `end + shortest` on.
    let mut starts: Vec<(usize, usize)> = Vec::new(); // and the end from which each is useless
    for end in shortest..=periods {
        starts.push((end - shortest, usize::MAX));
        starts.retain(|(_, useless)| *useless > end);
        let totals: Vec<f64> =
            starts.iter().map(|(start, _)| best[*start].0 + cost(*start, end)).collect();
        for ((start, _), total) in starts.iter().zip(&totals) {
            if total + penalty < best[end].0 {
                best[end] = (total + penalty, *start);
            }
        }
        let bound = best[end].0 + 1e-9 * best[end].0.abs(); // rounding must not lose the best
        for ((_, useless), total) in starts.iter_mut().zip(&totals) {
            if *total > bound {
                *useless = (*useless).min(end + shortest);
            }
        }
    }
    let mut bounds = vec![periods];
    while let Some(&end) = bounds.last().filter(|end| **end > 0) {
        bounds.push(best[end].1);
    }
    bounds.reverse();
    let quantile = ChiSquared::new(1.0).map_or(f64::NAN, |chi| chi.inverse_cdf(level.share()));
    let slack = quantile * overdispersion;
    bounds
        .windows(3)
        .map(|window| {
            let (start, at, end) = (window[0], window[1], window[2]);
            let split = |at: usize| cost(start, at) + cost(at, end);
            let likely = |place: &usize| split(*place) <= split(at) + slack;
            let places = start + shortest..=end - shortest;
            let earliest = places.clone().find(likely).unwrap_or(at).min(at);
            let latest = places.rev().find(likely).unwrap_or(at).max(at);
            ChangePoint { at, earliest, latest }
        })
        .collect()
}

/// The cost of histograms, one a period over the same scores, for [`change_points`]: -2·Σ n·ln(n/N)
/// over the scores, from prefix sums. A distribution over K scores has K - 1 parameters, so `parameters`
/// is K.
///
/// Periods that are shorter than the longest are read as having no answers at the missing scores.
pub fn costs(histograms: &[Vec<u64>]) -> impl Fn(usize, usize) -> f64 + use<> {
    let scores = histograms.iter().map(Vec::len).max().unwrap_or(0);
    let mut sums = vec![vec![0_u64; scores]];
    for histogram in histograms {
        let mut next = sums[sums.len() - 1].clone();
        next.iter_mut().zip(histogram).for_each(|(sum, n)| *sum += n);
        sums.push(next);
    }
    move |start, end| {
        let (Some(from), Some(to)) = (sums.get(start), sums.get(end)) else { return f64::INFINITY };
        let counts = || to.iter().zip(from).map(|(to, from)| to.saturating_sub(*from) as f64);
        let n: f64 = counts().sum();
        -2.0 * counts().filter(|k| *k > 0.0).map(|k| k * (k / n).ln()).sum::<f64>()
    }
}
