//! Raking: weights that bring several margins to known sizes at once (Deming & Stephan 1940).

/// One cell of answers.
#[derive(Clone, Debug, PartialEq)]
pub struct RakeCell {
    /// Its category in each margin, from 0.
    pub categories: Vec<usize>,
    /// Answers, or the sum of their weights before raking; 0 or more.
    pub weight: f64,
}

/// The outcome of raking.
#[derive(Clone, Debug, PartialEq)]
pub struct Raked {
    /// By what the weight of each cell is multiplied, in the order given; 1 for a cell without answers.
    pub factors: Vec<f64>,
    /// Rounds over all margins.
    pub rounds: usize,
}

/// Why margins cannot be met.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum CannotRake {
    /// A cell names another number of margins, or a category that its margin does not have.
    #[error("cell {cell} does not fit the margins")]
    Misfit {
        /// Position of the cell.
        cell: usize,
    },
    /// A size or a weight is negative or not finite, or there is nothing to rake.
    #[error("sizes and weights must be finite and at least 0, and some above 0")]
    Unusable,
    /// The sizes of two margins have different sums.
    #[error("margin {margin} sums to {sum}, the first to {first}")]
    Totals {
        /// Position of the margin.
        margin: usize,
        /// Its sum.
        sum: f64,
        /// Sum of the first margin.
        first: f64,
    },
    /// A category has people and no answers, or answers and no people.
    #[error(
        "category {category} of margin {margin} has {size} people and answers of weight {weight}"
    )]
    Empty {
        /// Position of the margin.
        margin: usize,
        /// Position of the category.
        category: usize,
        /// How many people.
        size: f64,
        /// Weight of the answers.
        weight: f64,
    },
    /// No weights meet all margins, because of cells without answers.
    #[error("after {rounds} rounds a margin is still wrong by {error}")]
    NoConvergence {
        /// Rounds made.
        rounds: usize,
        /// Largest difference of a category from its size.
        error: f64,
    },
}

/// Multiplies the weights of the cells until every category of every margin has its size, within 1e-10
/// of the total. The cost depends on the cells, not on the answers.
///
/// # Errors
/// [`CannotRake`] names the margin that cannot be met.
///
/// ```
/// use plaudit_core::weights::{RakeCell, rake};
///
/// // Schools by type and by whether they met their target: METHODS §8.6, at convergence.
/// let cell = |row, column, weight| RakeCell { categories: vec![row, column], weight };
/// let cells = [
///     cell(0, 0, 12.0), cell(0, 1, 132.0), cell(1, 0, 3.0),
///     cell(1, 1, 11.0), cell(2, 0, 8.0), cell(2, 1, 17.0),
/// ];
/// let raked = rake(&cells, &[vec![4421.0, 755.0, 1018.0], vec![1072.0, 5122.0]]).unwrap();
/// assert_eq!(format!("{:.6} {:.6}", raked.factors[0], raked.factors[1]), "39.839236 29.870675");
/// ```
pub fn rake(cells: &[RakeCell], margins: &[Vec<f64>]) -> Result<Raked, CannotRake> {
    const ROUNDS: usize = 10_000;
    let total = check(cells, margins)?;
    let mut factors = vec![1.0; cells.len()];
    for rounds in 1..=ROUNDS {
        for (margin, sizes) in margins.iter().enumerate() {
            let sums = sums(cells, &factors, margin, sizes.len());
            // A cell without answers has nothing to multiply.
            let with_answers = cells.iter().zip(&mut factors).filter(|(cell, _)| cell.weight > 0.0);
            for (cell, factor) in with_answers {
                let category = cell.categories[margin];
                if sums[category] > 0.0 {
                    *factor *= sizes[category] / sums[category];
                }
            }
        }
        let error = error(cells, &factors, margins);
        if error <= 1e-10 * total {
            return Ok(Raked { factors, rounds });
        }
        if rounds == ROUNDS || !error.is_finite() {
            return Err(CannotRake::NoConvergence { rounds, error });
        }
    }
    Err(CannotRake::Unusable)
}

/// The sum of the first margin, when everything fits.
fn check(cells: &[RakeCell], margins: &[Vec<f64>]) -> Result<f64, CannotRake> {
    let usable = |x: f64| x.is_finite() && x >= 0.0;
    let all = cells.iter().map(|cell| cell.weight).chain(margins.iter().flatten().copied());
    let first: f64 = margins.first().ok_or(CannotRake::Unusable)?.iter().sum();
    if !all.into_iter().all(usable) || first <= 0.0 {
        return Err(CannotRake::Unusable);
    }
    for (at, cell) in cells.iter().enumerate() {
        let known = cell.categories.iter().zip(margins).all(|(c, sizes)| *c < sizes.len());
        if cell.categories.len() != margins.len() || !known {
            return Err(CannotRake::Misfit { cell: at });
        }
    }
    let ones = vec![1.0; cells.len()];
    for (margin, sizes) in margins.iter().enumerate() {
        let sum: f64 = sizes.iter().sum();
        if (sum - first).abs() > 1e-9 * first {
            return Err(CannotRake::Totals { margin, sum, first });
        }
        let weights = sums(cells, &ones, margin, sizes.len());
        for (category, (size, weight)) in sizes.iter().zip(weights).enumerate() {
            if (*size > 0.0) != (weight > 0.0) {
                return Err(CannotRake::Empty { margin, category, size: *size, weight });
            }
        }
    }
    Ok(first)
}

fn sums(cells: &[RakeCell], factors: &[f64], margin: usize, categories: usize) -> Vec<f64> {
    let mut sums = vec![0.0; categories];
    for (cell, factor) in cells.iter().zip(factors) {
        sums[cell.categories[margin]] += cell.weight * factor;
    }
    sums
}

/// Largest difference of a category from its size.
fn error(cells: &[RakeCell], factors: &[f64], margins: &[Vec<f64>]) -> f64 {
    let of = |(margin, sizes): (usize, &Vec<f64>)| {
        let sums = sums(cells, factors, margin, sizes.len());
        sums.iter().zip(sizes).map(|(sum, size)| (sum - size).abs()).fold(0.0, f64::max)
    };
    margins.iter().enumerate().map(of).fold(0.0, f64::max)
}
