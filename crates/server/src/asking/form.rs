//! What a browser sends of a page, and what of it is an answer.

use plaudit_core::response::{Answer, NoAnswer};
use plaudit_core::survey::{Question, QuestionKind, Version};

use super::words::Words;

/// Stands before the name of a segment.
pub(crate) const SEGMENT: &str = "s.";
/// Stands before a reason for no answer, which no option and no score begins with.
const REASON: char = '~';

/// What a link or a form says, in the order that it was sent.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(transparent)]
pub(crate) struct Fields(pub(crate) Vec<(String, String)>);

/// Why a question is not answered yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Problem {
    /// It must be, and is not.
    Missing,
    /// The text has more characters than it may.
    Long {
        /// How many there are.
        count: usize,
        /// How many there may be.
        most: usize,
    },
    /// Not a score of the scale.
    Number {
        /// The lowest.
        min: i32,
        /// The highest.
        max: i32,
    },
}

impl Fields {
    /// The first value of a field.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(it, _)| it == name).map(|(_, value)| value.as_str())
    }

    /// The same without blanks around it, where anything is left.
    pub(crate) fn filled(&self, name: &str) -> Option<&str> {
        self.get(name).map(str::trim).filter(|value| !value.is_empty())
    }

    /// The answer that a link chooses beforehand: the question's id, where it says one, and the value.
    pub(crate) fn chosen(&self) -> Option<(Option<String>, String)> {
        let value = self.get("a")?;
        Some((self.get("q").map(str::to_owned), value.to_owned()))
    }

    /// Every value of a field.
    pub(crate) fn all<'s>(&'s self, name: &'s str) -> impl Iterator<Item = &'s str> {
        self.0.iter().filter(move |(it, _)| it == name).map(|(_, value)| value.as_str())
    }

    /// The answer to the question at `position`: blank is an answer of its own kind.
    ///
    /// # Errors
    /// What is wrong with what was sent. Whether it must be answered is not looked at.
    pub(crate) fn answer(&self, version: &Version, position: usize) -> Result<Answer, Problem> {
        let question = &version.survey().questions[position];
        let name = field(question);
        let values: Vec<&str> = self.all(&name).filter(|value| !value.is_empty()).collect();
        let given = given(question, &values)?;
        let reason = || values.iter().find_map(|value| reason(question, value));
        let why = || Answer::NoAnswer(reason().unwrap_or(NoAnswer::Skipped));
        Ok(given.unwrap_or_else(why))
    }
}

/// The name of a question's field.
pub(crate) fn field(question: &Question) -> String {
    format!("q.{}", question.id)
}

/// The value that says why there is no answer.
pub(crate) fn reason_value(reason: NoAnswer) -> &'static str {
    match reason {
        NoAnswer::Skipped => "",
        NoAnswer::NotApplicable => "~not_applicable",
        NoAnswer::DontKnow => "~dont_know",
    }
}

fn reason(question: &Question, value: &str) -> Option<NoAnswer> {
    question.no_answer.iter().copied().find(|reason| reason_value(*reason) == value)
}

fn given(question: &Question, values: &[&str]) -> Result<Option<Answer>, Problem> {
    let value = values.iter().copied().find(|value| !value.starts_with(REASON));
    let options = question.kind.options();
    let position = |id: &str| options.iter().position(|option| option.id == id);
    Ok(match &question.kind {
        QuestionKind::Score(scale) => match value {
            None => None,
            Some(value) => {
                let score = value.trim().parse().ok().filter(|it| scale.position(*it).is_some());
                let problem = Problem::Number { min: scale.min, max: scale.max };
                Some(Answer::Score(score.ok_or(problem)?))
            }
        },
        QuestionKind::SingleChoice(_) => value.and_then(position).map(Answer::Option),
        QuestionKind::MultipleChoice(_) => {
            let mut chosen: Vec<usize> = values.iter().copied().filter_map(position).collect();
            chosen.sort_unstable();
            chosen.dedup();
            (!chosen.is_empty()).then_some(Answer::Options(chosen))
        }
        // A text is in a field of its own kind, so that it may begin as it likes.
        QuestionKind::Text { max_length } => {
            let known = |value: &&&str| reason(question, value).is_none();
            let text = values.iter().find(known).map(|text| text.replace("\r\n", "\n"));
            let text = text.map(|text| text.replace('\0', "").trim().to_owned());
            let text = text.filter(|text| !text.is_empty());
            let (count, most) = (text.as_ref().map_or(0, |it| it.chars().count()), *max_length);
            if count > most as usize {
                return Err(Problem::Long { count, most: most as usize });
            }
            text.map(Answer::Text)
        }
    })
}

impl Problem {
    /// In the words of a language.
    pub(crate) fn say(self, words: &Words) -> String {
        let number = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
        match self {
            Self::Missing => words.say("problem-missing"),
            Self::Long { count, most } => {
                words.with("problem-long", &[("count", number(count)), ("most", number(most))])
            }
            Self::Number { min, max } => {
                words.with("problem-number", &[("min", min.into()), ("max", max.into())])
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use plaudit_core::survey::{OptionOrder, Survey};
    use plaudit_core::text::LocalText;
    use plaudit_core::{bank, scale::Scale, time::Timestamp};

    use super::*;

    fn asked(kind: QuestionKind) -> Version {
        let question = Question {
            id: "it".to_owned(),
            text: LocalText::of("en", "It?"),
            wording: 1,
            required: false,
            show_if: None,
            option_order: OptionOrder::Written,
            no_answer: vec![NoAnswer::DontKnow],
            departments: vec![],
            kind,
        };
        let template = bank::templates()[0].survey.clone();
        let asking = plaudit_core::survey::Asking::default();
        let questions = vec![question];
        let (measures, driver_models) = (vec![], vec![]);
        let survey = Survey { questions, measures, driver_models, asking, ..template };
        Version::new(1, Timestamp::from_micros(0).unwrap(), survey).unwrap()
    }

    #[track_caller]
    fn check(kind: &QuestionKind, values: &[&str], expected: &Result<Answer, Problem>) {
        let fields = values.iter().map(|value| ("q.it".to_owned(), (*value).to_owned()));
        let fields = Fields(fields.collect());
        assert_eq!(&fields.answer(&asked(kind.clone()), 0), expected, "{values:?}");
    }

    const BLANK: Result<Answer, Problem> = Ok(Answer::NoAnswer(NoAnswer::Skipped));
    const UNKNOWN: Result<Answer, Problem> = Ok(Answer::NoAnswer(NoAnswer::DontKnow));

    #[test]
    fn a_score_is_on_the_scale() {
        let kind = QuestionKind::Score(Scale::new(-2, 3));
        check(&kind, &["-2"], &Ok(Answer::Score(-2)));
        check(&kind, &[" 3 "], &Ok(Answer::Score(3)));
        for wrong in ["4", "2.5", "x", "99999999999"] {
            check(&kind, &[wrong], &Err(Problem::Number { min: -2, max: 3 }));
        }
        check(&kind, &[], &BLANK);
        check(&kind, &[""], &BLANK);
        check(&kind, &["~dont_know"], &UNKNOWN);
        check(&kind, &["~not_applicable"], &BLANK);
    }

    #[test]
    fn options_are_those_of_the_question() {
        let options = bank::entry("solved").unwrap().question.kind.options().to_vec();
        let ids: Vec<String> = options.iter().map(|option| option.id.clone()).collect();
        let (first, second) = (ids[0].as_str(), ids[1].as_str());
        let single = QuestionKind::SingleChoice(options.clone());
        check(&single, &[second], &Ok(Answer::Option(1)));
        check(&single, &["elsewhere"], &BLANK);
        check(&single, &["~dont_know"], &UNKNOWN);
        let several = QuestionKind::MultipleChoice(options);
        check(&several, &[second, first, second], &Ok(Answer::Options(vec![0, 1])));
        check(&several, &["~dont_know", first], &Ok(Answer::Options(vec![0])));
        check(&several, &["~dont_know"], &UNKNOWN);
        check(&several, &[], &BLANK);
    }

    #[test]
    fn a_text_is_trimmed_and_counted_in_characters() {
        let kind = QuestionKind::Text { max_length: 5 };
        check(&kind, &["  ả\r\nb\0 "], &Ok(Answer::Text("ả\nb".to_owned())));
        check(&kind, &["đẹp ơi"], &Err(Problem::Long { count: 6, most: 5 }));
        check(&kind, &["~abc"], &Ok(Answer::Text("~abc".to_owned())));
        check(&kind, &["   "], &BLANK);
        check(&kind, &["", "~dont_know"], &UNKNOWN);
    }
}
