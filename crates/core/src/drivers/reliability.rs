//! Cronbach's alpha: whether items measure one thing.

use statrs::distribution::{ContinuousCDF, FisherSnedecor};

use crate::Interval;
use crate::estimate::Level;
use crate::moments::Centred;

/// How well items that should measure one thing agree.
#[derive(Clone, Debug, PartialEq)]
pub struct Reliability {
    /// Cronbach's alpha with Feldt's interval; at most 1, may be negative. Below 0.7 it is shown
    /// beside the index.
    pub alpha: Interval,
    /// Alpha of the standardised items.
    pub standardised: f64,
    /// Mean correlation between items.
    pub mean_correlation: f64,
    /// One an item, in the order given: alpha without the item. Empty for two items.
    pub without: Vec<f64>,
    /// One an item: correlation of the item with the sum of the others.
    pub item_rest: Vec<f64>,
}

/// Cronbach's alpha of `items`, k/(k−1)·(1 − tr S/1ᵀS1), with Feldt's (1965) interval
/// 1 − (1 − α)·F(1 ∓ …; n−1, (n−1)(k−1)). Absent for fewer than two items or responses, when a column
/// does not exist, or when an item or the sum of the items does not vary.
///
/// ```
/// use plaudit_core::{drivers::reliability, estimate::Level, moments::Centred};
/// // Two items with unit variance and correlation .5: 2·(1 − 2/3) = 2/3.
/// let items = Centred::from_parts(101, vec![0.0; 2], &[vec![100.0, 50.0], vec![50.0, 100.0]]);
/// let found = reliability(&items.unwrap(), &[0, 1], Level::default()).unwrap();
/// assert!((found.alpha.value - 2.0 / 3.0).abs() < 1e-15);
/// ```
#[must_use]
pub fn reliability(moments: &Centred, items: &[usize], level: Level) -> Option<Reliability> {
    let k = items.len();
    let value = alpha(moments, items)?;
    let rest = |i: usize| -> Vec<usize> {
        items.iter().enumerate().filter(|(at, _)| *at != i).map(|(_, item)| *item).collect()
    };
    let pairs = (0..k).flat_map(|i| (0..i).map(move |j| (i, j)));
    let correlations = pairs
        .map(|(i, j)| moments.correlation(items[i], items[j]))
        .collect::<Option<Vec<f64>>>()?;
    let mean = correlations.iter().sum::<f64>() / correlations.len() as f64;
    let without = if k > 2 {
        (0..k).map(|i| alpha(moments, &rest(i))).collect::<Option<_>>()?
    } else {
        Vec::new()
    };
    Some(Reliability {
        alpha: feldt(value, moments.n(), k, level),
        standardised: k as f64 * mean / (1.0 + (k as f64 - 1.0) * mean),
        mean_correlation: mean,
        without,
        item_rest: (0..k).map(|i| item_rest(moments, items[i], &rest(i))).collect::<Option<_>>()?,
    })
}

fn alpha(moments: &Centred, items: &[usize]) -> Option<f64> {
    let k = items.len() as f64;
    let own = items.iter().map(|i| moments.product(*i, *i)).sum::<Option<f64>>()?;
    let total = total(moments, items, items)?;
    (items.len() > 1 && moments.n() > 1 && total > 0.0).then(|| k / (k - 1.0) * (1.0 - own / total))
}

/// Sum of the products of all of `a` with all of `b`.
fn total(moments: &Centred, a: &[usize], b: &[usize]) -> Option<f64> {
    a.iter().flat_map(|i| b.iter().map(move |j| moments.product(*i, *j))).sum()
}

fn item_rest(moments: &Centred, item: usize, rest: &[usize]) -> Option<f64> {
    let (own, others) = (moments.product(item, item)?, total(moments, rest, rest)?);
    let scale = (own * others).sqrt();
    (scale > 0.0).then(|| total(moments, &[item], rest).map(|sum| sum / scale))?
}

fn feldt(alpha: f64, n: u64, k: usize, level: Level) -> Interval {
    let between = (n - 1) as f64;
    let within = between * (k as f64 - 1.0);
    let tail = (1.0 - level.share()) / 2.0;
    let Ok(f) = FisherSnedecor::new(between, within) else {
        return Interval { value: alpha, lower: f64::NEG_INFINITY, upper: 1.0 };
    };
    let limit = |upper: f64| 1.0 - (1.0 - alpha) * tail_quantile(&f, upper);
    Interval { value: alpha, lower: limit(tail), upper: limit(1.0 - tail) }
}

/// Where the tail above is `tail`, by bisection.
fn tail_quantile(f: &FisherSnedecor, tail: f64) -> f64 {
    let (mut near, mut far) = (0.0, 1.0);
    while f.sf(far) > tail && far < 1e300 {
        (near, far) = (far, far * 2.0);
    }
    loop {
        let middle = near + (far - near) / 2.0;
        if middle <= near || middle >= far {
            return middle;
        }
        if f.sf(middle) > tail { near = middle } else { far = middle }
    }
}
