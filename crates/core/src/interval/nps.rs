//! Intervals for the difference of two shares of the same answers: an NPS.

use crate::numeric::crossing;

/// What is known of a difference without a usable answer.
const ALL: (f64, f64) = (-1.0, 1.0);

/// Tango's score interval for (b - c)/n, within [-1, 1], where b and c of n answers count for and
/// against (Tango 1998): the differences δ with |b - c - nδ| ≤ z·√(n(2q + δ(1 - δ))), q the estimate
/// of the smaller share under δ. For an NPS, b are the promoters and c the detractors.
///
/// ```
/// // 60 promoters and 12 detractors of 100: METHODS §8.2 gives 33.006733 to 60.388020.
/// let (lower, upper) = plaudit_core::interval::tango(60.0, 12.0, 100.0, 1.959963984540054);
/// assert!((lower - 0.33006733).abs() < 1e-8 && (upper - 0.60388020).abs() < 1e-8);
/// ```
#[must_use]
pub fn tango(b: f64, c: f64, n: f64, z: f64) -> (f64, f64) {
    if !possible(b, c, n) {
        return ALL;
    }
    let estimate = (b - c) / n;
    // How far delta lies outside: negative while it is inside the interval.
    let outside = |delta: f64| {
        let (qa, qc) = (2.0 * n, -c * delta * (1.0 - delta));
        let qb = -b - c + (2.0 * n - b + c) * delta;
        let q = ((qb * qb - 4.0 * qa * qc).max(0.0).sqrt() - qb) / (2.0 * qa);
        let variance = n * (2.0 * q + delta * (1.0 - delta));
        (b - c - n * delta).abs() - z * variance.max(0.0).sqrt()
    };
    let lower = if c == n { -1.0 } else { crossing(estimate, -1.0, outside) };
    let upper = if b == n { 1.0 } else { crossing(estimate, 1.0, outside) };
    (lower, upper)
}

/// The adjusted Wald interval for (b - c)/n, within [-1, 1] (Rocks 2016): Wald's after ¾ of an answer
/// is added for, ¾ against and 1½ in between.
///
/// ```
/// // METHODS §8.2: 32.995226 to 60.208657
/// let (lower, upper) = plaudit_core::interval::adjusted_wald(60.0, 12.0, 100.0, 1.959963984540054);
/// assert!((lower - 0.32995226).abs() < 1e-8 && (upper - 0.60208657).abs() < 1e-8);
/// ```
#[must_use]
pub fn adjusted_wald(b: f64, c: f64, n: f64, z: f64) -> (f64, f64) {
    if !possible(b, c, n) {
        return ALL;
    }
    wald((b - c) / n, (b + 0.75) / (n + 3.0), (c + 0.75) / (n + 3.0), n + 3.0, z)
}

/// Bonett and Price's interval for (b - c)/n, within [-1, 1] (Bonett & Price 2012): Wald's after one
/// answer is added for and one against, in n + 2.
///
/// ```
/// // METHODS §8.2: 33.281046 to 60.836601
/// let (lower, upper) = plaudit_core::interval::bonett_price(60.0, 12.0, 100.0, 1.959963984540054);
/// assert!((lower - 0.33281046).abs() < 1e-8 && (upper - 0.60836601).abs() < 1e-8);
/// ```
#[must_use]
pub fn bonett_price(b: f64, c: f64, n: f64, z: f64) -> (f64, f64) {
    if !possible(b, c, n) {
        return ALL;
    }
    wald((b - c) / n, (b + 1.0) / (n + 2.0), (c + 1.0) / (n + 2.0), n + 2.0, z)
}

fn possible(b: f64, c: f64, n: f64) -> bool {
    n > 0.0 && n.is_finite() && b >= 0.0 && c >= 0.0 && b + c <= n
}

/// Wald's limits from adjusted shares, within the range, and never such that `estimate` is outside.
fn wald(estimate: f64, b: f64, c: f64, n: f64, z: f64) -> (f64, f64) {
    let centre = b - c;
    let half = z * ((b + c - centre * centre) / n).max(0.0).sqrt();
    ((centre - half).max(-1.0).min(estimate), (centre + half).min(1.0).max(estimate))
}
