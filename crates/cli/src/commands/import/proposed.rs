//! The survey and the mapping that a file makes, to be looked at.

use std::path::Path;

use plaudit_proto::v1;

use crate::import::{Proposal, Recognised, Settings, slug};
use crate::{files, output};

/// A survey file and a mapping file.
pub(super) struct Proposed {
    /// Absent where the survey is published already.
    survey: Option<String>,
    mapping: String,
    /// Whose file it is, and with how many responses.
    about: String,
    /// What is not certain.
    pub(super) doubts: Vec<String>,
}

impl Proposed {
    /// A survey `id` of the file.
    pub(super) fn of(file: &Recognised, id: &str, settings: &Settings) -> anyhow::Result<Self> {
        let proposal = file.propose(id, settings)?;
        let fitted = Self::fitted(file, &proposal.survey, settings)?;
        let survey = text(&proposal, &fitted.about);
        Ok(Self { survey: Some(survey), doubts: doubts(&proposal), ..fitted })
    }

    /// The mapping of the file to `survey`.
    pub(super) fn fitted(
        file: &Recognised,
        survey: &v1::Survey,
        settings: &Settings,
    ) -> anyhow::Result<Self> {
        let about = format!("a file of {} with {} responses", file.product(), file.rows());
        let mapping = file.fit(survey, settings)?.text;
        Ok(Self { survey: None, mapping, about, doubts: Vec::new() })
    }

    /// Writes the survey file, and the mapping beside it; returns what is to be done with them.
    pub(super) fn write(&self, path: &Path, data: &Path) -> anyhow::Result<String> {
        let (mapping, data) = (path.with_extension("mapping.toml"), data.display());
        let import = format!("plaudit import --mapping {} {data}", mapping.display());
        let about =
            format!("# What the columns of {} mean. Import it with\n#   {import}\n", self.about);
        output::write(Some(&mapping), &format!("{about}\n{}", self.mapping))?;
        let mut said = format!("{data}: {}; nothing was stored. Look at\n", self.about);
        if let Some(survey) = &self.survey {
            output::write(Some(path), survey)?;
            said += &format!("  {}\n", path.display());
        }
        said += &format!("  {}\nand then\n", mapping.display());
        if self.survey.is_some() {
            said += &format!("  plaudit survey apply --publish {}\n", path.display());
        }
        Ok(said + &format!("  {import}\n"))
    }

    /// The survey file, and what is to be done with it.
    pub(super) fn shown(&self, data: &Path) -> (&str, String) {
        let (about, data) = (&self.about, data.display());
        let hint = format!(
            "{data}: {about}; nothing was stored. This is the survey that it makes.\n  \
             --propose survey.yaml  writes it and the mapping, to be looked at and changed\n  \
             --create               publishes it as it is and imports\n  \
             --survey ID            imports to a survey that is published\n"
        );
        (self.survey.as_deref().unwrap_or_default(), hint)
    }
}

/// The id of a survey that is called as the file is.
pub(super) fn id(data: &Path) -> String {
    let name = data.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
    slug(name.split('.').next().unwrap_or_default(), "survey_")
}

/// What is not certain of a proposal, a line each.
pub(super) fn doubts(proposal: &Proposal) -> Vec<String> {
    let of_questions = proposal.remarks.iter().map(|(id, remark)| format!("{id}: {remark}"));
    of_questions.chain(proposal.notes.iter().cloned()).collect()
}

fn text(proposal: &Proposal, about: &str) -> String {
    let remark = |id: &str| proposal.remarks.get(id).map(|doubt| format!("uncertain: {doubt}"));
    let about = format!("proposed from {about}");
    let text = files::survey::write_commented(&proposal.survey, &about, &remark);
    let notes = proposal.notes.iter().map(|note| format!("# Uncertain: {note}.\n"));
    notes.chain([text]).collect()
}
