//! Figures that know which of their answers are of the same respondents, and of which strata.

use plaudit_core::compare::Difference;
use plaudit_core::design::{Clustered, RepeatAnswer, Stratum, stratified};
use plaudit_core::estimate::{Estimate, Level};
use plaudit_core::measure::{Figure, Measure};
use plaudit_core::survey::RESPONSES;

use super::Builder;
use crate::sums::{Counted, Sums};

/// A figure, with the variance that its design gives it.
pub(super) struct Observed {
    pub(super) figure: Figure,
    /// The answers of respondents with several responses, by position of the response.
    repeats: Vec<(usize, RepeatAnswer)>,
    clustered: Option<Clustered>,
}

impl Observed {
    fn new(figure: Figure, repeats: Vec<(usize, RepeatAnswer)>, responding: u64) -> Self {
        let answers: Vec<RepeatAnswer> = repeats.iter().map(|(_, answer)| *answer).collect();
        let sample = figure.sample().filter(|_| !answers.is_empty());
        let clustered = sample.and_then(|sample| Clustered::new(sample, &answers, responding));
        let design = clustered.as_ref().filter(|clustered| clustered.repeated);
        let with =
            design.and_then(|design| figure.clone().with_variance(design.variance, design.df));
        Self { figure: with.unwrap_or(figure), repeats, clustered }
    }

    pub(super) fn estimate(&self, level: Level) -> Option<Estimate> {
        self.figure.estimate(level)
    }

    /// This minus `other`, whose respondents may be the same.
    pub(super) fn difference(&self, other: &Self, level: Level) -> Option<Difference> {
        let both = self.clustered.as_ref().zip(other.clustered.as_ref());
        let correlation = both.map_or(0.0, |(a, b)| a.correlation(b));
        self.figure.difference_shared(&other.figure, correlation, level)
    }

    /// The figure without the responses of `part`.
    pub(super) fn without(&self, part: &Self) -> Option<Self> {
        let figure = self.figure.without(&part.figure)?;
        let inside = |at: usize| part.repeats.binary_search_by_key(&at, |(at, _)| *at).is_ok();
        let repeats = self.repeats.iter().filter(|(at, _)| !inside(*at)).copied().collect();
        Some(Self::new(figure, repeats, 0))
    }

    /// Respondents with an answer in both.
    pub(super) fn shared_respondents(&self, other: &Self) -> u64 {
        let both = self.clustered.as_ref().zip(other.clustered.as_ref());
        both.map_or(0, |(a, b)| a.shared_respondents(b))
    }
}

impl Builder<'_> {
    /// The measure over these responses.
    pub(super) fn figure(&self, measure: &Measure, of: &Counted) -> Observed {
        let figure = measure.figure(self.version, &of.counts);
        Observed::new(figure, self.repeat_answers(measure, of, false), 0)
    }

    /// The same with the weights. Absent without any.
    pub(super) fn weighted_figure(&self, measure: &Measure, of: &Counted) -> Option<Observed> {
        let figure = measure.weighted_figure(self.version, of.weighted.as_ref()?)?;
        let answers = self.repeat_answers(measure, of, true);
        Some(Observed::new(figure, answers, self.responding(of)))
    }

    /// The measure over all responses of a period, by strata where the survey has them and nobody
    /// repeats.
    pub(super) fn headline(&self, measure: &Measure, sums: &Sums) -> Observed {
        let of = |counted: &Counted| Some(measure.figure(self.version, &counted.counts));
        by_strata(self.figure(measure, &sums.total), sums, of)
    }

    /// The same with the weights. Absent without any.
    pub(super) fn weighted_headline(&self, measure: &Measure, sums: &Sums) -> Option<Observed> {
        let of =
            |counted: &Counted| measure.weighted_figure(self.version, counted.weighted.as_ref()?);
        Some(by_strata(self.weighted_figure(measure, &sums.total)?, sums, of))
    }

    /// Respondents with a response, whether or not they answered.
    pub(super) fn responding(&self, of: &Counted) -> u64 {
        let number = |at: usize| self.repeats.list[at].respondent;
        let several = of.repeats.chunk_by(|a, b| number(a.at) == number(b.at)).count();
        let all = of.counts[RESPONSES];
        all.saturating_sub(of.repeats.len() as u64) + several as u64
    }

    fn repeat_answers(
        &self,
        measure: &Measure,
        of: &Counted,
        weighted: bool,
    ) -> Vec<(usize, RepeatAnswer)> {
        let position = measure.position(self.version);
        let answer = |repeated: &crate::sums::Repeated| {
            let repeat = &self.repeats.list[repeated.at];
            let value = position(&repeat.counted)?;
            let weight = if weighted { repeated.weight } else { 1.0 };
            let answer = RepeatAnswer { respondent: repeat.respondent, value, weight };
            Some((repeated.at, answer))
        };
        of.repeats.iter().filter_map(answer).collect()
    }
}

/// `all` with the variance of a stratified sample. As it is where nothing is known of strata, where
/// respondents repeat, and where a stratum has a single response.
fn by_strata(all: Observed, sums: &Sums, figure: impl Fn(&Counted) -> Option<Figure>) -> Observed {
    if sums.strata.is_empty() || !sums.total.repeats.is_empty() {
        return all;
    }
    let stratum = |counted: &Counted| {
        let (sample, sampled) = (figure(counted)?.sample()?.clone(), counted.counts[RESPONSES]);
        Some(Stratum { sample, sampled, population: None })
    };
    let strata: Option<Vec<Stratum>> = sums.strata.values().map(stratum).collect();
    let found = strata.and_then(|strata| stratified(&strata));
    let with = found.and_then(|found| all.figure.clone().with_variance(found.variance, found.df));
    match with {
        Some(figure) => Observed { figure, ..all },
        None => all,
    }
}
