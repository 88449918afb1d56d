//! Student's t.

use statrs::distribution::{ContinuousCDF, StudentsT};

use crate::estimate::Level;

/// Two-sided p-value of `t`; NaN for NaN and for no degrees of freedom.
pub(crate) fn two_sided(t: f64, df: f64) -> f64 {
    if t.is_infinite() {
        return 0.0;
    }
    StudentsT::new(0.0, 1.0, df).map_or(f64::NAN, |student| 2.0 * student.sf(t.abs()))
}

/// The quantile that a two-sided interval of `level` needs; infinite below one degree of freedom.
///
/// By bisection on the tail: the inverse in `statrs` subtracts from 1 and loses half the digits at
/// many degrees of freedom.
pub(crate) fn quantile(level: Level, df: f64) -> f64 {
    let tail = 1.0 - level.share();
    if df.is_nan() || df < 1.0 {
        return f64::INFINITY;
    }
    let (mut near, mut far) = (0.0, 1.0);
    while two_sided(far, df) > tail {
        (near, far) = (far, far * 2.0);
    }
    loop {
        let middle = near + (far - near) / 2.0;
        if middle <= near || middle >= far {
            return middle;
        }
        if two_sided(middle, df) > tail { near = middle } else { far = middle }
    }
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
