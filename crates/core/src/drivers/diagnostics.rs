//! Simple importances, for diagnosis only.

use super::system::{Error, System};
use crate::moments::Centred;

/// Importances that are easy to compute and easy to misread: shown as diagnostics, never as the
/// headline (METHODS §4.1). One entry a driver, in the order given.
#[derive(Clone, Debug, PartialEq)]
pub struct Diagnostics {
    /// R² of the driver alone, r².
    pub first: Vec<f64>,
    /// How much R² falls without the driver (usefulness), β²/VIF.
    pub last: Vec<f64>,
    /// Squared standardised slope.
    pub beta_squared: Vec<f64>,
    /// Slope times correlation, β·r; sums to R², may be negative.
    pub pratt: Vec<f64>,
}

/// The diagnostic importances of `drivers` for `outcome`, as shares of the outcome's variation.
///
/// # Errors
/// As [`regress`](super::regress).
///
/// ```
/// use plaudit_core::{drivers::diagnostics, moments::Centred};
/// // Correlations .6 and .5 with the outcome, .3 with each other: β₁ = (.6 − .3·.5)/.91.
/// let unit = Centred::from_parts(50, vec![0.0; 3], &[
///     vec![1.0, 0.6, 0.5],
///     vec![0.6, 1.0, 0.3],
///     vec![0.5, 0.3, 1.0],
/// ]);
/// let found = diagnostics(&unit.unwrap(), 0, &[1, 2]).unwrap();
/// assert_eq!(format!("{:.6} {:.6}", found.first[0], found.pratt[0]), "0.360000 0.296703");
/// ```
pub fn diagnostics(
    moments: &Centred,
    outcome: usize,
    drivers: &[usize],
) -> Result<Diagnostics, Error> {
    let system = System::new(moments, outcome, drivers)?;
    let (beta, inverse) = (system.beta(), &system.inverse);
    let each = |f: &dyn Fn(usize) -> f64| (0..drivers.len()).map(f).collect();
    Ok(Diagnostics {
        first: each(&|i| system.xy[i].powi(2)),
        last: each(&|i| beta[i].powi(2) / inverse[(i, i)]),
        beta_squared: each(&|i| beta[i].powi(2)),
        pratt: each(&|i| beta[i] * system.xy[i]),
    })
}
