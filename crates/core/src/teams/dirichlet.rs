//! The Dirichlet-multinomial distribution, fitted to teams by maximum likelihood.

use statrs::function::gamma::{digamma, ln_gamma};

/// The parameters α of the Dirichlet distribution from which the teams' shares seem to be drawn: those
/// that maximise Σ ln Γ(A) - ln Γ(A + n) + Σ (ln Γ(α + count) - ln Γ(α)), A their sum. With two
/// categories it is the beta-binomial distribution. Found by Newton's method (Minka 2000).
///
/// Absent when the teams do not differ beyond chance, so that the likelihood grows with A for ever; and
/// below two teams with answers, when the counts differ in length, and when a category is empty
/// everywhere.
///
/// ```
/// // Mortality in 12 hospitals (Surgical, BUGS): α = 8.2535, β = 99.6368, METHODS §8.11.
/// let x = [0, 18, 8, 46, 8, 13, 9, 31, 14, 8, 29, 24];
/// let n = [47, 148, 119, 810, 211, 196, 148, 215, 207, 97, 256, 360];
/// let teams: Vec<Vec<u64>> = x.iter().zip(n).map(|(x, n)| vec![*x, n - x]).collect();
/// let alpha = plaudit_core::teams::dirichlet_multinomial(&teams).unwrap();
/// assert_eq!(format!("{:.4} {:.4}", alpha[0], alpha[1]), "8.2535 99.6368");
/// ```
#[must_use]
pub fn dirichlet_multinomial(teams: &[Vec<u64>]) -> Option<Vec<f64>> {
    let teams: Vec<Team> =
        teams.iter().map(|counts| Team::new(counts)).filter(|t| t.n > 0.0).collect();
    let k = teams.first()?.counts.len();
    if k < 2 || teams.len() < 2 || teams.iter().any(|team| team.counts.len() != k) {
        return None;
    }
    let mut alpha = start(&teams, k)?;
    let mut best = likelihood(&teams, &alpha);
    for _ in 0..1_000 {
        let trial = newton(&teams, &alpha)
            .filter(|trial| trial.iter().all(|a| a.is_finite() && *a > 0.0))
            .map(|trial| (likelihood(&teams, &trial), trial))
            .filter(|(reached, _)| *reached >= best - 1e-9 * best.abs());
        let (reached, trial) = trial.unwrap_or_else(|| {
            let trial = fixed_point(&teams, &alpha);
            (likelihood(&teams, &trial), trial)
        });
        let moved = trial.iter().zip(&alpha).map(|(new, old)| ((new - old) / old).abs());
        let moved = moved.fold(0.0, f64::max);
        (alpha, best) = (trial, reached);
        if moved < 1e-12 {
            break;
        }
    }
    let sum: f64 = alpha.iter().sum();
    (sum < NO_DIFFERENCE).then_some(alpha)
}

/// From so many pseudo-answers on, teams do not differ in any way that could be seen.
const NO_DIFFERENCE: f64 = 1e8;

struct Team {
    counts: Vec<f64>,
    n: f64,
}

impl Team {
    fn new(counts: &[u64]) -> Self {
        let counts: Vec<f64> = counts.iter().map(|n| *n as f64).collect();
        let n = counts.iter().sum();
        Self { counts, n }
    }
}

/// Parameters from the pooled shares and the excess of pairs of like answers within teams, which is
/// also the slope of the likelihood at A = ∞ (Tarone 1979): absent where it is not above 0.
fn start(teams: &[Team], k: usize) -> Option<Vec<f64>> {
    let all: f64 = teams.iter().map(|team| team.n).sum();
    let share = |j: usize| teams.iter().map(|team| team.counts[j]).sum::<f64>() / all;
    let shares: Vec<f64> = (0..k).map(share).collect();
    if shares.iter().any(|p| *p <= 0.0) {
        return None;
    }
    let pairs = |n: f64| n * (n - 1.0);
    let like: f64 = teams
        .iter()
        .map(|team| team.counts.iter().zip(&shares).map(|(n, p)| pairs(*n) / p).sum::<f64>())
        .sum();
    let possible: f64 = teams.iter().map(|team| pairs(team.n)).sum();
    let excess = like / possible - 1.0;
    if excess.is_nan() || excess <= 0.0 {
        return None;
    }
    // The likelihood along the pooled shares, from few pseudo-answers to many.
    let at = |step: u32| -> Vec<f64> {
        let sum = (f64::from(step) / 4.0 - 4.0).exp();
        shares.iter().map(|p| p * sum).collect()
    };
    let candidates = (0..=88).map(|step| (likelihood(teams, &at(step)), step));
    candidates.max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, step)| at(step))
}

fn likelihood(teams: &[Team], alpha: &[f64]) -> f64 {
    let sum: f64 = alpha.iter().sum();
    teams
        .iter()
        .map(|team| {
            let each = team.counts.iter().zip(alpha);
            ln_gamma(sum) - ln_gamma(sum + team.n)
                + each.map(|(n, a)| ln_gamma(a + n) - ln_gamma(*a)).sum::<f64>()
        })
        .sum()
}

/// Newton's next parameters. Absent where the curvature is not that of a maximum.
fn newton(teams: &[Team], alpha: &[f64]) -> Option<Vec<f64>> {
    let sum: f64 = alpha.iter().sum();
    let common: f64 = teams.iter().map(|team| digamma(sum) - digamma(sum + team.n)).sum();
    let z: f64 = teams.iter().map(|team| trigamma(sum) - trigamma(sum + team.n)).sum();
    let gradient: Vec<f64> =
        (0..alpha.len()).map(|k| common + over(teams, alpha, k, digamma)).collect();
    let q: Vec<f64> = (0..alpha.len()).map(|k| over(teams, alpha, k, trigamma)).collect();
    let scaled: f64 = gradient.iter().zip(&q).map(|(g, q)| g / q).sum();
    let b = scaled / (1.0 / z + q.iter().map(|q| 1.0 / q).sum::<f64>());
    let step: Vec<f64> = gradient.iter().zip(&q).map(|(g, q)| -(g - b) / q).collect();
    let uphill = step.iter().zip(&gradient).map(|(d, g)| d * g).sum::<f64>() >= 0.0;
    uphill.then(|| alpha.iter().zip(&step).map(|(a, d)| a + d).collect())
}

/// Minka's fixed point, which never lowers the likelihood.
fn fixed_point(teams: &[Team], alpha: &[f64]) -> Vec<f64> {
    let sum: f64 = alpha.iter().sum();
    let all: f64 = teams.iter().map(|team| digamma(sum + team.n) - digamma(sum)).sum();
    (0..alpha.len()).map(|k| alpha[k] * over(teams, alpha, k, digamma) / all).collect()
}

/// Σ over teams of f(α + count) - f(α) at the category `k`.
fn over(teams: &[Team], alpha: &[f64], k: usize, f: fn(f64) -> f64) -> f64 {
    teams.iter().map(|team| f(alpha[k] + team.counts[k]) - f(alpha[k])).sum()
}

/// Derivative of the digamma function for x above 0: recurrence to 10, then the asymptotic series.
fn trigamma(x: f64) -> f64 {
    let (mut x, mut sum) = (x, 0.0);
    while x < 10.0 {
        sum += 1.0 / (x * x);
        x += 1.0;
    }
    let y = 1.0 / (x * x);
    let tail =
        y * (1.0 / 6.0 - y * (1.0 / 30.0 - y * (1.0 / 42.0 - y * (1.0 / 30.0 - y * 5.0 / 66.0))));
    sum + (1.0 + 0.5 / x + tail) / x
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_derivative_of_digamma_is_that_of_its_values() {
        let expected = std::f64::consts::PI.powi(2) / 6.0;
        assert!((trigamma(1.0) - expected).abs() < 1e-12);
        for x in [0.3, 2.5, 17.0] {
            let slope = (digamma(x + 1e-5) - digamma(x - 1e-5)) / 2e-5;
            assert!((trigamma(x) / slope - 1.0).abs() < 1e-7, "{x}");
        }
    }
}
