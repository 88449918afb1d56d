//! Relative weights for many drivers.

use nalgebra::DMatrix;

use super::system::{Error, System};
use crate::moments::Centred;

/// Johnson's relative weights: R² split over the drivers through their closest uncorrelated
/// stand-ins (Johnson 2000; the same as Genizi 1993). Each at least 0; they sum to R². For more
/// drivers than [`lmg`](super::lmg) takes; usually close to it. Cost grows with the cube of drivers.
///
/// With R_xx = VΛVᵀ, L = VΛ^½Vᵀ and β* = L⁻¹r_xy, the weight of driver j is Σ_k L_jk² β*_k².
///
/// # Errors
/// As [`regress`](super::regress).
///
/// ```
/// use plaudit_core::{drivers::johnson, moments::Centred};
/// // Two drivers with equal correlations share R² equally.
/// let unit = Centred::from_parts(50, vec![0.0; 3], &[
///     vec![1.0, 0.5, 0.5],
///     vec![0.5, 1.0, 0.2],
///     vec![0.5, 0.2, 1.0],
/// ]);
/// let weights = johnson(&unit.unwrap(), 0, &[1, 2]).unwrap();
/// let r2 = 2.0 * 0.25 / 1.2;
/// assert!((weights[0] - r2 / 2.0).abs() < 1e-15 && (weights[1] - r2 / 2.0).abs() < 1e-15);
/// ```
pub fn johnson(moments: &Centred, outcome: usize, drivers: &[usize]) -> Result<Vec<f64>, Error> {
    let system = System::new(moments, outcome, drivers)?;
    let eigen = system.xx.clone().symmetric_eigen();
    let vectors = &eigen.eigenvectors;
    let power = |exponent: f64| {
        // The system was found regular: every eigenvalue is positive.
        let values = eigen.eigenvalues.map(|value| value.max(f64::MIN_POSITIVE).powf(exponent));
        vectors * DMatrix::from_diagonal(&values) * vectors.transpose()
    };
    let root = power(0.5);
    let stand_ins = power(-0.5) * &system.xy;
    Ok((0..drivers.len())
        .map(|j| (0..drivers.len()).map(|k| (root[(j, k)] * stand_ins[k]).powi(2)).sum())
        .collect())
}
