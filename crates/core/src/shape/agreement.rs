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
    let n: f64 = counts.iter().map(|n| *n as f64).sum();
    if counts.len() < 3 || n <= 0.0 {
        return None;
    }
    let mut heights: Vec<u64> = counts.iter().copied().filter(|n| *n > 0).collect();
    heights.sort_unstable();
    heights.dedup();
    let mut below = 0;
    let mut sum = 0.0;
    for height in heights {
        let pattern: Vec<bool> = counts.iter().map(|n| *n >= height).collect();
        let filled = pattern.iter().filter(|filled| **filled).count() as f64;
        sum += layer(&pattern) * filled * (height - below) as f64 / n;
        below = height;
    }
    Some(sum)
}

/// The agreement of one layer.
fn layer(pattern: &[bool]) -> f64 {
    let k = pattern.len() as f64;
    let filled = pattern.iter().filter(|filled| **filled).count() as f64;
    if filled <= 1.0 {
        return 1.0;
    }
    // Triples 110 and 011 speak for one peak, triples 101 for two.
    let (mut one, mut two) = (0.0, 0.0);
    for i in 0..pattern.len() {
        for j in i + 1..pattern.len() {
            for l in j + 1..pattern.len() {
                match (pattern[i], pattern[j], pattern[l]) {
                    (true, true, false) | (false, true, true) => one += 1.0,
                    (true, false, true) => two += 1.0,
                    _ => {}
                }
            }
        }
    }
    if one + two <= 0.0 {
        return 0.0;
    }
    let unimodality = ((k - 2.0) * one - (k - 1.0) * two) / ((k - 2.0) * (one + two));
    unimodality * (1.0 - (filled - 1.0) / (k - 1.0))
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
    let n: f64 = counts.iter().map(|n| *n as f64).sum();
    let mut below = 0.0;
    let terms = counts.iter().map(|at| {
        below += *at as f64 / n;
        below.min(1.0 - below).max(0.0)
    });
    let sum: f64 = terms.sum();
    (counts.len() > 1 && n > 0.0).then(|| 2.0 * sum / (counts.len() as f64 - 1.0))
}
