//! Confidence intervals, formula by formula.
//!
//! All functions take `z`, the quantile of the standard normal distribution for the level wanted
//! ([`Level::z`](crate::estimate::Level::z)), and return the lower and the upper limit.

/// Wilson's score interval for a share `p` of `n` answers, within [0, 1] (Wilson 1927).
///
/// `n` may be an effective sample size.
///
/// ```
/// // 81 of 263, Newcombe 1998, table I
/// let (lower, upper) = plaudit_core::interval::wilson(81.0 / 263.0, 263.0, 1.959963984540054);
/// assert_eq!((format!("{lower:.6}"), format!("{upper:.6}")), ("0.255289".into(), "0.366210".into()));
/// ```
#[must_use]
pub fn wilson(p: f64, n: f64, z: f64) -> (f64, f64) {
    let shrink = 1.0 + z * z / n;
    let centre = (p + z * z / (2.0 * n)) / shrink;
    let half = z / shrink * (p * (1.0 - p) / n + z * z / (4.0 * n * n)).max(0.0).sqrt();
    // At 0 and 1 the limit is the bound itself; rounding must not move it or the estimate out.
    ((centre - half).clamp(0.0, p), (centre + half).clamp(p, 1.0))
}

/// The variance-ratio Wilson interval for a bounded mean, within [0, 1] (METHODS §2.3).
///
/// `m` is the mean of values y in [0, 1], `q` the mean of y², `n` the effective number of answers.
/// It is Wilson's interval with the sample size n/ρ, where ρ is the ratio of the observed variance to
/// that of a share with the same mean. For y in {0, 1} it is Wilson's interval exactly; it never has
/// zero width.
///
/// ```
/// // Six answers, all 5 on 1 to 5: METHODS §8.3 gives 3.438662849 to 5.
/// let (lower, upper) = plaudit_core::interval::vr_wilson(1.0, 1.0, 6.0, 1.959963984540054);
/// assert!((1.0 + 4.0 * lower - 3.438662849).abs() < 1e-9 && upper == 1.0);
/// ```
#[must_use]
pub fn vr_wilson(m: f64, q: f64, n: f64, z: f64) -> (f64, f64) {
    const KAPPA: f64 = 2.0; // pseudo-observations, half at each end, that steady the ratio alone
    let steady = |mean: f64| (n * mean + KAPPA / 2.0) / (n + KAPPA);
    let (m_steady, q_steady) = (steady(m), steady(q));
    let variance = q_steady - m_steady * m_steady;
    let ratio = (variance / (m_steady * (1.0 - m_steady))).min(1.0);
    wilson(m, n / ratio, z)
}

/// Tango's score interval for (b - c)/n, within [-1, 1], where b and c of n answers count for and
/// against (Tango 1998). For an NPS, b are the promoters and c the detractors.
///
/// ```
/// // 60 promoters and 12 detractors of 100: METHODS §8.2 gives 33.006733 to 60.388020.
/// let (lower, upper) = plaudit_core::interval::tango(60.0, 12.0, 100.0, 1.959963984540054);
/// assert!((lower - 0.33006733).abs() < 1e-8 && (upper - 0.60388020).abs() < 1e-8);
/// ```
#[must_use]
pub fn tango(b: f64, c: f64, n: f64, z: f64) -> (f64, f64) {
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

/// Where `outside` changes sign between `inner` and `outer`, by bisection down to neighbouring
/// numbers; `outer` where it does not.
fn crossing(inner: f64, outer: f64, outside: impl Fn(f64) -> f64) -> f64 {
    let (mut inside, mut beyond) = (inner, outer);
    if outside(beyond) <= 0.0 {
        return beyond;
    }
    loop {
        let middle = inside + (beyond - inside) / 2.0;
        if middle == inside || middle == beyond {
            return middle;
        }
        if outside(middle) > 0.0 {
            beyond = middle;
        } else {
            inside = middle;
        }
    }
}

#[cfg(test)]
mod tests;
