//! An interval that stays right however often one looks.

use plaudit_core::estimate::{Estimate, Level};
use plaudit_core::measure::Figure;
use plaudit_core::sequential::{asymptotic_half_width, band};
use plaudit_proto::v1;

use super::estimate;

/// Different values up to which the exact band is taken: shares have two, an NPS three.
const FEW: usize = 3;
/// Answers at which the asymptotic band is tightest, chosen before looking.
const TUNED_FOR: f64 = 500.0;

/// The value with such an interval. Absent without answers, and below 30 where only the asymptotic band
/// is known.
pub(super) fn anytime(figure: &Figure, level: Level) -> Option<v1::Estimate> {
    let fixed = figure.estimate(level)?;
    let (lower, upper, method) =
        exact(figure, &fixed, level).or_else(|| asymptotic(figure, &fixed, level))?;
    let mut estimate = estimate(fixed);
    (estimate.lower, estimate.upper) = (lower.min(fixed.value), upper.max(fixed.value));
    (estimate.method, estimate.count) = (method.to_owned(), None);
    Some(estimate)
}

/// From counts over a few values of independent answers.
fn exact(figure: &Figure, fixed: &Estimate, level: Level) -> Option<(f64, f64, &'static str)> {
    let independent = fixed.effective_n > fixed.n as f64 - 1e-6;
    let sample = figure.sample().filter(|sample| independent && !sample.is_weighted())?;
    let (values, counts): (Vec<f64>, Vec<u64>) = sample.by_value().into_iter().unzip();
    if values.len() > FEW {
        return None;
    }
    let band = band(&counts, &values, &vec![1.0; values.len()], level)?;
    Some((band.lower, band.upper, "dirichlet_mixture"))
}

/// From the variance of the value and the effective number of answers.
fn asymptotic(figure: &Figure, fixed: &Estimate, level: Level) -> Option<(f64, f64, &'static str)> {
    let deviation = (figure.variance()? * fixed.effective_n).sqrt();
    let half = asymptotic_half_width(deviation, fixed.effective_n, TUNED_FOR, level)?;
    let (low, high) = figure.bounds();
    Some(((fixed.value - half).max(low), (fixed.value + half).min(high), "asymptotic_cs"))
}
