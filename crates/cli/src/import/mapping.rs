//! What the columns of a file mean.

mod form;

use std::path::Path;

use anyhow::Context;
use encoding_rs::Encoding;

use super::formats::Format;
use super::pseudonym::Key;
use crate::files::{self, Mark, Problems};

/// A mapping file. Columns are known to exist only once a file is opened with it.
#[derive(Clone, Debug)]
pub(crate) struct Mapping {
    /// The mapping file as the user named it.
    pub(super) file: String,
    /// Absent: a CSV file of no known format.
    pub(super) format: Option<&'static Format>,
    /// Absent: UTF-8 or UTF-16.
    pub(super) encoding: Option<&'static Encoding>,
    pub(super) survey: Name,
    /// The survey version that the rows answer; absent: the latest.
    version: Option<u32>,
    /// Absent: found in the first line.
    pub(super) delimiter: Option<u8>,
    /// Rows before the answers; the first of them has the names.
    pub(super) header_rows: usize,
    pub(super) leave_out: Vec<LeaveOut>,
    pub(super) id: Id,
    pub(super) time: Time,
    pub(super) respondent: Option<Source>,
    /// Whether respondents are stored as pseudonyms that only the key can make.
    pub(super) pseudonyms: bool,
    /// The key of the pseudonyms; absent: respondents are not stored where there are to be pseudonyms.
    pub(super) key: Option<Key>,
    pub(super) channel: Option<Source>,
    pub(super) language: Option<Source>,
    pub(super) weight: Option<Name>,
    pub(super) duration_seconds: Option<Name>,
    pub(super) completed: Completed,
    /// For all answers but texts.
    pub(super) codes: Codes,
    pub(super) segments: Vec<(Name, Source)>,
    pub(super) answers: Vec<Answer>,
}

/// A name in the mapping file and its place there.
#[derive(Clone, Debug)]
pub(super) struct Name {
    pub(super) text: String,
    pub(super) key: String,
    pub(super) at: Mark,
}

/// What the response's id is made of.
#[derive(Clone, Debug)]
pub(super) struct Id {
    pub(super) prefix: String,
    pub(super) from: IdFrom,
}

#[derive(Clone, Debug)]
pub(super) enum IdFrom {
    Columns(Vec<Name>),
    /// The last resort: a row added above makes all rows below it new.
    RowNumber,
}

/// When a row was answered.
#[derive(Clone, Debug)]
pub(super) struct Time {
    /// A template of texts and columns; without any column it is a constant.
    pub(super) parts: Vec<TimePart>,
    /// Columns in turn, until one has a time; then `parts` stay empty.
    pub(super) columns: Vec<Name>,
    /// Cells that are no times.
    pub(super) blank: Vec<String>,
    /// For rows without a time.
    pub(super) otherwise: Option<Name>,
    /// `rfc3339`, `unix_seconds`, `unix_milliseconds` or as of strptime, tried in turn.
    pub(super) formats: Vec<Name>,
    /// For times without an offset; absent: the survey's.
    pub(super) zone: Option<Name>,
    pub(super) whole: Name,
}

/// Rows that are no responses.
#[derive(Clone, Debug)]
pub(super) struct LeaveOut {
    pub(super) column: Name,
    /// With one of these in the column.
    pub(super) values: Vec<String>,
    /// Between several values of one cell.
    pub(super) separator: Option<String>,
}

#[derive(Clone, Debug)]
pub(super) enum TimePart {
    Text(String),
    Column(Name),
}

/// Where a value of the response comes from.
#[derive(Clone, Debug)]
pub(super) enum Source {
    Constant(String),
    Column {
        column: Name,
        /// From the file's code to the value.
        values: Option<Vec<(String, String)>>,
        blank: Vec<String>,
    },
}

/// Whether the respondent reached the end.
#[derive(Clone, Debug)]
pub(super) enum Completed {
    Always(bool),
    /// When the cell is (or, negated, is not) one of these.
    When {
        column: Name,
        is: Vec<String>,
        negated: bool,
    },
}

/// Cells that are no answers. Absent: as the default says.
#[derive(Clone, Debug, Default)]
pub(super) struct Codes {
    pub(super) blank: Option<Vec<Name>>,
    pub(super) not_applicable: Option<Vec<Name>>,
    pub(super) dont_know: Option<Vec<Name>>,
    pub(super) not_shown: Option<Vec<Name>>,
}

/// Where the answer to a question comes from.
#[derive(Clone, Debug)]
pub(super) struct Answer {
    pub(super) question: Name,
    pub(super) from: AnswerFrom,
    pub(super) codes: Codes,
    /// From the file's code to the score or option id.
    pub(super) values: Option<Vec<(String, Name)>>,
}

#[derive(Clone, Debug)]
pub(super) enum AnswerFrom {
    Column(Name),
    /// Several options in one cell.
    Separated {
        column: Name,
        separator: String,
    },
    /// One column an option.
    Ticks {
        columns: Vec<(Name, Name)>,
        ticked: Vec<String>,
        /// The option whose column holds the respondent's own words.
        other: Option<Name>,
    },
}

impl Mapping {
    /// Reads the mapping file at `path`.
    ///
    /// # Errors
    /// The file cannot be read, or [`Problems`], all of them.
    pub(crate) fn read(path: &Path) -> anyhow::Result<Self> {
        let name = path.display().to_string();
        let text = std::fs::read_to_string(path).with_context(|| format!("reading {name}"))?;
        Ok(Self::parse(&name, &text)?)
    }

    /// Reads `text` as the mapping file `file`.
    ///
    /// # Errors
    /// Everything that is wrong.
    pub(crate) fn parse(file: &str, text: &str) -> Result<Self, Problems> {
        files::parse(file, text, files::Format::Toml, |root| form::mapping(file, root))
    }

    /// The same with the key of pseudonyms.
    #[must_use]
    pub(crate) fn keyed(self, key: Option<Key>) -> Self {
        Self { key, ..self }
    }

    /// Whether respondents are known and cannot be stored for want of a key.
    pub(crate) fn wants_key(&self) -> bool {
        self.respondent.is_some() && self.pseudonyms && self.key.is_none()
    }

    /// Whether the file has to be read more than once.
    pub(crate) fn is_read_again(&self) -> bool {
        self.format.is_some_and(|format| format.gather.is_some())
    }

    /// The survey that the rows answer.
    pub(crate) fn survey(&self) -> &str {
        &self.survey.text
    }

    /// The version that the rows answer; absent: the latest.
    pub(crate) fn version(&self) -> Option<u32> {
        self.version
    }
}
