//! A difference of two shares by adding answers.

use statrs::function::erf::erfc;

use super::Difference;
use crate::estimate::Level;

/// Share `a` minus share `b`, each given as (yes, answers), with Agresti and Caffo's interval (Agresti
/// & Caffo 2000): Wald's with one answer for and one against added to each group, cut to [-1, 1]. The
/// value is the plain difference. [`mover`](super::mover()) is the default; this one is for comparison
/// with published figures. Absent without answers in a group, and when yes exceeds answers.
///
/// ```
/// use plaudit_core::{compare::agresti_caffo, estimate::Level};
///
/// // 56 of 70 against 48 of 80: METHODS §8.1.
/// let found = agresti_caffo((56, 70), (48, 80), Level::default()).unwrap();
/// assert_eq!(format!("{:.6} {:.6}", found.lower, found.upper), "0.052453 0.335758");
/// ```
#[must_use]
pub fn agresti_caffo(a: (u64, u64), b: (u64, u64), level: Level) -> Option<Difference> {
    if [a, b].iter().any(|(yes, n)| yes > n || *n == 0) {
        return None;
    }
    let share = |(yes, n): (u64, u64)| yes as f64 / n as f64;
    let added = |(yes, n): (u64, u64)| {
        let (p, n) = ((yes as f64 + 1.0) / (n as f64 + 2.0), n as f64 + 2.0);
        (p, p * (1.0 - p) / n)
    };
    let ((p, v), (q, w)) = (added(a), added(b));
    let value = share(a) - share(b);
    let (centre, error) = (p - q, (v + w).sqrt());
    let half = level.z() * error;
    Some(Difference {
        value,
        lower: (centre - half).max(-1.0).min(value),
        upper: (centre + half).min(1.0).max(value),
        level,
        p: erfc(centre.abs() / error / std::f64::consts::SQRT_2),
    })
}
