//! Large weights, cut.

/// Weights after the cut.
#[derive(Clone, Debug, PartialEq)]
pub struct Trimmed {
    /// One a cell, in the order given; the sum over answers is kept.
    pub weights: Vec<f64>,
    /// The share of all weight that was taken from the cut cells, within [0, 1).
    pub moved: f64,
}

/// Cuts the weights of cells (answers, weight) at `times` the median weight of an answer (5 is usual),
/// and gives what was cut to the others in proportion, until none is above. Rake once more afterwards.
/// Absent without answers, for weights that are not above 0, and unless `times` is at least 1.
///
/// ```
/// let trimmed = plaudit_core::weights::trim(&[(98.0, 1.0), (2.0, 20.0)], 5.0).unwrap();
/// assert_eq!(format!("{:.4} {:.4}", trimmed.weights[0], trimmed.weights[1]), "1.3061 5.0000");
/// assert_eq!(format!("{:.4}", trimmed.moved), "0.2174");
/// ```
#[must_use]
pub fn trim(cells: &[(f64, f64)], times: f64) -> Option<Trimmed> {
    let fits = |(n, w): &(f64, f64)| n.is_finite() && *n >= 0.0 && w.is_finite() && *w > 0.0;
    if times.is_nan() || times < 1.0 || !cells.iter().all(fits) {
        return None;
    }
    let cap = times * median(cells)?;
    let total: f64 = cells.iter().map(|(n, w)| n * w).sum();
    let mut weights: Vec<f64> = cells.iter().map(|(_, w)| *w).collect();
    let mut cut = vec![false; cells.len()];
    // Each round cuts at least one cell more, so there are at most as many as cells.
    while weights.iter().zip(&cut).any(|(w, cut)| !cut && *w > cap) {
        for (w, cut) in weights.iter_mut().zip(&mut cut) {
            if *w > cap {
                (*w, *cut) = (cap, true);
            }
        }
        let of = |which: bool| -> f64 {
            let cells = cells.iter().zip(&weights).zip(&cut).filter(|(_, cut)| **cut == which);
            cells.map(|(((n, _), w), _)| n * w).sum()
        };
        let (free, held) = (of(false), of(true));
        if free <= 0.0 {
            return None;
        }
        let factor = (total - held) / free;
        weights.iter_mut().zip(&cut).filter(|(_, cut)| !**cut).for_each(|(w, _)| *w *= factor);
    }
    let before = cells.iter().zip(&cut).filter(|(_, cut)| **cut).map(|((n, w), _)| n * (w - cap));
    let moved = before.sum::<f64>().max(0.0) / total;
    Some(Trimmed { weights, moved })
}

/// The median weight of an answer: the least weight that half the answers do not exceed.
fn median(cells: &[(f64, f64)]) -> Option<f64> {
    let mut order: Vec<&(f64, f64)> = cells.iter().filter(|(n, _)| *n > 0.0).collect();
    order.sort_by(|a, b| a.1.total_cmp(&b.1));
    let half = order.iter().map(|(n, _)| n).sum::<f64>() / 2.0;
    let mut below = 0.0;
    order
        .iter()
        .find(|(n, _)| {
            below += n;
            below >= half
        })
        .map(|(_, w)| *w)
}
