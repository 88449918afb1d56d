//! The measures by the values of a segment, each group against all others.

use std::collections::BTreeMap;

use plaudit_core::estimate::Level;
use plaudit_core::measure::Measure;
use plaudit_core::multiplicity::{benjamini_hochberg, fcr_level};
use plaudit_core::privacy;
use plaudit_core::survey::{RESPONSES, Segment};
use plaudit_proto::v1;

use super::observed::Observed;
use super::{Builder, estimate, summary};
use crate::sums::Counted;

pub(super) type Groups = BTreeMap<Option<String>, Counted>;

impl Builder<'_> {
    /// One split a segment that was asked for.
    pub(super) fn splits(&self) -> Vec<v1::Split> {
        let asked = self.query.splits.iter().zip(&self.sums.splits);
        asked.map(|(at, groups)| self.split(&self.version.segments()[*at], groups)).collect()
    }

    fn split(&self, segment: &Segment, sums: &Groups) -> v1::Split {
        let mut sums: Vec<_> = sums.iter().collect();
        sums.sort_by_key(|(value, _)| rank(segment, value.as_deref()));
        let mut groups: Vec<_> = sums
            .iter()
            .map(|(value, counted)| v1::Group {
                value: (*value).clone().unwrap_or_default(),
                label: self.group_label(segment, value.as_deref()),
                responses: counted.counts[RESPONSES],
                measures: Vec::new(),
            })
            .collect();
        let sums: Vec<_> = sums.into_iter().map(|(_, counted)| counted).collect();
        let mut summaries = Vec::new();
        for (measure, hidden) in &self.measures {
            let figures: Vec<_> = sums.iter().map(|group| self.figure(measure, group)).collect();
            let results = self.results(measure, *hidden, &sums, &figures);
            let shown = groups.iter().zip(&results).zip(&figures).filter(|((group, result), _)| {
                !group.value.is_empty() && result.estimate.is_some()
            });
            let shown: Vec<_> = shown
                .map(|((group, _), observed)| summary::Shown {
                    value: &group.value,
                    figure: &observed.figure,
                })
                .collect();
            summaries.extend(self.summary(measure, segment, &shown));
            for (group, result) in groups.iter_mut().zip(results) {
                group.measures.push(result);
            }
        }
        v1::Split {
            segment: segment.id.clone(),
            label: self.text(&segment.label, &segment.id),
            groups,
            summaries,
        }
    }

    /// One measure in all groups.
    fn results(
        &self,
        measure: &Measure,
        hidden: bool,
        groups: &[&Counted],
        figures: &[Observed],
    ) -> Vec<v1::GroupResult> {
        let level = self.query.level;
        let all = self.figure(measure, &self.sums.total);
        let all_weighted = self.weighted_figure(measure, &self.sums.total);
        let sizes: Vec<u64> = figures.iter().map(|observed| observed.figure.n()).collect();
        let small = privacy::withheld(&sizes, self.k(measure));
        figures
            .iter()
            .zip(groups)
            .zip(small)
            .map(|((figure, group), small)| {
                let withheld = figure.figure.n() > 0 && (hidden || small);
                let mut result =
                    v1::GroupResult { measure: measure.id.clone(), withheld, ..Default::default() };
                if !withheld {
                    result.estimate = figure.estimate(level).map(estimate);
                    let rest = all.without(figure);
                    let apart = rest.and_then(|rest| figure.difference(&rest, level));
                    result.difference = apart.map(difference);
                    if let Some(weighted) = self.weighted_figure(measure, group) {
                        result.weighted = weighted.estimate(level).map(estimate);
                        let rest = all_weighted.as_ref().and_then(|all| all.without(&weighted));
                        let apart = rest.and_then(|rest| weighted.difference(&rest, level));
                        result.weighted_difference = apart.map(difference);
                    }
                }
                result
            })
            .collect()
    }

    pub(super) fn group_label(&self, segment: &Segment, value: Option<&str>) -> String {
        match value {
            None => "not given".to_owned(),
            Some(value) => {
                let declared = segment.values.iter().find(|declared| declared.id == value);
                declared
                    .map_or_else(|| value.to_owned(), |declared| self.text(&declared.label, value))
            }
        }
    }
}

/// Declared order first, then by value, "not given" last.
pub(super) fn rank(segment: &Segment, value: Option<&str>) -> (usize, Option<String>) {
    let declared = segment.values.iter().position(|declared| Some(declared.id.as_str()) == value);
    match (declared, value) {
        (Some(position), _) => (position, None),
        (None, Some(value)) => (segment.values.len(), Some(value.to_owned())),
        (None, None) => (usize::MAX, None),
    }
}

/// A difference as it is before the p-values of the report are adjusted.
pub(super) fn difference(difference: plaudit_core::compare::Difference) -> v1::Difference {
    v1::Difference {
        value: difference.value,
        lower: difference.lower,
        upper: difference.upper,
        level: difference.level.share(),
        method: "mover".to_owned(),
        p: difference.p,
        p_adjusted: difference.p,
        reliable: false,
        selected_lower: None,
        selected_upper: None,
    }
}

/// The families of differences: those without weights; and those with, which ask the same again.
const FAMILIES: usize = 2;

/// The differences of a report, by family.
fn differences<'a>(
    splits: &'a mut [v1::Split],
    change: Option<&'a mut v1::Change>,
) -> [Vec<&'a mut v1::Difference>; FAMILIES] {
    let groups = splits.iter_mut().flat_map(|split| &mut split.groups);
    let (mut plain, mut weighted) = (Vec::new(), Vec::new());
    for result in groups.flat_map(|group| &mut group.measures) {
        plain.extend(&mut result.difference);
        weighted.extend(&mut result.weighted_difference);
    }
    for result in change.into_iter().flat_map(|change| &mut change.measures) {
        plain.extend(&mut result.difference);
        weighted.extend(&mut result.weighted_difference);
    }
    [plain, weighted]
}

/// Adjusts the p-values of each family together and says which differences are reliable. Returns how
/// many comparisons without weights there were.
pub(super) fn adjust(
    splits: &mut [v1::Split],
    change: Option<&mut v1::Change>,
    level: Level,
) -> u32 {
    let mut families = differences(splits, change);
    for family in &mut families {
        let p: Vec<f64> = family.iter().map(|difference| difference.p).collect();
        for (difference, adjusted) in family.iter_mut().zip(benjamini_hochberg(&p)) {
            difference.p_adjusted = adjusted;
            difference.reliable = adjusted < 1.0 - level.share();
        }
    }
    u32::try_from(families[0].len()).unwrap_or(u32::MAX)
}

/// Gives each reliable difference the limits for whoever reads the reliable alone. `at` builds the same
/// splits and change with intervals of another level.
pub(super) fn select(
    splits: &mut [v1::Split],
    change: Option<&mut v1::Change>,
    level: Level,
    at: impl Fn(Level) -> (Vec<v1::Split>, Option<v1::Change>),
) {
    for (family, mut shown) in differences(splits, change).into_iter().enumerate() {
        let reliable = shown.iter().filter(|difference| difference.reliable).count();
        if reliable == shown.len() {
            // Nothing was selected: the limits that are there hold.
            for difference in &mut shown {
                difference.selected_lower = Some(difference.lower);
                difference.selected_upper = Some(difference.upper);
            }
            continue;
        }
        let Some(wider) = fcr_level(reliable, shown.len(), 1.0 - level.share()) else { continue };
        let (mut splits, mut change) = at(wider);
        let wider = differences(&mut splits, change.as_mut()).into_iter().nth(family);
        let pairs = shown.into_iter().zip(wider.into_iter().flatten());
        for (difference, wider) in pairs.filter(|(difference, _)| difference.reliable) {
            difference.selected_lower = Some(wider.lower);
            difference.selected_upper = Some(wider.upper);
        }
    }
}
