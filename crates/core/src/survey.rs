//! Surveys as their teams write them, and the versions they are published as.

mod asking;
mod check;
mod condition;
mod layout;
mod order;
mod path_model;
#[cfg(test)]
mod tests;
mod version;

pub use asking::{Asking, OptionOrder, Recontact, RecontactScope};
pub use condition::{Condition, Test};
pub use layout::{Block, COMPLETED, Derived, Layout, RESPONSES};
pub use path_model::{Latent, Path, PathModel};
pub use version::Version;

use crate::measure::Measure;
use crate::response::NoAnswer;
use crate::scale::Scale;
use crate::text::LocalText;

/// A survey as its team writes it. Nothing is checked until it becomes a [`Version`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Survey {
    /// 1 to 64 of a-z, 0-9, `-` and `_`, starting with a letter; unique in the tenant.
    pub id: String,
    /// Title, required in the default language.
    pub title: LocalText,
    /// Language tag that every text has.
    pub default_language: String,
    /// IANA name of the zone in which days are counted.
    pub time_zone: String,
    /// 1 to 200 questions in the order they are asked.
    pub questions: Vec<Question>,
    /// The figures that reports show.
    pub measures: Vec<Measure>,
    /// At most 8 dimensions that reports filter and split by.
    pub segments: Vec<Segment>,
    /// Groups with fewer answers are withheld from reports; 1 withholds nothing.
    pub privacy_k: u32,
    /// Whether each response carries a weight.
    pub weighted: bool,
    /// Whether one respondent may answer more than once. Intervals then count respondents, not
    /// responses, as independent.
    pub repeat_respondents: bool,
    /// Id of the segment by whose values the sample was drawn apart.
    pub strata: Option<String>,
    /// At most 4 outcomes with what they may depend on.
    pub driver_models: Vec<DriverModel>,
    /// What the questions together measure, and what of it goes with what.
    pub path_model: Option<PathModel>,
    /// How it is asked.
    pub asking: Asking,
    /// Days after which an answer is to be erased. Absent means that answers are kept.
    pub retention_days: Option<u32>,
}

/// An outcome and the questions that may drive it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DriverModel {
    /// Id of the measure to be explained.
    pub outcome: String,
    /// Ids of 2 to 30 score questions.
    pub drivers: Vec<String>,
}

/// One question. Answers of two versions add up when id, wording and kind agree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// Same form as a survey id, unique in the survey.
    pub id: String,
    /// The question, required in the default language.
    pub text: LocalText,
    /// Raised when older answers are not comparable any more; from 1.
    pub wording: u32,
    /// Whether a completed response must answer it, where it was shown.
    pub required: bool,
    /// Who is asked; absent means everybody.
    pub show_if: Option<Condition>,
    /// The order of its options.
    pub option_order: OptionOrder,
    /// What pages offer beside an answer: not applicable, "I don't know". A response may say either of
    /// any question.
    pub no_answer: Vec<NoAnswer>,
    /// Departments that own it.
    pub departments: Vec<String>,
    /// What kind of answer it takes.
    pub kind: QuestionKind,
}

/// What kind of answer a question takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum QuestionKind {
    /// A score on a scale.
    Score(Scale),
    /// One of 2 to 200 options.
    SingleChoice(Vec<ChoiceOption>),
    /// Any number of 2 to 200 options.
    MultipleChoice(Vec<ChoiceOption>),
    /// Free text of at most so many characters (1 to 10,000).
    Text {
        /// Longest answer in characters.
        max_length: u32,
    },
}

/// One option of a choice question. Answers store the id, so that a label can be mended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChoiceOption {
    /// Same form as a survey id, unique in the question.
    pub id: String,
    /// Label; the id is shown when there is none.
    pub label: LocalText,
}

/// A dimension of the responses: team, region, channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    /// Same form as a survey id, unique in the survey. `channel` and `language` take their value
    /// from those fields of the response.
    pub id: String,
    /// Label; the id is shown when there is none.
    pub label: LocalText,
    /// The values it may take, 1 to 64 characters each. Empty means any value.
    pub values: Vec<SegmentValue>,
    /// Whether every response must name a value.
    pub required: bool,
}

/// One value of a segment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SegmentValue {
    /// The value as responses carry it.
    pub id: String,
    /// Label; the id is shown when there is none.
    pub label: LocalText,
}

impl Survey {
    /// Default of [`privacy_k`](Self::privacy_k).
    pub const DEFAULT_PRIVACY_K: u32 = 5;
    /// Default of [`QuestionKind::Text::max_length`], in characters.
    pub const DEFAULT_TEXT_LENGTH: u32 = 2_000;
}

impl QuestionKind {
    /// The options of a choice question; none for the other kinds.
    #[must_use]
    pub fn options(&self) -> &[ChoiceOption] {
        match self {
            Self::SingleChoice(options) | Self::MultipleChoice(options) => options,
            Self::Score(_) | Self::Text { .. } => &[],
        }
    }

    /// How many different values are counted: the scores or the options.
    #[must_use]
    pub fn value_count(&self) -> usize {
        match self {
            Self::Score(scale) => scale.len(),
            _ => self.options().len(),
        }
    }
}
