//! Means and covariances when answers are missing: EM on patterns.

use nalgebra::{DMatrix, DVector};

use super::patterns::place;
use super::{Centred, Patterns};

const MOST_ROUNDS: usize = 10_000;

/// Why there is no maximum-likelihood estimate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// A wanted column does not exist.
    #[error("there is no column {column}")]
    NoColumn {
        /// The column.
        column: usize,
    },
    /// Fewer than two responses answered the column, or all gave the same answer.
    #[error("the answers of column {column} do not vary")]
    Constant {
        /// The column.
        column: usize,
    },
    /// The answered columns of some responses determine each other, so that the others cannot be
    /// predicted from them.
    #[error("columns determine each other, so that missing answers cannot be predicted")]
    Singular,
    /// The steps did not become small within 10,000 rounds.
    #[error("no convergence within 10,000 rounds")]
    NotConverged,
}

/// Means and centred sums of products of `columns` under missing answers, by maximum likelihood of
/// the multivariate normal model: the EM algorithm on pattern-level co-moments (Little & Rubin,
/// Statistical Analysis with Missing Data, ch. 11; METHODS §4.6).
///
/// Right when answers are missing at random given the answered columns; "not applicable" is
/// structural and does not belong here. The result's n counts the responses that answered any of
/// `columns`; standard errors must come from the jackknife, not from this n. Stops when no mean or
/// standard deviation moves by more than 10⁻¹² of a standard deviation.
///
/// # Errors
/// When a column does not exist or does not vary, or the columns determine each other.
///
/// ```
/// use plaudit_core::moments::{Patterns, expectation_maximisation};
///
/// // y = x wherever both were answered: the missing y are put where x says.
/// let mut sums = Patterns::new(2).unwrap();
/// for (x, y) in [(1, Some(2)), (3, Some(3)), (5, Some(6)), (9, None)] {
///     sums.add(&[Some(x), y]);
/// }
/// let fitted = expectation_maximisation(&sums, &[0, 1]).unwrap();
/// // The regression of y on x: 2/3 + x, so the fourth is expected at 9.666…
/// assert!((fitted.means()[1] - (11.0 + 29.0 / 3.0) / 4.0).abs() < 1e-9);
/// ```
pub fn expectation_maximisation(sums: &Patterns, columns: &[usize]) -> Result<Centred, Error> {
    if let Some(column) = columns.iter().find(|column| **column >= sums.columns()) {
        return Err(Error::NoColumn { column: *column });
    }
    climb(sums, columns, start(sums, columns)?, 1e-12)
}

/// As [`expectation_maximisation`], from a fit of nearly the same answers and until steps fall below
/// 10⁻⁸ of a standard deviation: for jackknife replicates, whose differences are a thousand times
/// larger and more.
pub(crate) fn continue_from(
    sums: &Patterns,
    columns: &[usize],
    near: &Centred,
) -> Result<Centred, Error> {
    let k = columns.len();
    let n = near.n() as f64;
    let covariance = DMatrix::from_fn(k, k, |i, j| near.product(i, j).unwrap_or(0.0) / n);
    let mean = DVector::from_fn(k, |i, _| near.means().get(i).copied().unwrap_or(0.0));
    climb(sums, columns, Model { mean, covariance }, 1e-8)
}

fn climb(
    sums: &Patterns,
    columns: &[usize],
    mut model: Model,
    small: f64,
) -> Result<Centred, Error> {
    let cells = cells(sums, columns);
    let n = cells.iter().map(|cell| cell.n).sum::<f64>();
    for _ in 0..MOST_ROUNDS {
        let next = step(&cells, &model, n).ok_or(Error::Singular)?;
        let moved = model.distance(&next);
        model = next;
        if moved < small {
            let products = &model.covariance * n;
            return Ok(Centred::from_matrix(n as u64, model.mean.as_slice().to_vec(), products));
        }
        if !moved.is_finite() {
            return Err(Error::Singular);
        }
    }
    Err(Error::NotConverged)
}

/// One pattern: positions of the answered and the missing columns, n, means and centred products.
struct Cell {
    answered: Vec<usize>,
    missing: Vec<usize>,
    n: f64,
    mean: DVector<f64>,
    products: DMatrix<f64>,
}

struct Model {
    mean: DVector<f64>,
    covariance: DMatrix<f64>,
}

impl Model {
    /// The largest change, in standard deviations.
    fn distance(&self, other: &Self) -> f64 {
        let k = self.mean.len();
        let sd = |i: usize| self.covariance[(i, i)].sqrt();
        let means = (0..k).map(|i| (self.mean[i] - other.mean[i]).abs() / sd(i));
        let spread = (0..k).flat_map(|i| (0..=i).map(move |j| (i, j))).map(|(i, j)| {
            (self.covariance[(i, j)] - other.covariance[(i, j)]).abs() / (sd(i) * sd(j))
        });
        // f64::max would drop a NaN
        means.chain(spread).fold(0.0, |most, x| if x > most || x.is_nan() { x } else { most })
    }
}

fn cells(sums: &Patterns, columns: &[usize]) -> Vec<Cell> {
    let mut cells = Vec::new();
    for (pattern, moments) in sums.cells() {
        let has = |i: &usize| pattern >> columns[*i] & 1 == 1;
        let (answered, missing): (Vec<usize>, Vec<usize>) = (0..columns.len()).partition(has);
        let places: Vec<usize> = answered.iter().map(|i| place(pattern, columns[*i])).collect();
        if let Some(centred) = moments.select(&places).and_then(|part| part.centred())
            && !answered.is_empty()
        {
            let k = answered.len();
            cells.push(Cell {
                n: centred.n() as f64,
                mean: DVector::from_column_slice(centred.means()),
                products: DMatrix::from_fn(k, k, |i, j| centred.product(i, j).unwrap_or(0.0)),
                answered,
                missing,
            });
        }
    }
    cells
}

/// Means and variances of the answers given, no correlation.
fn start(sums: &Patterns, columns: &[usize]) -> Result<Model, Error> {
    let k = columns.len();
    let mut model = Model { mean: DVector::zeros(k), covariance: DMatrix::zeros(k, k) };
    for (i, column) in columns.iter().enumerate() {
        let answers = sums.listwise(&[*column]).and_then(|moments| moments.centred());
        let answers = answers.ok_or(Error::Constant { column: *column })?;
        let variance = answers.product(0, 0).unwrap_or(0.0) / answers.n() as f64;
        if variance <= 0.0 {
            return Err(Error::Constant { column: *column });
        }
        model.mean[i] = answers.means()[0];
        model.covariance[(i, i)] = variance;
    }
    Ok(model)
}

/// One expectation and maximisation. Sums are taken around the current means, so that nothing
/// cancels. Absent when the answered columns of a pattern determine each other.
fn step(cells: &[Cell], model: &Model, n: f64) -> Option<Model> {
    let k = model.mean.len();
    let mut shift = DVector::zeros(k);
    let mut products = DMatrix::zeros(k, k);
    for cell in cells {
        let (o, m) = (&cell.answered, &cell.missing);
        let part = |rows: &[usize], columns: &[usize]| {
            DMatrix::from_fn(rows.len(), columns.len(), |i, j| {
                model.covariance[(rows[i], columns[j])]
            })
        };
        // B predicts the missing from the answered: all columns = A · answered, A = (I; B).
        let chosen = part(o, o).cholesky()?;
        let with_missing = part(o, m);
        let slopes = chosen.solve(&with_missing).transpose();
        let mut all = DMatrix::zeros(k, o.len());
        o.iter().enumerate().for_each(|(at, i)| all[(*i, at)] = 1.0);
        m.iter().enumerate().for_each(|(at, i)| all.set_row(*i, &slopes.row(at)));
        let off = DVector::from_fn(o.len(), |at, _| cell.mean[at] - model.mean[o[at]]);
        let around = &cell.products + &off * off.transpose() * cell.n;
        shift += &all * &off * cell.n;
        products += &all * around * all.transpose();
        let rest = part(m, m) - &slopes * with_missing;
        for (a, i) in m.iter().enumerate() {
            for (b, j) in m.iter().enumerate() {
                products[(*i, *j)] += rest[(a, b)] * cell.n;
            }
        }
    }
    shift /= n;
    let covariance = products / n - &shift * shift.transpose();
    Some(Model {
        mean: &model.mean + shift,
        covariance: (&covariance + covariance.transpose()) * 0.5,
    })
}

#[cfg(test)]
mod tests;
