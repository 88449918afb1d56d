//! The proportional-odds model with one factor of two levels (McCullagh 1980).

use nalgebra::{DMatrix, DVector};
use statrs::distribution::{ChiSquared, ContinuousCDF};
use statrs::function::erf::erfc;

use super::ChiSquare;
use crate::estimate::Level;

/// How much higher the odds of a high score are in one group, whatever counts as high.
#[derive(Clone, Debug, PartialEq)]
pub struct ProportionalOdds {
    /// Common odds ratio, above 0: above 1 when the second group scores higher.
    pub odds_ratio: f64,
    /// Lower limit of it.
    pub lower: f64,
    /// Upper limit of it.
    pub upper: f64,
    /// Confidence level of the interval.
    pub level: Level,
    /// Its logarithm.
    pub log_odds: f64,
    /// Standard error of the logarithm, from the curvature of the likelihood.
    pub error: f64,
    /// Two-sided p-value of Wald's test that the ratio is 1.
    pub p: f64,
    /// The odds ratio at each cut that both groups have answers on both sides of: the position of the
    /// lowest score above the cut, and the ratio.
    pub cuts: Vec<(usize, f64)>,
    /// Brant's test (1990) that the ratios at all these cuts are one; a small p says that the common
    /// ratio does not describe the groups. Absent below two cuts.
    pub check: Option<ChiSquare>,
}

/// Fits logit P(second > k) = logit P(first > k) + ln(odds ratio) for all cuts k to two histograms over
/// the same scores, by maximum likelihood (Newton's method; the table of counts is sufficient). Scores
/// that nobody gave are left out.
///
/// Absent when the lists differ in length, when a group or all but one score is empty, and when no
/// answer of one group exceeds any of the other, so that the ratio has no bound.
///
/// ```
/// use plaudit_core::{compare::proportional_odds, estimate::Level};
///
/// // Shoulder pain, METHODS §8.4; the odds ratio by statsmodels' OrderedModel.
/// let fit = proportional_odds(&[11, 2, 0, 1, 0], &[3, 1, 4, 2, 1], Level::default()).unwrap();
/// assert_eq!(format!("{:.4} {:.4}", fit.log_odds, fit.error), "2.4076 0.9065");
/// ```
#[must_use]
pub fn proportional_odds(a: &[u64], b: &[u64], level: Level) -> Option<ProportionalOdds> {
    if a.len() != b.len() {
        return None;
    }
    let used: Vec<usize> = (0..a.len()).filter(|k| a[*k] > 0 || b[*k] > 0).collect();
    let pick = |counts: &[u64]| -> Vec<f64> { used.iter().map(|k| counts[*k] as f64).collect() };
    let groups = [pick(a), pick(b)];
    if used.len() < 2 || !overlap(&groups) {
        return None;
    }
    let (log_odds, error) = fit(&groups)?;
    let cuts = Cuts::of(&groups);
    let half = level.z() * error;
    Some(ProportionalOdds {
        odds_ratio: log_odds.exp(),
        lower: (log_odds - half).exp(),
        upper: (log_odds + half).exp(),
        level,
        log_odds,
        error,
        p: erfc(log_odds.abs() / error / std::f64::consts::SQRT_2),
        cuts: cuts.at.iter().zip(&cuts.log_odds).map(|(k, ln)| (used[*k], ln.exp())).collect(),
        check: cuts.check(),
    })
}

/// Whether each group has an answer above some answer of the other.
fn overlap(groups: &[Vec<f64>; 2]) -> bool {
    let first = |counts: &[f64]| counts.iter().position(|n| *n > 0.0);
    let last = |counts: &[f64]| counts.iter().rposition(|n| *n > 0.0);
    let [a, b] = groups;
    last(a) > first(b) && last(b) > first(a) && first(a).is_some() && first(b).is_some()
}

/// The logarithm of the odds ratio and its standard error.
fn fit(groups: &[Vec<f64>; 2]) -> Option<(f64, f64)> {
    let cuts = groups[0].len() - 1;
    let n: f64 = groups.iter().flatten().sum();
    let mut below = 0.0;
    let mut at = DVector::from_fn(cuts + 1, |k, _| {
        if k == cuts {
            return 0.0;
        }
        below += groups[0][k] + groups[1][k];
        (below / (n - below)).ln()
    });
    let mut reached = Slopes::at(groups, &at)?;
    for _ in 0..200 {
        let step = (-&reached.second).cholesky()?.solve(&reached.first);
        // The likelihood is concave: a step that lowers it or crosses thresholds is too long.
        let next = (0..60).find_map(|halvings| {
            let next = &at + &step * 0.5_f64.powi(halvings);
            let slopes = Slopes::at(groups, &next)?;
            (slopes.likelihood >= reached.likelihood - 1e-12 * reached.likelihood.abs())
                .then_some((next, slopes))
        });
        (at, reached) = next?;
        if step.amax() < 1e-10 {
            let variance = (-&reached.second).cholesky()?.inverse()[(cuts, cuts)];
            return Some((at[cuts], variance.sqrt()));
        }
    }
    None
}

/// The log-likelihood with its first and second derivatives by the thresholds and the log odds ratio.
struct Slopes {
    likelihood: f64,
    first: DVector<f64>,
    second: DMatrix<f64>,
}

impl Slopes {
    /// Absent where the thresholds do not rise.
    fn at(groups: &[Vec<f64>; 2], at: &DVector<f64>) -> Option<Self> {
        let cuts = at.len() - 1;
        let mut sums = Self {
            likelihood: 0.0,
            first: DVector::zeros(cuts + 1),
            second: DMatrix::zeros(cuts + 1, cuts + 1),
        };
        for (counts, shift) in groups.iter().zip([0.0, 1.0]) {
            // P(score at most k) = 1/(1 + exp(shift·log odds - threshold)), and its derivatives.
            let below: Vec<f64> =
                (0..cuts).map(|k| 1.0 / (1.0 + (shift * at[cuts] - at[k]).exp())).collect();
            let slope = |k: usize| below[k] * (1.0 - below[k]);
            let share = |k: usize| {
                let upper = if k < cuts { below[k] } else { 1.0 };
                upper - if k > 0 { below[k - 1] } else { 0.0 }
            };
            if (0..=cuts).any(|k| share(k).is_nan() || share(k) <= 0.0) {
                return None;
            }
            sums.likelihood += (0..=cuts).map(|k| counts[k] * share(k).ln()).sum::<f64>();
            let ratio = |k: usize| counts[k] / share(k);
            let square = |k: usize| counts[k] / share(k).powi(2);
            let mut add = |k: usize, l: usize, value: f64| {
                sums.second[(k, l)] += value;
                sums.second[(k, cuts)] -= shift * value;
                sums.second[(cuts, l)] -= shift * value;
                sums.second[(cuts, cuts)] += shift * value;
            };
            for (k, lower) in below.iter().enumerate() {
                let first = slope(k) * (ratio(k) - ratio(k + 1));
                sums.first[k] += first;
                sums.first[cuts] -= shift * first;
                let second =
                    first * (1.0 - 2.0 * lower) - slope(k).powi(2) * (square(k) + square(k + 1));
                add(k, k, second);
                if k + 1 < cuts {
                    let mixed = slope(k) * slope(k + 1) * square(k + 1);
                    add(k, k + 1, mixed);
                    add(k + 1, k, mixed);
                }
            }
        }
        sums.likelihood.is_finite().then_some(sums)
    }
}

/// The logits of separate cuts.
struct Cuts {
    /// Position of the lowest score above each.
    at: Vec<usize>,
    log_odds: Vec<f64>,
    /// Share above each cut, and answers, of both groups.
    above: [Vec<f64>; 2],
    n: [f64; 2],
}

impl Cuts {
    fn of(groups: &[Vec<f64>; 2]) -> Self {
        let n = [0, 1].map(|g: usize| groups[g].iter().sum::<f64>());
        let above = |g: usize, k: usize| groups[g][k..].iter().sum::<f64>() / n[g];
        let inside = |k: &usize| [0, 1].iter().all(|g| above(*g, *k) > 0.0 && above(*g, *k) < 1.0);
        let at: Vec<usize> = (1..groups[0].len()).filter(inside).collect();
        let logit = |p: f64| (p / (1.0 - p)).ln();
        let log_odds = at.iter().map(|k| logit(above(1, *k)) - logit(above(0, *k))).collect();
        let above = [0, 1].map(|g| at.iter().map(|k| above(g, *k)).collect());
        Self { at, log_odds, above, n }
    }

    /// Wald's test that all are equal, with Cov(logit k, logit l) = 1/(n·P(> k)·P(≤ l)) for k up to l.
    fn check(&self) -> Option<ChiSquare> {
        let df = self.at.len().checked_sub(1).filter(|df| *df > 0)?;
        let covariance = |k: usize, l: usize| -> f64 {
            let (low, high) = (k.min(l), k.max(l));
            let group =
                |g: usize| 1.0 / (self.n[g] * self.above[g][low] * (1.0 - self.above[g][high]));
            group(0) + group(1)
        };
        let d = DVector::from_fn(df, |k, _| self.log_odds[k + 1] - self.log_odds[0]);
        let v = DMatrix::from_fn(df, df, |k, l| {
            covariance(k + 1, l + 1) - covariance(k + 1, 0) - covariance(0, l + 1)
                + covariance(0, 0)
        });
        let statistic = d.dot(&v.cholesky()?.solve(&d));
        let chance = ChiSquared::new(df as f64).ok()?;
        Some(ChiSquare { statistic, df: df as u64, p: chance.sf(statistic) })
    }
}
