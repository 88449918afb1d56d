//! A question as its template sees it.

use plaudit_core::response::{Answer, NoAnswer};
use plaudit_core::scale::Scale;
use plaudit_core::survey::{Question, QuestionKind, Version};
use plaudit_core::text::LocalText;

use super::form::{self, Fields, Problem};
use super::words::Words;

/// Scales with more scores are answered by writing the number.
const MOST_SCORES: usize = 21;
/// More options are chosen from a list that opens.
const MOST_OPTIONS: usize = 15;
/// A shorter text is written on one line.
const LONG_TEXT: u32 = 120;

/// A question with what is filled in.
pub(crate) struct View {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) text: String,
    /// The word for it, where it must be answered.
    pub(crate) required: Option<String>,
    pub(crate) hint: Option<String>,
    pub(crate) problem: Option<String>,
    pub(crate) control: Control,
    /// Reasons for no answer.
    pub(crate) reasons: Vec<Choice>,
    /// Whether one begins here.
    pub(crate) focus: bool,
}

/// How it is answered.
pub(crate) enum Control {
    /// One of a row of numbers, with the words at its ends.
    Numbers { choices: Vec<Choice>, low: String, high: String },
    /// One of a few faces.
    Faces(Vec<Choice>),
    /// One of a few steps that all have words.
    Steps(Vec<Choice>),
    /// One of the options.
    One(Vec<Choice>),
    /// Some of the options.
    Several(Vec<Choice>),
    /// One of many options.
    Select { choose: String, choices: Vec<Choice> },
    /// A number that is written.
    Number { value: String, min: i32, max: i32 },
    /// A text.
    Text { value: String, most: u32, long: bool },
}

/// Something to choose.
pub(crate) struct Choice {
    pub(crate) value: String,
    pub(crate) label: String,
    /// Shown large above the label.
    pub(crate) face: String,
    /// Heard, not seen.
    pub(crate) aside: String,
    pub(crate) chosen: bool,
}

/// What stands in the fields: as it was sent, or as it was kept.
#[derive(Clone, Copy)]
pub(crate) enum Filled<'a> {
    Sent(&'a Fields),
    Kept(Option<&'a Answer>),
}

/// Texts of a survey in one language, in its default where they lack it.
#[derive(Clone, Copy)]
pub(crate) struct Texts<'a> {
    pub(crate) language: &'a str,
    pub(crate) default: &'a str,
}

impl<'a> Texts<'a> {
    pub(crate) fn get(self, text: &'a LocalText) -> Option<&'a str> {
        text.get(self.language, self.default)
    }
}

impl View {
    pub(crate) fn new(
        version: &Version,
        position: usize,
        seed: &[u8],
        texts: Texts<'_>,
        words: &Words,
        filled: Filled<'_>,
        problem: Option<Problem>,
    ) -> Self {
        let question = &version.survey().questions[position];
        let filling = Filling { question, name: form::field(question), filled };
        let order = version.option_order(position, seed);
        let control = filling.control(&order, texts, words);
        let hint = match &control {
            Control::Several(_) => Some(words.say("several")),
            Control::Number { min, max, .. } => {
                let ends = [("min", (*min).into()), ("max", (*max).into())];
                Some(words.with("whole-number", &ends))
            }
            _ => None,
        };
        let reason = |reason: &NoAnswer| {
            let label = match reason {
                NoAnswer::DontKnow => words.say("dont-know"),
                _ => words.say("not-applicable"),
            };
            filling.choice(
                form::reason_value(*reason).to_owned(),
                label,
                &Answer::NoAnswer(*reason),
            )
        };
        Self {
            reasons: question.no_answer.iter().map(reason).collect(),
            id: question.id.clone(),
            text: texts.get(&question.text).unwrap_or(&question.id).to_owned(),
            required: question.required.then(|| words.say("required")),
            hint,
            problem: problem.map(|problem| problem.say(words)),
            control,
            name: filling.name,
            focus: false,
        }
    }

    /// Its problem as the list at the top of the page has it: the id of the element, and what is wrong.
    pub(crate) fn listed_problem(&self) -> Option<(Option<String>, String)> {
        let problem = self.problem.as_ref()?;
        Some((Some(format!("q-{}", self.id)), format!("{} {problem}", self.text)))
    }

    /// A score is written with digits; the words of its scale are the hint.
    pub(crate) fn by_digits(self, fields: &Fields) -> Self {
        let (Control::Numbers { choices, .. } | Control::Faces(choices) | Control::Steps(choices)) =
            &self.control
        else {
            return self;
        };
        let score = |choice: Option<&Choice>| choice.and_then(|it| it.value.parse().ok());
        let (Some(min), Some(max)) = (score(choices.first()), score(choices.last())) else {
            return self;
        };
        let value = fields.get(&self.name).unwrap_or_default().to_owned();
        let said = |it: &Choice| {
            let label = if it.label == it.value { &it.aside } else { &it.label };
            let word = format!("{} {label}", it.face);
            (!word.trim().is_empty()).then(|| format!("{}\u{a0}=\u{a0}{}", it.value, word.trim()))
        };
        let words: Vec<String> = choices.iter().filter_map(said).collect();
        let range = (words.len() < choices.len()).then(|| format!("{min}–{max}"));
        let hint = range.into_iter().chain(words).collect::<Vec<_>>().join(" · ");
        Self { hint: Some(hint), control: Control::Number { value, min, max }, ..self }
    }

    /// What describes it beside its text, by the ids of the elements.
    pub(crate) fn described_by(&self) -> String {
        let hint = self.hint.as_ref().map(|_| format!("h-{}", self.id));
        let problem = self.problem.as_ref().map(|_| format!("e-{}", self.id));
        hint.into_iter().chain(problem).collect::<Vec<_>>().join(" ")
    }
}

struct Filling<'a> {
    question: &'a Question,
    name: String,
    filled: Filled<'a>,
}

impl Filling<'_> {
    fn control(&self, order: &[usize], texts: Texts<'_>, words: &Words) -> Control {
        match &self.question.kind {
            QuestionKind::Score(scale) if scale.len() > MOST_SCORES => {
                let value = self.written(|answer| match answer {
                    Answer::Score(score) => Some(score.to_string()),
                    _ => None,
                });
                Control::Number { value, min: scale.min, max: scale.max }
            }
            QuestionKind::Score(scale) => self.scale(scale, texts),
            QuestionKind::SingleChoice(_) if order.len() > MOST_OPTIONS => {
                let choose = words.say("choose");
                let choices = self.options(order, texts, Answer::Option);
                Control::Select { choose, choices }
            }
            QuestionKind::SingleChoice(_) => {
                Control::One(self.options(order, texts, Answer::Option))
            }
            QuestionKind::MultipleChoice(_) => {
                Control::Several(self.options(order, texts, |at| Answer::Options(vec![at])))
            }
            QuestionKind::Text { max_length } => {
                let value = self.written(|answer| match answer {
                    Answer::Text(text) => Some(text.clone()),
                    _ => None,
                });
                Control::Text { value, most: *max_length, long: *max_length > LONG_TEXT }
            }
        }
    }

    fn scale(&self, scale: &Scale, texts: Texts<'_>) -> Control {
        let word =
            |score| scale.label(score).and_then(|label| texts.get(label)).unwrap_or_default();
        let faces: Option<Vec<(&str, &str)>> = scale.scores().map(|it| face(word(it))).collect();
        if let Some(faces) = faces {
            let choice = |(score, (face, label)): (i32, (&str, &str))| Choice {
                face: face.to_owned(),
                ..self.choice(score.to_string(), label.to_owned(), &Answer::Score(score))
            };
            return Control::Faces(scale.scores().zip(faces).map(choice).collect());
        }
        if scale.len() <= 7 && scale.scores().all(|score| !word(score).is_empty()) {
            let choice = |score: i32| {
                self.choice(score.to_string(), word(score).to_owned(), &Answer::Score(score))
            };
            return Control::Steps(scale.scores().map(choice).collect());
        }
        let choice = |score: i32| Choice {
            aside: word(score).to_owned(),
            ..self.choice(score.to_string(), score.to_string(), &Answer::Score(score))
        };
        let (low, high) = (word(scale.min).to_owned(), word(scale.max).to_owned());
        Control::Numbers { choices: scale.scores().map(choice).collect(), low, high }
    }

    fn options(
        &self,
        order: &[usize],
        texts: Texts<'_>,
        answer: impl Fn(usize) -> Answer,
    ) -> Vec<Choice> {
        let choice = |at: &usize| {
            let option = &self.question.kind.options()[*at];
            let label = texts.get(&option.label).unwrap_or(&option.id).to_owned();
            self.choice(option.id.clone(), label, &answer(*at))
        };
        order.iter().map(choice).collect()
    }

    fn choice(&self, value: String, label: String, answer: &Answer) -> Choice {
        let chosen = match self.filled {
            Filled::Sent(fields) => fields.all(&self.name).any(|sent| sent == value),
            Filled::Kept(kept) => kept.is_some_and(|kept| match (kept, answer) {
                (Answer::Options(kept), Answer::Options(one)) => kept.contains(&one[0]),
                (kept, answer) => kept == answer,
            }),
        };
        Choice { value, label, face: String::new(), aside: String::new(), chosen }
    }

    fn written(&self, kept: impl Fn(&Answer) -> Option<String>) -> String {
        match self.filled {
            Filled::Sent(fields) => fields.get(&self.name).unwrap_or_default().to_owned(),
            Filled::Kept(answer) => answer.and_then(kept).unwrap_or_default(),
        }
    }
}

/// The face before the words, as in `🙂 pleased`.
fn face(label: &str) -> Option<(&str, &str)> {
    let (face, words) = label.split_once(' ')?;
    (!face.is_ascii() && !face.contains(char::is_alphanumeric)).then_some((face, words))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_face_stands_before_its_words() {
        assert_eq!(face("🙂 rất vui"), Some(("🙂", "rất vui")));
        for none in ["", "Đúng vậy", "very good", "🙂", "- no"] {
            assert_eq!(face(none), None, "{none}");
        }
    }
}
