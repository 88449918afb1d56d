//! What outcomes go with.

mod driver;
mod notes;

use std::sync::Arc;

use plaudit_core::Interval;
use plaudit_core::comoments::{Comoments, Mismatch, Model};
use plaudit_core::drivers::{
    Analysis, AnalysisError, Contrast, Importance, Map, Missing, PenaltyReward, analyse, contrasts,
    importance_performance, reliability,
};
use plaudit_core::measure::{Measure, Unit};
use plaudit_core::moments::Patterns;
use plaudit_core::privacy::is_small;
use plaudit_core::scale::{Direction, Scale};
use plaudit_core::survey::{Block, Question, QuestionKind, Version};
use plaudit_proto::v1;

use super::{Builder, hides};

/// Responses and respondent groups from which the jackknife is valid: two a group (METHODS §1.5), and
/// not all in few of them.
pub(super) const LEAST_RESPONSES: f64 = 128.0;
pub(super) const LEAST_GROUPS: usize = 32;

impl Builder<'_> {
    /// One analysis an outcome that was asked for.
    ///
    /// # Errors
    /// When the co-moments cannot be of this survey.
    pub(super) fn drivers(
        &self,
        versions: &[Arc<Version>],
    ) -> Result<Vec<v1::DriverAnalysis>, Mismatch> {
        let none = Comoments::default();
        let comoments = self.material.comoments.as_ref().unwrap_or(&none);
        let analysis = |at: &usize| {
            let model = comoments.model(versions, *at)?;
            Ok(Study::new(self, *at, &model).analysis())
        };
        self.query.drivers.iter().map(analysis).collect()
    }
}

/// One outcome with its drivers.
struct Study<'a> {
    builder: &'a Builder<'a>,
    model: &'a Model,
    outcome: &'a Measure,
    /// The outcome's label.
    label: String,
    /// Which end of the outcome is good.
    direction: Direction,
    bounds: (f64, f64),
    /// Outcome's units per step of its column.
    factor: f64,
    items: Vec<Item<'a>>,
    /// Co-moments of all respondent groups together.
    total: Patterns,
}

/// One driver.
struct Item<'a> {
    question: &'a Question,
    label: String,
    scale: &'a Scale,
    block: Block,
    /// How many gave each score.
    counts: &'a [u64],
}

impl<'a> Study<'a> {
    fn new(builder: &'a Builder<'a>, at: usize, model: &'a Model) -> Self {
        let survey = builder.version.survey();
        let id = &survey.driver_models[at].outcome;
        let outcome = survey.measures.iter().find(|measure| measure.id == *id);
        let outcome = outcome.expect("the version was checked");
        let question = &survey.questions[model.outcome];
        let text = builder.text(&question.text, &question.id);
        let total = model.groups.iter().cloned().reduce(|mut sum, group| {
            let fits = sum.merge(&group);
            debug_assert!(fits, "all have the columns of the model");
            sum
        });
        let columns = 1 + 3 * model.drivers.len();
        let higher = outcome.higher_is_better(builder.version);
        Self {
            builder,
            model,
            outcome,
            label: builder.text(&outcome.label, &text),
            direction: if higher { Direction::HigherIsBetter } else { Direction::LowerIsBetter },
            bounds: outcome.bounds(builder.version),
            factor: if outcome.kind.unit() == Unit::Score { 1.0 } else { 100.0 },
            items: model.drivers.iter().map(|driver| item(builder, driver.question)).collect(),
            total: total
                .or_else(|| Patterns::new(columns))
                .expect("a plan has no more columns than there may be"),
        }
    }

    fn analysis(&self) -> v1::DriverAnalysis {
        let mut result = v1::DriverAnalysis {
            outcome: self.outcome.id.clone(),
            label: self.label.clone(),
            unit: self.outcome.kind.unit().name().to_owned(),
            ..v1::DriverAnalysis::default()
        };
        let found = self.fit();
        let n = found.as_ref().map_or_else(|_| self.complete(), |found| found.regression.n);
        result.withheld = self.is_hidden(n);
        if !result.withheld {
            result.n = n;
            match found {
                Ok(found) => self.fill(&mut result, &found),
                Err(error) => result.notes = self.no_analysis(&error, n),
            }
        }
        result
    }

    /// The columns of the outcome and of the drivers' scores.
    fn columns(&self) -> Vec<usize> {
        [0].into_iter().chain(self.model.scores()).collect()
    }

    /// Responses that answered everything.
    fn complete(&self) -> u64 {
        let complete = self.total.listwise(&self.columns()).map_or(0, |moments| moments.n());
        u64::try_from(complete).unwrap_or(0)
    }

    /// Whether too few answered, or too few are outside the filter: those would show by subtraction.
    fn is_hidden(&self, n: u64) -> bool {
        let (sums, k) = (self.builder.sums, self.builder.k(self.outcome));
        let small = |item: &Item<'_>| {
            let answered = item.block.answered();
            let (n, all) = (sums.total.counts[answered], sums.unfiltered.counts[answered]);
            is_small(n, k) || (n > 0 && is_small(all - n, k))
        };
        is_small(n, k)
            || hides(self.builder.version, sums, self.outcome)
            || self.items.iter().any(small)
    }

    /// By respondent groups where there are enough of them, else over all responses.
    fn fit(&self) -> Result<Analysis, AnalysisError> {
        let (scores, level) = (self.model.scores(), self.builder.query.level);
        let share = self.total.complete_share(&self.columns()).unwrap_or(0.0);
        let any = if share > 0.0 { self.complete() as f64 / share } else { 0.0 };
        if any >= LEAST_RESPONSES && self.model.groups.len() >= LEAST_GROUPS {
            match analyse(&self.model.groups, 0, &scores, level) {
                // One group holds what the others need.
                Err(AnalysisError::Groups) => {}
                found => return found,
            }
        }
        analyse(std::slice::from_ref(&self.total), 0, &scores, level)
    }

    fn fill(&self, result: &mut v1::DriverAnalysis, found: &Analysis) {
        result.complete_share = found.complete_share;
        result.missing = match found.missing {
            Missing::Dropped => "listwise",
            Missing::Predicted => "em",
        }
        .to_owned();
        result.importance_method = match found.importance {
            Importance::Lmg => "lmg",
            Importance::Johnson => "johnson",
        }
        .to_owned();
        let jackknifed = found.jackknife.is_some();
        result.error_method = if jackknifed { "jackknife" } else { "least_squares" }.to_owned();
        result.r2 = Some(range(found.regression.r2, found.r2));
        result.condition_number = found.regression.condition;
        result.first_axis = found.regression.first_axis;
        result.alpha = self.alpha(found);
        let performances: Vec<v1::Range> =
            self.items.iter().map(|item| self.performance(item)).collect();
        let heights: Vec<f64> = found.drivers.iter().map(|driver| 100.0 * driver.share).collect();
        let widths: Vec<f64> = performances.iter().map(|range| range.value).collect();
        if let Some(map) = importance_performance(&widths, &heights) {
            result.performance_line = map.performance_line;
            result.importance_line = map.importance_line;
            let ends = self.ends(jackknifed);
            result.drivers = self.drivers(found, &map, performances, &ends);
        }
        result.notes = self.notes(found);
    }

    /// All drivers, the most important first.
    fn drivers(
        &self,
        found: &Analysis,
        map: &Map,
        performances: Vec<v1::Range>,
        ends: &[Option<PenaltyReward>],
    ) -> Vec<v1::Driver> {
        let scales: Vec<&Scale> = self.items.iter().map(|item| item.scale).collect();
        let chances = found.quadrant_probabilities(&scales);
        let mut drivers: Vec<v1::Driver> = performances
            .into_iter()
            .enumerate()
            .map(|(i, performance)| v1::Driver {
                performance: Some(performance),
                quadrant: map.points[i].quadrant.name().to_owned(),
                quadrant_probabilities: chances
                    .as_ref()
                    .map_or_else(Vec::new, |chances| chances[i].to_vec()),
                ..self.driver(i, found, ends[i].as_ref())
            })
            .collect();
        let importance = |driver: &v1::Driver| driver.importance.map_or(0.0, |range| range.value);
        drivers.sort_by(|a, b| importance(b).total_cmp(&importance(a)));
        drivers
    }

    /// What low and high answers go with, one a driver.
    fn ends(&self, by_groups: bool) -> Vec<Option<PenaltyReward>> {
        let total = std::slice::from_ref(&self.total);
        let groups = if by_groups { &self.model.groups } else { total };
        let contrast = |driver: &plaudit_core::comoments::Driver| Contrast {
            score: driver.score,
            low: driver.low.0,
            high: driver.high.0,
        };
        let drivers: Vec<Contrast> = self.model.drivers.iter().map(contrast).collect();
        contrasts(groups, (0, self.direction), &drivers, self.builder.query.level)
    }

    /// Of the answers as they are where all scales are equally wide, else of the standardised ones.
    fn alpha(&self, found: &Analysis) -> Option<f64> {
        let falling = |item: &&Item<'_>| item.scale.direction == Direction::LowerIsBetter;
        let turned: Vec<usize> = (1..)
            .zip(&self.items)
            .filter(|(_, item)| falling(item))
            .map(|(column, _)| column)
            .collect();
        let columns: Vec<usize> = (1..=self.items.len()).collect();
        let moments = found.moments.clone().turned(&turned);
        let found = reliability(&moments, &columns, self.builder.query.level)?;
        let wide = |item: &Item<'_>| item.scale.max - item.scale.min;
        let alike = self.items.iter().all(|item| wide(item) == wide(&self.items[0]));
        Some(if alike { found.alpha.value } else { found.standardised })
    }
}

fn scale(question: &Question) -> Option<&Scale> {
    match &question.kind {
        QuestionKind::Score(scale) => Some(scale),
        _ => None,
    }
}

fn item<'a>(builder: &Builder<'a>, position: usize) -> Item<'a> {
    let question = &builder.version.survey().questions[position];
    let block = builder.version.layout().block(position);
    Item {
        question,
        label: builder.text(&question.text, &question.id),
        scale: scale(question).expect("a driver is a score question"),
        block,
        counts: &builder.sums.total.counts[block.values()],
    }
}

/// The contract form of a value with its limits, where they are known.
fn range(value: f64, limits: Option<Interval>) -> v1::Range {
    let (lower, upper) = (limits.map(|limits| limits.lower), limits.map(|limits| limits.upper));
    v1::Range { value, lower, upper }
}
