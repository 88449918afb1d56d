//! How the answers to each question are read.

use plaudit_core::response::NoAnswer;
use plaudit_core::scale::Scale;
use plaudit_core::survey::{ChoiceOption, Question, QuestionKind};

use super::super::answer::{AnswerPlan, Code, Read};
use super::super::cell::{self, Table};
use super::super::mapping::{Answer, AnswerFrom, Codes, Name};
use super::Planner;

/// Cells that mean that a box was ticked, beside the option's id and labels.
const TICKED: [&str; 5] = ["1", "true", "yes", "y", "x"];

impl Planner<'_> {
    pub(super) fn answer(&self, answer: &Answer) -> Option<AnswerPlan> {
        let id = &answer.question.text;
        let Some(question) = self.version.question(id) else {
            let ids = self.version.survey().questions.iter().map(|q| q.id.as_str());
            let near = crate::files::hint(id, ids);
            self.refuse(&answer.question, format!("the survey has no such question{near}"));
            return None;
        };
        let columns = match &answer.from {
            AnswerFrom::Column(column) | AnswerFrom::Separated { column, .. } => {
                vec![self.column(column)?]
            }
            AnswerFrom::Ticks { columns, .. } => {
                columns.iter().filter_map(|(column, _)| self.column(column)).collect()
            }
        };
        let read = match (&answer.from, &question.kind) {
            (AnswerFrom::Column(_), QuestionKind::Score(scale)) => {
                Read::Score { codes: self.scores(answer), labels: labels(scale) }
            }
            (AnswerFrom::Column(_), QuestionKind::SingleChoice(options)) => {
                Read::Option(self.options(answer, options))
            }
            (AnswerFrom::Separated { separator, .. }, QuestionKind::MultipleChoice(options)) => {
                let (options, separator) = (self.options(answer, options), separator.clone());
                Read::Separated { options, separator }
            }
            (
                AnswerFrom::Ticks { columns, ticked, other },
                QuestionKind::MultipleChoice(options),
            ) => self.ticks(columns, ticked, other.as_ref(), options),
            (AnswerFrom::Column(_), QuestionKind::Text { .. }) => Read::Text,
            (AnswerFrom::Column(_), QuestionKind::MultipleChoice(_)) => {
                let reason = "a multiple choice needs columns = { column = \"option\" }, or one \
                              column and a separator";
                self.refuse(&answer.question, reason);
                return None;
            }
            (AnswerFrom::Separated { .. } | AnswerFrom::Ticks { .. }, _) => {
                self.refuse(&answer.question, "only a multiple choice has several values");
                return None;
            }
        };
        if let (Read::Text | Read::Ticks { .. }, Some([(_, first), ..])) =
            (&read, answer.values.as_deref())
        {
            self.refuse(first, "only a score and an option that stands in a cell have values");
        }
        let codes = self.codes(answer, question, &read);
        Some(AnswerPlan { question: id.clone(), columns, codes, read })
    }

    fn scores(&self, answer: &Answer) -> Table<i32> {
        let score = |(code, name): &(String, Name)| match cell::whole(&name.text) {
            Ok(score) => Some((code.clone(), score)),
            Err(_) => {
                self.refuse(name, "must be a score, as it belongs to a score question");
                None
            }
        };
        Table(answer.values.iter().flatten().filter_map(score).collect())
    }

    /// The mapping's codes; without any, the ids and labels of the options.
    fn options(&self, answer: &Answer, options: &[ChoiceOption]) -> Table<String> {
        let Some(values) = &answer.values else { return Table(names(options)) };
        let option =
            |(code, name): &(String, Name)| self.option(name, options).map(|id| (code.clone(), id));
        Table(values.iter().filter_map(option).collect())
    }

    fn option(&self, name: &Name, options: &[ChoiceOption]) -> Option<String> {
        let ids = || options.iter().map(|option| option.id.as_str());
        if !ids().any(|id| id == name.text) {
            let near = crate::files::hint(&name.text, ids());
            self.refuse(name, format!("{:?} is not an option of the question{near}", name.text));
            return None;
        }
        Some(name.text.clone())
    }

    fn ticks(
        &self,
        columns: &[(Name, Name)],
        ticked: &[String],
        other: Option<&Name>,
        options: &[ChoiceOption],
    ) -> Read {
        let ids = columns.iter().filter_map(|(_, option)| self.option(option, options)).collect();
        let ticked = if ticked.is_empty() {
            let names = names(options).into_iter().map(|(name, _)| name);
            TICKED.into_iter().map(str::to_owned).chain(names).collect()
        } else {
            ticked.to_vec()
        };
        let other = other.and_then(|other| self.option(other, options));
        Read::Ticks { options: ids, ticked, other }
    }

    /// The question's own codes, and for those it does not name the mapping's default. Defaults do
    /// not reach into texts, nor may they swallow what would be a score or an option.
    fn codes(&self, answer: &Answer, question: &Question, read: &Read) -> Table<Code> {
        let (own, default) = (&answer.codes, &self.mapping.codes);
        let mut table = Vec::new();
        for (pick, code) in KINDS {
            match (pick(own), pick(default)) {
                (Some(own), _) => table.extend(own.iter().map(|name| (name.text.clone(), code))),
                (None, Some(_)) if matches!(question.kind, QuestionKind::Text { .. }) => {}
                (None, Some(names)) => {
                    for name in
                        names.iter().filter(|name| is_answer(read, &question.kind, &name.text))
                    {
                        let reason = format!(
                            "the code {:?} of [codes] ({}) is an answer to this question: give it \
                             its own codes",
                            name.text, name.key
                        );
                        self.refuse(&answer.question, reason);
                    }
                    table.extend(names.iter().map(|name| (name.text.clone(), code)));
                }
                (None, None) => {}
            }
        }
        Table(table)
    }
}

type Pick = fn(&Codes) -> Option<&Vec<Name>>;

const KINDS: [(Pick, Code); 4] = [
    (|codes| codes.blank.as_ref(), Code::NoAnswer(NoAnswer::Skipped)),
    (|codes| codes.not_applicable.as_ref(), Code::NoAnswer(NoAnswer::NotApplicable)),
    (|codes| codes.dont_know.as_ref(), Code::NoAnswer(NoAnswer::DontKnow)),
    (|codes| codes.not_shown.as_ref(), Code::NotShown),
];

/// Whether a cell that is `code` would be read as an answer.
fn is_answer(read: &Read, kind: &QuestionKind, code: &str) -> bool {
    match (read, kind) {
        (Read::Score { codes, .. }, QuestionKind::Score(scale)) => {
            codes.get(code).is_some()
                || cell::whole(code).is_ok_and(|score| scale.position(score).is_some())
        }
        (Read::Option(options), _) => options.get(code).is_some(),
        // An unticked box is written 0, and 0 stands for blank as well.
        _ => false,
    }
}

/// The scores by their words in any language, where these mean one score alone.
fn labels(scale: &Scale) -> Table<i32> {
    let words = scale.labels.iter().flat_map(|(score, words)| {
        words.0.values().map(|words| (words.trim().to_lowercase(), *score))
    });
    let words: Vec<(String, i32)> = words.collect();
    let is_clear = |word: &(String, i32)| words.iter().all(|w| w.0 != word.0 || w.1 == word.1);
    Table(words.iter().filter(|word| is_clear(word)).cloned().collect())
}

/// The options by id, then by label in any language.
fn names(options: &[ChoiceOption]) -> Vec<(String, String)> {
    let ids = options.iter().map(|option| (option.id.clone(), option.id.clone()));
    let labels = options.iter().flat_map(|option| {
        option.label.0.values().map(|label| (label.trim().to_owned(), option.id.clone()))
    });
    ids.chain(labels).collect()
}
