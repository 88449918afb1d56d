//! How strong an unmeasured factor would have to be.

/// The robustness value of a slope with statistic `t` on `df` degrees of freedom: an unmeasured
/// factor that explains this share of the residual variation of both driver and outcome would bring
/// the slope to 0 (Cinelli & Hazlett 2020). Within [0, 1]; absent for df of 0 or below and for NaN.
///
/// RV = ½(√(f⁴+4f²) − f²), f = |t|/√df.
///
/// ```
/// // The paper's example: t = 4.18, df = 783 gives 13.9 %.
/// let value = plaudit_core::drivers::robustness_value(4.18, 783.0).unwrap();
/// assert_eq!(format!("{value:.3}"), "0.139");
/// ```
#[must_use]
pub fn robustness_value(t: f64, df: f64) -> Option<f64> {
    if t.is_nan() || df.is_nan() || df <= 0.0 {
        return None;
    }
    let square = t * t / df; // f²
    // ½(√(f⁴+4f²) − f²) without cancellation: 2f² / (√(f⁴+4f²) + f²)
    let root = (square * square + 4.0 * square).sqrt();
    Some(match square {
        0.0 => 0.0,
        f if f > 1e8 => 1.0 - 1.0 / f,
        f => 2.0 * f / (root + f),
    })
}
