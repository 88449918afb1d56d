//! Student's t.

use statrs::distribution::{ContinuousCDF, StudentsT};
use statrs::function::erf::erfc;

use crate::estimate::Level;
use crate::numeric::crossing;

/// From so many degrees of freedom on, nine digits are those of the normal distribution.
const MANY: f64 = 1e9;

/// Two-sided p-value of `t`; NaN for NaN and for no degrees of freedom.
pub(crate) fn two_sided(t: f64, df: f64) -> f64 {
    if t.is_infinite() {
        return 0.0;
    }
    StudentsT::new(0.0, 1.0, df).map_or(f64::NAN, |student| 2.0 * student.sf(t.abs()))
}

/// The quantile that a two-sided interval of `level` needs; infinite without degrees of freedom, that
/// of the normal distribution from a billion on.
pub(crate) fn quantile(level: Level, df: f64) -> f64 {
    if df >= MANY { level.z() } else { exceeded_by(1.0 - level.share(), df) }
}

/// What takes the place of the normal quantile `z` where a design gives the variance: that of Student's
/// t below 60 degrees of freedom (METHODS §1.4).
pub(crate) fn critical(z: f64, df: f64) -> f64 {
    if df >= 60.0 { z } else { exceeded_by(erfc(z / std::f64::consts::SQRT_2), df).max(z) }
}

/// The t whose [`two_sided`] p-value is `tail`.
///
/// By bisection on the tail: the inverse in `statrs` subtracts from 1 and loses half the digits at
/// many degrees of freedom.
pub(crate) fn exceeded_by(tail: f64, df: f64) -> f64 {
    if df.is_nan() || df <= 0.0 || tail <= 0.0 {
        return f64::INFINITY;
    }
    let df = df.min(MANY);
    let mut far = 1.0;
    while two_sided(far, df) > tail {
        far *= 2.0;
    }
    crossing(0.0, far, |t| tail - two_sided(t, df))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_and_tails_are_those_of_r() {
        // qt(.975, df)
        for (df, expected) in [
            (1.0, 12.706204736174694),
            (10.0, 2.228138851986274),
            (63.0, 1.998340542520745),
            (119552.0, 1.9599838),
        ] {
            let found = quantile(Level::default(), df);
            assert!((found - expected).abs() < 1e-6, "{df}: {found}");
        }
        assert!((two_sided(2.0, 10.0) - 0.07338803477074037).abs() < 1e-12);
        assert_eq!(two_sided(f64::INFINITY, 3.0), 0.0);
        assert_eq!(quantile(Level::default(), 0.0), f64::INFINITY);
    }
}
