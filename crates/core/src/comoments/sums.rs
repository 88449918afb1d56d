//! The sums that rows become.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use super::{Mismatch, Plan, Rows};
use crate::jackknife::GROUPS;
use crate::moments::{Pattern, Patterns};
use crate::response::Response;
use crate::survey::Version;

/// Co-moments by version and respondent group, and joint counts by version.
///
/// An abelian group; what is zero does not exist, so that equal sums are equal values.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comoments(BTreeMap<u32, OfVersion>);

/// The sums of the responses to one version.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OfVersion {
    /// The co-moments of the plan's columns, by respondent group.
    pub(super) groups: BTreeMap<u8, Patterns>,
    /// For each pair of the plan, one count for each value of the driver and, within it, of the
    /// outcome. Empty when all are zero.
    pub(super) joint: Vec<i64>,
}

impl OfVersion {
    /// These sums. Absent when a group is not below 64, or groups have different columns.
    #[must_use]
    pub fn from_parts(groups: BTreeMap<u8, Patterns>, joint: Vec<i64>) -> Option<Self> {
        let columns = groups.values().next().map(Patterns::columns);
        let fits = |(group, sums): (&u8, &Patterns)| {
            usize::from(*group) < GROUPS && Some(sums.columns()) == columns
        };
        groups.iter().all(fits).then(|| {
            let mut sums = Self { groups, joint };
            sums.tidy();
            sums
        })
    }

    /// The co-moments of the plan's columns, by respondent group; groups without responses are absent.
    #[must_use]
    pub fn groups(&self) -> &BTreeMap<u8, Patterns> {
        &self.groups
    }

    /// For each pair of the plan, one count for each value of the driver and, within it, of the
    /// outcome. Empty when all are zero.
    #[must_use]
    pub fn joint(&self) -> &[i64] {
        &self.joint
    }

    /// Counts a row so many times. False, and nothing changes, when it is not of `plan`, or these sums
    /// are not.
    #[must_use]
    pub(super) fn add_row(&mut self, plan: &Plan, row: &[u8], times: i64) -> bool {
        let Some((group, codes)) = row.split_first() else { return false };
        let Some(values) = plan.values(codes) else { return false };
        let columns = plan.columns().len();
        if usize::from(*group) >= GROUPS || !self.fits(plan) {
            return false;
        }
        let new = || Patterns::new(columns).expect("a plan has at most 128 columns");
        self.groups.entry(*group).or_insert_with(new).add_times(&values, times);
        if self.joint.is_empty() {
            self.joint = vec![0; plan.joint_len()];
        }
        let mut start = 0;
        for pair in plan.pairs() {
            let outcomes = plan.questions()[pair.outcome].values;
            let (driver, outcome) =
                (usize::from(codes[pair.driver]), usize::from(codes[pair.outcome]));
            if driver > 0 && outcome > 0 {
                let count = &mut self.joint[start + (driver - 1) * outcomes + outcome - 1];
                *count = count.wrapping_add(times);
            }
            start += plan.cells(pair);
        }
        true
    }

    /// Whether these can be sums of a version with this plan.
    pub(super) fn fits(&self, plan: &Plan) -> bool {
        let columns = |sums: &Patterns| sums.columns() == plan.columns().len();
        let joint = self.joint.len();
        self.groups.values().next().is_none_or(columns) && (joint == 0 || joint == plan.joint_len())
    }

    /// Adds `columns` of each group to `into`, whose groups have these columns. Absent when these are
    /// not sums of a version with this plan.
    pub(super) fn add_columns(
        &self,
        plan: &Plan,
        columns: &[usize],
        into: &mut BTreeMap<u8, Patterns>,
    ) -> Option<()> {
        if !self.fits(plan) {
            return None;
        }
        for (group, sums) in &self.groups {
            let own = sums.select(columns)?;
            match into.entry(*group) {
                Entry::Vacant(entry) => {
                    entry.insert(own);
                }
                Entry::Occupied(mut entry) => {
                    let fits = entry.get_mut().merge(&own);
                    debug_assert!(fits, "all have the same columns");
                }
            }
        }
        Some(())
    }

    /// Adds all of `other`, or subtracts it. False when it does not fit.
    fn combine(
        &mut self,
        other: &Self,
        groups: fn(&mut Patterns, &Patterns) -> bool,
        counts: fn(i64, i64) -> i64,
    ) -> bool {
        for (group, sums) in &other.groups {
            let new = || Patterns::new(sums.columns()).expect("it has these columns itself");
            if !groups(self.groups.entry(*group).or_insert_with(new), sums) {
                return false;
            }
        }
        if self.joint.is_empty() {
            self.joint = vec![0; other.joint.len()];
        }
        if !other.joint.is_empty() && other.joint.len() != self.joint.len() {
            return false;
        }
        for (count, more) in self.joint.iter_mut().zip(&other.joint) {
            *count = counts(*count, *more);
        }
        self.tidy();
        true
    }

    /// Removes what is zero.
    pub(super) fn tidy(&mut self) {
        self.groups.retain(|_, sums| !sums.is_empty());
        if self.joint.iter().all(|count| *count == 0) {
            self.joint.clear();
        }
    }

    fn is_zero(&self) -> bool {
        self.groups.is_empty() && self.joint.is_empty()
    }
}

impl Comoments {
    /// Counts `response`, which was checked against `version`.
    ///
    /// # Errors
    /// When these are sums of another survey.
    pub fn add(&mut self, version: &Version, response: &Response) -> Result<(), Mismatch> {
        let mut rows = Rows::default();
        rows.add(version, response);
        self.add_rows(&rows, |number| (number == version.number()).then(|| version.plan()))
    }

    /// Adds what `rows` sum to; `plan` is that of the version of a number.
    ///
    /// # Errors
    /// When rows or sums do not fit the plan. `self` then holds part of them and must be dropped.
    pub fn add_rows<'p>(
        &mut self,
        rows: &Rows,
        plan: impl Fn(u32) -> Option<&'p Plan>,
    ) -> Result<(), Mismatch> {
        for (version, rows) in rows.versions() {
            let mismatch = Mismatch { version };
            let plan = plan(version).ok_or(mismatch)?;
            let sums = self.0.entry(version).or_default();
            for (row, times) in rows {
                if !sums.add_row(plan, row, times) {
                    return Err(mismatch);
                }
            }
            sums.tidy();
        }
        self.0.retain(|_, sums| !sums.is_zero());
        Ok(())
    }

    /// Adds all of `other`.
    ///
    /// # Errors
    /// When one version has other columns or pairs in both. `self` must then be dropped.
    pub fn merge(&mut self, other: &Self) -> Result<(), Mismatch> {
        self.combine(other, Patterns::merge, i64::wrapping_add)
    }

    /// Subtracts all of `other`.
    ///
    /// # Errors
    /// As [`merge`](Self::merge).
    pub fn unmerge(&mut self, other: &Self) -> Result<(), Mismatch> {
        self.combine(other, Patterns::unmerge, i64::wrapping_sub)
    }

    /// Adds the sums of one version.
    ///
    /// # Errors
    /// As [`merge`](Self::merge).
    pub fn merge_version(&mut self, version: u32, sums: OfVersion) -> Result<(), Mismatch> {
        self.merge(&Self(BTreeMap::from([(version, sums)])))
    }

    /// The sums of each version, ascending.
    pub fn versions(&self) -> impl Iterator<Item = (u32, &OfVersion)> {
        self.0.iter().map(|(version, sums)| (*version, sums))
    }

    /// The sums of one version.
    #[must_use]
    pub fn version(&self, number: u32) -> Option<&OfVersion> {
        self.0.get(&number)
    }

    /// Whether nothing is counted.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether rows of `group` that answer these questions of `plan` became sums before.
    pub(super) fn has_cell(&self, version: u32, plan: &Plan, group: u8, answered: Pattern) -> bool {
        let columns = plan.columns().iter().enumerate();
        let given = columns.filter(|(_, column)| answered >> column.question & 1 == 1);
        let pattern = given.fold(0, |pattern: Pattern, (at, _)| pattern | 1 << at);
        let sums = self.0.get(&version).and_then(|sums| sums.groups.get(&group));
        sums.is_some_and(|sums| sums.cell(pattern).is_some())
    }

    fn combine(
        &mut self,
        other: &Self,
        groups: fn(&mut Patterns, &Patterns) -> bool,
        counts: fn(i64, i64) -> i64,
    ) -> Result<(), Mismatch> {
        for (version, sums) in &other.0 {
            if !self.0.entry(*version).or_default().combine(sums, groups, counts) {
                return Err(Mismatch { version: *version });
            }
        }
        self.0.retain(|_, sums| !sums.is_zero());
        Ok(())
    }
}
