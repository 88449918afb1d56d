//! The Dirichlet-multinomial mixture confidence sequence (Lindon & Malek 2022; for shares Robbins 1970).

use statrs::function::gamma::ln_gamma;

use crate::estimate::Level;
use crate::numeric::crossing;

/// A band that holds at every look.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Band {
    /// Lower limit, at least the lowest value.
    pub lower: f64,
    /// Upper limit, at most the highest value.
    pub upper: f64,
    /// The probability with which it holds at all looks together.
    pub level: Level,
}

/// The band of the mean of `values` from the counts of each: the least and the greatest mean over the
/// distributions p with Σ n·ln p ≥ ln B(prior + n) - ln B(prior) + ln α, B the multivariate beta
/// function. It depends on the counts alone, so tallies add and order does not matter.
///
/// `prior` holds pseudo-counts fixed before the period, 1 each where nothing is known. Absent when the
/// lists differ in length or are empty, a value is not finite, or a pseudo-count not above 0. Without
/// answers the band is the whole range.
///
/// ```
/// use plaudit_core::{estimate::Level, sequential::band};
///
/// // 12 detractors, 28 passives, 60 promoters: METHODS §8.10 gives .187882354 to .708617474.
/// let band = band(&[12, 28, 60], &[-1.0, 0.0, 1.0], &[1.0; 3], Level::default()).unwrap();
/// assert_eq!(format!("{:.9} {:.9}", band.lower, band.upper), "0.187882354 0.708617474");
/// ```
#[must_use]
pub fn band(counts: &[u64], values: &[f64], prior: &[f64], level: Level) -> Option<Band> {
    let stream = Stream::new(counts, values, prior)?;
    let bound = stream.evidence + (1.0 - level.share()).ln();
    Some(Band { lower: stream.least(bound), upper: stream.greatest(bound), level })
}

/// The band of the difference of two independent streams over the same values, `a` minus `b`: the least
/// and greatest over the pairs of distributions whose summed log-likelihood reaches the sum of both
/// bounds, with one α. Narrower than the difference of two bands. Absent where [`band`] is.
///
/// ```
/// use plaudit_core::{estimate::Level, sequential::band_of_difference};
///
/// let (a, b) = ([120, 280, 600], [250, 300, 450]);
/// let band = band_of_difference(&a, &b, &[-1.0, 0.0, 1.0], &[1.0; 3], Level::default()).unwrap();
/// assert_eq!(format!("{:.6} {:.6}", band.lower, band.upper), "0.090659 0.466929"); // METHODS §8.10
/// ```
#[must_use]
pub fn band_of_difference(
    a: &[u64],
    b: &[u64],
    values: &[f64],
    prior: &[f64],
    level: Level,
) -> Option<Band> {
    let (a, b) = (Stream::new(a, values, prior)?, Stream::new(b, values, prior)?);
    let bound = a.evidence + b.evidence + (1.0 - level.share()).ln();
    let slack = (a.most_likely() + b.most_likely() - bound).max(0.0);
    // The greatest difference as the slack of `a` goes from none to all is concave.
    let greatest = |a: &Stream, b: &Stream| {
        let at = |share: f64| {
            a.greatest(a.most_likely() - share * slack)
                - b.least(b.most_likely() - (1.0 - share) * slack)
        };
        peak(at)
    };
    Some(Band { lower: -greatest(&b, &a), upper: greatest(&a, &b), level })
}

/// Greatest value of a concave function on [0, 1], by golden section.
fn peak(f: impl Fn(f64) -> f64) -> f64 {
    let golden = (5.0_f64.sqrt() - 1.0) / 2.0;
    let (mut low, mut high) = (0.0, 1.0);
    let (mut x, mut y) = (1.0 - golden, golden);
    let (mut fx, mut fy) = (f(x), f(y));
    for _ in 0..60 {
        if fx < fy {
            (low, x, fx) = (x, y, fy);
            y = low + golden * (high - low);
            fy = f(y);
        } else {
            (high, y, fy) = (y, x, fx);
            x = high - golden * (high - low);
            fx = f(x);
        }
    }
    fx.max(fy).max(f(0.0)).max(f(1.0))
}

/// Counts by value and the log of their mixed likelihood, ln B(prior + n) - ln B(prior).
struct Stream<'v> {
    counts: Vec<f64>,
    values: &'v [f64],
    n: f64,
    evidence: f64,
}

impl<'v> Stream<'v> {
    fn new(counts: &[u64], values: &'v [f64], prior: &[f64]) -> Option<Self> {
        let fits = !values.is_empty()
            && (counts.len(), prior.len()) == (values.len(), values.len())
            && values.iter().all(|value| value.is_finite())
            && prior.iter().all(|a| a.is_finite() && *a > 0.0);
        let counts: Vec<f64> = counts.iter().map(|n| *n as f64).collect();
        let n: f64 = counts.iter().sum();
        let total: f64 = prior.iter().sum();
        let each: f64 = counts.iter().zip(prior).map(|(n, a)| ln_gamma(a + n) - ln_gamma(*a)).sum();
        let evidence = each - (ln_gamma(total + n) - ln_gamma(total));
        fits.then_some(Self { counts, values, n, evidence })
    }

    /// The log-likelihood of the shares observed.
    fn most_likely(&self) -> f64 {
        self.counts.iter().filter(|n| **n > 0.0).map(|n| n * (n / self.n).ln()).sum()
    }

    fn greatest(&self, bound: f64) -> f64 {
        self.extreme(bound, 1.0)
    }

    fn least(&self, bound: f64) -> f64 {
        -self.extreme(bound, -1.0)
    }

    /// Greatest mean of `sign`·values over the distributions of at least the log-likelihood `bound`.
    ///
    /// The maximiser is p ∝ n/(ν - value) for some ν beyond the greatest value `top`. It is sought by
    /// e = ν - top, and e + (top - value) is formed, which loses no digits.
    fn extreme(&self, bound: f64, sign: f64) -> f64 {
        let value = |k: usize| sign * self.values[k];
        let all = 0..self.values.len();
        let top = all.clone().map(value).fold(f64::NEG_INFINITY, f64::max);
        if self.n <= 0.0 {
            return top;
        }
        let given: Vec<usize> = all.filter(|k| self.counts[*k] > 0.0).collect();
        let at = |e: f64| {
            let share = |k: &usize| self.counts[*k] / (e + (top - value(*k)));
            let sum: f64 = given.iter().map(share).sum();
            let (mut likelihood, mut mean) = (0.0, 0.0);
            for k in &given {
                let p = share(k) / sum;
                likelihood += self.counts[*k] * p.ln();
                mean += p * value(*k);
            }
            (likelihood, mean)
        };
        if given.iter().all(|k| value(*k) < top) {
            // Nobody gave the top value, so some mass may lie there at little cost.
            let (likelihood, mean) = at(0.0);
            if likelihood > bound {
                let rest = ((bound - likelihood) / self.n).exp();
                return rest * mean + (1.0 - rest) * top;
            }
        }
        // ν from far away, where the shares are those observed, to the top.
        let log = crossing(60.0, -700.0, |log| bound - at(log.exp()).0);
        at(log.exp()).1.min(top)
    }
}
