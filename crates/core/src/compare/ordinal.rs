//! Tests that use the order of the scores alone, from histograms over the same scores.

use statrs::distribution::{ChiSquared, ContinuousCDF};
use statrs::function::erf::erfc;

use crate::estimate::Level;
use crate::student;

/// How likely an answer of the second group is higher than one of the first.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BrunnerMunzel {
    /// P(first < second) + ½·P(equal), within [0, 1]: ½ when neither scores higher.
    pub probability: f64,
    /// Lower limit of it.
    pub lower: f64,
    /// Upper limit of it.
    pub upper: f64,
    /// Confidence level of the interval.
    pub level: Level,
    /// The statistic, positive when the second scores higher.
    pub statistic: f64,
    /// Degrees of freedom.
    pub df: f64,
    /// Two-sided p-value.
    pub p: f64,
}

/// Brunner and Munzel's test of two histograms over the same scores (Brunner & Munzel 2000), which
/// does not take the spreads for equal. Absent below two answers in a group, when the lists differ in
/// length, and when the groups do not overlap or all answered alike, so that no variance is known.
///
/// ```
/// use plaudit_core::{compare::brunner_munzel, estimate::Level};
///
/// // Shoulder pain, METHODS §8.4: 0.788961, 0.595217 to 0.982705, p = 0.005786.
/// let test = brunner_munzel(&[11, 2, 0, 1, 0], &[3, 1, 4, 2, 1], Level::default()).unwrap();
/// assert_eq!(format!("{:.6} {:.6} {:.6} {:.6}", test.probability, test.lower, test.upper, test.p),
///     "0.788961 0.595217 0.982705 0.005786");
/// ```
#[must_use]
pub fn brunner_munzel(a: &[u64], b: &[u64], level: Level) -> Option<BrunnerMunzel> {
    if a.len() != b.len() {
        return None;
    }
    let (n_a, n_b) = (total(a), total(b));
    if n_a < 2.0 || n_b < 2.0 {
        return None;
    }
    let (below_a, below_b) = (below(a), below(b));
    let probability = dot(b, &below_a) / (n_a * n_b);
    let (s_a, s_b) = (spread(a, &below_b), spread(b, &below_a));
    let (from_a, from_b) = (s_a / (n_a * n_b * n_b), s_b / (n_b * n_a * n_a));
    let variance = from_a + from_b;
    if variance <= 0.0 {
        return None;
    }
    let df = variance * variance / (from_a * from_a / (n_a - 1.0) + from_b * from_b / (n_b - 1.0));
    let statistic = (probability - 0.5) / variance.sqrt();
    let half = level.t(df) * variance.sqrt();
    Some(BrunnerMunzel {
        probability,
        lower: (probability - half).max(0.0),
        upper: (probability + half).min(1.0),
        level,
        statistic,
        df,
        p: student::two_sided(statistic, df),
    })
}

/// Whether two groups score alike.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MannWhitney {
    /// The statistic, positive when the second scores higher; approximately standard normal.
    pub z: f64,
    /// Two-sided p-value.
    pub p: f64,
    /// Two-sided p-value with continuity correction: half a rank nearer to no difference.
    pub p_corrected: f64,
}

/// Mann and Whitney's test of two histograms over the same scores, corrected for ties. It takes the two for equal in spread: prefer [`brunner_munzel`]. Absent
/// without answers in a group, when the lists differ in length and when all answered alike.
///
/// ```
/// let test = plaudit_core::compare::mann_whitney(&[11, 2, 0, 1, 0], &[3, 1, 4, 2, 1]).unwrap();
/// assert_eq!(format!("{:.6} {:.6}", test.z, test.p), "2.693435 0.007072"); // METHODS §8.4
/// ```
#[must_use]
pub fn mann_whitney(a: &[u64], b: &[u64]) -> Option<MannWhitney> {
    if a.len() != b.len() {
        return None;
    }
    let (n_a, n_b) = (total(a), total(b));
    let n = n_a + n_b;
    let ties: f64 = a.iter().zip(b).map(|(a, b)| cubed_less_one((a + b) as f64)).sum();
    let variance = n_a * n_b / 12.0 * (n + 1.0 - ties / (n * (n - 1.0)));
    let u = dot(b, &below(a));
    let apart = u - n_a * n_b / 2.0;
    let z = apart / variance.sqrt();
    let p = |apart: f64| erfc(apart / variance.sqrt() / std::f64::consts::SQRT_2);
    (variance > 0.0 && z.is_finite()).then(|| MannWhitney {
        z,
        p: p(apart.abs()),
        p_corrected: p((apart.abs() - 0.5).max(0.0)),
    })
}

/// Whether several groups score alike.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct KruskalWallis {
    /// The statistic H, approximately chi-square.
    pub statistic: f64,
    /// Degrees of freedom: groups with answers, minus one.
    pub df: u64,
    /// p-value.
    pub p: f64,
}

/// Kruskal and Wallis' test of histograms over the same scores, corrected for ties. Absent below two
/// groups with answers, when the lists differ in length and when all answered alike.
///
/// ```
/// use plaudit_core::compare::{kruskal_wallis, mann_whitney};
///
/// // For two groups it is the square of Mann and Whitney's statistic.
/// let (a, b) = ([11, 2, 0, 1, 0], [3, 1, 4, 2, 1]);
/// let test = kruskal_wallis(&[&a, &b]).unwrap();
/// assert!((test.statistic - mann_whitney(&a, &b).unwrap().z.powi(2)).abs() < 1e-12);
/// ```
#[must_use]
pub fn kruskal_wallis(groups: &[&[u64]]) -> Option<KruskalWallis> {
    let len = groups.first()?.len();
    if groups.iter().any(|group| group.len() != len) {
        return None;
    }
    let all: Vec<u64> = (0..len).map(|k| groups.iter().map(|group| group[k]).sum()).collect();
    let n = total(&all);
    // The middle rank of a score is the number below plus half of those at it, plus a half.
    let ranks = below(&all);
    let with_answers: Vec<_> = groups.iter().filter(|group| total(group) > 0.0).collect();
    let between: f64 = with_answers
        .iter()
        .map(|group| {
            let size = total(group);
            size * (dot(group, &ranks) / size - n / 2.0).powi(2)
        })
        .sum();
    let ties: f64 = all.iter().map(|n| cubed_less_one(*n as f64)).sum();
    let correction = 1.0 - ties / (n * n * n - n);
    let statistic = 12.0 / (n * (n + 1.0)) * between / correction;
    let df = with_answers.len().checked_sub(1).filter(|df| *df > 0)? as u64;
    let p = ChiSquared::new(df as f64).ok()?;
    (correction > 0.0 && statistic.is_finite()).then(|| KruskalWallis {
        statistic,
        df,
        p: p.sf(statistic),
    })
}

fn total(counts: &[u64]) -> f64 {
    counts.iter().map(|n| *n as f64).sum()
}

/// For each score, the number of answers below it and half of those at it.
fn below(counts: &[u64]) -> Vec<f64> {
    let mut lower = 0.0;
    let middle = |n: &u64| {
        let at = *n as f64;
        lower += at;
        lower - at / 2.0
    };
    counts.iter().map(middle).collect()
}

fn dot(counts: &[u64], values: &[f64]) -> f64 {
    counts.iter().zip(values).map(|(n, v)| *n as f64 * v).sum()
}

/// Variance of `values` over the answers, with n - 1.
fn spread(counts: &[u64], values: &[f64]) -> f64 {
    let n = total(counts);
    let mean = dot(counts, values) / n;
    let squares = counts.iter().zip(values).map(|(n, v)| *n as f64 * (v - mean).powi(2));
    squares.sum::<f64>() / (n - 1.0)
}

fn cubed_less_one(n: f64) -> f64 {
    n * n * n - n
}
