//! What the columns of a survey's co-moments are.

use super::{Coding, MAX_COLUMNS, Patterns};
use crate::response::{Answer, Response};
use crate::survey::{QuestionKind, Version};

/// The columns of one survey version, in order: each a question and what becomes of its answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Columns(Vec<Column>);

/// One column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Column {
    /// Position of the question in the version.
    pub question: usize,
    /// What its answer becomes.
    pub coding: Coding,
}

impl Columns {
    /// These columns of `version`. Absent beyond [`MAX_COLUMNS`], and unless each is of a score
    /// question, or of a single choice as [`Coding::OneOf`].
    #[must_use]
    pub fn new(version: &Version, columns: Vec<Column>) -> Option<Self> {
        let fits = |column: &Column| {
            let question = version.survey().questions.get(column.question);
            match question.map(|question| &question.kind) {
                Some(QuestionKind::Score(_)) => true,
                Some(QuestionKind::SingleChoice(_)) => matches!(column.coding, Coding::OneOf(_)),
                _ => false,
            }
        };
        (columns.len() <= MAX_COLUMNS && columns.iter().all(fits)).then_some(Self(columns))
    }

    /// Every score question of `version` as it is answered, the first [`MAX_COLUMNS`] of them.
    #[must_use]
    pub fn scores(version: &Version) -> Self {
        let questions = 0..version.survey().questions.len();
        let scores = questions.filter(|question| is_score(version, *question)).take(MAX_COLUMNS);
        Self(scores.map(|question| Column { question, coding: Coding::Score }).collect())
    }

    /// The columns in order.
    #[must_use]
    pub fn list(&self) -> &[Column] {
        &self.0
    }

    /// Where `column` stands.
    #[must_use]
    pub fn position(&self, column: Column) -> Option<usize> {
        self.0.iter().position(|other| *other == column)
    }

    /// No responses yet.
    #[must_use]
    pub fn empty(&self) -> Patterns {
        Patterns::new(self.0.len()).expect("columns are at most MAX_COLUMNS")
    }

    /// The values of `response`, which was checked against the same version, for
    /// [`Patterns::add`]. A question that was not shown, skipped or does not apply has none.
    #[must_use]
    pub fn values(&self, response: &Response) -> Vec<Option<i32>> {
        let value = |question: usize| {
            let at = response.answers.binary_search_by_key(&question, |(at, _)| *at).ok()?;
            match response.answers[at].1 {
                Answer::Score(score) => Some(score),
                Answer::Option(option) => i32::try_from(option).ok(),
                _ => None,
            }
        };
        self.0.iter().map(|column| Some(column.coding.value(value(column.question)?))).collect()
    }
}

fn is_score(version: &Version, question: usize) -> bool {
    let questions = &version.survey().questions;
    questions.get(question).is_some_and(|q| matches!(q.kind, QuestionKind::Score(_)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::moments::Values;
    use crate::response::NoAnswer;
    use crate::scale::Scale;
    use crate::survey::{Asking, Survey};
    use crate::testing::{options, question};
    use crate::text::LocalText;
    use crate::time::{Day, Timestamp};

    fn version() -> Version {
        let survey = Survey {
            id: "support".to_owned(),
            title: LocalText::of("en", "Support"),
            default_language: "en".to_owned(),
            time_zone: "UTC".to_owned(),
            questions: vec![
                question("recommend", QuestionKind::Score(Scale::new(0, 10))),
                question("why", QuestionKind::Text { max_length: 100 }),
                question("speed", QuestionKind::Score(Scale::new(1, 5))),
                question("stay", QuestionKind::SingleChoice(options(&["yes", "no"]))),
            ],
            measures: Vec::new(),
            segments: Vec::new(),
            privacy_k: 1,
            weighted: false,
            repeat_respondents: false,
            strata: None,
            driver_models: Vec::new(),
            path_model: None,
            asking: Asking::default(),
            retention_days: None,
        };
        Version::new(1, Timestamp::from_micros(0).unwrap(), survey).unwrap()
    }

    fn response(answers: Vec<(usize, Answer)>) -> Response {
        Response {
            id: "r".to_owned(),
            version: 1,
            answered_at: Timestamp::from_micros(0).unwrap(),
            day: Day::from_epoch_days(0).unwrap(),
            respondent: None,
            channel: None,
            language: None,
            weight: None,
            duration_seconds: None,
            segments: Vec::new(),
            answers,
            completed: true,
        }
    }

    #[test]
    fn score_questions_become_columns_and_what_has_no_score_is_missing() {
        let version = version();
        let columns = Columns::scores(&version);
        assert_eq!(columns.list().iter().map(|c| c.question).collect::<Vec<_>>(), [0, 2]);
        let text = Answer::Text("fast".to_owned());
        let full = response(vec![(0, Answer::Score(9)), (1, text), (2, Answer::Score(4))]);
        assert_eq!(columns.values(&full), [Some(9), Some(4)]);
        let skipped = Answer::NoAnswer(NoAnswer::NotApplicable);
        assert_eq!(columns.values(&response(vec![(2, skipped)])), [None, None]);
        let mut sums = columns.empty();
        sums.add(&columns.values(&full));
        assert_eq!(sums.listwise(&[0, 1]).unwrap().product(0, 1), Some(36));
    }

    #[test]
    fn a_question_may_have_several_codings_and_a_text_none() {
        let version = version();
        let nps = Coding::Net { detractors_to: 6, promoters_from: 9 };
        let column = |question, coding| Column { question, coding };
        let list = vec![column(0, nps), column(0, Coding::Score), column(2, Coding::AtMost(2))];
        let columns = Columns::new(&version, list).unwrap();
        let values = columns.values(&response(vec![(0, Answer::Score(9))]));
        assert_eq!(values, [Some(1), Some(9), None]);
        assert_eq!(columns.position(column(2, Coding::AtMost(2))), Some(2));
        assert!(Columns::new(&version, vec![column(1, Coding::Score)]).is_none());
        assert!(Columns::new(&version, vec![column(3, Coding::Score)]).is_none());
        assert!(Columns::new(&version, vec![column(4, Coding::Score)]).is_none());
        assert!(Columns::new(&version, vec![column(0, nps); MAX_COLUMNS + 1]).is_none());
    }

    #[test]
    fn a_single_choice_is_1_for_the_options_of_a_set() {
        let version = version();
        let stays = Coding::OneOf(Values::new(0, [0]).unwrap());
        let columns = Columns::new(&version, vec![Column { question: 3, coding: stays }]).unwrap();
        let chosen = |option| columns.values(&response(vec![(3, Answer::Option(option))]));
        assert_eq!([chosen(0), chosen(1)], [[Some(1)], [Some(0)]]);
        assert_eq!(columns.values(&response(Vec::new())), [None]);
        assert_eq!(Values::new(1, [0]), None);
        assert_eq!(Values::new(0, [256]), None);
    }
}
