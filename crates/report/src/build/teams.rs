//! The groups of a segment as teams: shrunk values, places and their uncertainty.

mod mix;
mod model;

use std::collections::BTreeSet;

use plaudit_core::measure::{Figure, Measure};
use plaudit_core::privacy;
use plaudit_core::survey::Segment;
use plaudit_core::teams::Standardised;
use plaudit_proto::v1;

use self::mix::Mix;
use self::model::{Answers, Fit};
use super::{Builder, estimate, split};
use crate::sums::Teams;

/// A group of the segment. The one without a value is no team, but hides others as any group does.
struct Group<'a> {
    value: Option<&'a str>,
    figure: Figure,
    /// Its counters by the values of the case mix, all groups in one order; absent where it has none.
    cells: Vec<Option<&'a [u64]>>,
}

impl Builder<'_> {
    /// One ranking a segment that was asked for.
    pub(super) fn rankings(&self) -> Vec<v1::Ranking> {
        let asked = self.query.teams.iter().zip(&self.sums.teams);
        asked.map(|(at, teams)| self.ranking(&self.version.segments()[*at], teams)).collect()
    }

    fn ranking(&self, segment: &Segment, teams: &Teams) -> v1::Ranking {
        let id = |at: &usize| self.version.segments()[*at].id.clone();
        let measures = self.measures.iter();
        v1::Ranking {
            segment: segment.id.clone(),
            label: self.text(&segment.label, &segment.id),
            case_mix: self.query.case_mix.iter().map(id).collect(),
            measures: measures.map(|(m, hidden)| self.ranked(m, *hidden, segment, teams)).collect(),
        }
    }

    fn ranked(
        &self,
        measure: &Measure,
        hidden: bool,
        segment: &Segment,
        teams: &Teams,
    ) -> v1::MeasureRanking {
        let groups = self.groups(measure, segment, teams);
        let sizes: Vec<u64> = groups.iter().map(|group| group.figure.n()).collect();
        let small = privacy::withheld(&sizes, self.k(measure));
        let is_team = |(group, _): &(&Group<'_>, bool)| group.value.is_some();
        let teams = || groups.iter().zip(small.iter().copied()).filter(is_team);
        let silent = |group: &Group<'_>| group.figure.n() == 0;
        let shown: Vec<&Group<'_>> = teams()
            .filter(|(group, small)| !silent(group) && !hidden && !small)
            .map(|(group, _)| group)
            .collect();

        let answers = Answers::new(shown.iter().map(|group| &group.figure).collect());
        let standardised = self.standardised(measure, &groups, &shown, &answers);
        let level = self.query.level;
        let fit = match &standardised {
            None => answers.fit(level),
            Some(found) => answers.fit_means(found, level),
        };
        let better = if measure.higher_is_better(self.version) { 1.0 } else { -1.0 };
        let name = |group: &Group<'_>| v1::Team {
            value: group.value.unwrap_or_default().to_owned(),
            label: self.group_label(segment, group.value),
            ..v1::Team::default()
        };
        let team = |(i, group): (usize, &&Group<'_>)| {
            let mut team = name(group);
            team.n = group.figure.n();
            team.observed = group.figure.estimate(level).map(estimate);
            if let Some(found) = standardised.as_ref().map(|all| &all[i]) {
                team.standardised = Some(answers.around(found, level));
                team.covered = Some(found.covered);
            }
            if let Some(fit) = &fit {
                fit.tell(&mut team, i, better);
            }
            team
        };
        let mut ranked: Vec<v1::Team> = shown.iter().enumerate().map(team).collect();
        let worth = |t: &v1::Team| t.shrunk.as_ref().map_or(0.0, |shrunk| -better * shrunk.value);
        ranked.sort_by(|a, b| worth(a).total_cmp(&worth(b)));
        ranked.extend(teams().filter(|(group, _)| silent(group)).map(|(group, _)| name(group)));
        let withheld = teams().filter(|(group, small)| !silent(group) && (hidden || *small));
        ranked.extend(withheld.map(|(group, _)| v1::Team { withheld: true, ..name(group) }));
        described(measure, fit.as_ref(), ranked)
    }

    /// The groups in the order of a split.
    fn groups<'s>(&self, measure: &Measure, segment: &Segment, teams: &'s Teams) -> Vec<Group<'s>> {
        let kinds: BTreeSet<_> = teams.values().flat_map(|cells| cells.keys()).collect();
        let group = |(value, cells): (&'s Option<String>, &'s crate::sums::Cells)| {
            let counts = cells.values().map(|cell| cell.counts.as_slice());
            Group {
                value: value.as_deref(),
                figure: measure.figure(self.version, &sum(counts, self.version.layout().len())),
                cells: kinds
                    .iter()
                    .map(|kind| cells.get(*kind).map(|cell| cell.counts.as_slice()))
                    .collect(),
            }
        };
        let mut groups: Vec<_> = teams.iter().map(group).collect();
        groups.sort_by_key(|group| split::rank(segment, group.value));
        groups
    }

    /// The values of the teams in `shown` at the mix of cases of all `groups`. Absent when no mix was
    /// asked for.
    fn standardised(
        &self,
        measure: &Measure,
        groups: &[Group<'_>],
        shown: &[&Group<'_>],
        answers: &Answers<'_>,
    ) -> Option<Vec<Standardised>> {
        if self.query.case_mix.is_empty() {
            return None;
        }
        let figure = |counts: &[u64]| measure.figure(self.version, counts);
        let mix =
            Mix::new(groups.iter().map(|group| group.cells.as_slice()), self.k(measure), &figure);
        let known = |figure: &Figure| Some((figure.value()?, Some(answers.variance(figure))));
        shown.iter().map(|group| mix.standardise(&group.cells, &known)).collect()
    }
}

/// The sum of counters of the length `len`.
pub(super) fn sum<'a>(lists: impl Iterator<Item = &'a [u64]>, len: usize) -> Vec<u64> {
    let mut sum = vec![0; len];
    for list in lists {
        sum.iter_mut().zip(list).for_each(|(sum, n)| *sum += n);
    }
    sum
}

fn described(measure: &Measure, fit: Option<&Fit>, teams: Vec<v1::Team>) -> v1::MeasureRanking {
    v1::MeasureRanking {
        measure: measure.id.clone(),
        model: fit.map_or("", |fit| fit.model).to_owned(),
        mean: fit.map(|fit| fit.mean),
        spread: fit.map(|fit| fit.spread),
        differ: fit.is_some_and(|fit| fit.differ),
        teams,
        p_equal: fit.map(|fit| fit.p_equal),
    }
}
