//! What latent variables are and what they go with.

mod notes;

use std::sync::Arc;

use plaudit_core::Interval;
use plaudit_core::comoments::{Comoments, Mismatch, PathSums};
use plaudit_core::drivers::Missing;
use plaudit_core::drivers::path_model::{Analysis, AnalysisError, Model, analyse};
use plaudit_core::moments::Patterns;
use plaudit_core::privacy::is_small;
use plaudit_core::scale::Scale;
use plaudit_core::survey::{PathModel, Question, QuestionKind, Version};
use plaudit_proto::v1;

use super::Builder;
use super::drivers::{LEAST_GROUPS, LEAST_RESPONSES};

impl Builder<'_> {
    /// The path model, when it was asked for.
    ///
    /// # Errors
    /// When the co-moments cannot be of this survey.
    pub(super) fn path_model(
        &self,
        versions: &[Arc<Version>],
    ) -> Result<Option<v1::PathModelResult>, Mismatch> {
        let declared = self.version.survey().path_model.as_ref();
        let Some(declared) = declared.filter(|_| self.query.path_model) else { return Ok(None) };
        let none = Comoments::default();
        let sums = self.material.comoments.as_ref().unwrap_or(&none).path_model(versions)?;
        Ok(Some(Study::new(self, declared, &sums).result()))
    }
}

/// The path model with its sums.
struct Study<'a> {
    builder: &'a Builder<'a>,
    declared: &'a PathModel,
    sums: &'a PathSums,
    /// Labels of the latent variables.
    labels: Vec<String>,
    items: Vec<Item<'a>>,
    model: Model,
    /// Co-moments of all respondent groups together.
    total: Patterns,
}

/// One question.
struct Item<'a> {
    position: usize,
    question: &'a Question,
    label: String,
    scale: &'a Scale,
}

impl<'a> Study<'a> {
    fn new(builder: &'a Builder<'a>, declared: &'a PathModel, sums: &'a PathSums) -> Self {
        let mut columns = 0..sums.items.len();
        let latents = declared.latents.iter();
        let blocks = latents.clone().map(|l| columns.by_ref().take(l.items.len()).collect());
        let total = sums.groups.iter().cloned().reduce(|mut sum, group| {
            let fits = sum.merge(&group);
            debug_assert!(fits, "all have a column an item");
            sum
        });
        Self {
            builder,
            declared,
            sums,
            labels: latents.clone().map(|l| builder.text(&l.label, &l.id)).collect(),
            items: sums.items.iter().map(|position| item(builder, *position)).collect(),
            model: Model { blocks: blocks.collect(), paths: declared.links() },
            total: total
                .or_else(|| Patterns::new(sums.items.len()))
                .expect("a plan has no more columns than there may be"),
        }
    }

    fn result(&self) -> v1::PathModelResult {
        let found = self.fit();
        let n = found.as_ref().map_or_else(|_| self.complete(), |found| found.n);
        if self.is_hidden(n) {
            return v1::PathModelResult { withheld: true, ..v1::PathModelResult::default() };
        }
        match found {
            Ok(found) => v1::PathModelResult { n, ..self.figures(&found) },
            Err(error) => v1::PathModelResult {
                n,
                notes: self.no_analysis(&error, n),
                ..v1::PathModelResult::default()
            },
        }
    }

    fn columns(&self) -> Vec<usize> {
        (0..self.items.len()).collect()
    }

    /// Responses that answered everything.
    fn complete(&self) -> u64 {
        let complete = self.total.listwise(&self.columns()).map_or(0, |moments| moments.n());
        u64::try_from(complete).unwrap_or(0)
    }

    /// Whether too few answered, or too few are outside the filter: those would show by subtraction. A
    /// measure that needs more answers to be shown asks the same of its questions here.
    fn is_hidden(&self, n: u64) -> bool {
        let survey = self.builder.version.survey();
        let asked = |item: &Item<'_>| {
            let of = survey.measures.iter().filter(|m| m.questions().contains(&&*item.question.id));
            of.map(|measure| measure.privacy_k(survey.privacy_k)).max().unwrap_or(0)
        };
        let k = self.items.iter().map(asked).max().unwrap_or(0).max(u64::from(survey.privacy_k));
        let sums = self.builder.sums;
        let small = |item: &Item<'_>| {
            let answered = self.builder.version.layout().block(item.position).answered();
            let (n, all) = (sums.total.counts[answered], sums.unfiltered.counts[answered]);
            is_small(n, k) || (n > 0 && is_small(all - n, k))
        };
        is_small(n, k) || self.items.iter().any(small)
    }

    /// By respondent groups where there are enough of them, else over all responses.
    fn fit(&self) -> Result<Analysis, AnalysisError> {
        let scales: Vec<&Scale> = self.items.iter().map(|item| item.scale).collect();
        let level = self.builder.query.level;
        let share = self.total.complete_share(&self.columns()).unwrap_or(0.0);
        let any = if share > 0.0 { self.complete() as f64 / share } else { 0.0 };
        if any >= LEAST_RESPONSES && self.sums.groups.len() >= LEAST_GROUPS {
            match analyse(&self.sums.groups, &self.model, &scales, level) {
                // One group holds what the others need.
                Err(AnalysisError::Groups) => {}
                found => return found,
            }
        }
        analyse(std::slice::from_ref(&self.total), &self.model, &scales, level)
    }

    fn figures(&self, found: &Analysis) -> v1::PathModelResult {
        let missing = match found.missing {
            Missing::Dropped => "listwise",
            Missing::Predicted => "em",
        };
        let jackknifed = if found.jackknifed { "jackknife" } else { "" };
        let latents = 0..self.declared.latents.len();
        let paths = self.model.paths.iter().zip(&found.paths);
        let totals = found.totals.iter();
        v1::PathModelResult {
            missing: missing.to_owned(),
            complete_share: found.complete_share,
            error_method: jackknifed.to_owned(),
            rounds: u32::try_from(found.rounds).unwrap_or(u32::MAX),
            latents: latents.map(|at| self.latent(at, &found.latents[at])).collect(),
            paths: paths
                .map(|((from, to), (value, limits))| v1::PathResult {
                    sentence: self.sentence((*from, *to), *value, *limits),
                    ..self.path((*from, *to), *value, *limits)
                })
                .collect(),
            totals: totals
                .map(|(from, to, value, limits)| self.path((*from, *to), *value, *limits))
                .collect(),
            notes: self.notes(found),
            ..v1::PathModelResult::default()
        }
    }

    fn latent(
        &self,
        at: usize,
        found: &plaudit_core::drivers::path_model::Latent,
    ) -> v1::LatentResult {
        let of = |(value, limits): (f64, Option<Interval>)| range(value, limits);
        let items = self.model.blocks[at].iter().zip(&found.items);
        v1::LatentResult {
            id: self.declared.latents[at].id.clone(),
            label: self.labels[at].clone(),
            index: found.index.map(of),
            equal_index: Some(of(found.equal_index)),
            items: items
                .map(|(column, item)| v1::LatentItem {
                    question: self.items[*column].question.id.clone(),
                    label: self.items[*column].label.clone(),
                    weight: item.weight,
                    loading: item.loading,
                    share: 100.0 * item.share,
                })
                .collect(),
            alpha: found.alpha,
            r2: found.r2.map(of),
        }
    }

    fn path(
        &self,
        (from, to): (usize, usize),
        value: f64,
        limits: Option<Interval>,
    ) -> v1::PathResult {
        v1::PathResult {
            from: self.declared.latents[from].id.clone(),
            to: self.declared.latents[to].id.clone(),
            coefficient: Some(range(value, limits)),
            reliable: limits.is_some_and(Interval::excludes_zero),
            sentence: String::new(),
        }
    }
}

fn item<'a>(builder: &Builder<'a>, position: usize) -> Item<'a> {
    let question = &builder.version.survey().questions[position];
    let QuestionKind::Score(scale) = &question.kind else {
        unreachable!("an item is a score question")
    };
    Item { position, question, label: builder.text(&question.text, &question.id), scale }
}

/// The contract form of a value with its limits, where they are known.
fn range(value: f64, limits: Option<Interval>) -> v1::Range {
    let (lower, upper) = (limits.map(|limits| limits.lower), limits.map(|limits| limits.upper));
    v1::Range { value, lower, upper }
}
