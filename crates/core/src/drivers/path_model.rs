//! The satisfaction path model of ECSI and ACSI, from correlations (METHODS §4.4).
//!
//! Partial least squares, Mode A, centroid inner scheme (Lohmöller 1989; Tenenhaus et al. 2005):
//! each latent variable is a weighted sum of its block of items, and the weights follow the
//! correlations with the linked latent variables. Verified against R's `semPLS`.

mod analysis;

pub use analysis::{Analysis, AnalysisError, Item, Latent, analyse};

use nalgebra::{DMatrix, DVector};

use super::Error as DriverError;
use super::system::factor;
use crate::moments::Centred;

const MOST_ROUNDS: usize = 1_000;
const SMALL: f64 = 1e-13;

/// Which items measure which latent variable, and which latent variable acts on which.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Model {
    /// One a latent variable: the columns of its items.
    pub blocks: Vec<Vec<usize>>,
    /// From and to, as positions among `blocks`.
    pub paths: Vec<(usize, usize)>,
}

/// A fitted path model.
#[derive(Clone, Debug, PartialEq)]
pub struct Fit {
    /// For each block the weights of its standardised items; latent variables have variance 1.
    pub weights: Vec<Vec<f64>>,
    /// For each block the correlations of its items with the latent variable.
    pub loadings: Vec<Vec<f64>>,
    /// Standardised coefficients, in the order of [`Model::paths`].
    pub paths: Vec<f64>,
    /// For each block the R² of its latent variable; absent where no path ends.
    pub r2: Vec<Option<f64>>,
    /// Correlations of the latent variables, by row.
    pub correlations: Vec<Vec<f64>>,
    /// Rounds until no weight moved.
    pub rounds: usize,
    /// Responses that answered all items.
    pub n: u64,
}

impl Model {
    /// The latent variables on which no path ends at another: where the ways end.
    #[must_use]
    pub fn ends(&self) -> Vec<usize> {
        (0..self.blocks.len()).filter(|at| self.paths.iter().all(|(from, _)| from != at)).collect()
    }

    /// For each latent variable that leads to `end` along any way, and the sum over those ways of the
    /// products of `coefficients`, which are in the order of the paths. In the order of the blocks.
    ///
    /// ```
    /// use plaudit_core::drivers::path_model::Model;
    /// let paths = vec![(0, 1), (1, 2), (0, 2)];
    /// let model = Model { blocks: vec![vec![0], vec![1], vec![2]], paths };
    /// assert_eq!(model.totals(&[0.5, 0.4, 0.1], 2), [(0, 0.5 * 0.4 + 0.1), (1, 0.4)]);
    /// ```
    #[must_use]
    pub fn totals(&self, coefficients: &[f64], end: usize) -> Vec<(usize, f64)> {
        let blocks = self.blocks.len();
        let (mut totals, mut leads) = (vec![0.0; blocks], vec![false; blocks]);
        // Each round goes one path further back; no way is longer than there are blocks.
        for _ in 1..blocks {
            let (behind, led) = (totals, leads);
            (totals, leads) = (vec![0.0; blocks], vec![false; blocks]);
            for ((from, to), coefficient) in self.paths.iter().zip(coefficients) {
                totals[*from] += coefficient * if *to == end { 1.0 } else { behind[*to] };
                leads[*from] |= *to == end || led[*to];
            }
        }
        (0..blocks).filter(|at| leads[*at]).map(|at| (at, totals[at])).collect()
    }
}

/// Why a path model has no fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// A block has no items.
    #[error("block {block} has no items")]
    EmptyBlock {
        /// The block.
        block: usize,
    },
    /// No path starts or ends at a block, or a path leads from a block to itself, twice the same
    /// way, or to a block that does not exist.
    #[error("block {block} is not linked properly")]
    Unlinked {
        /// The block.
        block: usize,
    },
    /// Something is wrong with a column.
    #[error(transparent)]
    Column(#[from] DriverError),
    /// The latent variables that act on one determine each other.
    #[error("block {block} is determined by the others that act with it")]
    Collinear {
        /// The block.
        block: usize,
    },
    /// Weights kept moving for 1,000 rounds.
    #[error("no convergence within 1,000 rounds")]
    NotConverged,
}

/// Fits `model` to the correlations of `moments`.
///
/// # Errors
/// When the model is not connected, columns repeat or do not vary, or weights keep moving.
///
/// ```
/// use plaudit_core::{drivers::path_model::{Model, fit}, moments::Centred};
///
/// // One item each: the path is the correlation.
/// let unit = Centred::from_parts(50, vec![0.0; 2], &[vec![1.0, 0.4], vec![0.4, 1.0]]).unwrap();
/// let model = Model { blocks: vec![vec![0], vec![1]], paths: vec![(0, 1)] };
/// assert_eq!(fit(&model, &unit).unwrap().paths, [0.4]);
/// ```
pub fn fit(model: &Model, moments: &Centred) -> Result<Fit, Error> {
    check(model, moments)?;
    let columns: Vec<usize> = model.blocks.concat();
    let k = columns.len();
    let items = DMatrix::from_fn(k, k, |i, j| {
        if i == j { 1.0 } else { moments.correlation(columns[i], columns[j]).unwrap_or(0.0) }
    });
    let block_of: Vec<usize> =
        model.blocks.iter().enumerate().flat_map(|(at, block)| vec![at; block.len()]).collect();
    let (weights, rounds) = outer_weights(model, &items, &block_of)?;
    let with_items = &items * &weights;
    let latent = weights.transpose() * &with_items;
    let by_block = |entry: &dyn Fn(usize, usize) -> f64| -> Vec<Vec<f64>> {
        let mut rows = vec![Vec::new(); model.blocks.len()];
        block_of.iter().enumerate().for_each(|(i, block)| rows[*block].push(entry(i, *block)));
        rows
    };
    let (paths, r2) = inner(model, &latent)?;
    let blocks = model.blocks.len();
    Ok(Fit {
        weights: by_block(&|i, block| weights[(i, block)]),
        loadings: by_block(&|i, block| with_items[(i, block)]),
        paths,
        r2,
        correlations: (0..blocks).map(|i| (0..blocks).map(|j| latent[(i, j)]).collect()).collect(),
        rounds,
        n: moments.n(),
    })
}

/// Items by blocks; zero outside a block's items.
fn outer_weights(
    model: &Model,
    items: &DMatrix<f64>,
    block_of: &[usize],
) -> Result<(DMatrix<f64>, usize), Error> {
    let blocks = model.blocks.len();
    let mut linked = DMatrix::zeros(blocks, blocks);
    for (from, to) in &model.paths {
        linked[(*from, *to)] = 1.0;
        linked[(*to, *from)] = 1.0;
    }
    let mut weights = DMatrix::zeros(items.nrows(), blocks);
    block_of.iter().enumerate().for_each(|(i, block)| weights[(i, *block)] = 1.0);
    normalise(&mut weights, items)?;
    for round in 1..=MOST_ROUNDS {
        let with_items = items * &weights;
        let latent = weights.transpose() * &with_items;
        let inner = DMatrix::from_fn(blocks, blocks, |i, j| linked[(i, j)] * sign(latent[(i, j)]));
        let towards = &with_items * inner;
        let mut next = DMatrix::zeros(items.nrows(), blocks);
        block_of.iter().enumerate().for_each(|(i, at)| next[(i, *at)] = towards[(i, *at)]);
        normalise(&mut next, items)?;
        let moved = (&next - &weights).amax();
        weights = next;
        if moved < SMALL {
            return Ok((weights, round));
        }
    }
    Err(Error::NotConverged)
}

/// Gives every latent variable variance 1.
fn normalise(weights: &mut DMatrix<f64>, items: &DMatrix<f64>) -> Result<(), Error> {
    for (block, mut column) in weights.column_iter_mut().enumerate() {
        let variance = column.dot(&(items * &column));
        if variance.is_nan() || variance <= 1e-12 {
            return Err(Error::Unlinked { block });
        }
        column /= variance.sqrt();
    }
    Ok(())
}

fn sign(x: f64) -> f64 {
    if x == 0.0 { 0.0 } else { x.signum() }
}

/// Standardised regressions of each latent variable on those that act on it.
fn inner(model: &Model, latent: &DMatrix<f64>) -> Result<(Vec<f64>, Vec<Option<f64>>), Error> {
    let mut paths = vec![0.0; model.paths.len()];
    let mut r2 = vec![None; model.blocks.len()];
    for (target, explained) in r2.iter_mut().enumerate() {
        let at: Vec<usize> = (0..paths.len()).filter(|i| model.paths[*i].1 == target).collect();
        if at.is_empty() {
            continue;
        }
        let from = |i: usize| model.paths[at[i]].0;
        let k = at.len();
        let xx =
            DMatrix::from_fn(k, k, |i, j| if i == j { 1.0 } else { latent[(from(i), from(j))] });
        let xy = DVector::from_fn(k, |i, _| latent[(from(i), target)]);
        let factor = factor(&xx).map_err(|i| Error::Collinear { block: from(i) })?;
        let slopes = factor.solve(&xy);
        *explained = Some(slopes.dot(&xy).clamp(0.0, 1.0));
        at.iter().zip(slopes.iter()).for_each(|(at, slope)| paths[*at] = *slope);
    }
    Ok((paths, r2))
}

fn check(model: &Model, moments: &Centred) -> Result<(), Error> {
    for (block, items) in model.blocks.iter().enumerate() {
        if items.is_empty() {
            return Err(Error::EmptyBlock { block });
        }
        if !model.paths.iter().any(|(from, to)| *from == block || *to == block) {
            return Err(Error::Unlinked { block });
        }
    }
    for (at, path) in model.paths.iter().enumerate() {
        let beyond = path.0.max(path.1) >= model.blocks.len();
        let earlier = &model.paths[..at];
        let again = earlier.contains(path) || earlier.contains(&(path.1, path.0));
        if beyond || again || path.0 == path.1 {
            return Err(Error::Unlinked { block: path.0.max(path.1) });
        }
    }
    let columns = model.blocks.concat();
    if columns.is_empty() {
        return Err(DriverError::NoDrivers.into());
    }
    for (at, column) in columns.iter().copied().enumerate() {
        if column >= moments.columns() {
            return Err(DriverError::NoColumn { column }.into());
        }
        if columns[..at].contains(&column) {
            return Err(DriverError::Repeated { column }.into());
        }
        if moments.correlation(column, column).is_none() {
            return Err(DriverError::Constant { column }.into());
        }
    }
    Ok(())
}
