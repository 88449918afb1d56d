//! Row by row from a file to responses.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, bail};
use csv::{ErrorKind, StringRecord};
use plaudit_core::response::{Given, NoAnswer, Submission, SubmittedAnswer};
use plaudit_core::survey::Version;
use plaudit_core::time::Timestamp;
use plaudit_proto::v1;

use super::cell;
use super::input::{self, Progress, Text};
use super::mapping::Mapping;
use super::plan::{CompletedPlan, Header, Plan, SourcePlan, TextOrColumn, TimePlan, plan};
use super::row::{BadRow, CellProblem, GoodRow, Row};

/// Reads the rows of a file. An error that ends it (the disk, a damaged archive) is its last item.
pub(crate) struct Reader {
    csv: csv::Reader<Text>,
    header: Header,
    plan: Plan,
    version: Arc<Version>,
    now: Timestamp,
    progress: Progress,
    rows: u64,
    ended: bool,
}

/// The cells of one row, without blanks around them.
pub(super) struct Cells<'r>(&'r StringRecord);

impl Cells<'_> {
    pub(super) fn get(&self, column: usize) -> &str {
        self.0.get(column).unwrap_or_default().trim()
    }
}

impl Reader {
    /// Opens the file at `path` (CSV, packed by gzip or not), whose rows answer `version`. Answers
    /// dated more than five minutes after `now` are bad rows.
    ///
    /// # Errors
    /// The file cannot be read, or [`Problems`](crate::files::Problems) of the mapping: what it
    /// names and the file or the survey does not have.
    pub(crate) fn open(
        path: &Path,
        mapping: &Mapping,
        version: Arc<Version>,
        now: Timestamp,
    ) -> anyhow::Result<Self> {
        let (text, progress) = input::open(path)?;
        Self::start(text, progress, mapping, version, now)
            .with_context(|| format!("reading {}", path.display()))
    }

    /// The same for bytes that are at hand.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    #[cfg(test)]
    pub(crate) fn new(
        bytes: impl std::io::Read + Send + 'static,
        mapping: &Mapping,
        version: Arc<Version>,
        now: Timestamp,
    ) -> anyhow::Result<Self> {
        let (text, progress) = input::text(bytes, 0)?;
        Self::start(text, progress, mapping, version, now)
    }

    fn start(
        mut text: Text,
        progress: Progress,
        mapping: &Mapping,
        version: Arc<Version>,
        now: Timestamp,
    ) -> anyhow::Result<Self> {
        let delimiter = match mapping.delimiter {
            Some(delimiter) => delimiter,
            None => input::sniff(&mut text)?,
        };
        let mut csv = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(delimiter)
            .from_reader(text);
        let mut names = StringRecord::new();
        if !csv.read_record(&mut names)? {
            bail!("the file is empty");
        }
        let mut skipped = StringRecord::new();
        for _ in 1..mapping.header_rows {
            csv.read_record(&mut skipped)?;
        }
        let header = Header::new(names.iter());
        let plan = plan(mapping, &header, &version)?;
        Ok(Self { csv, header, plan, version, now, progress, rows: 0, ended: false })
    }

    /// A view on how much of the file was read, which stays when the reader goes.
    pub(crate) fn progress(&self) -> Progress {
        self.progress.clone()
    }

    fn is_left_out(&self, cells: &Cells<'_>) -> bool {
        let hit = |(column, values): &(usize, Vec<String>)| {
            let cell = cells.get(*column);
            values.iter().any(|value| value == cell)
        };
        self.plan.leave_out.iter().any(hit)
    }

    fn row(&self, line: u64, record: &StringRecord) -> Row {
        let (has, needs) = (record.len(), self.header.0.len());
        if has < needs || record.iter().skip(needs).any(|cell| !cell.trim().is_empty()) {
            let reason = format!("has {has} cells where the header has {needs}");
            return Row::Bad(BadRow { line, problems: vec![CellProblem::whole(reason)] });
        }
        let cells = Cells(record);
        let mut row = RowReader { reader: self, cells: &cells, problems: Vec::new() };
        let (submission, asked) = row.submission();
        row.check(&submission, &asked);
        if !row.problems.is_empty() {
            return Row::Bad(BadRow { line, problems: row.problems() });
        }
        let survey = &self.version.survey().id;
        let response = v1::Response::new(survey, self.version.number(), submission);
        Row::Good(Box::new(GoodRow { line, response }))
    }
}

impl Iterator for Reader {
    type Item = anyhow::Result<Row>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut record = StringRecord::new();
        while !self.ended {
            match self.csv.read_record(&mut record) {
                Ok(true) => {}
                Ok(false) => self.ended = true,
                Err(error) => {
                    if let ErrorKind::Utf8 { pos, err } = error.kind() {
                        self.rows += 1;
                        let line = pos.as_ref().map_or(0, csv::Position::line);
                        let column = self.header.0.get(err.field()).cloned();
                        let reason = "is not UTF-8: save the file in that encoding".to_owned();
                        let problem = CellProblem { column, cell: None, reason };
                        return Some(Ok(Row::Bad(BadRow { line, problems: vec![problem] })));
                    }
                    self.ended = true;
                    return Some(Err(error.into()));
                }
            }
            if self.ended {
                break;
            }
            self.rows += 1;
            if self.is_left_out(&Cells(&record)) {
                self.progress.leave_out();
                continue;
            }
            let line = record.position().map_or(0, csv::Position::line);
            return Some(Ok(self.row(line, &record)));
        }
        None
    }
}

/// Reads one row; notes what is wrong by column and goes on.
struct RowReader<'r> {
    reader: &'r Reader,
    cells: &'r Cells<'r>,
    problems: Vec<(Option<usize>, String)>,
}

impl RowReader<'_> {
    /// The row as a submission, and for each of its answers the position in the plan.
    fn submission(&mut self) -> (Submission, Vec<usize>) {
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
            respondent: plan.respondent.as_ref().and_then(|source| self.value(source)),
            channel: plan.channel.as_ref().and_then(|source| self.value(source)),
            language: plan.language.as_ref().and_then(|source| self.value(source)),
            weight: plan.weight.and_then(|column| self.weight(column)),
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

    fn id(&mut self) -> String {
        let plan = &self.reader.plan;
        let Some(columns) = &plan.id else {
            return super::id::of(&plan.prefix, &[&self.reader.rows.to_string()]);
        };
        let parts: Vec<&str> = columns.iter().map(|column| self.cells.get(*column)).collect();
        if parts.iter().all(|part| part.is_empty()) {
            let reason = "is empty: a row needs an id, or importing twice would store it twice";
            self.problems.push((columns.first().copied(), reason.to_owned()));
        }
        super::id::of(&plan.prefix, &parts)
    }

    fn time(&mut self) -> Option<Timestamp> {
        let (parts, formats, zone) = match &self.reader.plan.time {
            TimePlan::Constant(instant) => return Some(*instant),
            TimePlan::Cells { parts, formats, zone } => (parts, formats, zone),
        };
        let mut text = String::new();
        for part in parts {
            match part {
                TextOrColumn::Text(words) => text.push_str(words),
                TextOrColumn::Column(column) => text.push_str(self.cells.get(*column)),
            }
        }
        let instant = formats.iter().find_map(|format| format.read(&text, zone));
        if instant.is_none() {
            let reason = format!("{text:?} is not a time in the format of the mapping");
            self.problems.push((self.reader.plan.time.column(), reason));
        }
        instant
    }

    fn weight(&mut self, column: usize) -> Option<f64> {
        let cell = self.cells.get(column);
        let weight = cell::decimal(cell);
        if weight.is_none() && !cell.is_empty() {
            self.problems.push((Some(column), "must be a number".to_owned()));
        }
        weight
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
    fn check(&mut self, submission: &Submission, asked: &[usize]) {
        let Err(violations) = self.reader.version.check(submission.clone(), self.reader.now) else {
            return;
        };
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
    fn problems(mut self) -> Vec<CellProblem> {
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

impl Plan {
    /// The column that a field of a submission was read from.
    fn column_of(&self, field: &str, asked: &[usize]) -> Option<usize> {
        if let Some(rest) = field.strip_prefix("answers[") {
            let index: usize = rest.split(']').next()?.parse().ok()?;
            return self.answers[*asked.get(index)?].columns.first().copied();
        }
        if let Some(id) = field.strip_prefix("segments.") {
            let (_, source) = self.segments.iter().find(|(segment, _)| segment == id)?;
            return source.column();
        }
        match field {
            "id" => self.id.as_ref()?.first().copied(),
            "answered_at" => self.time.column(),
            "respondent" => self.respondent.as_ref()?.column(),
            "channel" => self.channel.as_ref()?.column(),
            "language" => self.language.as_ref()?.column(),
            "weight" => self.weight,
            _ => None,
        }
    }
}

impl SourcePlan {
    fn column(&self) -> Option<usize> {
        match self {
            Self::Constant(_) => None,
            Self::Column { column, .. } => Some(*column),
        }
    }
}

impl TimePlan {
    fn column(&self) -> Option<usize> {
        let Self::Cells { parts, .. } = self else { return None };
        parts.iter().find_map(|part| match part {
            TextOrColumn::Text(_) => None,
            TextOrColumn::Column(column) => Some(*column),
        })
    }
}

impl CellProblem {
    fn whole(reason: String) -> Self {
        Self { column: None, cell: None, reason }
    }
}
