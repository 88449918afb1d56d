//! What is wrong with a file, and where.

use std::cell::{Cell, RefCell};
use std::fmt;

use super::Mark;

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Problem {
    /// Where, when that is known.
    pub(crate) at: Option<Mark>,
    /// The key, as `questions[2].scale`; empty for the file as a whole.
    pub(crate) key: String,
    /// What must hold.
    pub(crate) reason: String,
}

/// Everything that is wrong with one file, in the order of its lines.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) struct Problems {
    /// The file as the user named it.
    pub(crate) file: String,
    pub(crate) found: Vec<Problem>,
}

/// Collects problems while a file is read.
#[derive(Default)]
pub(crate) struct Found {
    problems: RefCell<Vec<Problem>>,
    unreadable: Cell<bool>,
}

impl Problem {
    /// The text is not YAML or TOML at all.
    pub(super) fn syntax(at: Option<Mark>, message: &str) -> Self {
        let reason = message.lines().collect::<Vec<_>>().join(", ");
        Self { at, key: String::new(), reason }
    }
}

impl Problems {
    /// The problems of `file`, sorted by place.
    pub(crate) fn new(file: impl Into<String>, mut found: Vec<Problem>) -> Self {
        found.sort_by_key(|problem| problem.at);
        Self { file: file.into(), found }
    }
}

impl Found {
    /// Notes a value that could not be read.
    pub(crate) fn add(&self, at: Mark, key: &str, reason: impl Into<String>) {
        self.unreadable.set(true);
        self.remark(at, key, reason);
    }

    /// Notes a problem that leaves everything else as it should be, as a key too many.
    pub(crate) fn remark(&self, at: Mark, key: &str, reason: impl Into<String>) {
        let problem = Problem { at: Some(at), key: key.to_owned(), reason: reason.into() };
        self.problems.borrow_mut().push(problem);
    }

    /// Whether every value could be read.
    pub(crate) fn is_readable(&self) -> bool {
        !self.unreadable.get()
    }

    pub(crate) fn into_vec(self) -> Vec<Problem> {
        self.problems.into_inner()
    }
}

impl fmt::Display for Problems {
    /// One line a problem: `survey.yaml:14:7: questions[2].scale: …`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, problem) in self.found.iter().enumerate() {
            if i > 0 {
                writeln!(f)?;
            }
            write!(f, "{}:", self.file)?;
            if let Some(at) = problem.at {
                write!(f, "{at}:")?;
            }
            if !problem.key.is_empty() {
                write!(f, " {}:", problem.key)?;
            }
            write!(f, " {}", problem.reason)?;
        }
        Ok(())
    }
}
