//! LMG: the Shapley value of explained variation.

use super::system::{Error, System};
use crate::moments::Centred;

/// The most drivers, or groups of drivers, for which importance is exact: 2²⁰ models.
pub const MAX_EXACT: usize = 20;

/// Explained variation split over drivers or groups of drivers.
#[derive(Clone, Debug, PartialEq)]
pub struct Shapley {
    /// R² of the model with everything.
    pub r2: f64,
    /// R² of what is always in the model; 0 without such columns.
    pub always: f64,
    /// One value a driver or group, each at least 0; they sum to `r2` − `always`.
    pub values: Vec<f64>,
}

impl Shapley {
    /// The values as shares of what they sum to. Absent when they sum to 0.
    #[must_use]
    pub fn shares(&self) -> Option<Vec<f64>> {
        let total: f64 = self.values.iter().sum();
        (total > 0.0).then(|| self.values.iter().map(|value| value / total).collect())
    }
}

/// LMG: for each driver the gain in R² averaged over all orders in which drivers may enter
/// (Lindeman, Merenda & Gold 1980; Grömping 2006, `relaimpo`), exactly, for up to [`MAX_EXACT`].
///
/// LMG_j = Σ_{S∌j} |S|!(p−1−|S|)!/p! · (R²(S∪j) − R²(S)), as a share of the outcome's variation.
/// All 2^p models are visited by a walk that sweeps one driver into the remaining correlations at a
/// time: a few operations a model (measured on one
/// core: 0.2 ms for 14 drivers, 18 ms for 20).
///
/// # Errors
/// As [`regress`](super::regress), and for more than [`MAX_EXACT`] drivers.
///
/// ```
/// use plaudit_core::{drivers::lmg, moments::Centred};
///
/// // Correlations .6 and .5 with the outcome, .3 with each other:
/// // R² = (.36 + .25 − 2·.6·.5·.3)/(1 − .09) = .472527; LMG₁ = (.36 + R² − .25)/2 = .291264.
/// let unit = Centred::from_parts(50, vec![0.0; 3], &[
///     vec![1.0, 0.6, 0.5],
///     vec![0.6, 1.0, 0.3],
///     vec![0.5, 0.3, 1.0],
/// ]);
/// let shares = lmg(&unit.unwrap(), 0, &[1, 2]).unwrap();
/// assert_eq!(format!("{:.6} {:.6}", shares.r2, shares.values[0]), "0.472527 0.291264");
/// ```
pub fn lmg(moments: &Centred, outcome: usize, drivers: &[usize]) -> Result<Shapley, Error> {
    lmg_given(moments, outcome, drivers, &[])
}

/// LMG of `drivers` when the columns `always` are in every model: what the drivers add to them. The
/// values sum to R² less the R² of `always` alone.
///
/// # Errors
/// As [`lmg`].
///
/// ```
/// # use plaudit_core::{drivers::lmg_given, moments::Centred};
/// # let unit = Centred::from_parts(50, vec![0.0; 3], &[
/// #     vec![1.0, 0.6, 0.5], vec![0.6, 1.0, 0.3], vec![0.5, 0.3, 1.0]]).unwrap();
/// let shares = lmg_given(&unit, 0, &[2], &[1]).unwrap();
/// assert_eq!(format!("{:.6} {:.6}", shares.always, shares.values[0]), "0.360000 0.112527");
/// ```
pub fn lmg_given(
    moments: &Centred,
    outcome: usize,
    drivers: &[usize],
    always: &[usize],
) -> Result<Shapley, Error> {
    if drivers.is_empty() {
        return Err(Error::NoDrivers);
    }
    at_most(drivers.len())?;
    let columns: Vec<usize> = always.iter().chain(drivers).copied().collect();
    let mut packed = System::new(moments, outcome, &columns)?.packed();
    for order in (drivers.len() + 2..=columns.len() + 1).rev() {
        let mut next = vec![0.0; packed.len() - order];
        sweep(&packed, order, &mut next);
        packed = next;
    }
    Ok(shapley(&packed, &vec![1; drivers.len()]))
}

pub(super) fn at_most(units: usize) -> Result<(), Error> {
    if units > MAX_EXACT {
        return Err(Error::TooMany { drivers: units, most: MAX_EXACT });
    }
    Ok(())
}

/// Shapley values of `units` of consecutive variables. `packed` is the upper triangle, row by row,
/// of their residual covariances, the outcome last and with the variance 1 − R² of what is already
/// in the model.
pub(super) fn shapley(packed: &[f64], units: &[usize]) -> Shapley {
    let variables: usize = units.iter().sum();
    let mut walk = Walk { units, weights: weights(units.len()), gained: vec![0.0; units.len()] };
    let mut scratch = vec![0.0; scratch_len(variables)];
    let (_, base) = walk.visit(packed, variables, 0, 0, &mut scratch);
    let always = 1.0 - packed.last().copied().unwrap_or(1.0);
    // A Shapley value of R² is never negative; rounding may be.
    let values: Vec<f64> = walk.gained.iter().map(|gain| (gain - base).max(0.0)).collect();
    Shapley { r2: (always + values.iter().sum::<f64>()).clamp(0.0, 1.0), always, values }
}

/// Room for the matrices of one path down the tree.
pub(super) fn scratch_len(variables: usize) -> usize {
    (1..=variables).map(|k| k * (k + 1) / 2).sum()
}

/// Sweeps the first variable of a packed matrix of `order` variables into the others:
/// a_ij − a_0i·a_0j/a_00.
pub(super) fn sweep(packed: &[f64], order: usize, out: &mut [f64]) {
    let (pivots, rest) = packed.split_at(order);
    let inverse = 1.0 / pivots[0];
    let (mut rest, mut out) = (rest, out);
    for first in 1..order {
        let row = &pivots[first..];
        let factor = row[0] * inverse;
        let (from, later) = rest.split_at(row.len());
        let (to, below) = out.split_at_mut(row.len());
        for ((to, from), pivot) in to.iter_mut().zip(from).zip(row) {
            *to = from - factor * pivot;
        }
        (rest, out) = (later, below);
    }
}

/// Weights of a model with s of p units, s from 0 to p.
///
/// LMG_j = Σ_{S∋j} (a_s + b_s)R²(S) − Σ_S b_s R²(S) with a_s = (s−1)!(p−s)!/p! of the models with j
/// and b_s = s!(p−1−s)!/p! of those without.
fn weights(p: usize) -> Vec<(f64, f64)> {
    let mut models = 1.0; // of size s: p choose s
    (0..=p)
        .map(|s| {
            let share = |of: usize| if of == 0 { 0.0 } else { 1.0 / (of as f64 * models) };
            let (with, without) = (share(s), share(p - s));
            models = models * (p - s) as f64 / (s + 1) as f64;
            (with + without, without)
        })
        .collect()
}

/// The walk over all models: at each depth one unit is left out or swept in.
struct Walk<'a> {
    units: &'a [usize],
    weights: Vec<(f64, f64)>,
    /// Σ (a_s + b_s)R²(S) over the models with each unit.
    gained: Vec<f64>,
}

impl Walk<'_> {
    /// Visits all models below a node, where `size` units are in and those from `depth` undecided,
    /// and returns Σ (a_s + b_s)R² and Σ b_s R² over them.
    fn visit(
        &mut self,
        packed: &[f64],
        variables: usize,
        depth: usize,
        size: usize,
        scratch: &mut [f64],
    ) -> (f64, f64) {
        if let [own, with_outcome, outcome] = packed {
            return self.last(*own, *with_outcome, *outcome, depth, size);
        }
        let Some(members) = self.units.get(depth).copied() else {
            let (weight, base) = self.weights[size];
            let r2 = 1.0 - packed[0];
            return (weight * r2, base * r2);
        };
        let remaining = variables - members;
        let tail = packed.len() - (remaining + 1) * (remaining + 2) / 2;
        let out = self.visit(&packed[tail..], remaining, depth + 1, size, scratch);
        let order = variables + 1;
        let (next, mut scratch) = scratch.split_at_mut(packed.len() - order);
        sweep(packed, order, next);
        let mut swept: &[f64] = next;
        for order in (remaining + 2..order).rev() {
            let (next, deeper) = scratch.split_at_mut(swept.len() - order);
            sweep(swept, order, next);
            (swept, scratch) = (next, deeper);
        }
        let into = self.visit(swept, remaining, depth + 1, size + 1, scratch);
        self.gained[depth] += into.0;
        (out.0 + into.0, out.1 + into.1)
    }

    /// The two models below the last unit, which has one variable.
    fn last(
        &mut self,
        own: f64,
        joint: f64,
        outcome: f64,
        depth: usize,
        size: usize,
    ) -> (f64, f64) {
        let without = 1.0 - outcome;
        let with = without + joint * joint / own;
        let ((weight, base), (next_weight, next_base)) =
            (self.weights[size], self.weights[size + 1]);
        self.gained[depth] += next_weight * with;
        (weight * without + next_weight * with, base * without + next_base * with)
    }
}
