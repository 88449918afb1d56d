//! Shares of few teams, with the uncertainty of what they have in common.

use statrs::function::beta::{beta_reg, ln_beta};
use statrs::function::gamma::digamma;

use super::Shrunk;
use super::rank::Posterior;
use crate::estimate::Level;
use crate::numeric::{crossing, gauss_legendre};

/// Shares of teams, drawn towards what is known of their common share.
#[derive(Clone, Debug, PartialEq)]
pub struct HierarchicalShares {
    /// The common share: the mean of α/(α + β).
    pub common: f64,
    /// One a team, as shares.
    pub teams: Vec<Shrunk>,
    /// For [`ranking`](super::ranking): the beta distribution with the mean and the deviation of each
    /// team.
    pub posteriors: Vec<Posterior>,
}

/// The shares of teams that gave `x` of `n` answers each, when there are few teams (below 15) and
/// [`shares`](super::shares()) would take the α and β it estimates for known. Here each team's
/// distribution is the mixture of Beta(α + x, β + n - x) over all α and β, weighted by
/// (α + β)^(-5/2)·Π B(α + x, β + n - x)/B(α, β) (Gelman et al., Bayesian Data Analysis, 3rd edition,
/// §5.3), summed over a grid of ln(α/β) and ln(α + β): the intervals are wider by what the few teams
/// do not say, and teams that hardly differ are drawn together without being said to be alike.
///
/// The limits are right to about 1e-5. Absent when x exceeds n, above a thousand million answers, and
/// unless a team has some answers for and some against: the distribution does not exist otherwise.
///
/// ```
/// use plaudit_core::{estimate::Level, teams::{hierarchical_shares, shares}};
///
/// let teams = [(4, 20), (9, 20), (14, 30), (3, 30), (2, 5)];
/// let width = |team: plaudit_core::teams::Shrunk| team.upper - team.lower;
/// let sure = shares(&teams, Level::default()).unwrap().teams[4];
/// let unsure = hierarchical_shares(&teams, Level::default()).unwrap().teams[4];
/// assert!(width(unsure) > width(sure));
/// ```
#[must_use]
pub fn hierarchical_shares(teams: &[(u64, u64)], level: Level) -> Option<HierarchicalShares> {
    let mixed = |(x, n): &(u64, u64)| *x > 0 && x < n;
    let n = teams.iter().fold(0_u64, |sum, team| sum.saturating_add(team.1));
    if n > MOST_ANSWERS || teams.iter().any(|(x, n)| x > n) || !teams.iter().any(mixed) {
        return None;
    }
    let counts: Vec<(f64, f64)> =
        teams.iter().map(|(x, n)| (*x as f64, (*n - *x) as f64)).collect();
    let nodes = grid(&counts);
    let shrunk: Vec<Shrunk> = counts.iter().map(|team| shrink(&nodes, *team, level)).collect();
    let posteriors = shrunk.iter().map(|team| Posterior::beta(team.value, team.deviation));
    Some(HierarchicalShares {
        common: nodes.iter().map(|node| node.weight * node.a / (node.a + node.b)).sum(),
        posteriors: posteriors.collect::<Option<_>>()?,
        teams: shrunk,
    })
}

/// Above so many answers the logarithms of the densities lose their digits.
const MOST_ANSWERS: u64 = 1_000_000_000;

/// A point of the grid.
#[derive(Clone, Copy, Debug)]
pub(super) struct Node {
    pub a: f64,
    pub b: f64,
    /// Probability; all sum to 1.
    pub weight: f64,
}

/// The grid of ln(α + β): from where teams have nothing in common to so many times all answers, where
/// they do not differ.
const LOWEST: f64 = -6.0;
const NO_DIFFERENCE: f64 = 1_000.0;
const STEP: f64 = 0.2;
/// The grid of ln(α/β) for each, in deviations from the most likely, and its widest step.
const REACH: f64 = 6.0;
const WIDEST: f64 = 0.8;
/// Points below this share of the likeliest are left out.
const LEAST: f64 = 1e-9;

/// The posterior distribution of (α, β).
#[allow(clippy::cast_possible_truncation)]
pub(super) fn grid(teams: &[(f64, f64)]) -> Vec<Node> {
    let n: f64 = teams.iter().map(|(x, y)| x + y).sum();
    let smallest = teams.iter().map(|(x, y)| x + y).fold(f64::INFINITY, f64::min);
    let steps = (((NO_DIFFERENCE * n).ln() - LOWEST) / STEP) as i32;
    let mut nodes = Vec::new();
    for i in 0..=steps {
        let sum = (LOWEST + f64::from(i) * STEP).exp();
        let density = Density { sum, teams };
        let most = density.most();
        let deviation = density.curvature(most).max(0.04).sqrt().recip();
        // The larger the sum, the closer each point stands for a single share: the quantiles must not
        // see the gaps between.
        let (a, b) = density.shape(most);
        let gap = deviation * (a * b / (sum + smallest)).sqrt();
        let step = WIDEST / gap.max(1.0);
        // Beyond the last sum the density falls as exp(-½·ln(α + β)) while nothing else changes.
        let width = if i == steps { STEP / 2.0 + 2.0 } else { STEP };
        let reach = (REACH / step).min(300.0) as i32;
        for j in -reach..=reach {
            let u = most + f64::from(j) * step * deviation;
            let (a, b) = density.shape(u);
            nodes.push((a, b, density.ln(u), width * step * deviation));
        }
    }
    let highest = nodes.iter().map(|node| node.2).fold(f64::NEG_INFINITY, f64::max);
    let weights = nodes.iter().map(|(a, b, ln, area)| (*a, *b, (ln - highest).exp() * area));
    let kept: Vec<_> = weights.filter(|(.., weight)| *weight > LEAST).collect();
    let all: f64 = kept.iter().map(|(.., weight)| weight).sum();
    kept.into_iter().map(|(a, b, weight)| Node { a, b, weight: weight / all }).collect()
}

/// The density of ln(α/β) at one α + β.
struct Density<'t> {
    sum: f64,
    teams: &'t [(f64, f64)],
}

impl Density<'_> {
    fn shape(&self, u: f64) -> (f64, f64) {
        (self.sum / (1.0 + (-u).exp()), self.sum / (1.0 + u.exp()))
    }

    /// Its logarithm up to a constant, that of α + β included: αβ(α + β)^(-5/2)·likelihood, where αβ
    /// turns the density of (α, β) into that of the two logarithms.
    fn ln(&self, u: f64) -> f64 {
        let (a, b) = self.shape(u);
        let each = self.teams.iter().map(|(x, y)| ln_beta(a + x, b + y) - ln_beta(a, b));
        a.ln() + b.ln() - 2.5 * self.sum.ln() + each.sum::<f64>()
    }

    /// Where it is highest.
    fn most(&self) -> f64 {
        crossing(-40.0, 40.0, |u| -self.slope(u))
    }

    /// How fast the slope falls.
    fn curvature(&self, u: f64) -> f64 {
        (self.slope(u - 1e-3) - self.slope(u + 1e-3)) / 2e-3
    }

    /// The derivative of the logarithm.
    fn slope(&self, u: f64) -> f64 {
        let (a, b) = self.shape(u);
        let rise = |start: f64, by: f64| digamma(start + by) - digamma(start);
        let each: f64 = self.teams.iter().map(|(x, y)| rise(a, *x) - rise(b, *y)).sum();
        (b - a) / self.sum + a * b / self.sum * each
    }
}

/// The likeliest ln(α/β) at one α + β, and the logarithm of its density there.
#[cfg(test)]
pub(super) fn most_likely(sum: f64, teams: &[(f64, f64)]) -> (f64, f64) {
    let density = Density { sum, teams };
    (density.most(), density.ln(density.most()))
}

/// Mean, deviation and interval of one team.
fn shrink(nodes: &[Node], (x, y): (f64, f64), level: Level) -> Shrunk {
    let mixture = Mixture::of(nodes, (x, y));
    let value = mixture.over(|a, b| a / (a + b));
    let square = mixture.over(|a, b| a * (a + 1.0) / ((a + b) * (a + b + 1.0)));
    let deviation = (square - value * value).max(0.0).sqrt();
    let tail = (1.0 - level.share()) / 2.0;
    // A normal distribution of ln(share/(1 - share)) is near.
    let spread = level.z() * deviation / (value * (1.0 - value));
    let near = |side: f64| 1.0 / (1.0 + (1.0 / value - 1.0) * (-side * spread).exp());
    Shrunk {
        value,
        deviation,
        lower: mixture.quantile(tail, near(-1.0)),
        upper: mixture.quantile(1.0 - tail, near(1.0)),
        own: mixture.over(|a, b| (x + y) / (a + b)),
    }
}

/// The distribution of one team's share: beta distributions, each with its weight.
struct Mixture(Vec<Part>);

struct Part {
    weight: f64,
    a: f64,
    b: f64,
    /// The logarithm of the beta function of both.
    ln: f64,
}

impl Mixture {
    fn of(nodes: &[Node], (x, y): (f64, f64)) -> Self {
        let part = |node: &Node| {
            let (a, b) = (node.a + x, node.b + y);
            Part { weight: node.weight, a, b, ln: ln_beta(a, b) }
        };
        Self(nodes.iter().map(part).collect())
    }

    fn over(&self, f: impl Fn(f64, f64) -> f64) -> f64 {
        self.0.iter().map(|part| part.weight * f(part.a, part.b)).sum()
    }

    fn below(&self, at: f64) -> f64 {
        self.over(|a, b| beta_reg(a, b, at))
    }

    fn density(&self, at: f64) -> f64 {
        let (x, y) = (at.ln(), (1.0 - at).ln());
        let part = |p: &Part| p.weight * ((p.a - 1.0) * x + (p.b - 1.0) * y - p.ln).exp();
        self.0.iter().map(part).sum()
    }

    /// Where the distribution reaches `share`, by Newton's method from `near`. What a step adds is
    /// integrated from the density, which costs far less than the distribution itself; that is asked
    /// once a round, twice in all as a rule.
    fn quantile(&self, share: f64, near: f64) -> f64 {
        let (mut low, mut high, mut at) = (0.0, 1.0, near);
        for _ in 0..60 {
            let miss = self.below(at) - share;
            if miss.abs() < 1e-10 {
                break;
            }
            if miss < 0.0 {
                low = at;
            } else {
                high = at;
            }
            let next = self.refined(at, miss, (low, high));
            if next == at {
                break;
            }
            at = next;
        }
        at
    }

    fn refined(&self, from: f64, mut miss: f64, (low, high): (f64, f64)) -> f64 {
        let mut at = from;
        for _ in 0..8 {
            let step = at - miss / self.density(at);
            // Newton's step may leave what is known; half way is then as good a guess as any.
            let next = if low < step && step < high { step } else { f64::midpoint(low, high) };
            miss += gauss_legendre(at, next, 1).map(|(x, w)| w * self.density(x)).sum::<f64>();
            at = next;
            if miss.abs() < 1e-12 {
                break;
            }
        }
        at
    }
}
