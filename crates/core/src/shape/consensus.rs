//! Consensus (Tastle & Wierman 2007).

use crate::sample::Sample;

/// How far those who answered agree.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Consensus {
    /// 1 when all agree, 0 when half are at either end.
    pub value: f64,
    /// Standard error. Absent below two answers.
    pub error: Option<f64>,
}

/// 1 + Σ p·log₂(1 - |x - mean|/width), width that of the scale, with its linearised standard error
/// (METHODS §2.5 M17). Absent without answers.
///
/// ```
/// use plaudit_core::{sample::Sample, shape::consensus};
///
/// // METHODS §8.13
/// let camps = Sample::new((1..=5).map(f64::from).collect(), vec![50, 0, 0, 0, 50]).unwrap();
/// assert!(consensus(&camps).unwrap().value.abs() < 1e-12);
/// let spread = Sample::new((1..=5).map(f64::from).collect(), vec![20; 5]).unwrap();
/// assert_eq!(format!("{:.8}", consensus(&spread).unwrap().value), "0.43398500");
/// ```
#[must_use]
pub fn consensus(sample: &Sample) -> Option<Consensus> {
    let mean = sample.mean()?;
    let weight = sample.weight();
    let width = sample.range();
    let given = || (0..sample.values().len()).filter(|k| sample.counts()[*k] > 0);
    let share = |k: usize| sample.sum_at(k) / weight;
    let closeness = |k: usize| 1.0 - (sample.values()[k] - mean).abs() / width;
    let value = 1.0 + given().map(|k| share(k) * closeness(k).log2()).sum::<f64>();
    // How the measure moves with the mean, which moves with each share.
    let slope: f64 = given()
        .map(|k| {
            let from = sample.values()[k] - mean;
            let side = if from > 0.0 {
                1.0
            } else if from < 0.0 {
                -1.0
            } else {
                0.0
            };
            share(k) * side / (width * std::f64::consts::LN_2 * closeness(k))
        })
        .sum();
    let influence = |k: usize| closeness(k).log2() + sample.values()[k] * slope;
    let centre: f64 = given().map(|k| share(k) * influence(k)).sum();
    let squares = given().map(|k| sample.square_at(k) * (influence(k) - centre).powi(2));
    let n = sample.n() as f64;
    let variance = n / (n - 1.0) * squares.sum::<f64>() / (weight * weight);
    Some(Consensus { value: value.clamp(0.0, 1.0), error: (n > 1.0).then(|| variance.sqrt()) })
}
