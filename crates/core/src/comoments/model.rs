//! What an analysis of one outcome reads.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Comoments, Joint, Mismatch, OfVersion, Plan};
use crate::comparable;
use crate::moments::{Coding, Patterns, Values};
use crate::survey::Version;

/// The sums of one driver model of the latest version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Model {
    /// Position of the question of the outcome.
    pub outcome: usize,
    /// What its answers are counted as, in column 0.
    pub coding: Coding,
    /// The drivers, in the order of the model.
    pub drivers: Vec<Driver>,
    /// The co-moments of each respondent group that has responses, for
    /// [`analyse`](crate::drivers::analyse): column 0 is the outcome, then three columns a driver.
    pub groups: Vec<Patterns>,
    /// How often each answer to a driver goes with each answer to the outcome's question, one a
    /// driver.
    pub joints: Vec<Joint>,
    /// Older versions whose answers do not count, whether or not they have any: they do not ask all of
    /// this, or ask or count it differently.
    pub left_out: Vec<u32>,
}

/// A driver and its columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Driver {
    /// Position of the question.
    pub question: usize,
    /// The column of its score.
    pub score: usize,
    /// The column that is 1 for a low score, and what is low.
    pub low: (usize, Coding),
    /// The column that is 1 for a high score, and what is high.
    pub high: (usize, Coding),
}

impl Model {
    /// The columns of the drivers' scores, in order.
    #[must_use]
    pub fn scores(&self) -> Vec<usize> {
        self.drivers.iter().map(|driver| driver.score).collect()
    }
}

impl Comoments {
    /// The sums of the driver model at `model` of the latest of `versions`, which are all versions of
    /// the survey, ascending. Answers to older versions count where they mean the same.
    ///
    /// # Errors
    /// When these are sums of another survey, or count fewer than no answers.
    ///
    /// # Panics
    /// When `versions` is empty, or the latest has no such model.
    pub fn model(&self, versions: &[Arc<Version>], model: usize) -> Result<Model, Mismatch> {
        let latest = versions.last().expect("a published survey has a version");
        let wanted = Wanted::of(latest, model);
        let mut groups = BTreeMap::new();
        let mut joints = wanted.joints();
        let mut left_out = Vec::new();
        for version in versions {
            let Some(found) = wanted.within(version) else {
                left_out.push(version.number());
                continue;
            };
            let Some(sums) = self.version(version.number()) else { continue };
            let mismatch = Mismatch { version: version.number() };
            let plan = version.plan();
            sums.add_columns(plan, &found.columns, &mut groups).ok_or(mismatch)?;
            found.add_joints(plan, sums, &mut joints).ok_or(mismatch)?;
        }
        let driver = |(i, question): (usize, &usize)| {
            let column = 1 + 3 * i;
            let coded = |column: usize| (column, wanted.codings[column]);
            let (low, high) = (coded(column + 1), coded(column + 2));
            let position = wanted.plan.questions()[*question].position;
            Driver { question: position, score: column, low, high }
        };
        Ok(Model {
            outcome: wanted.plan.questions()[wanted.outcome].position,
            coding: wanted.codings[0],
            drivers: wanted.drivers.iter().enumerate().map(driver).collect(),
            groups: groups.into_values().collect(),
            joints,
            left_out,
        })
    }
}

/// A model of the latest version: its questions by position in the plan.
struct Wanted<'a> {
    latest: &'a Version,
    plan: &'a Plan,
    outcome: usize,
    drivers: Vec<usize>,
    /// The outcome's, then the three of each driver.
    codings: Vec<Coding>,
}

/// Where the sums of a version have what is wanted.
struct Found {
    columns: Vec<usize>,
    /// For each driver the start of its joint counts, and for each of its values and of those of the
    /// outcome the place in the latest version.
    joints: Vec<(usize, Vec<usize>)>,
    outcomes: Vec<usize>,
}

impl<'a> Wanted<'a> {
    fn of(latest: &'a Version, model: usize) -> Self {
        let plan = latest.plan();
        let outcome = plan.columns()[plan.outcome_column(model)];
        let driver = |id: &String| plan.find(latest.position(id)?);
        let drivers: Option<Vec<usize>> =
            latest.survey().driver_models[model].drivers.iter().map(driver).collect();
        let drivers = drivers.expect("the drivers of a model are in its plan");
        let mut codings = vec![outcome.coding];
        for driver in &drivers {
            let column = plan.driver_column(*driver);
            codings.extend(plan.columns()[column..column + 3].iter().map(|column| column.coding));
        }
        Self { latest, plan, outcome: outcome.question, drivers, codings }
    }

    fn joints(&self) -> Vec<Joint> {
        let values = |question: usize| self.plan.questions()[question].values;
        let joint = |driver: &usize| Joint::zero(values(*driver), values(self.outcome));
        self.drivers.iter().map(joint).collect()
    }

    /// Where `version` has all of it, with the same meaning.
    fn within(&self, version: &Version) -> Option<Found> {
        let plan = version.plan();
        // A question of the latest plan in this one, and where its values are in the latest.
        let same = |question: usize| {
            let new = &self.latest.survey().questions[self.plan.questions()[question].position];
            let position = version.position(&new.id)?;
            let old = &version.survey().questions[position];
            Some((plan.find(position)?, comparable::values(old, new)?))
        };
        let (outcome, outcomes) = same(self.outcome)?;
        let means = |old: Coding| match (old, self.codings[0]) {
            (Coding::OneOf(old), Coding::OneOf(new)) => alike(
                (old, plan.questions()[outcome].first),
                (new, self.plan.questions()[self.outcome].first),
                &outcomes,
            ),
            (old, new) => old == new,
        };
        let column = plan.columns().iter();
        let mut column = column.enumerate().skip(plan.outcome_column(0));
        let (column, _) = column.find(|(_, c)| c.question == outcome && means(c.coding))?;
        let mut found = Found { columns: vec![column], joints: Vec::new(), outcomes };
        for driver in &self.drivers {
            let (driver, values) = same(*driver)?;
            if !plan.is_driver(driver) {
                return None;
            }
            let column = plan.driver_column(driver);
            found.columns.extend(column..column + 3);
            found.joints.push((plan.joint_start(driver, outcome)?, values));
        }
        Some(found)
    }
}

impl Found {
    /// Adds the joint counts. Absent when one is below 0.
    fn add_joints(&self, plan: &Plan, sums: &OfVersion, joints: &mut [Joint]) -> Option<()> {
        debug_assert!(sums.fits(plan));
        if sums.joint().is_empty() {
            return Some(());
        }
        for ((start, drivers), joint) in self.joints.iter().zip(joints) {
            let counts = sums.joint()[*start..].chunks(self.outcomes.len());
            for (driver, counts) in drivers.iter().zip(counts) {
                for (outcome, count) in self.outcomes.iter().zip(counts) {
                    joint.add(*driver, *outcome, u64::try_from(*count).ok()?);
                }
            }
        }
        Some(())
    }
}

/// Whether two sets hold the same answers; `places` says where each value of the old question stands
/// among those of the new one.
fn alike(old: (Values, i32), new: (Values, i32), places: &[usize]) -> bool {
    (0..).zip(places).all(|(from, to)| {
        let to = i32::try_from(*to).expect("a question has at most 200 values");
        old.0.contains(old.1 + from) == new.0.contains(new.1 + to)
    })
}
