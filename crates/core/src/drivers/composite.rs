//! Indices: weighted means of items on 0 to 100.

use crate::moments::Centred;

/// An index over items of one scale, on 0 to 100.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Composite {
    /// Mean index, within [0, 100].
    pub value: f64,
    /// Standard deviation of the respondents' indices.
    pub sd: f64,
    /// Standard error of the mean with the weights taken as known; with estimated weights or repeat
    /// respondents use the [`jackknife`](crate::jackknife).
    pub se: f64,
    /// Respondents.
    pub n: u64,
}

/// The index 100·Σ u_j (x̄_j − min)/((max − min)·Σ u_j) over (column, weight u_j) pairs, as in ACSI
/// and EPSI (METHODS §2.5 M6). Weights of a path model act on standardised items: pass
/// `outer weight / sd`. Absent without items, with a negative weight or none above 0, below two
/// responses, or when a column does not exist.
///
/// ```
/// use plaudit_core::{drivers::composite, moments::Centred};
/// // Means 8.2, 7.5, 7.1 with the weights of ACSI's State of Ohio example: 73.943889.
/// let items = Centred::from_parts(100, vec![8.2, 7.5, 7.1], &vec![vec![0.0; 3]; 3]).unwrap();
/// let weights = [(0, 0.3885), (1, 0.3190), (2, 0.2925)];
/// let index = composite(&items, &weights, (1, 10)).unwrap();
/// assert_eq!(format!("{:.6}", index.value), "73.943889");
/// ```
#[must_use]
pub fn composite(
    moments: &Centred,
    weights: &[(usize, f64)],
    (min, max): (i32, i32),
) -> Option<Composite> {
    let total: f64 = weights.iter().map(|(_, weight)| weight).sum();
    let usable = weights.iter().all(|(_, weight)| weight.is_finite() && *weight >= 0.0);
    if !usable || total <= 0.0 || min >= max {
        return None;
    }
    let (min, range) = (f64::from(min), f64::from(max) - f64::from(min));
    let share = |weight: f64| 100.0 * weight / (range * total);
    let mut value = 0.0;
    let mut variance = 0.0;
    for (i, weight) in weights {
        value += share(*weight) * (moments.means().get(*i)? - min);
        for (j, other) in weights {
            variance += share(*weight) * share(*other) * moments.covariance(*i, *j)?;
        }
    }
    let sd = variance.max(0.0).sqrt();
    Some(Composite { value, sd, se: sd / (moments.n() as f64).sqrt(), n: moments.n() })
}
