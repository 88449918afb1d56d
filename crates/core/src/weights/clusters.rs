//! Post-stratified totals of clusters.

/// A post-stratified total.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PostStratifiedTotal {
    /// The total over the population, in the unit of the answers.
    pub total: f64,
    /// Its variance, in the unit squared.
    pub variance: f64,
    /// Degrees of freedom: clusters - 1.
    pub df: f64,
}

/// The total of answers that come in clusters (respondents who answer repeatedly, accounts, shops),
/// post-stratified to the sizes `population`, with the linearised variance of R's `svytotal` after
/// `postStratify`: (1 - f)·C/(C - 1)·Σ (z - z̄)² over C clusters, z = Σ_g N_g/W_g·(Σwy - Σw·mean_g).
///
/// `clusters` holds for each cluster and stratum the sum of the weights before post-stratification
/// (answers where they carry none) and the sum of weight·value; `sampled` is the share f of all clusters
/// that was drawn at random, 0 for none of a list. The mean is the total divided by Σ N, with the
/// variance divided by its square.
///
/// Absent below two clusters, where a list has another length than `population`, where a stratum with
/// people has no answers, for negative or infinite sizes and weights, and unless f is within [0, 1].
///
/// ```
/// use plaudit_core::weights::post_stratified_total;
///
/// let clusters = [[(2.0, 9.0), (1.0, 2.0)], [(3.0, 12.0), (1.0, 3.0)], [(1.0, 3.0), (2.0, 5.0)]];
/// let found = post_stratified_total(&clusters.map(Vec::from), &[60.0, 40.0], 0.0).unwrap();
/// // Means of 4 and 2.5.
/// assert_eq!(found.total, 340.0);
/// assert_eq!(format!("{:.3}", found.variance.sqrt()), "15.000");
/// ```
#[must_use]
pub fn post_stratified_total(
    clusters: &[Vec<(f64, f64)>],
    population: &[f64],
    sampled: f64,
) -> Option<PostStratifiedTotal> {
    let usable = |(w, y): &(f64, f64)| w.is_finite() && *w >= 0.0 && y.is_finite();
    let fits =
        |cluster: &Vec<(f64, f64)>| cluster.len() == population.len() && cluster.iter().all(usable);
    let sizes = population.iter().all(|size| size.is_finite() && *size >= 0.0);
    if clusters.len() < 2 || !clusters.iter().all(fits) || !sizes || !(0.0..=1.0).contains(&sampled)
    {
        return None;
    }
    // The factor and the mean of each stratum.
    let stratum = |(g, size): (usize, &f64)| {
        let (w, y) = clusters.iter().fold((0.0, 0.0), |(w, y), c| (w + c[g].0, y + c[g].1));
        match (w > 0.0, *size > 0.0) {
            (true, _) => Some((size / w, y / w)),
            (false, true) => None,
            (false, false) => Some((0.0, 0.0)),
        }
    };
    let strata = population.iter().enumerate().map(stratum).collect::<Option<Vec<_>>>()?;
    let apart = |cluster: &Vec<(f64, f64)>| {
        cluster.iter().zip(&strata).map(|((w, y), (f, mean))| f * (y - w * mean)).sum::<f64>()
    };
    let z: Vec<f64> = clusters.iter().map(apart).collect();
    let c = z.len() as f64;
    let mean = z.iter().sum::<f64>() / c;
    let squares: f64 = z.iter().map(|z| (z - mean).powi(2)).sum();
    Some(PostStratifiedTotal {
        total: population.iter().zip(&strata).map(|(size, (_, mean))| size * mean).sum(),
        variance: (1.0 - sampled) * c / (c - 1.0) * squares,
        df: c - 1.0,
    })
}
