//! Places of teams, with their uncertainty.

use statrs::distribution::{Beta, Continuous, ContinuousCDF, Normal};

use crate::numeric::gauss_legendre;

/// What is known of one team.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Posterior {
    /// A beta distribution of a share.
    Beta {
        /// First shape, above 0.
        a: f64,
        /// Second shape, above 0.
        b: f64,
    },
    /// A normal distribution of a mean.
    Normal {
        /// Mean.
        mean: f64,
        /// Standard deviation, above 0.
        deviation: f64,
    },
}

type Functions = Box<dyn Fn(f64) -> (f64, f64)>;

impl Posterior {
    /// The beta distribution with this mean and standard deviation: α + β = mean(1 - mean)/deviation² -
    /// 1. Absent unless the mean is within (0, 1) and the deviation above 0 and small enough.
    ///
    /// ```
    /// use plaudit_core::teams::Posterior;
    ///
    /// // Rats, Gelman et al., Bayesian Data Analysis, §5.1: (1.4, 8.6).
    /// let Some(Posterior::Beta { a, b }) = Posterior::beta(0.136, 0.1035) else { unreachable!() };
    /// assert_eq!(format!("{a:.1} {b:.1}"), "1.4 8.6");
    /// ```
    #[must_use]
    pub fn beta(mean: f64, deviation: f64) -> Option<Self> {
        let sum = mean * (1.0 - mean) / (deviation * deviation) - 1.0;
        let (a, b) = (sum * mean, sum * (1.0 - mean));
        (a > 0.0 && b > 0.0 && sum.is_finite()).then_some(Self::Beta { a, b })
    }

    /// Its mean.
    #[must_use]
    pub fn mean(&self) -> f64 {
        match *self {
            Self::Beta { a, b } => a / (a + b),
            Self::Normal { mean, .. } => mean,
        }
    }

    /// Its standard deviation.
    #[must_use]
    pub fn deviation(&self) -> f64 {
        match *self {
            Self::Beta { a, b } => (a * b / (a + b + 1.0)).sqrt() / (a + b),
            Self::Normal { deviation, .. } => deviation,
        }
    }

    /// Density and distribution function.
    fn functions(&self) -> Option<Functions> {
        match *self {
            Self::Beta { a, b } => {
                let beta = Beta::new(a, b).ok().filter(|_| a.is_finite() && b.is_finite())?;
                Some(Box::new(move |x| (beta.pdf(x), beta.cdf(x))))
            }
            Self::Normal { mean, deviation } => {
                let normal = Normal::new(mean, deviation).ok().filter(|_| mean.is_finite())?;
                Some(Box::new(move |x| (normal.pdf(x), normal.cdf(x))))
            }
        }
    }
}

/// The places of teams, the highest value first.
#[derive(Clone, Debug, PartialEq)]
pub struct Ranking {
    /// Probability that the team is the highest; they sum to 1.
    pub best: Vec<f64>,
    /// Probability that the team is the lowest; they sum to 1.
    pub worst: Vec<f64>,
    /// Expected place, 1 the highest; they sum to p(p + 1)/2 for p teams.
    pub place: Vec<f64>,
}

/// The probability of each team to be the highest, ∫ f·Π F over the others, and the lowest, and its
/// expected place 1 + Σ P(other > it), by Gauss-Legendre quadrature: no random numbers. Absent without
/// teams and for a distribution that does not exist.
///
/// ```
/// use plaudit_core::teams::{Posterior, ranking};
///
/// // P(B > A) for Beta(41, 21) and Beta(51, 21): METHODS §8.11.
/// let teams = [Posterior::Beta { a: 41.0, b: 21.0 }, Posterior::Beta { a: 51.0, b: 21.0 }];
/// assert_eq!(format!("{:.10}", ranking(&teams).unwrap().best[1]), "0.7212903383");
/// ```
#[must_use]
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
pub fn ranking(teams: &[Posterior]) -> Option<Ranking> {
    const REACH: f64 = 9.0; // deviations, beyond which a normal tail is below 1e-18
    const PANELS: f64 = 600.0;
    let functions = teams.iter().map(Posterior::functions).collect::<Option<Vec<_>>>()?;
    let shares = teams.iter().all(|team| matches!(team, Posterior::Beta { .. }));
    let end = |sign: f64, pick: fn(f64, f64) -> f64| {
        let ends = teams.iter().map(|team| team.mean() + sign * REACH * team.deviation());
        ends.reduce(pick)
    };
    let (mut low, mut high) = (end(-1.0, f64::min)?, end(1.0, f64::max)?);
    if shares {
        // A beta distribution has no tails beyond, but longer ones than a normal within.
        (low, high) = ((low - (high - low)).max(0.0), (high + (high - low)).min(1.0));
    }
    let narrowest = teams.iter().map(Posterior::deviation).fold(f64::INFINITY, f64::min);
    let panels = ((high - low) / narrowest).ceil().clamp(20.0, PANELS) as usize;
    let p = teams.len();
    let (mut mass, mut best, mut worst, mut place) =
        (vec![0.0; p], vec![0.0; p], vec![0.0; p], vec![0.0; p]);
    for (x, weight) in gauss_legendre(low, high, panels) {
        let at: Vec<(f64, f64)> = functions.iter().map(|f| f(x)).collect();
        let below = products_of_others(at.iter().map(|(_, cdf)| *cdf));
        let above = products_of_others(at.iter().map(|(_, cdf)| 1.0 - cdf));
        let higher: f64 = at.iter().map(|(_, cdf)| 1.0 - cdf).sum();
        for (j, (density, cdf)) in at.iter().enumerate() {
            let w = weight * density;
            mass[j] += w;
            best[j] += w * below[j];
            worst[j] += w * above[j];
            place[j] += w * (higher - (1.0 - cdf));
        }
    }
    // What the quadrature lost of each density is lost of its integrals as well.
    let share =
        |sums: Vec<f64>| -> Vec<f64> { sums.iter().zip(&mass).map(|(s, m)| s / m).collect() };
    let place = share(place).into_iter().map(|higher| 1.0 + higher).collect();
    Some(Ranking { best: share(best), worst: share(worst), place })
}

/// For each factor the product of all others.
fn products_of_others(factors: impl Iterator<Item = f64>) -> Vec<f64> {
    let factors: Vec<f64> = factors.collect();
    let mut products = vec![1.0; factors.len()];
    let mut product = 1.0;
    for (j, factor) in factors.iter().enumerate() {
        products[j] = product;
        product *= factor;
    }
    product = 1.0;
    for (j, factor) in factors.iter().enumerate().rev() {
        products[j] *= product;
        product *= factor;
    }
    products
}

/// For teams with these values and standard errors the first and last place, 1 the highest, that the
/// data do not exclude: 1 + how many are significantly higher, and teams - how many are significantly
/// lower (Mogstad, Romano, Shaikh & Wilhelm 2024). Pairs differ significantly when their difference
/// exceeds `z` standard errors; z from one-sided tests of all p(p - 1) ordered pairs makes the
/// intervals hold together.
///
/// ```
/// use plaudit_core::teams::rank_intervals;
///
/// // METHODS §8.11; z for 20 one-sided tests at 5% together.
/// let teams = [(52.0, 4.0), (47.0, 3.0), (45.0, 8.0), (30.0, 5.0), (12.0, 6.0)];
/// assert_eq!(rank_intervals(&teams, 2.807034), [(1, 3), (1, 3), (1, 4), (3, 5), (4, 5)]);
/// ```
#[must_use]
pub fn rank_intervals(teams: &[(f64, f64)], z: f64) -> Vec<(usize, usize)> {
    let higher = |a: &(f64, f64), b: &(f64, f64)| a.0 - b.0 > z * a.1.hypot(b.1);
    teams
        .iter()
        .map(|team| {
            let above = teams.iter().filter(|other| higher(other, team)).count();
            let below = teams.iter().filter(|other| higher(team, other)).count();
            (1 + above, teams.len() - below)
        })
        .collect()
}
