//! Importance of groups of drivers, and of drivers within their groups.

use super::shapley::{MAX_EXACT, Shapley, at_most, scratch_len, shapley, sweep};
use super::system::{Error, System};
use crate::moments::Centred;

/// LMG of whole groups of drivers: a group enters or leaves a model together. For drivers too alike
/// to be told apart (VIF above 5), and for more drivers than [`MAX_EXACT`]. Each value is at least 0;
/// they sum to R².
///
/// # Errors
/// As [`lmg`](super::lmg), with groups in place of drivers, and when a group is empty.
///
/// ```
/// # use plaudit_core::{drivers::{lmg, lmg_groups}, moments::Centred};
/// # let unit = Centred::from_parts(50, vec![0.0; 3], &[
/// #     vec![1.0, 0.6, 0.5], vec![0.6, 1.0, 0.3], vec![0.5, 0.3, 1.0]]).unwrap();
/// let together = lmg_groups(&unit, 0, &[vec![1, 2]]).unwrap();
/// let apart = lmg_groups(&unit, 0, &[vec![1], vec![2]]).unwrap();
/// assert_eq!(apart.values, lmg(&unit, 0, &[1, 2]).unwrap().values);
/// assert_eq!(format!("{:.6}", together.values[0]), "0.472527");
/// ```
pub fn lmg_groups(
    moments: &Centred,
    outcome: usize,
    groups: &[Vec<usize>],
) -> Result<Shapley, Error> {
    let system = grouped(moments, outcome, groups)?;
    let sizes: Vec<usize> = groups.iter().map(Vec::len).collect();
    Ok(shapley(&system.packed(), &sizes))
}

/// Owen values: LMG of single drivers when the orders keep groups together (Owen 1977). Over a
/// group they sum to the group's value of [`lmg_groups`]; single drivers as groups give LMG.
///
/// # Errors
/// As [`lmg_groups`], and when 2 to the power of (other groups + members of a group) exceeds 2²⁰.
///
/// ```
/// # use plaudit_core::{drivers::{lmg, owen}, moments::Centred};
/// # let unit = Centred::from_parts(50, vec![0.0; 3], &[
/// #     vec![1.0, 0.6, 0.5], vec![0.6, 1.0, 0.3], vec![0.5, 0.3, 1.0]]).unwrap();
/// let within = owen(&unit, 0, &[vec![1, 2]]).unwrap();
/// let plain = lmg(&unit, 0, &[1, 2]).unwrap().values;
/// assert!((within[0][0] - plain[0]).abs() < 1e-15);
/// ```
pub fn owen(
    moments: &Centred,
    outcome: usize,
    groups: &[Vec<usize>],
) -> Result<Vec<Vec<f64>>, Error> {
    grouped(moments, outcome, groups)?;
    let mut values = Vec::with_capacity(groups.len());
    for (at, group) in groups.iter().enumerate() {
        let others: Vec<&Vec<usize>> =
            groups.iter().enumerate().filter(|(i, _)| *i != at).map(|(_, group)| group).collect();
        at_most(others.len() + group.len())?;
        let columns: Vec<usize> =
            others.iter().copied().chain([group]).flatten().copied().collect();
        let packed = System::new(moments, outcome, &columns)?.packed();
        let sizes: Vec<usize> = others.iter().map(|other| other.len()).collect();
        let mut within =
            Within { members: group.len(), groups: groups.len(), sums: vec![0.0; group.len()] };
        let mut scratch = vec![0.0; scratch_len(columns.len())];
        within.visit(&packed, columns.len(), &sizes, 0, &mut scratch);
        values.push(within.sums);
    }
    Ok(values)
}

fn grouped(moments: &Centred, outcome: usize, groups: &[Vec<usize>]) -> Result<System, Error> {
    if groups.iter().any(Vec::is_empty) {
        return Err(Error::NoDrivers);
    }
    at_most(groups.len())?;
    System::new(moments, outcome, &groups.concat())
}

/// The walk over the sets of other groups; below each, the Shapley values within the group.
struct Within {
    members: usize,
    groups: usize,
    sums: Vec<f64>,
}

impl Within {
    fn visit(
        &mut self,
        packed: &[f64],
        variables: usize,
        others: &[usize],
        size: usize,
        scratch: &mut [f64],
    ) {
        let Some((members, others)) = others.split_first() else {
            let weight = set_weight(size, self.groups);
            let found = shapley(packed, &vec![1; self.members]);
            for (sum, value) in self.sums.iter_mut().zip(found.values) {
                *sum += weight * value;
            }
            return;
        };
        let remaining = variables - members;
        let tail = packed.len() - (remaining + 1) * (remaining + 2) / 2;
        self.visit(&packed[tail..], remaining, others, size, scratch);
        let (mut swept, mut scratch) = (packed, scratch);
        for order in (remaining + 2..=variables + 1).rev() {
            let (next, deeper) = scratch.split_at_mut(swept.len() - order);
            sweep(swept, order, next);
            (swept, scratch) = (next, deeper);
        }
        self.visit(swept, remaining, others, size + 1, scratch);
    }
}

/// s!(g−1−s)!/g!: the share of orders of g groups in which exactly one set of s precedes a group.
fn set_weight(s: usize, g: usize) -> f64 {
    debug_assert!(g <= MAX_EXACT);
    (0..s).fold(1.0 / g as f64, |weight, i| weight * (i + 1) as f64 / (g - 1 - i) as f64)
}
