//! A mapping made ready for one file and one survey version: columns by position, tables filled.

mod answers;
mod header;
mod leave_out;
mod place;

use jiff::tz::TimeZone;
use plaudit_core::survey::Version;
use plaudit_core::time::Timestamp;

use super::answer::AnswerPlan;
use super::cell::Table;
use super::mapping::{self, Completed, IdFrom, Mapping, Name, Source, Time, TimePart};
use super::pseudonym::Key;
use super::time::Format;
use crate::files::{Found, Problems};

pub(super) use header::Header;
pub(super) use leave_out::LeaveOut;

#[derive(Debug)]
pub(super) struct Plan {
    pub(super) leave_out: Vec<LeaveOut>,
    pub(super) prefix: String,
    /// Absent: the number of the row.
    pub(super) id: Option<Vec<usize>>,
    pub(super) time: TimePlan,
    pub(super) respondent: Option<SourcePlan>,
    /// Whether respondents become pseudonyms, and by which key.
    pub(super) pseudonyms: Option<Option<Key>>,
    pub(super) channel: Option<SourcePlan>,
    pub(super) language: Option<SourcePlan>,
    pub(super) weight: Option<usize>,
    pub(super) duration_seconds: Option<usize>,
    pub(super) completed: CompletedPlan,
    pub(super) segments: Vec<(String, SourcePlan)>,
    pub(super) answers: Vec<AnswerPlan>,
}

#[derive(Debug)]
pub(super) enum TimePlan {
    Constant(Timestamp),
    Cells {
        from: TimeFrom,
        /// Cells that are no times.
        blank: Vec<String>,
        formats: Vec<Format>,
        zone: TimeZone,
        otherwise: Option<Timestamp>,
    },
}

#[derive(Debug)]
pub(super) enum TimeFrom {
    Parts(Vec<TextOrColumn>),
    /// The first of the columns whose cell is not blank.
    First(Vec<usize>),
}

#[derive(Debug)]
pub(super) enum TextOrColumn {
    Text(String),
    Column(usize),
}

#[derive(Debug)]
pub(super) enum SourcePlan {
    Constant(String),
    Column { column: usize, values: Option<Table<String>>, blank: Vec<String> },
}

#[derive(Debug)]
pub(super) enum CompletedPlan {
    Always(bool),
    When { column: usize, is: Vec<String>, negated: bool },
}

/// Fits `mapping` to the file's `header` and to `version`.
///
/// # Errors
/// Everything in the mapping that one of them does not have.
pub(super) fn plan(
    mapping: &Mapping,
    header: &Header,
    version: &Version,
) -> Result<Plan, Problems> {
    let planner = Planner { mapping, header, version, found: Found::default() };
    let plan = planner.plan();
    match (plan, planner.found.into_vec()) {
        (Some(plan), problems) if problems.is_empty() => Ok(plan),
        (_, problems) => Err(Problems::new(&mapping.file, problems)),
    }
}

struct Planner<'a> {
    mapping: &'a Mapping,
    header: &'a Header,
    version: &'a Version,
    found: Found,
}

impl Planner<'_> {
    fn plan(&self) -> Option<Plan> {
        let mapping = self.mapping;
        let survey = self.version.survey();
        if mapping.survey.text != survey.id {
            let reason = format!("the rows answer this survey, not {:?}", survey.id);
            self.refuse(&mapping.survey, reason);
        }
        let id = match &mapping.id.from {
            IdFrom::Columns(columns) => Some(self.columns(columns)),
            IdFrom::RowNumber => None,
        };
        let time = self.time(&mapping.time);
        let weight = mapping.weight.as_ref().and_then(|name| {
            if !survey.weighted {
                self.refuse(name, "the survey is not weighted");
            }
            self.column(name)
        });
        if survey.weighted && mapping.weight.is_none() {
            let reason = "is missing: each response to this survey carries a weight";
            self.found.add(mapping.survey.at, "weight", reason);
        }
        Some(Plan {
            leave_out: mapping.leave_out.iter().filter_map(|rule| self.leave_out(rule)).collect(),
            prefix: mapping.id.prefix.clone(),
            id,
            respondent: mapping.respondent.as_ref().and_then(|source| self.source(source)),
            pseudonyms: mapping.pseudonyms.then(|| mapping.key.clone()),
            channel: mapping.channel.as_ref().and_then(|source| self.source(source)),
            language: mapping.language.as_ref().and_then(|source| self.source(source)),
            weight,
            duration_seconds: mapping.duration_seconds.as_ref().and_then(|name| self.column(name)),
            completed: self.completed(),
            segments: self.segments(),
            answers: mapping.answers.iter().filter_map(|answer| self.answer(answer)).collect(),
            time: time?,
        })
    }

    fn refuse(&self, name: &Name, reason: impl Into<String>) {
        self.found.add(name.at, &name.key, reason);
    }

    fn leave_out(&self, rule: &mapping::LeaveOut) -> Option<LeaveOut> {
        let (name, values) = (rule.column.text.clone(), rule.values.clone());
        let column = self.column(&rule.column)?;
        Some(LeaveOut { name, column, values, separator: rule.separator.clone() })
    }

    fn column(&self, name: &Name) -> Option<usize> {
        self.header.find(&name.text).map_err(|reason| self.refuse(name, reason)).ok()
    }

    fn columns(&self, names: &[Name]) -> Vec<usize> {
        names.iter().filter_map(|name| self.column(name)).collect()
    }

    fn time(&self, time: &Time) -> Option<TimePlan> {
        let mut formats: Vec<Format> = Vec::new();
        for name in &time.formats {
            match Format::of(&name.text) {
                Some(format) => formats.push(format),
                None => self.refuse(
                    name,
                    "must be rfc3339, unix_seconds, unix_milliseconds or a pattern, as %d.%m.%Y",
                ),
            }
        }
        if formats.is_empty() {
            formats = Format::defaults();
        }
        let zone = time.zone.as_ref().map_or(&*self.version.survey().time_zone, |z| &z.text);
        let Ok(zone) = TimeZone::get(zone) else {
            let name = time.zone.as_ref().unwrap_or(&time.whole);
            self.refuse(name, format!("{zone:?} is not a time zone, as \"Europe/Helsinki\""));
            return None;
        };
        let constant = |text: &str, name: &Name| {
            let instant = formats.iter().find_map(|format| format.read(text, &zone));
            if instant.is_none() {
                self.refuse(name, format!("{text:?} is not a time, as 2026-03-31T12:00:00Z"));
            }
            instant
        };
        let part = |part: &TimePart| {
            Some(match part {
                TimePart::Text(text) => TextOrColumn::Text(text.clone()),
                TimePart::Column(name) => TextOrColumn::Column(self.column(name)?),
            })
        };
        let parts: Vec<TextOrColumn> = time.parts.iter().filter_map(part).collect();
        let columns = self.columns(&time.columns);
        let otherwise = time.otherwise.as_ref().and_then(|name| constant(&name.text, name));
        let from = if !time.columns.is_empty() {
            TimeFrom::First(columns)
        } else if time.parts.iter().any(|part| matches!(part, TimePart::Column(_))) {
            TimeFrom::Parts(parts)
        } else {
            let text: String = parts.iter().filter_map(TextOrColumn::text).collect();
            return constant(&text, &time.whole).map(TimePlan::Constant);
        };
        Some(TimePlan::Cells { from, blank: time.blank.clone(), formats, zone, otherwise })
    }

    fn completed(&self) -> CompletedPlan {
        match &self.mapping.completed {
            Completed::Always(yes) => CompletedPlan::Always(*yes),
            Completed::When { column, is, negated } => match self.column(column) {
                Some(column) => CompletedPlan::When { column, is: is.clone(), negated: *negated },
                None => CompletedPlan::Always(false), // the missing column was noted
            },
        }
    }

    fn segments(&self) -> Vec<(String, SourcePlan)> {
        let declared = self.version.segments();
        let segment = |(id, source): &(Name, Source)| {
            if matches!(id.text.as_str(), "channel" | "language") {
                self.refuse(id, format!("belongs above the tables, as {} = …", id.text));
            } else if self.version.segment_position(&id.text).is_none() {
                let near = crate::files::hint(&id.text, declared.iter().map(|s| s.id.as_str()));
                self.refuse(id, format!("the survey declares no such segment{near}"));
            }
            Some((id.text.clone(), self.source(source)?))
        };
        self.mapping.segments.iter().filter_map(segment).collect()
    }

    fn source(&self, source: &Source) -> Option<SourcePlan> {
        Some(match source {
            Source::Constant(text) => SourcePlan::Constant(text.clone()),
            Source::Column { column, values, blank } => SourcePlan::Column {
                column: self.column(column)?,
                values: values.clone().map(Table),
                blank: blank.clone(),
            },
        })
    }
}

impl TextOrColumn {
    fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Column(_) => None,
        }
    }

    pub(super) fn column(&self) -> Option<usize> {
        match self {
            Self::Text(_) => None,
            Self::Column(column) => Some(*column),
        }
    }
}
