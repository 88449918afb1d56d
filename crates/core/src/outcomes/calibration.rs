//! What stated intents are worth, from what people did.

use super::Exposure;
use crate::Interval;
use crate::estimate::Level;
use crate::teams::{Shrunk, shares};

/// Customers who stated one probability, and how many did it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stated {
    /// The probability stated, within (0, 1), as [`juster`](super::juster) codes it.
    pub probability: f64,
    /// How many did it, of those whose window is over.
    pub did: Exposure,
}

/// Stated intents against behaviour.
#[derive(Clone, Debug, PartialEq)]
pub struct Calibration {
    /// By level as given: the share that rises with the stated probability and fits best (isotonic
    /// regression by pooling adjacent violators, Ayer et al. 1955).
    pub isotonic: Vec<f64>,
    /// By level as given: the share drawn towards that of all (beta-binomial), for levels that few
    /// stated. Use one of the two in forecasts.
    pub shrunk: Vec<Shrunk>,
    /// Mean squared distance of what was stated from what was done (Brier 1950): 0 is perfect.
    pub brier: f64,
    /// Mean stated less the share that did it: positive when people overstate.
    pub excess: f64,
    /// The slope of the logit of doing on the logit of stating, with its normal interval (Cox 1958):
    /// 1 is right, below 1 the stated probabilities are too extreme. Absent where it is not finite.
    pub slope: Option<Interval>,
}

/// How stated probabilities compare with behaviour. Absent without customers, or with a probability
/// not within (0, 1).
///
/// ```
/// use plaudit_core::{estimate::Level, outcomes::{Exposure, Stated, calibration}};
///
/// let level = |probability, events, n| Stated { probability, did: Exposure { events, n } };
/// let levels = [level(0.1, 2, 40), level(0.5, 3, 75), level(0.9, 30, 60)];
/// let found = calibration(&levels, Level::default()).unwrap();
/// // Of those who said one half, fewer came than of those who said one tenth: they share 5 of 115.
/// assert_eq!(found.isotonic, [5.0 / 115.0, 5.0 / 115.0, 0.5]);
/// assert!(found.excess > 0.0); // they overstate
/// assert_eq!(format!("{:.4}", found.slope.unwrap().value), "1.0405"); // statsmodels
/// ```
#[must_use]
pub fn calibration(levels: &[Stated], level: Level) -> Option<Calibration> {
    let usable = |stated: &Stated| {
        stated.probability > 0.0 && stated.probability < 1.0 && stated.did.events <= stated.did.n
    };
    let n: f64 = levels.iter().map(|stated| stated.did.n as f64).sum();
    if !levels.iter().all(usable) || n <= 0.0 {
        return None;
    }
    let counts: Vec<(u64, u64)> = levels.iter().map(|s| (s.did.events, s.did.n)).collect();
    let sum = |of: &dyn Fn(f64, f64, f64) -> f64| -> f64 {
        let parts = levels.iter().map(|s| of(s.probability, s.did.events as f64, s.did.n as f64));
        parts.sum()
    };
    Some(Calibration {
        isotonic: isotonic(levels),
        shrunk: shares(&counts, level)?.teams,
        brier: sum(&|s, x, all| x * (1.0 - s).powi(2) + (all - x) * s * s) / n,
        excess: sum(&|s, x, all| all * s - x) / n,
        slope: slope(levels, level),
    })
}

/// Pools neighbours by stated probability until the shares rise.
fn isotonic(levels: &[Stated]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..levels.len()).filter(|at| levels[*at].did.n > 0).collect();
    order.sort_by(|a, b| levels[*a].probability.total_cmp(&levels[*b].probability));
    // Events, customers, and the highest stated probability of each pool.
    let mut pools: Vec<(f64, f64, f64)> = Vec::new();
    for at in order {
        let Stated { probability, did } = levels[at];
        let mut pool = (did.events as f64, did.n as f64, probability);
        while let Some(&(x, n, highest)) = pools.last() {
            if x / n < pool.0 / pool.1 && highest < probability {
                break;
            }
            pools.pop();
            pool = (x + pool.0, n + pool.1, probability);
        }
        pools.push(pool);
    }
    let share = |stated: &Stated| {
        // A level that nobody stated has the share of the pool it falls into, or the last.
        let at = pools.partition_point(|(.., highest)| *highest < stated.probability);
        let (x, n, _) = pools[at.min(pools.len() - 1)];
        x / n
    };
    levels.iter().map(share).collect()
}

/// Logistic regression on the logit of the stated probability, by Newton's method with halved steps:
/// the likelihood is concave, so that it climbs to its top where there is one.
fn slope(levels: &[Stated], level: Level) -> Option<Interval> {
    const STEPS: usize = 100;
    let parts = |at: (f64, f64)| {
        levels.iter().map(move |stated| {
            let x = (stated.probability / (1.0 - stated.probability)).ln();
            (x, at.0 + at.1 * x, stated.did.events as f64, stated.did.n as f64)
        })
    };
    let likelihood = |at: (f64, f64)| -> f64 {
        let log = |y: f64| y.max(0.0) + (-y.abs()).exp().ln_1p(); // ln(1 + exp y)
        parts(at).map(|(_, y, events, n)| events * y - n * log(y)).sum()
    };
    let mut at = (0.0, 0.0);
    for _ in 0..STEPS {
        let (mut first, mut second) = (0.0, 0.0);
        let (mut w, mut wx, mut wxx) = (0.0, 0.0, 0.0);
        for (x, y, events, n) in parts(at) {
            let p = 1.0 / (1.0 + (-y).exp());
            let (excess, weight) = (events - n * p, n * p * (1.0 - p));
            first += excess;
            second += excess * x;
            w += weight;
            wx += weight * x;
            wxx += weight * x * x;
        }
        let determinant = w * wxx - wx * wx;
        let step =
            ((wxx * first - wx * second) / determinant, (w * second - wx * first) / determinant);
        if !(step.0.is_finite() && step.1.is_finite()) {
            return None;
        }
        if step.0.abs() + step.1.abs() < 1e-10 * (1.0 + at.0.abs() + at.1.abs()) {
            let error = (w / determinant).sqrt();
            return Some(Interval::around(at.1 + step.1, level.z() * error));
        }
        let moved = |part: f64| (at.0 + part * step.0, at.1 + part * step.1);
        let here = likelihood(at);
        let climbs = |part: &f64| likelihood(moved(*part)) >= here - 1e-12 * here.abs();
        let halves = std::iter::successors(Some(1.0), |part| Some(part / 2.0)).take(30);
        at = moved(halves.into_iter().find(climbs)?);
    }
    None
}
