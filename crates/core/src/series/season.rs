//! Weekday and season, taken out of a series.

use nalgebra::{DMatrix, DVector};

/// Days of a mean year.
const YEAR: f64 = 365.25;

/// One day, or a period by its middle.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dated {
    /// Days since a Monday; below 0 before it.
    pub day: i64,
    /// The figure: POMP, or the logit of a share.
    pub value: f64,
    /// 1/variance of the figure, or what is proportional to it; above 0.
    pub weight: f64,
}

impl Dated {
    /// A share `x` of `n` answers on the logit scale: ln((x + ½)/(n - x + ½)), with the weight
    /// 1/(1/(x + ½) + 1/(n - x + ½)). Absent when x exceeds n.
    ///
    /// ```
    /// let day = plaudit_core::series::Dated::share(0, 30, 40).unwrap();
    /// assert_eq!(format!("{:.4} {:.4}", day.value, day.weight), "1.0664 7.8110");
    /// ```
    #[must_use]
    pub fn share(day: i64, x: u64, n: u64) -> Option<Self> {
        let (yes, no) = (x as f64 + 0.5, n.checked_sub(x)? as f64 + 0.5);
        Some(Self { day, value: (yes / no).ln(), weight: 1.0 / (1.0 / yes + 1.0 / no) })
    }
}

/// A series without its weekdays and season.
#[derive(Clone, Debug, PartialEq)]
pub struct Season {
    /// The level: mean over the weekdays, without season.
    pub level: f64,
    /// What each weekday adds, Monday first; they sum to 0.
    pub weekdays: [f64; 7],
    /// For one wave a year, then two: what the cosine and the sine of 2π·waves·day/365.25 add.
    pub waves: Vec<(f64, f64)>,
    /// What weekday and season say of each day, the level included.
    pub fitted: Vec<f64>,
    /// value - fitted: what to chart.
    pub residuals: Vec<f64>,
    /// √(Σ weight·residual²/(days - parameters)): 1 where the weights are 1/variance and nothing but
    /// sampling is left.
    pub scale: f64,
}

/// Why weekday and season cannot be taken out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoSeason {
    /// Fewer than two cycles: two years with waves, two weeks without.
    #[error("season not yet separable: {days} days of {needed}")]
    NotYetSeparable {
        /// Days from the first to the last.
        days: i64,
        /// Two cycles.
        needed: i64,
    },
    /// A weekday never occurs, or the days are too few for the parameters.
    #[error("the days do not tell weekdays and seasons apart")]
    NotIdentified,
    /// A value that is not finite, or a weight that is not finite and above 0.
    #[error("values must be finite, weights finite and above 0")]
    Unusable,
}

/// Fits level, weekdays and `waves` harmonics of the year (1 or 2 are usual, 0 for weekdays alone) by
/// weighted least squares. Compare with the same period a year before first (364 days: the same
/// weekdays); this needs two cycles.
///
/// # Errors
/// [`NoSeason`].
///
/// ```
/// use plaudit_core::series::{Dated, NoSeason, season};
///
/// // Three weeks of 80, with 5 less at weekends.
/// let days: Vec<Dated> = (0..21)
///     .map(|day| Dated { day, value: if day % 7 < 5 { 80.0 } else { 75.0 }, weight: 1.0 })
///     .collect();
/// let found = season(&days, 0).unwrap();
/// assert!((found.weekdays[6] + 5.0 * 5.0 / 7.0).abs() < 1e-9);
/// assert_eq!(season(&days, 1), Err(NoSeason::NotYetSeparable { days: 21, needed: 731 }));
/// ```
#[allow(clippy::cast_possible_truncation)]
pub fn season(days: &[Dated], waves: usize) -> Result<Season, NoSeason> {
    let usable = |d: &Dated| d.value.is_finite() && d.weight.is_finite() && d.weight > 0.0;
    if !days.iter().all(usable) {
        return Err(NoSeason::Unusable);
    }
    let first = days.iter().map(|d| d.day).min().unwrap_or(0);
    let last = days.iter().map(|d| d.day).max().unwrap_or(-1);
    let span = last.saturating_sub(first).saturating_add(1);
    let needed = if waves > 0 { (2.0 * YEAR).ceil() as i64 } else { 14 };
    if span < needed {
        return Err(NoSeason::NotYetSeparable { days: span, needed });
    }
    let parameters = 7 + 2 * waves;
    if days.len() <= parameters {
        return Err(NoSeason::NotIdentified);
    }
    // One column a weekday, two a wave.
    let design = DMatrix::from_fn(days.len(), parameters, |i, j| {
        let day = days[i].day;
        if j < 7 {
            return f64::from(u8::from(day.rem_euclid(7) == j as i64));
        }
        let angle = std::f64::consts::TAU * ((j - 7) / 2 + 1) as f64 * day as f64 / YEAR;
        if j % 2 == 1 { angle.cos() } else { angle.sin() }
    });
    let weights = DVector::from_iterator(days.len(), days.iter().map(|d| d.weight));
    let values = DVector::from_iterator(days.len(), days.iter().map(|d| d.value));
    let weighted = DMatrix::from_fn(days.len(), parameters, |i, j| weights[i] * design[(i, j)]);
    let normal = design.tr_mul(&weighted);
    // A weekday that never occurs, or waves that the days do not tell apart, leave no curvature.
    let smallest = normal.clone().symmetric_eigenvalues().min();
    if smallest <= 1e-9 * normal.diagonal().max() {
        return Err(NoSeason::NotIdentified);
    }
    let right = weighted.tr_mul(&values);
    let found = normal.cholesky().ok_or(NoSeason::NotIdentified)?.solve(&right);
    let fitted = &design * &found;
    let residuals = &values - &fitted;
    let left: f64 = residuals.iter().zip(&weights).map(|(r, w)| w * r * r).sum();
    let level = found.rows(0, 7).mean();
    let mut weekdays = [0.0; 7];
    weekdays.iter_mut().zip(found.iter()).for_each(|(day, own)| *day = own - level);
    Ok(Season {
        level,
        weekdays,
        waves: (0..waves).map(|wave| (found[7 + 2 * wave], found[8 + 2 * wave])).collect(),
        fitted: fitted.iter().copied().collect(),
        residuals: residuals.iter().copied().collect(),
        scale: (left / (days.len() - parameters) as f64).sqrt(),
    })
}

/// The first-order autocorrelation of what is left of a series, in its order: Σ r_t·r_(t-1)/Σ r_t²
/// about their mean, within [-1, 1]. Absent below three values and where all are alike.
///
/// ```
/// use plaudit_core::series::{autocorrelation, widening};
///
/// let r = autocorrelation(&[1.0, 2.0, 3.0, 3.0, 2.0, 1.0]).unwrap();
/// assert_eq!(format!("{r:.4} {:.4}", widening(0.5).unwrap()), "0.2500 1.7321");
/// ```
#[must_use]
pub fn autocorrelation(residuals: &[f64]) -> Option<f64> {
    let mean = residuals.iter().sum::<f64>() / residuals.len() as f64;
    let squares: f64 = residuals.iter().map(|r| (r - mean).powi(2)).sum();
    let products = residuals.windows(2).map(|pair| (pair[0] - mean) * (pair[1] - mean));
    let found = products.sum::<f64>() / squares;
    (residuals.len() > 2 && found.is_finite()).then_some(found)
}

/// By what limits around a series with the first-order autocorrelation `r` are to be multiplied:
/// √((1 + r)/(1 - r)), the ratio of the standard errors of a long mean. Use it from r = 0.3 on. Absent
/// unless r is above -1 and below 1.
#[must_use]
pub fn widening(r: f64) -> Option<f64> {
    (r > -1.0 && r < 1.0).then(|| ((1.0 + r) / (1.0 - r)).sqrt())
}
