//! Many comparisons at once.

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
    fn no_comparison_needs_no_adjustment() {
        assert!(benjamini_hochberg(&[]).is_empty());
    }
}
