//! Measures: the figures that a survey declares, each with one definition.
//!
//! Where each figure of METHODS §2.5 is:
//!
//! | | figure | where |
//! |---|---|---|
//! | M1 | net promoter score (NPS), on 0 to 10 and on 1 to 10 | [`Kind::Nps`], [`Kind::Nps1To10`]: `nps` |
//! | M2 | customer satisfaction (CSAT), top box, top-two box | [`Kind::Csat`]: `csat`; bottom box: `bottom_box` |
//! | M3 | mean score | [`Kind::Mean`]: `mean` |
//! | M4 | customer effort score (CES) | [`Kind::Ces`]: `ces` |
//! | M5 | employee net promoter score (eNPS) | [`Kind::Enps`]: `enps` |
//! | M6 | satisfaction index (ACSI, ECSI, EPSI) | [`Kind::Index`]: `index`; weights from a model: [`drivers`](crate::drivers) |
//! | M7 | expectation gap (SERVQUAL), disconfirmation | [`Kind::Gap`]: `gap`; asked directly: `csat`, `bottom_box` |
//! | M8 | frequency of use | [`Kind::Frequency`]: `frequency` |
//! | M9 | intent to recommend, repurchase, switch (Juster) | [`Kind::Intent`]: `intent`; asked in words: `csat`, `bottom_box` |
//! | M10 | first choice, wallet share | [`Kind::Share`]: `share`; from a rank, [`Kind::WalletShare`]: `wallet_share` |
//! | M11 | response, cooperation, refusal and contact rates | [`nonresponse`](crate::nonresponse) |
//! | M12 | complaint rate | [`outcomes`](crate::outcomes) |
//! | M13 | resolution rate, time to resolve, first-contact resolution | [`outcomes`](crate::outcomes) |
//! | M14 | loyalty: secure customers | [`Kind::Secure`]: `secure`; mean of several items: `index` |
//! | M15 | renewal, retention, lapse, attendance of members | [`outcomes`](crate::outcomes) |
//! | M16 | satisfaction of collective stakeholders, macro average | [`corrected`](crate::corrected) |
//! | M17 | consensus, polarisation | [`Kind::Consensus`]: `consensus`, formulas in [`shape`](crate::shape) |
//! | M18 | sentiment share, corrected | [`Kind::ClassifiedShare`]: `classified_share`, formula in [`corrected`](crate::corrected) |
//! | M19 | emotion (happy, angry) | asked: `csat`, `bottom_box`, `share` |
//! | M20 | band that knows nonresponse | [`nonresponse`](crate::nonresponse) |

mod answers;
mod bottom_box;
mod ces;
mod check;
mod classified_share;
mod components;
mod consensus;
mod csat;
mod derived;
mod describe;
mod enps;
mod figure;
mod frequency;
mod gap;
mod index;
mod intent;
mod kind;
mod mean;
mod nps;
mod planning;
mod repeats;
mod secure;
mod set;
mod share;
#[cfg(test)]
mod tests;
mod wallet_share;

pub use components::Component;
pub use derived::Derivation;
pub use figure::Figure;
pub use kind::{IndexItem, Kind, SecureItem, Unit};
pub use planning::Plan;

pub(crate) use check::check;

use crate::estimate::Method;
use crate::scale::{Direction, Scale};
use crate::survey::{Question, QuestionKind, Version};
use crate::text::LocalText;

/// A figure computed from the answers to one question, or to several when its kind has items.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measure {
    /// Unique in the survey.
    pub id: String,
    /// Which figure.
    pub kind: Kind,
    /// Id of the question; empty for a kind with items.
    pub question: String,
    /// Label; the question's text is shown when there is none.
    pub label: LocalText,
    /// Method of the interval; the default of the kind when there is none.
    pub method: Option<Method>,
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
    /// In the set of which fewer are better.
    Bottom,
}

impl Measure {
    /// Ids of the questions it is computed from, in the order of its items.
    #[must_use]
    pub fn questions(&self) -> Vec<&str> {
        match self.kind.items() {
            items if items.is_empty() => vec![&self.question],
            items => items,
        }
    }

    /// The part of the measure that `score` falls in.
    #[must_use]
    pub fn band(&self, score: i32) -> Option<Band> {
        match &self.kind {
            Kind::Nps | Kind::Nps1To10 | Kind::Enps => Some(nps::band(score)),
            Kind::Ces => ces::TOP.contains(&score).then_some(Band::Top),
            Kind::Csat { top } | Kind::Mean { top } => top.contains(&score).then_some(Band::Top),
            Kind::BottomBox { bottom } => bottom.contains(&score).then_some(Band::Bottom),
            _ => None,
        }
    }

    /// Whether the measure counts the option `id`.
    #[must_use]
    pub fn has_option(&self, id: &str) -> bool {
        self.kind.options().iter().any(|option| option == id)
    }

    /// Fewest answers that a group may show, in a survey that withholds groups below `privacy_k`.
    #[must_use]
    pub fn privacy_k(&self, privacy_k: u32) -> u64 {
        let k = u64::from(privacy_k);
        if self.kind == Kind::Enps { k.max(enps::LEAST_GROUP) } else { k }
    }

    /// Whether the measure is the mean of a score, a net score or a share of one question, as the outcome
    /// of a driver model must be. Of an intent or a rank, the model explains a `mean` on its question.
    #[must_use]
    pub fn can_be_explained(&self, questions: &[Question]) -> bool {
        let of_one = match self.kind {
            Kind::Consensus | Kind::ClassifiedShare { .. } | Kind::Intent | Kind::WalletShare => {
                false
            }
            _ => self.kind.items().is_empty(),
        };
        let question = questions.iter().find(|question| question.id == self.question);
        let kind = question.map(|question| &question.kind);
        of_one && matches!(kind, Some(QuestionKind::Score(_) | QuestionKind::SingleChoice(_)))
    }

    /// Whether a higher value is better.
    #[must_use]
    pub fn higher_is_better(&self, version: &Version) -> bool {
        match &self.kind {
            Kind::BottomBox { .. } => false,
            Kind::Mean { .. } | Kind::Intent | Kind::Gap { .. } => {
                let scale = self.questions().first().and_then(|id| scale_of(version, id));
                scale.is_none_or(|scale| scale.direction == Direction::HigherIsBetter)
            }
            _ => true,
        }
    }

    /// Lowest and highest possible value.
    ///
    /// # Panics
    /// When `version` does not declare this measure; a version was checked for that.
    #[must_use]
    pub fn bounds(&self, version: &Version) -> (f64, f64) {
        self.figure(version, &vec![0; version.layout().len()]).bounds()
    }

    /// The scale of its question; none for choices and for several questions.
    #[must_use]
    pub fn scale<'v>(&self, version: &'v Version) -> Option<&'v Scale> {
        scale_of(version, &self.question)
    }
}

fn scale_of<'v>(version: &'v Version, question: &str) -> Option<&'v Scale> {
    match &version.question(question)?.kind {
        QuestionKind::Score(scale) => Some(scale),
        _ => None,
    }
}
