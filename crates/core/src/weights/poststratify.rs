//! Post-stratification: weights from known sizes of cells.

/// What is known of one cell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PostStratum {
    /// Answers.
    pub n: f64,
    /// How many the population has.
    pub population: f64,
    /// Mean of the answers.
    pub mean: f64,
    /// Variance of the answers, with n - 1.
    pub variance: f64,
}

/// A post-stratified mean.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PostStratified {
    /// Σ (N_g/N)·mean.
    pub mean: f64,
    /// Variance given how many answered in each cell: Σ (N_g/N)²·(1 - f_g)·s²/n_g.
    pub conditional: f64,
    /// Variance over all samples of that size.
    pub unconditional: f64,
}

/// The weight of each cell, N_g/n_g scaled so that the weights of all answers sum to their number;
/// cells are (answers, population). Absent when a cell with people has no answers (collapse it with
/// another), when a number is negative or not finite, and without answers.
///
/// ```
/// let weights = plaudit_core::weights::post_stratify(&[(80.0, 500.0), (20.0, 500.0)]).unwrap();
/// assert_eq!(weights, [0.625, 2.5]);
/// ```
#[must_use]
pub fn post_stratify(cells: &[(f64, f64)]) -> Option<Vec<f64>> {
    let fits = |(n, size): &(f64, f64)| {
        n.is_finite() && size.is_finite() && *n >= 0.0 && *size >= 0.0 && (*n > 0.0 || *size <= 0.0)
    };
    let (n, size) = cells.iter().fold((0.0, 0.0), |(n, size), cell| (n + cell.0, size + cell.1));
    let weight = |(answers, people): &(f64, f64)| {
        if *answers > 0.0 { people / answers * (n / size) } else { 0.0 }
    };
    (cells.iter().all(fits) && n > 0.0 && size > 0.0).then(|| cells.iter().map(weight).collect())
}

/// The post-stratified mean with its variance, conditional on the cell counts and unconditional under
/// simple random sampling: ((1 - f)/n)·Σ (N_g/N)·s² + (1/n²)·Σ (1 - N_g/N)·s² (METHODS §3.7). With
/// `without_replacement` the finite population corrections are made, else f is 0. Absent where a cell
/// has fewer than two answers.
///
/// ```
/// use plaudit_core::weights::{PostStratum, post_stratified};
///
/// let cell = |n, mean| PostStratum { n, population: 500.0, mean, variance: 4.0 };
/// let found = post_stratified(&[cell(80.0, 6.0), cell(20.0, 8.0)], false).unwrap();
/// assert_eq!(found.mean, 7.0);
/// assert_eq!(format!("{:.4} {:.4}", found.conditional, found.unconditional), "0.0625 0.0404");
/// ```
#[must_use]
pub fn post_stratified(cells: &[PostStratum], without_replacement: bool) -> Option<PostStratified> {
    let n: f64 = cells.iter().map(|cell| cell.n).sum();
    let size: f64 = cells.iter().map(|cell| cell.population).sum();
    let fits = |cell: &PostStratum| cell.n >= 2.0 && cell.population > 0.0 && cell.variance >= 0.0;
    if cells.is_empty() || !cells.iter().all(fits) {
        return None;
    }
    let left =
        |n: f64, size: f64| if without_replacement { (1.0 - n / size).max(0.0) } else { 1.0 };
    let share = |cell: &PostStratum| cell.population / size;
    let sum = |f: &dyn Fn(&PostStratum) -> f64| cells.iter().map(f).sum::<f64>();
    let conditional =
        sum(&|cell| share(cell).powi(2) * left(cell.n, cell.population) * cell.variance / cell.n);
    let within = sum(&|cell| share(cell) * cell.variance);
    let between = sum(&|cell| (1.0 - share(cell)) * cell.variance);
    let unconditional = left(n, size) / n * within + between / (n * n);
    let mean = sum(&|cell| share(cell) * cell.mean);
    mean.is_finite().then_some(PostStratified { mean, conditional, unconditional })
}
