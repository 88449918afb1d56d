//! The figures that are shown beside a measure.

use super::answers::Coding;
use super::figure::Form;
use super::{Band, Figure, Kind, Measure, Unit, ces, consensus, frequency, mean, nps, set, share};
use crate::estimate::{Estimate, Level, Method};
use crate::interval;
use crate::sample::Sample;
use crate::scale::Scale;
use crate::survey::{ChoiceOption, Version};
use crate::tally::Counters;

/// A figure that is shown beside a measure.
#[derive(Clone, Debug, PartialEq)]
pub struct Component {
    /// `promoters`, `passives`, `detractors`, `mean`, `top`, `median`, `agreement`, `dispersion`, or
    /// `from_` and the option from which a frequency is counted.
    pub id: String,
    /// How it is computed, in words.
    pub definition: String,
    /// Unit of its values.
    pub unit: Unit,
    /// The value with its interval; absent without answers.
    pub estimate: Option<Estimate>,
}

impl Measure {
    /// The figures beside the measure, in the order they are shown.
    #[must_use]
    pub fn components(&self, version: &Version, counts: &[u64], level: Level) -> Vec<Component> {
        self.components_of(version, |coding| Some(coding.sample(counts)), level)
    }

    /// The same with the weights. Empty where `counters` has none.
    #[must_use]
    pub fn weighted_components(
        &self,
        version: &Version,
        counters: &Counters,
        level: Level,
    ) -> Vec<Component> {
        self.components_of(version, |coding| coding.weighted_sample(counters), level)
    }

    fn components_of(
        &self,
        version: &Version,
        sample: impl Fn(&Coding) -> Option<Sample>,
        level: Level,
    ) -> Vec<Component> {
        let Some(sample) = sample(&self.coding(version)) else { return Vec::new() };
        let beside = Beside { sample, level };
        if let Some(scale) = self.scale(version) {
            return self.beside_scores(scale, &beside);
        }
        match (&self.kind, version.question(&self.question)) {
            (Kind::Frequency { options }, Some(question)) => {
                beside.frequency(question.kind.options(), options)
            }
            _ => Vec::new(),
        }
    }

    fn beside_scores(&self, scale: &Scale, beside: &Beside) -> Vec<Component> {
        let share = |id, definition, band| {
            let inside = |score| if self.band(score) == Some(band) { 100.0 } else { 0.0 };
            beside.share(id, definition, scale.scores().map(inside).collect())
        };
        match &self.kind {
            Kind::Nps | Kind::Nps1To10 | Kind::Enps => {
                let parts = nps::parts(scale.min).into_iter();
                parts.map(|(id, definition, band)| share(id, definition, band)).collect()
            }
            Kind::Csat { .. } | Kind::Ces | Kind::BottomBox { .. } => vec![beside.mean(scale)],
            Kind::Mean { top } if !top.is_empty() => {
                vec![share("top", set::definition(top), Band::Top)]
            }
            Kind::Consensus => vec![
                beside.shape("agreement", consensus::AGREEMENT, Form::Agreement),
                beside.shape("dispersion", consensus::DISPERSION, Form::Dispersion),
                beside.mean(scale),
            ],
            _ => Vec::new(),
        }
    }

    /// The scores whose share the measure shows.
    pub(super) fn top_set(&self) -> &[i32] {
        match &self.kind {
            Kind::Ces => &ces::TOP,
            Kind::Csat { top } | Kind::Mean { top } => top,
            _ => &[],
        }
    }
}

/// The answers of the measure that the components stand beside.
struct Beside {
    sample: Sample,
    level: Level,
}

impl Beside {
    fn share(&self, id: &str, definition: String, values: Vec<f64>) -> Component {
        let sample = self.sample.with_values(values);
        let figure = sample.map(|sample| Figure::new(Form::Mean, sample, Method::Wilson));
        self.component(id, definition, Unit::Percent, figure)
    }

    fn mean(&self, scale: &Scale) -> Component {
        let sample = self.sample.with_values(scale.scores().map(f64::from).collect());
        let figure = sample.map(|sample| Figure::new(Form::Mean, sample, Method::VrWilson));
        self.component("mean", mean::definition(scale), Unit::Score, figure)
    }

    fn shape(&self, id: &str, definition: &str, form: Form) -> Component {
        let figure = Figure::new(form, self.sample.clone(), Method::VrWilson);
        self.component(id, definition.to_owned(), Unit::Index, Some(figure))
    }

    /// The median category, and the share of each level with all beyond it.
    fn frequency(&self, all: &[ChoiceOption], counted: &[String]) -> Vec<Component> {
        let Some((_, upwards)) = frequency::tail(all, counted) else { return Vec::new() };
        let beyond = |level: usize| {
            let ids = frequency::beyond(all, level, upwards);
            let value = |option: &ChoiceOption| if ids.contains(&option.id) { 100.0 } else { 0.0 };
            (all.iter().map(value).collect::<Vec<_>>(), share::definition(&ids))
        };
        let weights: Vec<f64> = (0..all.len()).map(|at| self.sample.sum_at(at)).collect();
        let mut components = Vec::new();
        if let Some(median) = frequency::median(&weights) {
            let (values, definition) = beyond(median);
            let limits = self.median_limits();
            let between = limits.map_or_else(String::new, |(low, high)| {
                format!(" ({} interval {} to {})", self.level, all[low].id, all[high].id)
            });
            let definition =
                format!("the median answer is {}{between}; {definition}", all[median].id);
            components.push(self.share("median", definition, values));
        }
        components.extend(frequency::levels(all, upwards).into_iter().map(|level| {
            let (values, definition) = beyond(level);
            self.share(&format!("from_{}", all[level].id), definition, values)
        }));
        components
    }

    /// The options between which the median lies. Absent with weights and where answers are too few.
    fn median_limits(&self) -> Option<(usize, usize)> {
        if self.sample.is_weighted() {
            return None;
        }
        let (low, high, _) = interval::median_ranks(self.sample.n(), self.level)?;
        let at = |rank: u64| {
            let mut below = 0;
            self.sample.counts().iter().position(|n| {
                below += n;
                below >= rank
            })
        };
        Some((at(low)?, at(high)?))
    }

    fn component(
        &self,
        id: &str,
        definition: String,
        unit: Unit,
        figure: Option<Figure>,
    ) -> Component {
        let estimate = figure.and_then(|figure| figure.estimate(self.level));
        Component { id: id.to_owned(), definition, unit, estimate }
    }
}
