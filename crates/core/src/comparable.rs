//! Which answers of an older version count for a newer one.

use crate::measure::Measure;
use crate::survey::{Block, COMPLETED, Question, QuestionKind, RESPONSES, Version};
use crate::tally::{Counters, Sums};

/// Brings counters and segment values of one version into the order of another.
///
/// A question counts when id, wording and kind agree: for scores the same scale; for choices every
/// option of the older version still exists. A measure of several questions counts when its definition
/// is the same and all its questions count. What does not count is left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Projection {
    /// Positions in the older and in the newer version, ascending by the first.
    counters: Vec<(usize, usize)>,
    segments: Vec<Option<usize>>,
    left_out: Vec<String>,
    measures_left_out: Vec<String>,
}

impl Projection {
    /// The projection of tallies of `from` into the layout of `to`.
    #[must_use]
    pub fn new(from: &Version, to: &Version) -> Self {
        let mut counters = vec![(RESPONSES, RESPONSES), (COMPLETED, COMPLETED)];
        let mut left_out = Vec::new();
        for (position, question) in from.survey().questions.iter().enumerate() {
            let Some(target) = to.position(&question.id) else { continue };
            let (old, new) = (from.layout().block(position), to.layout().block(target));
            match values(question, &to.survey().questions[target]) {
                Some(values) => {
                    counters.extend(old.range().zip(new.range()).take(4));
                    let pairs = values.into_iter().enumerate();
                    counters.extend(pairs.map(|(a, b)| (old.value(a), new.value(b))));
                }
                None => left_out.push(question.id.clone()),
            }
        }
        let mut measures_left_out = Vec::new();
        for new in to.layout().derived() {
            let measure = &to.survey().measures[new.measure];
            match derived(measure, from, to) {
                Some(old) => counters.extend(old.range().zip(new.block.range())),
                None => measures_left_out.push(measure.id.clone()),
            }
        }
        counters.sort_unstable();
        let segments =
            to.segments().iter().map(|segment| from.segment_position(&segment.id)).collect();
        Self { counters, segments, left_out, measures_left_out }
    }

    /// Adds the counts of the older version to the sums of the newer one.
    pub fn add(&self, counts: &[i64], sums: &mut [i64]) {
        for (from, to) in &self.counters {
            sums[*to] += counts[*from];
        }
    }

    /// Where the newer version counts what the older one counts at `positions`, ascending; without what
    /// is left out.
    #[must_use]
    pub fn positions(&self, positions: &[usize]) -> Vec<usize> {
        let target = |from: &usize| {
            let at = self.counters.binary_search_by_key(from, |(from, _)| *from).ok()?;
            Some(self.counters[at].1)
        };
        let mut found: Vec<usize> = positions.iter().filter_map(target).collect();
        found.sort_unstable();
        found
    }

    /// Adds the counters of the older version to those of the newer one, with the weights where `sums`
    /// has them. False, and nothing changes, when `sums` has weights and `counters` has none.
    #[must_use]
    pub fn add_counters(&self, counters: &Counters, sums: &mut Counters) -> bool {
        let len = sums.counts().len();
        let mut counts = vec![0; len];
        self.add(counters.counts(), &mut counts);
        let weighted = counters.sums().filter(|_| sums.sums().is_some()).map(|old| {
            let mut new = Sums { weights: vec![0; len], squares: vec![0; len] };
            for (from, to) in &self.counters {
                new.weights[*to] += old.weights[*from];
                new.squares[*to] += old.squares[*from];
            }
            new
        });
        Counters::from_parts(counts, weighted)
            .is_some_and(|more| sums.add(&more.with_durations(counters.durations().clone())))
    }

    /// For each segment of the newer version, its position in the older one.
    #[must_use]
    pub fn segments(&self) -> &[Option<usize>] {
        &self.segments
    }

    /// Ids of questions that both versions ask and whose answers do not add up.
    #[must_use]
    pub fn left_out(&self) -> &[String] {
        &self.left_out
    }

    /// Ids of the newer version's measures of several questions for which the older version counted
    /// nothing, or something else.
    #[must_use]
    pub fn measures_left_out(&self) -> &[String] {
        &self.measures_left_out
    }
}

/// Where `from` counted `measure` as `to` defines it.
fn derived(measure: &Measure, from: &Version, to: &Version) -> Option<Block> {
    let old = from.survey().measures.iter().find(|old| old.id == measure.id)?;
    let comparable = |id: &&str| match (from.question(id), to.question(id)) {
        (Some(old), Some(new)) => values(old, new).is_some(),
        _ => false,
    };
    (old.kind == measure.kind && measure.kind.items().iter().all(comparable))
        .then(|| from.derived_block(&measure.id))?
}

/// For each value of `old` its position in `new`, when the two are comparable.
pub(crate) fn values(old: &Question, new: &Question) -> Option<Vec<usize>> {
    if old.wording != new.wording {
        return None;
    }
    match (&old.kind, &new.kind) {
        (QuestionKind::Score(a), QuestionKind::Score(b)) => {
            a.same_as(b).then(|| (0..a.len()).collect())
        }
        (QuestionKind::SingleChoice(_), QuestionKind::SingleChoice(_))
        | (QuestionKind::MultipleChoice(_), QuestionKind::MultipleChoice(_)) => old
            .kind
            .options()
            .iter()
            .map(|option| new.kind.options().iter().position(|other| other.id == option.id))
            .collect(),
        (QuestionKind::Text { .. }, QuestionKind::Text { .. }) => Some(Vec::new()),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
