//! Ordinary least squares from co-moments.

use nalgebra::DMatrix;

use super::system::{Error, System};
use crate::moments::Centred;
use crate::student;

/// A fitted linear model of an outcome on drivers.
#[derive(Clone, Debug, PartialEq)]
pub struct Regression {
    /// Responses that answered all columns.
    pub n: u64,
    /// Degrees of freedom of the residuals, n − drivers − 1; at least 1.
    pub df: u64,
    /// The outcome where every driver is 0, in points of the outcome.
    pub intercept: f64,
    /// Standard error of the intercept.
    pub intercept_se: f64,
    /// One a driver, in the order given.
    pub slopes: Vec<Slope>,
    /// Share of the outcome's variation explained, within [0, 1].
    pub r2: f64,
    /// R² adjusted for the number of drivers; at most `r2`, may be negative.
    pub adjusted_r2: f64,
    /// Standard deviation of the residuals, in points of the outcome.
    pub sigma: f64,
    /// F statistic of all drivers together; infinite for a perfect fit.
    pub f: f64,
    /// Condition number of the drivers' correlations, √(λmax/λmin), from 1. Above 30 single slopes
    /// are not to be read (METHODS §4.6).
    pub condition: f64,
    /// Share of the drivers' variation along their first principal axis; above 0.6 mostly halo.
    pub first_axis: f64,
    covariance: DMatrix<f64>,
}

/// The slope of one driver, the others held fixed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Slope {
    /// Column of the driver.
    pub column: usize,
    /// Points of the outcome per point of the driver.
    pub b: f64,
    /// Standard error of `b`, under independent responses with equal variance.
    pub se: f64,
    /// b/se; infinite for a perfect fit.
    pub t: f64,
    /// Two-sided p-value from Student's t with `df` degrees of freedom.
    pub p: f64,
    /// Slope in standard deviations.
    pub beta: f64,
    /// Variance inflation factor, from 1. Above 5 the slope is not to be read alone.
    pub vif: f64,
}

impl Regression {
    /// Covariance of the slopes of drivers `i` and `j`, by their position. Absent beyond them.
    #[must_use]
    pub fn covariance(&self, i: usize, j: usize) -> Option<f64> {
        self.covariance.get((i, j)).copied()
    }

    /// Whether single slopes may be read: every VIF at most 5 and the condition number at most 30
    /// (METHODS §4.6). Otherwise show importance by groups of drivers.
    #[must_use]
    pub fn slopes_are_readable(&self) -> bool {
        self.condition <= 30.0 && self.slopes.iter().all(|slope| slope.vif <= 5.0)
    }
}

/// Ordinary least squares of column `outcome` on columns `drivers`:
/// b = C_xx⁻¹c_xy, R² = c_yx b/C_yy, se² = s²(C_xx⁻¹)_jj, s² = C_yy(1−R²)/(n−p−1) (METHODS §4.1).
///
/// # Errors
/// When columns do not exist, repeat, do not vary or determine each other, or responses are fewer
/// than drivers + 2.
///
/// ```
/// use plaudit_core::{drivers::regress, moments::Centred};
///
/// // R's `swiss`: Fertility on Agriculture; lm gives 0.1942 (SE 0.07671), R² 0.1247.
/// let moments = Centred::from_parts(47, vec![70.142553191489, 50.659574468085], &[
///     vec![7177.95489361702, 4607.78085106383],
///     vec![4607.78085106383, 23726.77319148936],
/// ]);
/// let fit = regress(&moments.unwrap(), 0, &[1]).unwrap();
/// assert_eq!(format!("{:.4} {:.5} {:.4}", fit.slopes[0].b, fit.slopes[0].se, fit.r2),
///     "0.1942 0.07671 0.1247");
/// ```
pub fn regress(moments: &Centred, outcome: usize, drivers: &[usize]) -> Result<Regression, Error> {
    let system = System::new(moments, outcome, drivers)?;
    let (beta, inverse) = (system.beta(), &system.inverse);
    let p = drivers.len();
    let r2 = beta.dot(&system.xy).clamp(0.0, 1.0);
    let df = system.n - p as u64 - 1;
    let product = |i: usize, j: usize| moments.product(i, j).unwrap_or(0.0);
    let root = |column: usize| product(column, column).sqrt();
    let variance = product(outcome, outcome) * (1.0 - r2) / df as f64;
    let covariance = DMatrix::from_fn(p, p, |i, j| {
        variance * inverse[(i, j)] / (root(drivers[i]) * root(drivers[j]))
    });
    let slopes: Vec<Slope> = (0..p)
        .map(|i| {
            let b = beta[i] * root(outcome) / root(drivers[i]);
            let se = covariance[(i, i)].sqrt();
            let t = b / se;
            let p = student::two_sided(t, df as f64);
            Slope { column: drivers[i], b, se, t, p, beta: beta[i], vif: inverse[(i, i)] }
        })
        .collect();
    let means = moments.means();
    let fitted: f64 = slopes.iter().map(|slope| slope.b * means[slope.column]).sum();
    let of_means: f64 = (0..p)
        .flat_map(|i| (0..p).map(move |j| (i, j)))
        .map(|(i, j)| means[drivers[i]] * means[drivers[j]] * covariance[(i, j)])
        .sum();
    let (condition, first_axis) = spread(&system.xx);
    Ok(Regression {
        n: system.n,
        df,
        intercept: means[outcome] - fitted,
        intercept_se: (variance / system.n as f64 + of_means).max(0.0).sqrt(),
        slopes,
        r2,
        adjusted_r2: 1.0 - (1.0 - r2) * (system.n - 1) as f64 / df as f64,
        sigma: variance.sqrt(),
        f: r2 / p as f64 / ((1.0 - r2) / df as f64),
        condition,
        first_axis,
        covariance,
    })
}

/// √(λmax/λmin) and λmax/Σλ of a correlation matrix.
fn spread(correlations: &DMatrix<f64>) -> (f64, f64) {
    let values = correlations.symmetric_eigenvalues();
    let (most, least) = (values.max(), values.min());
    ((most / least.max(0.0)).sqrt(), most / correlations.nrows() as f64)
}
