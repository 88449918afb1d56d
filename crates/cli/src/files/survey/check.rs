//! Everything that is wrong or doubtful in a survey file, with its place.

use std::path::Path;

use plaudit_core::lint::{self, Finding, Severity};
use plaudit_core::survey::{Survey, Version};
use plaudit_core::time::Timestamp;

use super::super::node::{self, Node};
use super::super::{Entry, Format, Found, Mark, Problem};
use super::{form, locate};

/// A survey file that was looked through.
pub(crate) struct Checked {
    /// The file as the user named it.
    pub(crate) file: String,
    /// What was found, by place.
    pub(crate) remarks: Vec<Remark>,
    /// The survey, when its meaning is right.
    pub(crate) version: Option<Version>,
}

/// One thing that is wrong or doubtful.
pub(crate) struct Remark {
    pub(crate) severity: Severity,
    /// Where, when that is known.
    pub(crate) at: Option<Mark>,
    /// The key, as `questions[2].text.fi`; empty for the file as a whole.
    pub(crate) key: String,
    pub(crate) reason: String,
}

/// Looks through the survey file at `path`.
///
/// # Errors
/// The file cannot be read.
pub(crate) fn check(path: &Path) -> anyhow::Result<Checked> {
    let (file, text) = super::super::text(path)?;
    let (mut remarks, version) = match node::tree(&text, Format::of(path)) {
        Err(problem) => (vec![problem.into()], None),
        Ok(tree) => look_through(&tree),
    };
    remarks.sort_by_key(|remark| remark.at);
    Ok(Checked { file, remarks, version })
}

fn look_through(tree: &Node) -> (Vec<Remark>, Option<Version>) {
    let found = Found::default();
    let survey = form::survey(&Entry::root(tree, &found)).unwrap_or_default();
    let epoch = Timestamp::from_micros(0).expect("the epoch is an instant");
    let mut remarks = Vec::new();
    let mut version = None;
    if found.is_readable() {
        match Survey::try_from(survey).and_then(|survey| Version::new(1, epoch, survey)) {
            Ok(whole) => version = Some(whole),
            Err(violations) => remarks.extend(violations.into_iter().map(|violation| {
                let (key, at) = locate(tree, &violation.field);
                let reason = violation.reason;
                Remark { severity: Severity::Error, at: Some(at), key, reason }
            })),
        }
    }
    if let Some(version) = &version {
        remarks.extend(lint::findings(version).into_iter().map(|f| doubtful(tree, f)));
    }
    remarks.extend(found.into_vec().into_iter().map(Remark::from));
    (remarks, version)
}

fn doubtful(tree: &Node, finding: Finding) -> Remark {
    let (mut key, at) = locate(tree, &finding.field);
    if let Some(language) = finding.language {
        key = format!("{key}.{language}");
    }
    Remark { severity: finding.severity, at: Some(at), key, reason: finding.reason }
}

impl From<Problem> for Remark {
    fn from(problem: Problem) -> Self {
        let Problem { at, key, reason } = problem;
        Self { severity: Severity::Error, at, key, reason }
    }
}
