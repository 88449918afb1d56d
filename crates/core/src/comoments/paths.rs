//! What a path model reads.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Comoments, Mismatch, Plan};
use crate::comparable;
use crate::moments::Patterns;
use crate::survey::{PathModel, Version};

/// The sums of the path model of the latest version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathSums {
    /// Positions of the items' questions, latent variable after latent variable.
    pub items: Vec<usize>,
    /// The co-moments of each respondent group that has responses: a column an item, in their order.
    pub groups: Vec<Patterns>,
    /// Older versions whose answers do not count, whether or not they have any: they do not keep all
    /// of this, or ask it differently.
    pub left_out: Vec<u32>,
}

impl Comoments {
    /// The sums of the path model of the latest of `versions`, which are all versions of the survey,
    /// ascending. Answers to older versions count where they mean the same.
    ///
    /// # Errors
    /// When these are sums of another survey.
    ///
    /// # Panics
    /// When `versions` is empty, or the latest has no path model.
    pub fn path_model(&self, versions: &[Arc<Version>]) -> Result<PathSums, Mismatch> {
        let latest = versions.last().expect("a published survey has a version");
        let model = latest.survey().path_model.as_ref().expect("the latest has a path model");
        let items = items(latest, model);
        let mut groups = BTreeMap::new();
        let mut left_out = Vec::new();
        for version in versions {
            let Some(columns) = columns(&items, latest, version) else {
                left_out.push(version.number());
                continue;
            };
            let Some(sums) = self.version(version.number()) else { continue };
            let mismatch = Mismatch { version: version.number() };
            sums.add_columns(version.plan(), &columns, &mut groups).ok_or(mismatch)?;
        }
        Ok(PathSums { items, groups: groups.into_values().collect(), left_out })
    }
}

/// Positions of the questions of all items.
fn items(version: &Version, model: &PathModel) -> Vec<usize> {
    let items = model.latents.iter().flat_map(|latent| &latent.items);
    let position = |id: &String| version.position(id).expect("an item is a question");
    items.map(position).collect()
}

/// The columns of `version` that have the `items` of the latest version, with the same meaning.
fn columns(items: &[usize], latest: &Version, version: &Version) -> Option<Vec<usize>> {
    let plan: &Plan = version.plan();
    let column = |item: &usize| {
        let new = &latest.survey().questions[*item];
        let position = version.position(&new.id)?;
        comparable::values(&version.survey().questions[position], new)?;
        plan.score_column(plan.find(position)?)
    };
    items.iter().map(column).collect()
}
