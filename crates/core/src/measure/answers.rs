//! The figure of a measure, from the counters of a tally.

use super::{Figure, Kind, Measure};
use crate::estimate::Method;
use crate::sample::Sample;
use crate::survey::{Block, QuestionKind, RESPONSES, Version};
use crate::tally::{Counters, Sums};

impl Measure {
    /// The measure over the responses that `counts` counted: the summed counters of `version`'s layout.
    ///
    /// # Panics
    /// When `version` does not declare this measure; a version was checked for that.
    #[must_use]
    pub fn figure(&self, version: &Version, counts: &[u64]) -> Figure {
        self.figure_of(self.sample(version, counts), version)
    }

    /// The measure with the weights of the responses. Absent where `counters` has none. A count below
    /// zero, as in a delta that subtracts, is read as zero.
    ///
    /// # Panics
    /// As [`figure`](Self::figure).
    #[must_use]
    pub fn weighted_figure(&self, version: &Version, counters: &Counters) -> Option<Figure> {
        let sample = self.weighted_sample(version, counters)?;
        Some(self.figure_of(sample, version))
    }

    fn figure_of(&self, sample: Sample, version: &Version) -> Figure {
        let method = match self.kind {
            Kind::Nps | Kind::Nps1To10 => Method::Tango,
            Kind::Csat { .. } | Kind::Ces | Kind::Share { .. } => Method::Wilson,
            Kind::Mean { .. } => Method::VrWilson,
        };
        let scores = self.scale(version).map(|(_, s)| s.scores().map(f64::from).collect());
        Figure::new(sample, method, scores)
    }

    /// The answers as a sample: one value a score or option, in the measure's unit.
    fn sample(&self, version: &Version, counts: &[u64]) -> Sample {
        let (values, block) = self.values(version);
        let counts = self.by_value(version, block, counts, u64::saturating_sub);
        Sample::new(values, counts).expect("the version was checked")
    }

    /// The same with the weights. Absent where the survey has none.
    #[allow(clippy::cast_precision_loss)]
    pub(super) fn weighted_sample(&self, version: &Version, counters: &Counters) -> Option<Sample> {
        let Sums { weights, squares } = counters.sums()?;
        let counts: Vec<u64> =
            counters.counts().iter().map(|n| u64::try_from(*n).unwrap_or(0)).collect();
        let (values, block) = self.values(version);
        let given = self.by_value(version, block, &counts, u64::saturating_sub);
        let sums = |steps: &[i128], one: f64| -> Vec<f64> {
            let sums = self.by_value(version, block, steps, |all, chosen| all - chosen);
            sums.into_iter().map(|sum| sum as f64 / one).collect()
        };
        let one = 2.0_f64.powi(32);
        let (weights, squares) = (sums(weights, one), sums(squares, one * one));
        let sample = Sample::weighted(values, given, weights, squares)?;
        Some(sample.of_responses(counts[RESPONSES]))
    }

    /// The value of each score or option, and where they are counted.
    pub(super) fn values(&self, version: &Version) -> (Vec<f64>, Block) {
        let position = version.position(&self.question).expect("the version was checked");
        let block = version.layout().block(position);
        let values = match (&self.kind, &version.survey().questions[position].kind) {
            (Kind::Share { .. }, QuestionKind::MultipleChoice(_)) => vec![0.0, 100.0],
            (Kind::Share { .. }, QuestionKind::SingleChoice(options)) => {
                options.iter().map(|o| if self.has_option(&o.id) { 100.0 } else { 0.0 }).collect()
            }
            (_, QuestionKind::Score(scale)) => {
                scale.scores().map(|score| self.value_of(score)).collect()
            }
            _ => Vec::new(),
        };
        (values, block)
    }

    /// One sum a value. Who ticked several options is counted at each, so that the others are those
    /// who answered without the chosen.
    fn by_value<T: Copy + std::iter::Sum>(
        &self,
        version: &Version,
        block: Block,
        sums: &[T],
        less: impl Fn(T, T) -> T,
    ) -> Vec<T> {
        let given = &sums[block.values()];
        match version.question(&self.question).map(|question| &question.kind) {
            Some(QuestionKind::MultipleChoice(options)) => {
                let chosen = options.iter().zip(given).filter(|(o, _)| self.has_option(&o.id));
                let chosen: T = chosen.map(|(_, sum)| *sum).sum();
                vec![less(sums[block.answered()], chosen), chosen]
            }
            _ => given.to_vec(),
        }
    }
}
