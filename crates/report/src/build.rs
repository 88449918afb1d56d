//! Tallies become a report.

mod anytime;
mod change;
mod chart;
mod drivers;
mod material;
mod measure;
mod observed;
mod participation;
mod path_model;
mod polls;
mod rates;
mod respondents;
mod self_selected;
mod split;
mod summary;
mod teams;
mod terms;
#[cfg(test)]
mod tests;
mod trend;
mod weighting;

pub use material::Material;

use std::collections::BTreeSet;
use std::sync::Arc;

use plaudit_core::Violation;
use plaudit_core::comoments::Mismatch;
use plaudit_core::estimate::{Estimate, Standing};
use plaudit_core::measure::{Component, Measure};
use plaudit_core::privacy::is_small;
use plaudit_core::survey::{COMPLETED, RESPONSES, Version};
use plaudit_core::text::LocalText;
use plaudit_core::time::{Day, Timestamp};
use plaudit_proto::convert;
use plaudit_proto::v1;

use crate::query::Query;
use crate::sums::{BadTally, Counted, Refused, Repeats, Sums};

/// Why there is no report.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The tally cannot be of this survey.
    #[error(transparent)]
    BadTally(#[from] BadTally),
    /// The co-moments cannot be of this survey.
    #[error(transparent)]
    BadComoments(#[from] Mismatch),
    /// The trend has too many points to be read.
    #[error("has more than {most} points; ask for a shorter period or a longer interval")]
    TrendTooLong {
        /// Most points of a trend.
        most: usize,
    },
    /// The request asks for what its responses do not allow.
    #[error("{0}")]
    Invalid(Violation),
}

impl From<Refused> for Error {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Tally(problem) => Self::BadTally(problem),
            Refused::Margins(violation) => Self::Invalid(violation),
        }
    }
}

/// Builds a report on the responses in `material`, which holds the days that `query` asks for.
///
/// `versions` are all versions of the survey, ascending; the last one says what is shown, and
/// comparable answers of the older ones count with it. `now` is only written down.
///
/// # Errors
/// When the tally cannot be of this survey, the trend is too long, or margins or frame contradict the
/// responses.
///
/// # Panics
/// When `versions` is empty: a survey that was never published has no report.
pub fn build(
    versions: &[Arc<Version>],
    material: &Material,
    query: &Query,
    now: Timestamp,
) -> Result<v1::Report, Error> {
    let mut sums = Sums::new(versions, &material.tally, material.by_day.as_ref(), query)?;
    let version = versions.last().expect("a published survey has a version");
    let mut base = change::base(versions, material, query)?;
    let repeaters = material.repeaters.as_ref();
    let repeats = repeaters.map(|found| Repeats::new(versions, found)).unwrap_or_default();
    let days = query.from.unwrap_or(Day::MIN)..=query.to.unwrap_or(Day::MAX);
    sums.know(&repeats, query, &days);
    if let (Some(base), Some(asked)) = (&mut base, query.compare) {
        base.know(&repeats, query, &(asked.from..=asked.to));
    }
    let builder = Builder::new(version, query, material, &sums, base.as_ref(), &repeats);
    let survey = version.survey();
    let (mut splits, mut change) = (builder.splits(), builder.change());
    let comparisons = split::adjust(&mut splits, change.as_mut(), query.level);
    split::select(&mut splits, change.as_mut(), query.level, |level| {
        let query = Query { level, ..query.clone() };
        let builder = Builder { query: &query, ..builder.clone() };
        (builder.splits(), builder.change())
    });
    Ok(v1::Report {
        survey: survey.id.clone(),
        title: builder.text(&survey.title, &survey.id),
        language: builder.language.to_owned(),
        period: Some(v1::Period {
            from: query.from.or(sums.days.map(|(from, _)| from)).map(|day| day.to_string()),
            to: query.to.or(sums.days.map(|(_, to)| to)).map(|day| day.to_string()),
        }),
        filters: query.written.clone(),
        level: query.level.share(),
        time_zone: survey.time_zone.clone(),
        versions: sums.versions.iter().copied().collect(),
        participation: Some(builder.participation()),
        measures: builder.measures(),
        trends: builder.trends()?,
        splits,
        comparisons,
        privacy_k: survey.privacy_k,
        notes: builder.notes(),
        generated_at: Some(convert::timestamp(now)),
        drivers: builder.drivers(versions)?,
        change,
        rankings: builder.rankings(),
        charts: builder.charts()?,
        weighting: builder.weighting(),
        response_rates: builder.response_rates()?,
        terms: builder.terms(),
        respondents: builder.respondents(),
        path_model: builder.path_model(versions)?,
        self_selected: builder.self_selected(),
        polls: builder.polls(versions),
    })
}

/// What all parts of a report share.
#[derive(Clone)]
struct Builder<'a> {
    version: &'a Version,
    query: &'a Query,
    material: &'a Material,
    sums: &'a Sums,
    /// The period that the report is compared with.
    base: Option<&'a Sums>,
    repeats: &'a Repeats,
    language: &'a str,
    /// The measures to show, and whether nothing of a measure may be shown.
    measures: Vec<(&'a Measure, bool)>,
}

impl<'a> Builder<'a> {
    fn new(
        version: &'a Version,
        query: &'a Query,
        material: &'a Material,
        sums: &'a Sums,
        base: Option<&'a Sums>,
        repeats: &'a Repeats,
    ) -> Self {
        let survey = version.survey();
        let language = query.language.as_deref().unwrap_or(&survey.default_language);
        let shown = query.measures.iter().map(|at| &survey.measures[*at]);
        let measures = shown.map(|measure| (measure, hides(version, sums, measure))).collect();
        Self { version, query, material, sums, base, repeats, language, measures }
    }

    fn text(&self, text: &LocalText, otherwise: &str) -> String {
        let default = &self.version.survey().default_language;
        text.get(self.language, default).unwrap_or(otherwise).to_owned()
    }

    /// Fewest answers that a group may show of `measure`.
    fn k(&self, measure: &Measure) -> u64 {
        measure.privacy_k(self.version.survey().privacy_k)
    }

    /// The weighted value of `measure`. Absent without weights and without answers.
    fn weighted(&self, measure: &Measure, of: &Counted) -> Option<v1::Estimate> {
        self.weighted_figure(measure, of)?.estimate(self.query.level).map(estimate)
    }

    fn participation(&self) -> v1::Participation {
        let total = &self.sums.total.counts;
        let blocks = self.version.layout().blocks();
        let questions = self.version.survey().questions.iter().zip(blocks);
        let questions = questions.filter(|(question, _)| self.shows(&question.id));
        v1::Participation {
            responses: total[RESPONSES],
            completed: total[COMPLETED],
            questions: questions
                .map(|(question, block)| v1::QuestionParticipation {
                    question: question.id.clone(),
                    text: self.text(&question.text, &question.id),
                    answered: total[block.answered()],
                    skipped: total[block.skipped()],
                    not_applicable: total[block.not_applicable()],
                    dont_know: total[block.dont_know()],
                })
                .collect(),
            completion: self.completion(),
            duration_seconds: self.duration(),
        }
    }

    /// Whether the question is of what was asked for: all, or that of a measure that is shown.
    fn shows(&self, question: &str) -> bool {
        let all = self.measures.len() == self.version.survey().measures.len();
        all || self.measures.iter().any(|(measure, _)| measure.questions().contains(&question))
    }

    fn notes(&self) -> Vec<String> {
        let survey = self.version.survey();
        let mut notes = Vec::new();
        if self.sums.weights_differ {
            notes.push(UNWEIGHTED.to_owned());
        } else if self.sums.raking.is_some() {
            notes.push(RAKED.to_owned());
        } else if survey.weighted {
            notes.push(WEIGHTED.to_owned());
        }
        if !self.query.scanned.is_empty() {
            let ids = self.query.scanned.join(", ");
            notes.push(format!(
                "The survey does not declare {ids}: its responses were read one by one, where a \
                 declared segment is counted as they arrive."
            ));
        }
        notes.extend(self.moved_by_weights());
        notes.extend(self.design_notes());
        let base = self.base.into_iter().flat_map(|base| &base.left_out);
        let left_out: BTreeSet<_> = self.sums.left_out.iter().chain(base).collect();
        for (number, question) in left_out {
            notes.push(format!(
                "Answers to {question:?} in version {number} are left out: its wording, scale or \
                 options were changed since."
            ));
        }
        let base = self.base.into_iter().flat_map(|base| &base.measures_left_out);
        let left_out: BTreeSet<_> = self.sums.measures_left_out.iter().chain(base).collect();
        for (number, measure) in left_out {
            notes.push(format!(
                "{measure:?} counts no response to version {number}: it is computed from several \
                 questions as responses arrive, and that version did not define it so."
            ));
        }
        let apart =
            |(measure, _): &&(&Measure, bool)| self.k(measure) > u64::from(survey.privacy_k);
        for (measure, _) in self.measures.iter().filter(apart) {
            let (id, k) = (&measure.id, self.k(measure));
            notes.push(format!("Groups with fewer than {k} answers to {id:?} are withheld."));
        }
        notes
    }
}

/// Whether too few answered for anything of `measure` to be shown, or too few are outside the filter:
/// those would show by subtraction.
fn hides(version: &Version, sums: &Sums, measure: &Measure) -> bool {
    let k = measure.privacy_k(version.survey().privacy_k);
    let n = measure.figure(version, &sums.total.counts).n();
    let all = measure.figure(version, &sums.unfiltered.counts).n();
    is_small(n, k) || (n > 0 && is_small(all - n, k))
}

const WEIGHTED: &str = "Responses carry weights: a weighted value stands beside the unweighted one. \
     Distributions are unweighted.";

const RAKED: &str = "Weighted values are raked to known shares of the population and stand beside the \
     unweighted ones. Weights mend the mix of those who answered and nothing else.";

const UNWEIGHTED: &str =
    "Only some versions of the survey have weights, so all figures are unweighted.";

/// The contract form of a figure that belongs to a measure.
fn component(component: Component) -> v1::Component {
    v1::Component {
        id: component.id,
        definition: component.definition,
        unit: component.unit.name().to_owned(),
        estimate: component.estimate.map(estimate),
    }
}

/// The contract form of an estimate.
fn estimate(estimate: Estimate) -> v1::Estimate {
    v1::Estimate {
        value: estimate.value,
        lower: estimate.lower,
        upper: estimate.upper,
        level: estimate.level.share(),
        method: estimate.method.name().to_owned(),
        n: estimate.n,
        effective_n: estimate.effective_n,
        standard_error: estimate.standard_error,
        count: estimate.count,
        standing: match estimate.standing() {
            Standing::Reportable => v1::Standing::Reportable,
            Standing::Indicative => v1::Standing::Indicative,
            Standing::IntervalOnly => v1::Standing::IntervalOnly,
        }
        .into(),
    }
}
