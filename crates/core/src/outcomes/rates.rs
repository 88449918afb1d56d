//! Events per exposure.

use statrs::function::gamma::checked_gamma_lr;

use crate::Interval;
use crate::estimate::Level;

/// The exact interval of Garwood (1936) for the expected number of events when `events` were seen:
/// [χ²_{α/2, 2D}/2, χ²_{1−α/2, 2D+2}/2].
///
/// ```
/// use plaudit_core::{estimate::Level, outcomes::garwood};
/// let found = garwood(5, Level::default());
/// assert_eq!(format!("{:.6} {:.6}", found.lower, found.upper), "1.623486 11.668332");
/// assert_eq!(garwood(0, Level::default()).lower, 0.0);
/// ```
#[must_use]
pub fn garwood(events: u64, level: Level) -> Interval {
    let tail = (1.0 - level.share()) / 2.0;
    let d = events as f64;
    let lower = if events == 0 { 0.0 } else { gamma_quantile(d, tail, level.z()) };
    Interval { value: d, lower, upper: gamma_quantile(d + 1.0, 1.0 - tail, level.z()) }
}

/// Events per unit of exposure with Garwood's interval, as for complaints per customer-month. Absent
/// unless the exposure is positive and finite.
///
/// ```
/// use plaudit_core::{estimate::Level, outcomes::rate};
/// let found = rate(10, 5.0, Level::default()).unwrap();
/// assert_eq!(format!("{} {:.6}", found.value, found.upper * 5.0), "2 18.390356");
/// ```
#[must_use]
pub fn rate(events: u64, exposure: f64, level: Level) -> Option<Interval> {
    let counts = garwood(events, level);
    (exposure > 0.0 && exposure.is_finite()).then(|| Interval {
        value: counts.value / exposure,
        lower: counts.lower / exposure,
        upper: counts.upper / exposure,
    })
}

/// Rate of the first (events, exposure) over that of the second, with
/// exp(ln ± z√(1/D₁ + 1/D₂)). Absent without events on either side or without exposure.
///
/// ```
/// use plaudit_core::{estimate::Level, outcomes::rate_ratio};
/// let found = rate_ratio((30, 1200.0), (12, 1500.0), Level::default()).unwrap();
/// assert_eq!(format!("{:.3} {:.6} {:.6}", found.value, found.lower, found.upper),
///     "3.125 1.599961 6.103665");
/// ```
#[must_use]
pub fn rate_ratio(a: (u64, f64), b: (u64, f64), level: Level) -> Option<Interval> {
    let usable = |(events, exposure): (u64, f64)| {
        (events > 0 && exposure > 0.0 && exposure.is_finite()).then_some(events as f64)
    };
    let (d, e) = (usable(a)?, usable(b)?);
    let half = level.z() * (1.0 / d + 1.0 / e).sqrt();
    Some(Interval::around((d / a.1 / (e / b.1)).ln(), half).exp())
}

/// The x at which the lower tail of the gamma distribution with `shape` is `tail`, by bisection
/// around the normal approximation of Wilson & Hilferty.
fn gamma_quantile(shape: f64, tail: f64, z: f64) -> f64 {
    let below = |x: f64| checked_gamma_lr(shape, x).unwrap_or(1.0);
    let signed = if tail < 0.5 { -z } else { z };
    let guess = shape * (1.0 - 1.0 / (9.0 * shape) + signed / (3.0 * shape.sqrt())).powi(3);
    // Beyond a million events the approximation is exact to all digits that are shown.
    if shape > 1e6 {
        return guess;
    }
    let (mut near, mut far) = (0.0, shape + 20.0 * shape.sqrt() + 20.0);
    loop {
        let middle = near + (far - near) / 2.0;
        if middle <= near || middle >= far {
            return middle;
        }
        if below(middle) < tail { near = middle } else { far = middle }
    }
}
