//! Comments become counts of terms, on the side of those who answered well or badly.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use plaudit_core::comparable::Projection;
use plaudit_core::measure::{Band, Measure};
use plaudit_core::response::{Answer, Response};
use plaudit_core::survey::{QuestionKind, Version};
use plaudit_core::terms::{Key, Language, Term, TermCounts, terms};

use crate::query::Query;

/// Counts of the terms of one text question. Texts are not kept.
#[derive(Clone, Debug, Default)]
pub struct Comments {
    /// Of those who answered well.
    pub good: TermCounts,
    /// Of those who answered badly.
    pub bad: TermCounts,
}

/// Counts the comments that `Query::terms` asks for, response by response.
pub struct CommentCounter {
    query: Query,
    latest: Arc<Version>,
    projections: BTreeMap<u32, Projection>,
    /// By position among the questions asked for.
    counts: Vec<Comments>,
    /// Terms by question, side and respondent, in surveys that one may answer several times: a
    /// respondent counts once a side.
    by_respondent: BTreeMap<(usize, bool, String), BTreeSet<Term>>,
}

impl CommentCounter {
    /// A counter for `query`. Absent when it asks for no terms.
    ///
    /// # Panics
    /// When `versions` is empty: a survey that was never published has no report.
    #[must_use]
    pub fn new(versions: &[Arc<Version>], query: &Query) -> Option<Self> {
        let latest = versions.last().expect("a published survey has a version");
        let projections = versions.iter().map(|v| (v.number(), Projection::new(v, latest)));
        (!query.terms.is_empty()).then(|| Self {
            query: query.clone(),
            latest: Arc::clone(latest),
            projections: projections.collect(),
            counts: vec![Comments::default(); query.terms.len()],
            by_respondent: BTreeMap::new(),
        })
    }

    /// Counts the comments of a response to `version`, if it passes the filters.
    pub fn add(&mut self, version: &Version, response: &Response) {
        let Some(projection) = self.projections.get(&response.version) else { return };
        if !self.query.passes(&self.latest, version, response) {
            return;
        }
        let survey = self.latest.survey();
        let comparable = |id: &str| !projection.left_out().iter().any(|left_out| left_out == id);
        let given = |id: &str| {
            let position = version.position(id).filter(|_| comparable(id))?;
            let at = response.answers.binary_search_by_key(&position, |(at, _)| *at).ok()?;
            Some(&response.answers[at].1)
        };
        let Some(measure) = parting(&self.latest, &self.query) else { return };
        let Some(answer) = given(&measure.question) else { return };
        let Some(good) = is_good(measure, version, answer) else { return };
        let language = response.language.as_ref().unwrap_or(&survey.default_language);
        for (at, question) in self.query.terms.iter().enumerate() {
            let Some(Answer::Text(text)) = given(&survey.questions[*question].id) else { continue };
            let found = terms(text, Language::of_tag(language), Key::Word);
            match &response.respondent {
                Some(respondent) if survey.repeat_respondents => {
                    let key = (at, good, respondent.clone());
                    self.by_respondent.entry(key).or_default().extend(found);
                }
                _ => self.counts[at].side(good).add(&found),
            }
        }
    }

    /// The counts, in the order in which the questions were asked for.
    #[must_use]
    pub fn finish(self) -> Vec<Comments> {
        let mut counts = self.counts;
        for ((at, good, _), found) in self.by_respondent {
            counts[at].side(good).add(&found);
        }
        counts
    }
}

impl Comments {
    fn side(&mut self, good: bool) -> &mut TermCounts {
        if good { &mut self.good } else { &mut self.bad }
    }
}

/// The first measure shown that parts answers in good and bad. Absent when there is none.
pub(crate) fn parting<'v>(version: &'v Version, query: &Query) -> Option<&'v Measure> {
    let shown = query.measures.iter().map(|at| &version.survey().measures[*at]);
    let parts = |measure: &&Measure| match measure.kind.name() {
        "nps" | "nps_1_10" | "enps" | "csat" | "ces" | "share" => true,
        "mean" => version.question(&measure.question).is_some_and(|question| {
            let QuestionKind::Score(scale) = &question.kind else { return false };
            scale.scores().any(|score| measure.band(score).is_some())
        }),
        _ => false,
    };
    shown.into_iter().find(parts)
}

/// Whether an answer to `version` is good: a promoter's, or in the top set. Absent for passives and
/// without an answer.
fn is_good(measure: &Measure, version: &Version, answer: &Answer) -> Option<bool> {
    let options = version.question(&measure.question)?.kind.options();
    let chosen = |at: &usize| measure.has_option(&options[*at].id);
    match answer {
        Answer::Score(score) => match measure.band(*score) {
            Some(Band::Passive) => None,
            Some(Band::Promoter | Band::Top) => Some(true),
            Some(Band::Detractor | Band::Bottom) | None => Some(false),
        },
        Answer::Option(at) => Some(chosen(at)),
        Answer::Options(all) => Some(all.iter().any(chosen)),
        Answer::Text(_) | Answer::NoAnswer(_) => None,
    }
}
