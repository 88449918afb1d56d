//! Agreement (van der Eijk 2001) and Leik's ordinal dispersion (Leik 1966).

/// Van der Eijk's agreement A of a histogram over ordered scores: 1 when all gave one score, 0 when
/// all scores are equally frequent, -1 when half are at either end. The polarisation is (1 - A)/2.
///
/// The histogram is peeled into layers of equal height; each layer's pattern of empty and non-empty
/// scores has an agreement, and the layers are averaged by their mass. Absent without answers and
/// below three scores.
///
/// ```
/// let a = plaudit_core::shape::agreement(&[30, 40, 210, 130, 530, 50, 10]).unwrap();
/// assert_eq!(format!("{a:.8}"), "0.61133333"); // METHODS §8.13, R's agrmt
/// ```
#[must_use]
pub fn agreement(counts: &[u64]) -> Option<f64> {
    agreement_of(&counts.iter().map(|n| *n as f64).collect::<Vec<_>>())
}

/// The same of weights by score.
pub(crate) fn agreement_of(weights: &[f64]) -> Option<f64> {
    let all: f64 = weights.iter().sum();
    if weights.len() < 3 || all <= 0.0 {
        return None;
    }
    let mut heights: Vec<f64> = weights.iter().copied().filter(|height| *height > 0.0).collect();
    heights.sort_by(f64::total_cmp);
    heights.dedup();
    let mut below = 0.0;
    let mut sum = 0.0;
    for height in heights {
        let pattern: Vec<bool> = weights.iter().map(|weight| *weight >= height).collect();
        let filled = pattern.iter().filter(|filled| **filled).count() as f64;
        sum += layer(&pattern) * filled * (height - below) / all;
        below = height;
    }
    Some(sum)
}

/// The agreement of one layer.
fn layer(pattern: &[bool]) -> f64 {
    let k = pattern.len() as f64;
    let all = pattern.iter().filter(|filled| **filled).count() as f64;
    if all <= 1.0 {
        return 1.0;
    }
    // Triples 110 and 011 speak for one peak, triples 101 for two; counted by their middle.
    let (mut one, mut two) = (0.0, 0.0);
    let mut before = 0.0; // filled below the middle
    for (j, filled) in pattern.iter().enumerate() {
        let (lower, higher) = (j as f64, k - 1.0 - j as f64);
        let after = all - before - f64::from(u8::from(*filled));
        if *filled {
            one += before * (higher - after) + (lower - before) * after;
            before += 1.0;
        } else {
            two += before * after;
        }
    }
    if one + two <= 0.0 {
        return 0.0;
    }
    let unimodality = ((k - 2.0) * one - (k - 1.0) * two) / ((k - 2.0) * (one + two));
    unimodality * (1.0 - (all - 1.0) / (k - 1.0))
}

/// Leik's ordinal dispersion D: 2·Σ min(F, 1 - F)/(K - 1) over the cumulative shares F; 0 when all gave
/// one score, 1 when half are at either end. Absent without answers and below two scores.
///
/// ```
/// let d = plaudit_core::shape::leik(&[30, 40, 210, 130, 530, 50, 10]).unwrap();
/// assert_eq!(format!("{d:.8}"), "0.28666667"); // METHODS §8.13, R's agrmt
/// ```
#[must_use]
pub fn leik(counts: &[u64]) -> Option<f64> {
    leik_of(&counts.iter().map(|n| *n as f64).collect::<Vec<_>>())
}

/// The same of weights by score.
pub(crate) fn leik_of(weights: &[f64]) -> Option<f64> {
    let all: f64 = weights.iter().sum();
    let mut below = 0.0;
    let terms = weights.iter().map(|at| {
        below += at / all;
        below.min(1.0 - below).max(0.0)
    });
    let sum: f64 = terms.sum();
    (weights.len() > 1 && all > 0.0).then(|| 2.0 * sum / (weights.len() as f64 - 1.0))
}
