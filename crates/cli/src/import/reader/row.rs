//! One row.

use std::collections::BTreeMap;

use plaudit_core::response::{Given, NoAnswer, Submission, SubmittedAnswer};
use plaudit_core::time::Timestamp;

use super::super::cell;
use super::super::id;
use super::super::plan::{CompletedPlan, SourcePlan, TextOrColumn, TimeFrom, TimePlan};
use super::super::row::CellProblem;
use super::{Cells, Reader};

/// Reads one row; notes what is wrong by column and goes on.
pub(super) struct RowReader<'r> {
    pub(super) reader: &'r Reader,
    pub(super) cells: &'r Cells<'r>,
    pub(super) problems: Vec<(Option<usize>, String)>,
}

impl RowReader<'_> {
    /// The row as a submission, and for each of its answers the position in the plan.
    pub(super) fn submission(&mut self) -> (Submission, Vec<usize>) {
        let plan = &self.reader.plan;
        let mut segments = BTreeMap::new();
        for (id, source) in &plan.segments {
            if let Some(value) = self.value(source) {
                segments.insert(id.clone(), value);
            }
        }
        let (mut answers, mut asked) = (Vec::with_capacity(plan.answers.len()), Vec::new());
        for (i, answer) in plan.answers.iter().enumerate() {
            let given = match answer.read(self.cells) {
                Ok(None) => continue,
                Ok(given) => given,
                Err((column, reason)) => {
                    self.problems.push((Some(column), reason));
                    // Stands for the answer that could not be read, so that it is not missed as well.
                    Some(Given::NoAnswer(NoAnswer::NotApplicable))
                }
            };
            answers.push(SubmittedAnswer { question: answer.question.clone(), given });
            asked.push(i);
        }
        let submission = Submission {
            id: self.id(),
            answered_at: self.time(),
            respondent: self.respondent(),
            channel: plan.channel.as_ref().and_then(|source| self.value(source)),
            language: plan.language.as_ref().and_then(|source| self.value(source)),
            weight: plan.weight.and_then(|column| self.weight(column)),
            duration_seconds: plan.duration_seconds.and_then(|column| self.duration(column)),
            segments,
            answers,
            completed: match &plan.completed {
                CompletedPlan::Always(yes) => *yes,
                CompletedPlan::When { column, is, negated } => {
                    let cell = self.cells.get(*column);
                    is.iter().any(|value| value == cell) != *negated
                }
            },
        };
        (submission, asked)
    }

    fn respondent(&mut self) -> Option<String> {
        let plan = &self.reader.plan;
        let name = plan.respondent.as_ref().and_then(|source| self.value(source))?;
        match &plan.pseudonyms {
            None => Some(name),
            Some(key) => key.as_ref().map(|key| key.pseudonym(&name)),
        }
    }

    fn id(&mut self) -> String {
        let plan = &self.reader.plan;
        let Some(columns) = &plan.id else {
            return id::of(&plan.prefix, &[&self.reader.number.to_string()]);
        };
        let parts: Vec<&str> = columns.iter().map(|column| self.cells.get(*column)).collect();
        if parts.iter().all(|part| part.is_empty()) {
            let reason = "is empty: a row needs an id, or importing twice would store it twice";
            self.problems.push((columns.first().copied(), reason.to_owned()));
        }
        id::of(&plan.prefix, &parts)
    }

    fn time(&mut self) -> Option<Timestamp> {
        let time = &self.reader.plan.time;
        let (from, blank, formats, zone, otherwise) = match time {
            TimePlan::Constant(instant) => return Some(*instant),
            TimePlan::Cells { from, blank, formats, zone, otherwise } => {
                (from, blank, formats, zone, otherwise)
            }
        };
        let filled = |column: usize| {
            let cell = self.cells.get(column);
            (!cell.is_empty() && !blank.iter().any(|blank| blank == cell)).then_some(cell)
        };
        let found = match from {
            TimeFrom::Parts(parts) => written(parts, filled),
            TimeFrom::First(columns) => {
                columns.iter().find_map(|column| Some((filled(*column)?.to_owned(), *column)))
            }
        };
        let (column, reason) = match found {
            None if otherwise.is_some() => return *otherwise,
            None => {
                let reason =
                    "has no time; --undated, or otherwise in the mapping, says when it was";
                (time.column(), reason.to_owned())
            }
            Some((text, column)) => match formats.iter().find_map(|it| it.read(&text, zone)) {
                Some(instant) => return Some(instant),
                None => {
                    let reason = format!("{text:?} is not a time in the format of the mapping");
                    (Some(column), reason)
                }
            },
        };
        self.problems.push((column, reason));
        None
    }

    fn weight(&mut self, column: usize) -> Option<f64> {
        let cell = self.cells.get(column);
        let weight = cell::decimal(cell);
        if weight.is_none() && !cell.is_empty() {
            self.problems.push((Some(column), "must be a number".to_owned()));
        }
        weight
    }

    fn duration(&mut self, column: usize) -> Option<u32> {
        let cell = self.cells.get(column);
        let seconds = cell::seconds(cell);
        if seconds.is_none() && !cell.is_empty() {
            self.problems.push((Some(column), "must be a number of seconds".to_owned()));
        }
        seconds
    }

    fn value(&mut self, source: &SourcePlan) -> Option<String> {
        let (column, values, blank) = match source {
            SourcePlan::Constant(text) => return Some(text.clone()),
            SourcePlan::Column { column, values, blank } => (*column, values, blank),
        };
        let cell = self.cells.get(column);
        if cell.is_empty() || blank.iter().any(|code| code == cell) {
            return None;
        }
        let Some(values) = values else { return Some(cell.to_owned()) };
        let value = values.get(cell).cloned();
        if value.is_none() {
            self.problems.push((Some(column), "is not among the values of the mapping".to_owned()));
        }
        value
    }

    /// Adds what core finds, told by column. A column whose cell could not be read is told once.
    pub(super) fn check(&mut self, submission: &Submission, asked: &[usize]) {
        let violations = self.reader.version.violations(submission, self.reader.now);
        if violations.is_empty() {
            return;
        }
        let mut missing = self.reader.missing(submission);
        for violation in violations {
            let column = match violation.field.as_str() {
                "answers" => missing.next().flatten(),
                field => self.reader.plan.column_of(field, asked),
            };
            if column.is_none() || self.problems.iter().all(|(other, _)| *other != column) {
                self.problems.push((column, violation.reason));
            }
        }
    }

    /// The problems in the order of the columns; those of no column last.
    pub(super) fn problems(mut self) -> Vec<CellProblem> {
        self.problems.sort_by_key(|(column, _)| column.unwrap_or(usize::MAX));
        let problem = |(column, reason): &(Option<usize>, String)| CellProblem {
            column: column.map(|column| self.reader.header.0[column].clone()),
            cell: column.map(|column| self.cells.get(column).chars().take(40).collect()),
            reason: reason.clone(),
        };
        self.problems.iter().map(problem).collect()
    }
}

impl Reader {
    /// The columns of required questions without an answer, in the order in which core tells them.
    fn missing(&self, submission: &Submission) -> impl Iterator<Item = Option<usize>> {
        let is_missing = |id: &str| {
            let answer = submission.answers.iter().find(|answer| answer.question == id);
            answer.is_none_or(|a| a.given == Some(Given::NoAnswer(NoAnswer::Skipped)))
        };
        let questions = self.version.survey().questions.iter();
        questions
            .filter(move |question| question.required && is_missing(&question.id))
            .map(|question| self.plan.answers.iter().find(|a| a.question == question.id))
            .map(|answer| answer.map(|answer| answer.columns[0]))
    }
}

/// A template with what its columns have in a row, and the first that is `filled`; absent when none is.
fn written<'c>(
    parts: &[TextOrColumn],
    filled: impl Fn(usize) -> Option<&'c str>,
) -> Option<(String, usize)> {
    let mut columns = parts.iter().filter_map(TextOrColumn::column);
    let first = columns.find(|column| filled(*column).is_some())?;
    let mut text = String::new();
    for part in parts {
        text += match part {
            TextOrColumn::Text(words) => words,
            TextOrColumn::Column(column) => filled(*column).unwrap_or_default(),
        };
    }
    Some((text, first))
}
