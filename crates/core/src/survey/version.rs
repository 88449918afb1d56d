//! A published version of a survey.

use super::{Block, Layout, Question, Segment, Survey, check};
use crate::Violation;
use crate::comoments::Plan;
use crate::time::{TimeZone, Timestamp};

/// A survey that was checked and given a number. It never changes.
#[derive(Clone, Debug)]
pub struct Version {
    number: u32,
    published_at: Timestamp,
    survey: Survey,
    zone: TimeZone,
    layout: Layout,
    plan: Plan,
    /// The positions of the questions, in the order of their ids.
    by_id: Vec<usize>,
}

impl Version {
    /// Checks `survey` and freezes it as version `number` (from 1).
    ///
    /// # Errors
    /// Everything that is wrong with the survey, each with the path of its field.
    pub fn new(
        number: u32,
        published_at: Timestamp,
        survey: Survey,
    ) -> Result<Self, Vec<Violation>> {
        let zone = check::survey(&survey)?;
        let plan = Plan::of(&survey);
        let layout = Layout::of(&survey.questions, &survey.measures);
        let mut by_id: Vec<usize> = (0..survey.questions.len()).collect();
        by_id.sort_unstable_by_key(|position| &survey.questions[*position].id);
        Ok(Self { number, published_at, survey, zone, layout, plan, by_id })
    }

    /// The same, declaring these segments after its own, but for those that it declares itself. None of
    /// them is required, and there may be more than a survey has.
    #[must_use]
    pub fn declaring(&self, segments: &[Segment]) -> Self {
        let mut declaring = self.clone();
        let more = segments.iter().filter(|segment| self.segment_position(&segment.id).is_none());
        let more = more.map(|segment| Segment { required: false, ..segment.clone() });
        declaring.survey.segments.extend(more);
        declaring
    }

    /// The number, from 1.
    #[must_use]
    pub fn number(&self) -> u32 {
        self.number
    }

    /// When it was published.
    #[must_use]
    pub fn published_at(&self) -> Timestamp {
        self.published_at
    }

    /// The survey as published.
    #[must_use]
    pub fn survey(&self) -> &Survey {
        &self.survey
    }

    /// The zone in which its days are counted.
    #[must_use]
    pub fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// Where the counters of its tallies stand.
    #[must_use]
    pub fn layout(&self) -> &Layout {
        &self.layout
    }

    /// What its driver models and its path model need of each response.
    #[must_use]
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// The counters of the measure `id`, when it is one of several questions.
    #[must_use]
    pub fn derived_block(&self, id: &str) -> Option<Block> {
        let measures = &self.survey.measures;
        let mut derived = self.layout.derived().iter();
        derived.find(|derived| measures[derived.measure].id == id).map(|derived| derived.block)
    }

    /// Position of the question `id`.
    #[must_use]
    pub fn position(&self, id: &str) -> Option<usize> {
        let question = |position: &usize| self.survey.questions[*position].id.as_str();
        let at = self.by_id.binary_search_by_key(&id, question).ok()?;
        Some(self.by_id[at])
    }

    /// The positions of the questions, in the order of their ids.
    pub(crate) fn by_id(&self) -> &[usize] {
        &self.by_id
    }

    /// The question `id`.
    #[must_use]
    pub fn question(&self, id: &str) -> Option<&Question> {
        self.position(id).map(|position| &self.survey.questions[position])
    }

    /// The segments, in their order.
    #[must_use]
    pub fn segments(&self) -> &[Segment] {
        &self.survey.segments
    }

    /// Position of the segment `id`.
    #[must_use]
    pub fn segment_position(&self, id: &str) -> Option<usize> {
        self.survey.segments.iter().position(|segment| segment.id == id)
    }
}
