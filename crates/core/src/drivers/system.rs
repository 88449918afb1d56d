//! The correlation matrix of drivers and outcome, checked.

use nalgebra::linalg::Cholesky;
use nalgebra::{DMatrix, DVector, Dyn};

use crate::moments::Centred;

/// A driver of which less than this share of variance is its own is determined by the others.
const OWN_SHARE: f64 = 1e-10;

/// Why drivers have no figures. Columns are those of the co-moments.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// No driver was given.
    #[error("at least one driver is needed")]
    NoDrivers,
    /// A column does not exist.
    #[error("there is no column {column}")]
    NoColumn {
        /// The column.
        column: usize,
    },
    /// A column appears twice among outcome and drivers.
    #[error("column {column} appears twice")]
    Repeated {
        /// The column.
        column: usize,
    },
    /// All answers of a column are the same.
    #[error("the answers of column {column} do not vary")]
    Constant {
        /// The column.
        column: usize,
    },
    /// A driver is determined by the drivers before it, or nearly.
    #[error("column {column} is determined by the drivers before it")]
    Collinear {
        /// The driver.
        column: usize,
    },
    /// Too few responses for so many drivers.
    #[error("{n} responses are too few: {needed} are needed")]
    TooFew {
        /// Responses.
        n: u64,
        /// The least number of responses.
        needed: u64,
    },
    /// Too many drivers for the exact computation.
    #[error("{drivers} drivers are too many: at most {most}")]
    TooMany {
        /// Drivers or groups of drivers.
        drivers: usize,
        /// The most.
        most: usize,
    },
}

/// Correlations of the drivers with each other and with the outcome.
pub(super) struct System {
    pub(super) n: u64,
    pub(super) xx: DMatrix<f64>,
    pub(super) xy: DVector<f64>,
    /// Inverse of `xx`; its diagonal holds the variance inflation factors.
    pub(super) inverse: DMatrix<f64>,
    factor: Cholesky<f64, Dyn>,
}

impl System {
    pub(super) fn new(moments: &Centred, outcome: usize, drivers: &[usize]) -> Result<Self, Error> {
        let correlation = |i: usize, j: usize| {
            if i == j { 1.0 } else { moments.correlation(i, j).unwrap_or(0.0) }
        };
        check_columns(moments, outcome, drivers)?;
        let p = drivers.len();
        let needed = p as u64 + 2;
        if moments.n() < needed {
            return Err(Error::TooFew { n: moments.n(), needed });
        }
        let xx = DMatrix::from_fn(p, p, |i, j| correlation(drivers[i], drivers[j]));
        let xy = DVector::from_fn(p, |i, _| correlation(drivers[i], outcome));
        let collinear = |at: usize| Error::Collinear { column: drivers[at] };
        let factor = factor(&xx).map_err(collinear)?;
        let inverse = factor.inverse();
        // Each driver may have enough of its own after those before it, and too little after all.
        match (0..p).rev().find(|at| inverse[(*at, *at)] * OWN_SHARE > 1.0) {
            Some(at) => Err(collinear(at)),
            None => Ok(Self { n: moments.n(), xx, xy, inverse, factor }),
        }
    }

    /// Standardised slopes.
    pub(super) fn beta(&self) -> DVector<f64> {
        self.factor.solve(&self.xy)
    }

    /// The upper triangle of the correlations row by row, the outcome last.
    pub(super) fn packed(&self) -> Vec<f64> {
        let p = self.xx.nrows();
        let mut packed = Vec::with_capacity((p + 1) * (p + 2) / 2);
        for i in 0..p {
            packed.extend((i..p).map(|j| self.xx[(i, j)]));
            packed.push(self.xy[i]);
        }
        packed.push(1.0);
        packed
    }
}

fn check_columns(moments: &Centred, outcome: usize, drivers: &[usize]) -> Result<(), Error> {
    if drivers.is_empty() {
        return Err(Error::NoDrivers);
    }
    for (at, column) in drivers.iter().copied().chain([outcome]).enumerate() {
        if column >= moments.columns() {
            return Err(Error::NoColumn { column });
        }
        if drivers[..at.min(drivers.len())].contains(&column) {
            return Err(Error::Repeated { column });
        }
        if moments.correlation(column, column).is_none() {
            return Err(Error::Constant { column });
        }
    }
    Ok(())
}

/// The Cholesky factor of a correlation matrix, or the first row that those before it determine.
pub(crate) fn factor(correlations: &DMatrix<f64>) -> Result<Cholesky<f64, Dyn>, usize> {
    let p = correlations.nrows();
    // The squared diagonal of the factor is each row's share of variance of its own.
    let weak = |factor: &Cholesky<f64, Dyn>, at: usize| {
        let own = factor.l_dirty()[(at, at)].powi(2);
        own.is_nan() || own < OWN_SHARE
    };
    if let Some(factor) = correlations.clone().cholesky() {
        return match (0..p).find(|at| weak(&factor, *at)) {
            Some(at) => Err(at),
            None => Ok(factor),
        };
    }
    let leading = |k: usize| correlations.view((0, 0), (k, k)).clone_owned().cholesky();
    Err((1..=p).find(|k| leading(*k).is_none_or(|f| weak(&f, k - 1))).map_or(0, |k| k - 1))
}
