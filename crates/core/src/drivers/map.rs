//! Importance-performance map.

use std::f64::consts::{PI, SQRT_2};

use statrs::function::erf::erfc;

use crate::jackknife::Jackknife;

/// Where drivers stand on importance and performance (Martilla & James 1977; METHODS §4.2).
#[derive(Clone, Debug, PartialEq)]
pub struct Map {
    /// Mean performance of the drivers: the vertical line.
    pub performance_line: f64,
    /// Mean importance of the drivers: the horizontal line.
    pub importance_line: f64,
    /// One a driver, in the order given.
    pub points: Vec<Point>,
}

/// One driver of a [`Map`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// Mean score on 0 to 100 (POMP).
    pub performance: f64,
    /// Importance, in the unit given.
    pub importance: f64,
    /// Side of the two lines; a point on a line counts as above it.
    pub quadrant: Quadrant,
}

/// A side of both lines of a [`Map`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quadrant {
    /// Important and weak: act here.
    ConcentrateHere,
    /// Important and strong.
    KeepUp,
    /// Unimportant and weak.
    LowPriority,
    /// Unimportant and strong: perhaps more than is needed.
    PossibleOverkill,
}

impl Quadrant {
    /// All of them, in the order of [`quadrant_probabilities`].
    pub const ALL: [Self; 4] =
        [Self::ConcentrateHere, Self::KeepUp, Self::LowPriority, Self::PossibleOverkill];

    /// `concentrate_here`, `keep_up`, `low_priority` or `possible_overkill`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::ConcentrateHere => "concentrate_here",
            Self::KeepUp => "keep_up",
            Self::LowPriority => "low_priority",
            Self::PossibleOverkill => "possible_overkill",
        }
    }

    fn of(strong: bool, important: bool) -> Self {
        match (strong, important) {
            (false, true) => Self::ConcentrateHere,
            (true, true) => Self::KeepUp,
            (false, false) => Self::LowPriority,
            (true, false) => Self::PossibleOverkill,
        }
    }
}

/// The map of drivers with these performances (0 to 100) and importances. Absent without drivers,
/// when the lists differ in length, or when a value is not finite.
///
/// ```
/// use plaudit_core::drivers::{Quadrant, importance_performance};
/// let map = importance_performance(&[80.0, 60.0], &[0.1, 0.3]).unwrap();
/// assert_eq!(map.points[1].quadrant, Quadrant::ConcentrateHere);
/// ```
#[must_use]
pub fn importance_performance(performance: &[f64], importance: &[f64]) -> Option<Map> {
    let finite = performance.iter().chain(importance).all(|x| x.is_finite());
    if performance.is_empty() || performance.len() != importance.len() || !finite {
        return None;
    }
    let mean = |list: &[f64]| list.iter().sum::<f64>() / list.len() as f64;
    let (performance_line, importance_line) = (mean(performance), mean(importance));
    let points = performance
        .iter()
        .zip(importance)
        .map(|(performance, importance)| Point {
            performance: *performance,
            importance: *importance,
            quadrant: Quadrant::of(
                *performance >= performance_line,
                *importance >= importance_line,
            ),
        })
        .collect();
    Some(Map { performance_line, importance_line, points })
}

/// For each driver the probability of each quadrant, in the order of [`Quadrant::ALL`], summing to 1:
/// the distances from both lines taken as normal with the jackknife's covariance.
///
/// The statistics of `jackknife` are the performances of all drivers, then their importances in the
/// same order. Absent when their number is odd or 0.
///
/// ```
/// use plaudit_core::{drivers::quadrant_probabilities, jackknife::Jackknife};
/// // Far from both lines, and never moving: certain.
/// let value = vec![80.0, 60.0, 0.1, 0.3];
/// let jackknife = Jackknife::new(value.clone(), vec![value; 64]).unwrap();
/// assert_eq!(quadrant_probabilities(&jackknife).unwrap()[1], [1.0, 0.0, 0.0, 0.0]);
/// ```
#[must_use]
pub fn quadrant_probabilities(jackknife: &Jackknife) -> Option<Vec<[f64; 4]>> {
    let drivers = jackknife.value().len() / 2;
    if drivers == 0 || jackknife.value().len() % 2 == 1 {
        return None;
    }
    let distances = |values: &Vec<f64>| -> Vec<f64> {
        let (performance, importance) = values.split_at(drivers);
        let from_mean = |list: &[f64]| -> Vec<f64> {
            let mean = list.iter().sum::<f64>() / drivers as f64;
            list.iter().map(|x| x - mean).collect()
        };
        [from_mean(performance), from_mean(importance)].concat()
    };
    let moved = Jackknife::new(
        distances(&jackknife.value().to_vec()),
        jackknife.replicates().iter().map(distances).collect(),
    )?;
    (0..drivers)
        .map(|i| {
            let j = drivers + i;
            let (sx, sy) = (moved.se(i)?, moved.se(j)?);
            let r = if sx > 0.0 && sy > 0.0 { moved.covariance(i, j)? / (sx * sy) } else { 0.0 };
            let (x, y) = (standard(moved.value()[i], sx), standard(moved.value()[j], sy));
            let (strong, important) = (below(x), below(y));
            let both = both_below(x, y, r).clamp(0.0, strong.min(important));
            let weak_important = important - both;
            let strong_unimportant = strong - both;
            let neither = (1.0 - both - weak_important - strong_unimportant).max(0.0);
            Some([weak_important, both, neither, strong_unimportant])
        })
        .collect()
}

/// How much acting on a driver promises: slope × headroom (100 − performance)/100 × share of
/// customers below the top score (METHODS §4.2), in points of the outcome. 0 for a negative slope.
///
/// ```
/// assert_eq!(plaudit_core::drivers::priority(0.5, 60.0, 0.5), 0.1);
/// ```
#[must_use]
pub fn priority(slope: f64, performance: f64, below_top: f64) -> f64 {
    slope.max(0.0) * (100.0 - performance) / 100.0 * below_top
}

fn standard(distance: f64, se: f64) -> f64 {
    if se > 0.0 {
        distance / se
    } else if distance >= 0.0 {
        f64::INFINITY
    } else {
        f64::NEG_INFINITY
    }
}

/// P(Z ≤ x).
fn below(x: f64) -> f64 {
    0.5 * erfc(-x / SQRT_2)
}

/// P(X ≤ x, Y ≤ y) of standard normals with correlation r (Drezner & Wesolowsky 1990):
/// Φ(x)Φ(y) + 1/(2π) ∫₀^{asin r} exp(−(x² + y² − 2xy sin θ)/(2cos²θ)) dθ, by Simpson's rule.
fn both_below(x: f64, y: f64, r: f64) -> f64 {
    const STEPS: usize = 200;
    let independent = below(x) * below(y);
    if !x.is_finite() || !y.is_finite() {
        return independent;
    }
    let end = r.clamp(-1.0, 1.0).asin();
    let step = end / STEPS as f64;
    let density = |theta: f64| {
        let (sin, cos) = theta.sin_cos();
        (-(x * x + y * y - 2.0 * x * y * sin) / (2.0 * (cos * cos).max(1e-300))).exp()
    };
    let sum: f64 = (0..=STEPS)
        .map(|i| {
            let weight = if i == 0 || i == STEPS { 1.0 } else { f64::from(2 + 2 * (i as u8 % 2)) };
            weight * density(step * i as f64)
        })
        .sum();
    independent + sum * step / 3.0 / (2.0 * PI)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bivariate_normal_has_its_known_values() {
        // At the origin 1/4 + asin(r)/2π.
        for r in [-0.9, -0.3, 0.0, 0.5, 0.95] {
            let expected = 0.25 + f64::asin(r) / (2.0 * PI);
            assert!((both_below(0.0, 0.0, r) - expected).abs() < 1e-9, "{r}");
        }
        assert!((both_below(1.0, -0.5, 1.0) - below(-0.5)).abs() < 1e-4);
        assert!((both_below(f64::INFINITY, 0.3, 0.4) - below(0.3)).abs() < 1e-15);
    }

    #[test]
    fn quadrant_probabilities_sum_to_one() {
        let replicate = |r: usize| {
            let noise = |k: usize| ((r * 37 + k * 11) % 64) as f64 / 64.0 - 0.5;
            vec![70.0 + noise(1), 71.0 + noise(2), 0.2 + noise(3) / 9.0, 0.21 + noise(5) / 9.0]
        };
        let replicates = (0..64).map(replicate).collect();
        let jackknife = Jackknife::new(vec![70.0, 71.0, 0.2, 0.21], replicates).unwrap();
        for quadrants in quadrant_probabilities(&jackknife).unwrap() {
            assert!((quadrants.iter().sum::<f64>() - 1.0).abs() < 1e-12);
            assert!(quadrants.iter().all(|p| (0.0..=1.0).contains(p)), "{quadrants:?}");
        }
    }

    #[test]
    fn what_has_no_map_is_absent() {
        assert!(importance_performance(&[], &[]).is_none());
        assert!(importance_performance(&[1.0], &[]).is_none());
        assert!(importance_performance(&[f64::NAN], &[1.0]).is_none());
    }
}
