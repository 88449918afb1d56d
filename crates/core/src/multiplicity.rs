//! Many comparisons at once.
//!
//! | situation | method |
//! |---|---|
//! | a few contrasts declared before looking | [`holm`] |
//! | an exploratory grid of segments | [`benjamini_hochberg`]; under any dependence [`benjamini_yekutieli`] |
//! | intervals shown for the selected alone | [`fcr_level`] |
//! | all pairs, ranks | [`bonferroni_level`], [`sidak_level`] |
//! | alerts over many streams, watched for ever | [`e_values`] |

use crate::estimate::Level;

/// p-values adjusted by Benjamini and Hochberg (1995), in the order given: rejecting those below q
/// keeps the expected share of false discoveries at q.
///
/// ```
/// let adjusted = plaudit_core::multiplicity::benjamini_hochberg(&[0.01, 0.04, 0.03]);
/// assert_eq!(adjusted, [0.03, 0.04, 0.04]);
/// ```
#[must_use]
pub fn benjamini_hochberg(p: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_by(|a, b| p[*b].total_cmp(&p[*a]));
    let mut adjusted = vec![0.0; p.len()];
    let mut least = 1.0_f64;
    for (above, &at) in order.iter().enumerate() {
        let rank = p.len() - above;
        least = least.min(p[at] * p.len() as f64 / rank as f64);
        adjusted[at] = least;
    }
    adjusted
}

/// p-values adjusted by Holm (1979), in the order given: rejecting those below α keeps the chance of
/// any false rejection at α.
///
/// ```
/// let adjusted = plaudit_core::multiplicity::holm(&[0.01, 0.04, 0.03]);
/// assert_eq!(adjusted, [0.03, 0.06, 0.06]);
/// ```
#[must_use]
pub fn holm(p: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_by(|a, b| p[*a].total_cmp(&p[*b]));
    let mut adjusted = vec![0.0; p.len()];
    let mut most = 0.0_f64;
    for (below, &at) in order.iter().enumerate() {
        most = most.max((p[at] * (p.len() - below) as f64).min(1.0));
        adjusted[at] = most;
    }
    adjusted
}

/// p-values adjusted by Benjamini and Yekutieli (2001), in the order given: as
/// [`benjamini_hochberg`], under any dependence, at the price of the factor 1 + ½ + … + 1/m.
///
/// ```
/// let adjusted = plaudit_core::multiplicity::benjamini_yekutieli(&[0.01, 0.04, 0.03]);
/// assert_eq!(format!("{:.4}", adjusted[0]), "0.0550");
/// ```
#[must_use]
pub fn benjamini_yekutieli(p: &[f64]) -> Vec<f64> {
    let price: f64 = (1..=p.len()).map(|k| 1.0 / k as f64).sum();
    benjamini_hochberg(p).into_iter().map(|p| (p * price).min(1.0)).collect()
}

/// The level at which to show the intervals of `selected` of `all` groups, selected for their p-values
/// at the false discovery rate `q`: 1 - selected·q/all (Benjamini & Yekutieli 2005), so that the
/// expected share of shown intervals that miss is at most q. Absent when nothing is selected, more is
/// selected than there is, or the level is not within bounds.
///
/// ```
/// let level = plaudit_core::multiplicity::fcr_level(4, 15, 0.05).unwrap();
/// assert_eq!(format!("{:.6}", level.share()), "0.986667");
/// ```
#[must_use]
pub fn fcr_level(selected: usize, all: usize, q: f64) -> Option<Level> {
    let fits = (1..=all).contains(&selected);
    fits.then(|| Level::new(1.0 - selected as f64 * q / all as f64)).flatten()
}

/// The level at which each of `count` intervals holds so that all hold together at `level`, under any
/// dependence: 1 - (1 - level)/count. Absent for no intervals and beyond the bounds of a level.
///
/// ```
/// use plaudit_core::{estimate::Level, multiplicity::bonferroni_level};
///
/// assert_eq!(bonferroni_level(10, Level::default()).unwrap().share(), 0.995);
/// ```
#[must_use]
pub fn bonferroni_level(count: usize, level: Level) -> Option<Level> {
    (count > 0).then(|| Level::new(1.0 - (1.0 - level.share()) / count as f64)).flatten()
}

/// The level at which each of `count` independent intervals holds so that all hold together at
/// `level`: level^(1/count) (Šidák 1967). Absent for no intervals and beyond the bounds of a level.
///
/// ```
/// use plaudit_core::{estimate::Level, multiplicity::sidak_level};
///
/// let level = sidak_level(3, Level::default()).unwrap();
/// assert_eq!(format!("{:.6}", level.share()), "0.983048");
/// ```
#[must_use]
pub fn sidak_level(count: usize, level: Level) -> Option<Level> {
    (count > 0).then(|| Level::new(level.share().powf(1.0 / count as f64))).flatten()
}

/// Which of many e-values to report at the false discovery rate `q`: the k largest, k the most for
/// which the k-th largest is at least m/(kq) (Wang & Ramdas 2022). It holds under any dependence and
/// whenever one looks.
///
/// ```
/// use plaudit_core::multiplicity::e_values;
///
/// assert_eq!(e_values(&[100.0, 0.5, 45.0, 3.0], 0.05), [true, false, true, false]);
/// ```
#[must_use]
pub fn e_values(e: &[f64], q: f64) -> Vec<bool> {
    let mut order: Vec<usize> = (0..e.len()).collect();
    order.sort_by(|a, b| e[*b].total_cmp(&e[*a]));
    let enough = |k: usize| e[order[k - 1]] >= e.len() as f64 / (k as f64 * q);
    let most = (1..=e.len()).rev().find(|k| enough(*k)).unwrap_or(0);
    let mut reported = vec![false; e.len()];
    order[..most].iter().for_each(|at| reported[*at] = true);
    reported
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_the_paper_is_reproduced() {
        // Benjamini & Hochberg 1995, table of 15 p-values; adjusted values as R's p.adjust.
        let p = [
            0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262,
            0.5719, 0.6528, 0.7590, 1.0,
        ];
        let expected = [
            0.0015,
            0.003,
            0.0095,
            0.035625,
            0.0603,
            0.063857142857,
            0.063857142857,
            0.0645,
            0.0765,
            0.486,
            0.581181818182,
            0.714875,
            0.753230769231,
            0.813214285714,
            1.0,
        ];
        for (adjusted, expected) in benjamini_hochberg(&p).iter().zip(expected) {
            assert!((adjusted - expected).abs() < 1e-12, "{adjusted} {expected}");
        }
    }

    #[test]
    fn holms_adjustment_is_that_of_r() {
        let p = [
            0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262,
            0.5719, 0.6528, 0.7590, 1.0,
        ];
        let expected = [
            0.0015, 0.0056, 0.0247, 0.114, 0.2211, 0.278, 0.278, 0.278, 0.3213, 1.0, 1.0, 1.0, 1.0,
            1.0, 1.0,
        ];
        for (adjusted, expected) in holm(&p).iter().zip(expected) {
            assert!((adjusted - expected).abs() < 1e-12, "{adjusted} {expected}");
        }
        let rejected = |adjusted: Vec<f64>| adjusted.iter().filter(|p| **p <= 0.05).count();
        assert_eq!((rejected(holm(&p)), rejected(benjamini_hochberg(&p))), (3, 4));
    }

    #[test]
    fn impossible_selections_have_no_level() {
        assert_eq!(fcr_level(0, 5, 0.05), None);
        assert_eq!(fcr_level(6, 5, 0.05), None);
        assert_eq!(fcr_level(5, 5, f64::NAN), None);
        assert_eq!(bonferroni_level(0, Level::default()), None);
        assert_eq!(sidak_level(0, Level::default()), None);
        assert!(e_values(&[f64::NAN, 1.0], 0.0).iter().all(|reported| !reported));
    }

    #[test]
    fn no_comparison_needs_no_adjustment() {
        assert!(benjamini_hochberg(&[]).is_empty());
    }
}
