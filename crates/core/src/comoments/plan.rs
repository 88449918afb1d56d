//! What is kept of the responses to a version, as its driver models and its path model ask for it.

use crate::jackknife;
use crate::measure::{Band, Kind, Measure};
use crate::moments::{Coding, Column, Values};
use crate::response::{Answer, Response};
use crate::scale::{Direction, Scale};
use crate::survey::{Question, QuestionKind, Survey};

/// The questions of a version's driver models and of its path model, the columns of their co-moments
/// and the pairs whose answers are counted together, each in a fixed order.
///
/// Columns: for each driver its score, 1 for a low one, 1 for a high one; then the outcome of each
/// model; then the score of each item of the path model that has no column yet. A driver of several
/// models stands once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// The drivers, then the outcomes that are no drivers, then the items that are neither.
    questions: Vec<Asked>,
    drivers: usize,
    columns: Vec<Column>,
    pairs: Vec<Pair>,
}

/// A question of a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked {
    /// Its position in the version.
    pub position: usize,
    /// The lowest score; 0 for a choice.
    pub first: i32,
    /// How many scores or options it has.
    pub values: usize,
}

/// A driver and an outcome whose answers are counted together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pair {
    /// The driver, by position in the plan's questions.
    pub driver: usize,
    /// The question of the outcome, likewise.
    pub outcome: usize,
}

impl Plan {
    /// The plan of `survey`, which was checked. Empty without models.
    pub(crate) fn of(survey: &Survey) -> Self {
        let mut plan = Self::default();
        for id in survey.driver_models.iter().flat_map(|model| &model.drivers) {
            let before = plan.questions.len();
            let at = plan.question(survey, id);
            if at == before {
                let (low, high) = low_and_high(scale(survey, id));
                let codings = [Coding::Score, low, high];
                plan.columns.extend(codings.map(|coding| Column { question: at, coding }));
            }
        }
        plan.drivers = plan.questions.len();
        for model in &survey.driver_models {
            let measure = survey.measures.iter().find(|measure| measure.id == model.outcome);
            let measure = measure.expect("the outcome of a model is a measure");
            let outcome = plan.question(survey, &measure.question);
            let question = &survey.questions[plan.questions[outcome].position];
            plan.columns.push(Column { question: outcome, coding: coding(measure, question) });
            for id in &model.drivers {
                let pair = Pair { driver: plan.question(survey, id), outcome };
                if !plan.pairs.contains(&pair) {
                    plan.pairs.push(pair);
                }
            }
        }
        let latents = survey.path_model.iter().flat_map(|model| &model.latents);
        for id in latents.flat_map(|latent| &latent.items) {
            let question = plan.question(survey, id);
            if plan.score_column(question).is_none() {
                plan.columns.push(Column { question, coding: Coding::Score });
            }
        }
        plan
    }

    /// Whether there are no models, so that nothing is kept.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.questions.is_empty()
    }

    /// The questions: the drivers, the outcomes, the items of the path model.
    #[must_use]
    pub fn questions(&self) -> &[Asked] {
        &self.questions
    }

    /// The columns; their `question` is a position in the plan's questions.
    #[must_use]
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// The column of the score of the driver at `question` of the plan; low and high follow it.
    pub(super) fn driver_column(&self, question: usize) -> usize {
        debug_assert!(question < self.drivers);
        3 * question
    }

    /// The column of the outcome of the model at `model`.
    pub(super) fn outcome_column(&self, model: usize) -> usize {
        3 * self.drivers + model
    }

    /// The first column that has the scores of `question` as they are.
    pub(super) fn score_column(&self, question: usize) -> Option<usize> {
        let wanted = Column { question, coding: Coding::Score };
        self.columns.iter().position(|column| *column == wanted)
    }

    /// Where the question at `position` of the version stands.
    pub(super) fn find(&self, position: usize) -> Option<usize> {
        self.questions.iter().position(|asked| asked.position == position)
    }

    pub(super) fn is_driver(&self, question: usize) -> bool {
        question < self.drivers
    }

    /// How many counts a pair has.
    pub(super) fn cells(&self, pair: &Pair) -> usize {
        self.questions[pair.driver].values * self.questions[pair.outcome].values
    }

    /// How many counts all pairs have.
    pub(super) fn joint_len(&self) -> usize {
        self.pairs.iter().map(|pair| self.cells(pair)).sum()
    }

    /// Where the counts of a pair begin.
    pub(super) fn joint_start(&self, driver: usize, outcome: usize) -> Option<usize> {
        let at = self.pairs.iter().position(|pair| *pair == Pair { driver, outcome })?;
        Some(self.pairs[..at].iter().map(|pair| self.cells(pair)).sum())
    }

    /// The pairs that are counted together.
    #[must_use]
    pub fn pairs(&self) -> &[Pair] {
        &self.pairs
    }

    /// The row of a response: its respondent group, then for each question 0 for no answer, or 1 and
    /// the place of its score or option among the values. Absent when it answered none of them.
    pub(super) fn row(&self, response: &Response) -> Option<Box<[u8]>> {
        let mut row = vec![0; 1 + self.questions.len()];
        let mut answered = false;
        for (code, asked) in row[1..].iter_mut().zip(&self.questions) {
            let found = response.answers.binary_search_by_key(&asked.position, |(at, _)| *at);
            let value = found.ok().and_then(|at| match response.answers[at].1 {
                Answer::Score(score) => usize::try_from(score - asked.first).ok(),
                Answer::Option(option) => Some(option),
                _ => None,
            });
            if let Some(value) = value {
                *code = u8::try_from(1 + value).expect("a question has at most 200 values");
                answered = true;
            }
        }
        // Somebody who is not known is taken to have answered once.
        let respondent = response.respondent.as_ref().unwrap_or(&response.id);
        row[0] = u8::try_from(jackknife::group(respondent)).expect("there are 64 groups");
        answered.then(|| row.into())
    }

    /// The values of the columns in a row without its group. Absent when it is not of this plan.
    pub(super) fn values(&self, codes: &[u8]) -> Option<Vec<Option<i32>>> {
        let fits = |(code, asked): (&u8, &Asked)| usize::from(*code) <= asked.values;
        if codes.len() != self.questions.len() || !codes.iter().zip(&self.questions).all(fits) {
            return None;
        }
        let value = |column: &Column| {
            let code = i32::from(codes[column.question]).checked_sub(1).filter(|code| *code >= 0);
            let first = self.questions[column.question].first;
            code.map(|code| column.coding.value(first + code))
        };
        Some(self.columns.iter().map(value).collect())
    }

    /// Position of the question `id`, added when it is new.
    fn question(&mut self, survey: &Survey, id: &str) -> usize {
        let position = survey.questions.iter().position(|question| question.id == id);
        let position = position.expect("the question of a model is one of the survey");
        let known = self.questions.iter().position(|asked| asked.position == position);
        known.unwrap_or_else(|| {
            let kind = &survey.questions[position].kind;
            let first = if let QuestionKind::Score(scale) = kind { scale.min } else { 0 };
            self.questions.push(Asked { position, first, values: kind.value_count() });
            self.questions.len() - 1
        })
    }
}

/// What counts as a low and as a high score of a driver, declared before any answer is seen: up to 4
/// points the worst and the best; of 5 to 7 points the worst two and the best two; beyond, the
/// lowest 60 % of the scale's range and the highest 15 %, which on 0 to 10 and on 1 to 10 are 6 and
/// less, 9 and more (METHODS §8.8). Where lower is better, the other way round.
///
/// ```
/// use plaudit_core::{comoments::low_and_high, moments::Coding, scale::Scale};
/// let cuts = |min, max| low_and_high(&Scale::new(min, max));
/// assert_eq!(cuts(1, 5), (Coding::AtMost(2), Coding::AtLeast(4)));
/// assert_eq!(cuts(1, 10), (Coding::AtMost(6), Coding::AtLeast(9)));
/// assert_eq!(cuts(0, 10), (Coding::AtMost(6), Coding::AtLeast(9)));
/// ```
#[must_use]
pub fn low_and_high(scale: &Scale) -> (Coding, Coding) {
    let range = scale.max - scale.min;
    let (worst, best) = match range {
        ..4 => (0, 0),
        4..7 => (1, 1),
        _ => (range * 3 / 5, range * 3 / 20),
    };
    match scale.direction {
        Direction::HigherIsBetter => {
            (Coding::AtMost(scale.min + worst), Coding::AtLeast(scale.max - best))
        }
        Direction::LowerIsBetter => {
            (Coding::AtLeast(scale.max - worst), Coding::AtMost(scale.min + best))
        }
    }
}

/// The number that an answer is to `measure`, in steps of 1: its score; 1 and -1 for promoters and
/// detractors; or 1 when it is counted.
fn coding(measure: &Measure, question: &Question) -> Coding {
    let scale = match &question.kind {
        QuestionKind::Score(scale) => scale,
        kind => {
            let counted = (0..).zip(kind.options());
            let counted = counted.filter(|(_, option)| measure.has_option(&option.id));
            return one_of(0, counted.map(|(at, _)| at));
        }
    };
    let with = |band: Band| scale.scores().filter(move |s| measure.band(*s) == Some(band));
    let (detractors, promoters) = (with(Band::Detractor).max(), with(Band::Promoter).min());
    match (detractors, promoters) {
        (Some(detractors_to), Some(promoters_from)) => {
            Coding::Net { detractors_to, promoters_from }
        }
        _ if matches!(measure.kind, Kind::Mean { .. }) => Coding::Score,
        _ => one_of(scale.min, with(Band::Top).chain(with(Band::Bottom))),
    }
}

fn one_of(first: i32, values: impl Iterator<Item = i32>) -> Coding {
    Coding::OneOf(Values::new(first, values).expect("a question has at most 200 values"))
}

fn scale<'s>(survey: &'s Survey, id: &str) -> &'s Scale {
    let question = survey.questions.iter().find(|question| question.id == id);
    match question.map(|question| &question.kind) {
        Some(QuestionKind::Score(scale)) => scale,
        _ => unreachable!("a driver is a score question"),
    }
}
