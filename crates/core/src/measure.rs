//! Measures: the figures that a survey declares, each with one definition.

mod answers;
mod check;
mod describe;
mod figure;
mod repeats;
#[cfg(test)]
mod tests;

pub use figure::Figure;

pub(crate) use check::check;

use crate::estimate::{Estimate, Level, Method};
use crate::sample::Sample;
use crate::scale::{Direction, Scale};
use crate::survey::{Question, QuestionKind, Version};
use crate::tally::Counters;
use crate::text::LocalText;

/// A figure computed from the answers to one question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measure {
    /// Unique in the survey.
    pub id: String,
    /// Which figure.
    pub kind: Kind,
    /// Id of the question.
    pub question: String,
    /// Label; the question's text is shown when there is none.
    pub label: LocalText,
}

/// The kinds of figures. Changing what one of them computes changes its
/// [`definition_version`](Kind::definition_version).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Net promoter score on 0 to 10: percent of 9-10 minus percent of 0-6, in points (Reichheld 2003).
    Nps,
    /// The same asked on 1 to 10: percent of 9-10 minus percent of 1-6. Another measure: it has 6
    /// detractor scores of 10 where the other has 7 of 11, and the two are never compared.
    Nps1To10,
    /// Percent of answers in the top set.
    Csat {
        /// Scores that count as satisfied.
        top: Vec<i32>,
    },
    /// Customer effort score 2.0 on 1 to 7: percent of 5-7 (Dixon, Freeman & Toman 2010).
    Ces,
    /// Mean score on the question's own scale.
    Mean {
        /// Scores whose share is shown beside the mean; may be empty.
        top: Vec<i32>,
    },
    /// Percent of those who answered that chose one of the options.
    Share {
        /// Option ids; exactly one for a multiple-choice question.
        options: Vec<String>,
    },
}

/// What a measure's values are counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// -100 to 100.
    Points,
    /// 0 to 100.
    Percent,
    /// The scale's own.
    Score,
}

/// A figure that is shown beside a measure.
#[derive(Clone, Debug, PartialEq)]
pub struct Component {
    /// `promoters`, `passives`, `detractors`, `mean` or `top`.
    pub id: &'static str,
    /// How it is computed, in words.
    pub definition: String,
    /// Unit of its values.
    pub unit: Unit,
    /// The value with its interval; absent without answers.
    pub estimate: Option<Estimate>,
}

/// The part of a measure that an answer falls in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Band {
    /// Counts for the score.
    Promoter,
    /// Counts in the base alone.
    Passive,
    /// Counts against the score.
    Detractor,
    /// In the top set or among the measured options.
    Top,
}

impl Measure {
    /// The figures beside the measure, in the order they are shown.
    #[must_use]
    pub fn components(&self, version: &Version, counts: &[u64], level: Level) -> Vec<Component> {
        let Some((position, scale)) = self.scale(version) else { return Vec::new() };
        let given = &counts[version.layout().block(position).values()];
        self.components_of(scale, |values| Sample::new(values, given.to_vec()), level)
    }

    /// The same with the weights. Empty where `counters` has none.
    #[must_use]
    pub fn weighted_components(
        &self,
        version: &Version,
        counters: &Counters,
        level: Level,
    ) -> Vec<Component> {
        let Some((_, scale)) = self.scale(version) else { return Vec::new() };
        let Some(own) = self.weighted_sample(version, counters) else { return Vec::new() };
        self.components_of(scale, |values| own.with_values(values), level)
    }

    fn components_of(
        &self,
        scale: &Scale,
        sample: impl Fn(Vec<f64>) -> Option<Sample>,
        level: Level,
    ) -> Vec<Component> {
        let share = |id, definition: String, band: Band| {
            let inside = |score| if self.band(score) == Some(band) { 100.0 } else { 0.0 };
            let sample = sample(scale.scores().map(inside).collect());
            let figure = sample.map(|sample| Figure::new(sample, Method::Wilson, None));
            let estimate = figure.and_then(|figure| figure.estimate(level));
            Component { id, definition, unit: Unit::Percent, estimate }
        };
        let mean = || {
            let sample = sample(scale.scores().map(f64::from).collect());
            Component {
                id: "mean",
                definition: describe::mean_definition(scale),
                unit: Unit::Score,
                estimate: sample.and_then(|sample| sample.vr_wilson(level)),
            }
        };
        match &self.kind {
            Kind::Nps | Kind::Nps1To10 => {
                let lowest = scale.min;
                vec![
                    share("promoters", "percent of 9-10".into(), Band::Promoter),
                    share("passives", "percent of 7-8".into(), Band::Passive),
                    share("detractors", format!("percent of {lowest}-6"), Band::Detractor),
                ]
            }
            Kind::Csat { .. } | Kind::Ces => vec![mean()],
            Kind::Mean { top } if top.is_empty() => Vec::new(),
            Kind::Mean { .. } => vec![share("top", self.top_definition(), Band::Top)],
            Kind::Share { .. } => Vec::new(),
        }
    }

    /// The part of the measure that `score` falls in.
    #[must_use]
    pub fn band(&self, score: i32) -> Option<Band> {
        match &self.kind {
            Kind::Nps | Kind::Nps1To10 => Some(match score {
                9.. => Band::Promoter,
                7..9 => Band::Passive,
                _ => Band::Detractor,
            }),
            Kind::Ces => (score >= 5).then_some(Band::Top),
            Kind::Csat { top } | Kind::Mean { top } => top.contains(&score).then_some(Band::Top),
            Kind::Share { .. } => None,
        }
    }

    /// Whether the measure counts the option `id`.
    #[must_use]
    pub fn has_option(&self, id: &str) -> bool {
        matches!(&self.kind, Kind::Share { options } if options.iter().any(|option| option == id))
    }

    /// Whether the measure is a mean of one number an answer, as the outcome of a driver model must be.
    pub(crate) fn can_be_explained(&self, questions: &[Question]) -> bool {
        let question = questions.iter().find(|question| question.id == self.question);
        matches!(
            question.map(|question| &question.kind),
            Some(QuestionKind::Score(_) | QuestionKind::SingleChoice(_))
        )
    }

    /// Whether a higher value is better.
    #[must_use]
    pub fn higher_is_better(&self, question: &Question) -> bool {
        match (&self.kind, &question.kind) {
            (Kind::Mean { .. }, QuestionKind::Score(scale)) => {
                scale.direction == Direction::HigherIsBetter
            }
            _ => true,
        }
    }

    fn scale<'v>(&self, version: &'v Version) -> Option<(usize, &'v Scale)> {
        let position = version.position(&self.question)?;
        match &version.survey().questions[position].kind {
            QuestionKind::Score(scale) => Some((position, scale)),
            _ => None,
        }
    }

    fn value_of(&self, score: i32) -> f64 {
        match (&self.kind, self.band(score)) {
            (Kind::Mean { .. }, _) => f64::from(score),
            (_, Some(Band::Promoter | Band::Top)) => 100.0,
            (_, Some(Band::Detractor)) => -100.0,
            (_, Some(Band::Passive) | None) => 0.0,
        }
    }
}
