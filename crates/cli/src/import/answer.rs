//! The answer to one question, from its cells.

use plaudit_core::response::{Given, NoAnswer};

use super::cell::{self, Table};
use super::reader::Cells;

/// How the answer to one question is read.
#[derive(Debug)]
pub(super) struct AnswerPlan {
    pub(super) question: String,
    /// The columns it stands in; a problem is told of the first, or of the one it lies in.
    pub(super) columns: Vec<usize>,
    pub(super) codes: Table<Code>,
    pub(super) read: Read,
}

/// A cell that is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Code {
    NoAnswer(NoAnswer),
    NotShown,
}

#[derive(Debug)]
pub(super) enum Read {
    /// A score by the mapping's code, its number, or its words (in small letters).
    Score {
        codes: Table<i32>,
        labels: Table<i32>,
    },
    /// An option by the file's code, its id or its label.
    Option(Table<String>),
    /// Several options in one cell.
    Separated {
        options: Table<String>,
        separator: String,
    },
    /// One column an option, in the order of `columns`.
    Ticks {
        options: Vec<String>,
        ticked: Vec<String>,
        /// The option that any text ticks.
        other: Option<String>,
    },
    Text,
}

/// A problem in the column at a position.
pub(super) type Problem = (usize, String);

impl AnswerPlan {
    /// What was given; absent when the question was not shown.
    pub(super) fn read(&self, cells: &Cells<'_>) -> Result<Option<Given>, Problem> {
        if let Read::Ticks { options, ticked, other } = &self.read {
            return self.ticks(cells, options, ticked, other.as_deref());
        }
        let column = self.columns[0];
        let cell = cells.get(column);
        if let Some(code) = self.code(cell) {
            return Ok(code.given());
        }
        let given = match &self.read {
            Read::Score { codes, labels } => match codes.get(cell) {
                Some(score) => Ok(Given::Score(*score)),
                None => cell::whole(cell)
                    .or_else(|reason| labels.get(&cell.to_lowercase()).copied().ok_or(reason))
                    .map(Given::Score)
                    .map_err(str::to_owned),
            },
            Read::Option(options) => option(options, cell).map(Given::Option),
            Read::Separated { options, separator } => cell
                .split(separator.as_str())
                .map(str::trim)
                .filter(|part| !part.is_empty())
                .map(|part| option(options, part))
                .collect::<Result<_, _>>()
                .map(Given::Options),
            Read::Text | Read::Ticks { .. } => Ok(Given::Text(cell.to_owned())),
        };
        given.map(Some).map_err(|reason| (column, reason))
    }

    /// A code in every column stands for the whole question; else a column is ticked or it is not.
    fn ticks(
        &self,
        cells: &Cells<'_>,
        options: &[String],
        ticked: &[String],
        other: Option<&str>,
    ) -> Result<Option<Given>, Problem> {
        let mut codes = self.columns.iter().map(|column| self.code(cells.get(*column)));
        let first = codes.next().flatten();
        if let Some(first) = first
            && codes.all(|code| code == Some(first))
        {
            return Ok(first.given());
        }
        let mut chosen = Vec::new();
        for (column, option) in self.columns.iter().zip(options) {
            let cell = cells.get(*column);
            if ticked.iter().any(|tick| tick.eq_ignore_ascii_case(cell)) {
                chosen.push(option.clone());
            } else if self.code(cell).is_some() || UNTICKED.contains(&cell.to_lowercase().as_str())
            {
            } else if other == Some(option.as_str()) {
                chosen.push(option.clone());
            } else {
                return Err((*column, "is neither ticked, nor unticked, nor a code".to_owned()));
            }
        }
        Ok(Some(Given::Options(chosen)))
    }

    /// An empty cell was left blank unless the mapping says otherwise.
    fn code(&self, cell: &str) -> Option<Code> {
        let empty = || cell.is_empty().then_some(Code::NoAnswer(NoAnswer::Skipped));
        self.codes.get(cell).copied().or_else(empty)
    }
}

/// Cells that mean that a box was left open.
const UNTICKED: [&str; 4] = ["0", "false", "no", "n"];

impl Code {
    fn given(self) -> Option<Given> {
        match self {
            Self::NoAnswer(reason) => Some(Given::NoAnswer(reason)),
            Self::NotShown => None,
        }
    }
}

fn option(options: &Table<String>, cell: &str) -> Result<String, String> {
    let names = || options.0.iter().map(|(name, _)| name.as_str());
    let lower = cell.to_lowercase();
    let loosely = || options.0.iter().find(|(name, _)| name.to_lowercase() == lower);
    options.get(cell).or_else(|| loosely().map(|(_, id)| id)).cloned().ok_or_else(|| {
        format!(
            "is neither an option nor a code of the mapping{}",
            crate::files::hint(cell, names())
        )
    })
}
