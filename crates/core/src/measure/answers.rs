//! The figure of a measure, from the counters of a tally.

use super::figure::Form;
use super::{Figure, Kind, Measure, intent, nps, set, wallet_share};
use crate::sample::Sample;
use crate::scale::Scale;
use crate::survey::{Block, QuestionKind, RESPONSES, Version};
use crate::tally::{Counters, Sums};

/// Which counters a measure reads, and what each of them stands for.
pub(super) struct Coding {
    pub(super) block: Block,
    /// One value a counter, in the unit of the measure.
    values: Vec<f64>,
    /// The order of the counters, where they have one.
    scores: Option<Vec<f64>>,
    /// Who ticked several options is counted at each: the one that is measured, against all others
    /// who answered.
    pub(super) ticked: Option<usize>,
}

impl Measure {
    /// The measure over the responses that `counts` counted: the summed counters of `version`'s layout.
    ///
    /// # Panics
    /// When `version` does not declare this measure; a version was checked for that.
    #[must_use]
    pub fn figure(&self, version: &Version, counts: &[u64]) -> Figure {
        let coding = self.coding(version);
        let sample = coding.sample(counts);
        self.figure_of(sample, coding)
    }

    /// The measure with the weights of the responses. Absent where `counters` has none. A count below
    /// zero, as in a delta that subtracts, is read as zero.
    ///
    /// # Panics
    /// As [`figure`](Self::figure).
    #[must_use]
    pub fn weighted_figure(&self, version: &Version, counters: &Counters) -> Option<Figure> {
        let coding = self.coding(version);
        let sample = coding.weighted_sample(counters)?;
        Some(self.figure_of(sample, coding))
    }

    fn figure_of(&self, sample: Sample, coding: Coding) -> Figure {
        let form = match &self.kind {
            Kind::Consensus => Form::Consensus,
            Kind::ClassifiedShare { classifier, .. } => Form::Classified(*classifier),
            _ => Form::Mean,
        };
        Figure::new(form, sample, self.kind.default_method())
            .in_order(coding.scores)
            .by(self.method)
    }

    pub(super) fn coding(&self, version: &Version) -> Coding {
        if let Some(block) = version.derived_block(&self.id) {
            let values = self.derived_values(block.values().len());
            let ordered = !matches!(self.kind, Kind::Secure { .. });
            let scores = ordered.then(|| values.clone());
            return Coding { block, values, scores, ticked: None };
        }
        let position = version.position(&self.question).expect("the version was checked");
        let block = version.layout().block(position);
        let (values, scores, ticked) = match &version.survey().questions[position].kind {
            QuestionKind::Score(scale) => {
                let values = scale.scores().map(|score| self.value_of(scale, score)).collect();
                (values, Some(scale.scores().map(f64::from).collect()), None)
            }
            QuestionKind::MultipleChoice(options) => {
                let ticked = options.iter().position(|option| self.has_option(&option.id));
                (vec![0.0, 100.0], None, ticked)
            }
            kind => {
                let options = kind.options();
                let value = |id: &str| if self.has_option(id) { 100.0 } else { 0.0 };
                let ordered = matches!(self.kind, Kind::Frequency { .. });
                let scores = ordered.then(|| (0..options.len()).map(|at| at as f64).collect());
                (options.iter().map(|option| value(&option.id)).collect(), scores, None)
            }
        };
        Coding { block, values, scores, ticked }
    }

    /// What an answer of `score` stands for, in the unit of the measure.
    fn value_of(&self, scale: &Scale, score: i32) -> f64 {
        match &self.kind {
            Kind::Nps | Kind::Nps1To10 | Kind::Enps => nps::value(score),
            Kind::Csat { top } => set::value(top, score),
            Kind::BottomBox { bottom } => set::value(bottom, score),
            Kind::Ces => set::value(&super::ces::TOP, score),
            Kind::Intent => intent::value(score),
            Kind::WalletShare => wallet_share::value(scale, score),
            _ => f64::from(score),
        }
    }
}

impl Coding {
    /// The answers, one value a counter.
    pub(super) fn sample(&self, counts: &[u64]) -> Sample {
        let counts = self.given(counts, u64::saturating_sub);
        Sample::new(self.values.clone(), counts).expect("the version was checked")
    }

    /// The same with the weights. Absent where the survey has none.
    #[allow(clippy::cast_precision_loss)]
    pub(super) fn weighted_sample(&self, counters: &Counters) -> Option<Sample> {
        let Sums { weights, squares } = counters.sums()?;
        let counts: Vec<u64> =
            counters.counts().iter().map(|n| u64::try_from(*n).unwrap_or(0)).collect();
        let sums = |steps: &[i128], one: f64| -> Vec<f64> {
            let sums = self.given(steps, |all, chosen| all - chosen);
            sums.into_iter().map(|sum| sum as f64 / one).collect()
        };
        let one = 2.0_f64.powi(32);
        let (weights, squares) = (sums(weights, one), sums(squares, one * one));
        let given = self.given(&counts, u64::saturating_sub);
        let sample = Sample::weighted(self.values.clone(), given, weights, squares)?;
        Some(sample.of_responses(counts[RESPONSES]))
    }

    /// One sum a value.
    fn given<T: Copy>(&self, sums: &[T], less: impl Fn(T, T) -> T) -> Vec<T> {
        match self.ticked {
            Some(at) => {
                let chosen = sums[self.block.value(at)];
                vec![less(sums[self.block.answered()], chosen), chosen]
            }
            None => sums[self.block.values()].to_vec(),
        }
    }
}
