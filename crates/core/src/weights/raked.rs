//! How sure a raked mean is.

use nalgebra::{DMatrix, DVector};

use super::{CannotRake, RakeCell, rake};
use crate::jackknife::Jackknife;
use crate::sample::Sample;

/// A raked mean.
#[derive(Clone, Debug, PartialEq)]
pub struct RakedMean {
    /// The mean, in the unit of the samples.
    pub mean: f64,
    /// Its variance, in the unit squared: of what the margins leave unexplained.
    pub variance: f64,
    /// The variance that takes the raked weights for given; larger where the margins say much about
    /// the answers.
    pub variance_of_weights: f64,
    /// By what the weights of each cell are multiplied, in the order given.
    pub factors: Vec<f64>,
}

/// The mean of answers raked to `margins`, from the answers of each cell: its category in each margin,
/// from 0, and its sample, weighted or not.
///
/// The variance is linearised: n/(n-1)·Σ (z - z̄)² with z = w·residual/W, w the raked weights and the
/// residuals those of the answers regressed on the categories of the margins with the weights before
/// raking (the generalised regression estimator; Deville & Särndal 1992). R's `svymean` of a raked
/// design agrees where the weights before raking are equal.
///
/// # Errors
/// As [`rake`]; [`CannotRake::Unusable`] below two answers.
///
/// ```
/// use plaudit_core::{sample::Sample, weights::raked_mean};
///
/// // Women and men, by web and phone: promoters among them.
/// let cell = |row, column, no, yes| {
///     (vec![row, column], Sample::new(vec![0.0, 100.0], vec![no, yes]).unwrap())
/// };
/// let cells = [cell(0, 0, 10, 40), cell(0, 1, 8, 12), cell(1, 0, 15, 25), cell(1, 1, 14, 6)];
/// let found = raked_mean(&cells, &[vec![65.0, 65.0], vec![60.0, 70.0]]).unwrap();
/// assert_eq!(format!("{:.2} {:.2}", found.mean, found.variance.sqrt()), "56.94 4.61");
/// assert!(found.variance < found.variance_of_weights);
/// ```
pub fn raked_mean(
    cells: &[(Vec<usize>, Sample)],
    margins: &[Vec<f64>],
) -> Result<RakedMean, CannotRake> {
    let rake_cell = |(categories, sample): &(Vec<usize>, Sample)| RakeCell {
        categories: categories.clone(),
        weight: sample.weight(),
    };
    let factors = rake(&cells.iter().map(rake_cell).collect::<Vec<_>>(), margins)?.factors;
    let answered = || {
        let cells = cells.iter().zip(&factors);
        cells.filter_map(|((categories, sample), factor)| {
            Some((categories, sample, *factor, sample.mean()?))
        })
    };
    let n = answered().map(|(_, sample, ..)| sample.n()).sum::<u64>() as f64;
    if n < 2.0 {
        return Err(CannotRake::Unusable);
    }
    let weight: f64 = answered().map(|(_, sample, factor, _)| factor * sample.weight()).sum();
    let total: f64 = answered().map(|(_, sample, factor, m)| factor * sample.weight() * m).sum();
    let mean = total / weight;
    let variance = |expected: &dyn Fn(&[usize]) -> f64| {
        let (mut first, mut second) = (0.0, 0.0);
        for (categories, sample, factor, _) in answered() {
            let (sum, squares) = sample.residuals(mean + expected(categories), weight / factor);
            (first, second) = (first + sum, second + squares);
        }
        n / (n - 1.0) * (second - first * first / n).max(0.0)
    };
    let points: Vec<_> =
        answered().map(|(c, sample, _, m)| (c, sample.weight(), m - mean)).collect();
    let effects = regress(&points, margins).ok_or(CannotRake::Unusable)?;
    let expected = |categories: &[usize]| columns(categories, margins).map(|at| effects[at]).sum();
    Ok(RakedMean {
        mean,
        variance: variance(&expected),
        variance_of_weights: variance(&|_| 0.0),
        factors,
    })
}

/// The raked mean with the delete-a-group jackknife: each replicate is raked anew, so its error knows
/// what raking costs and gains, whatever clusters the groups keep together.
///
/// `groups` holds for each group of respondents and each cell the sum of the weights before raking and
/// the sum of weight·value; `cells` the categories of the cells.
///
/// # Errors
/// As [`rake`] for any replicate: a group may hold all answers of a category.
/// [`CannotRake::Misfit`] where a group has not as many sums as there are cells, and
/// [`CannotRake::Unusable`] below two groups.
///
/// ```
/// use plaudit_core::weights::raked_jackknife;
///
/// // Four groups, two cells; one margin with equal sizes.
/// let groups = [
///     vec![(10.0, 6.0), (5.0, 2.0)], vec![(9.0, 6.0), (6.0, 2.0)],
///     vec![(11.0, 7.0), (5.0, 3.0)], vec![(10.0, 5.0), (4.0, 1.0)],
/// ];
/// let found = raked_jackknife(&[vec![0], vec![1]], &groups, &[vec![30.0, 30.0]]).unwrap();
/// // Half of 24 in 40 and half of 8 in 20.
/// assert!((found.value()[0] - 0.5).abs() < 1e-12);
/// assert_eq!(format!("{:.4}", found.se(0).unwrap()), "0.0466");
/// ```
pub fn raked_jackknife(
    cells: &[Vec<usize>],
    groups: &[Vec<(f64, f64)>],
    margins: &[Vec<f64>],
) -> Result<Jackknife, CannotRake> {
    if let Some(group) = groups.iter().find(|group| group.len() != cells.len()) {
        return Err(CannotRake::Misfit { cell: group.len().min(cells.len()) });
    }
    if groups.len() < 2 {
        return Err(CannotRake::Unusable);
    }
    // Summed anew, not subtracted: a cell that a group leaves empty must be exactly 0.
    let mean = |left_out: Option<usize>| {
        let kept = || groups.iter().enumerate().filter(|(at, _)| Some(*at) != left_out);
        let sums: Vec<(f64, f64)> = (0..cells.len())
            .map(|c| kept().fold((0.0, 0.0), |(w, y), (_, g)| (w + g[c].0, y + g[c].1)))
            .collect();
        let rake_cells = cells.iter().zip(&sums);
        let rake_cells: Vec<RakeCell> = rake_cells
            .map(|(categories, sum)| RakeCell { categories: categories.clone(), weight: sum.0 })
            .collect();
        let raked = rake(&rake_cells, margins)?;
        let total = |pick: fn(&(f64, f64)) -> f64| {
            sums.iter().zip(&raked.factors).map(|(sum, f)| f * pick(sum)).sum::<f64>()
        };
        Ok(vec![total(|sum| sum.1) / total(|sum| sum.0)])
    };
    let replicates = (0..groups.len()).map(|g| mean(Some(g))).collect::<Result<Vec<_>, _>>()?;
    Jackknife::new(mean(None)?, replicates).ok_or(CannotRake::Unusable)
}

/// The effects of all categories of all margins on the means of cells, by weighted least squares;
/// where categories determine each other, the smallest effects that fit.
fn regress(points: &[(&Vec<usize>, f64, f64)], margins: &[Vec<f64>]) -> Option<DVector<f64>> {
    let size = margins.iter().map(Vec::len).sum();
    let (mut left, mut right) = (DMatrix::zeros(size, size), DVector::zeros(size));
    for (categories, weight, value) in points {
        for i in columns(categories, margins) {
            right[i] += weight * value;
            for j in columns(categories, margins) {
                left[(i, j)] += weight;
            }
        }
    }
    let largest = left.diagonal().max();
    left.svd(true, true).solve(&right, 1e-11 * largest).ok()
}

/// The columns of the categories of a cell among those of all margins.
fn columns<'c>(
    categories: &'c [usize],
    margins: &'c [Vec<f64>],
) -> impl Iterator<Item = usize> + 'c {
    categories.iter().zip(margins).scan(0, |before, (category, sizes)| {
        let column = *before + category;
        *before += sizes.len();
        Some(column)
    })
}
