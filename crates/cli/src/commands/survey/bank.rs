//! `plaudit survey templates` and `plaudit survey new`: surveys made of the question bank.

use std::fmt::Write as _;

use anyhow::bail;
use plaudit_core::bank::{self, Template};
use plaudit_core::text::LocalText;
use plaudit_proto::v1;
use serde_json::json;

use crate::{files, output};

/// Lists the templates.
pub(crate) fn list(as_json: bool) -> anyhow::Result<bool> {
    let templates = bank::templates();
    if as_json {
        let value = |template: &Template| {
            json!({
                "template": template.id,
                "about": template.about,
                "title": template.survey.title.0,
                "languages": bank::LANGUAGES,
                "questions": ids(template.survey.questions.iter().map(|question| &question.id)),
                "measures": ids(template.survey.measures.iter().map(|measure| &measure.id)),
                "segments": ids(template.survey.segments.iter().map(|segment| &segment.id)),
            })
        };
        let values: Vec<_> = templates.iter().map(value).collect();
        output::write(None, &format!("{:#}\n", json!({ "templates": values })))?;
        return Ok(true);
    }
    let width = templates.iter().map(|template| template.id.len()).max().unwrap_or_default();
    let mut text = format!("{:width$}  questions  for\n", "template");
    for Template { id, about, survey } in templates {
        let _ = writeln!(text, "{id:width$}  {:>9}  {about}", survey.questions.len());
    }
    text.push_str("\nAll in English, Finnish, Italian and Vietnamese; `plaudit survey new --template ID > survey.yaml`\n");
    output::write(None, &text)?;
    Ok(true)
}

/// Writes a survey file made from a template.
pub(crate) fn new(
    template: &str,
    id: Option<String>,
    title: Option<&str>,
    as_json: bool,
) -> anyhow::Result<bool> {
    let Some(found) = bank::template(template) else {
        let near = files::hint(template, bank::templates().iter().map(|t| t.id.as_str()));
        bail!("there is no template {template:?}{near}; `plaudit survey templates` lists them");
    };
    let mut survey = found.survey.clone();
    if let Some(id) = id {
        survey.id = id;
    }
    if let Some(title) = title {
        let same = bank::LANGUAGES.map(|language| (language.to_owned(), title.to_owned()));
        survey.title = LocalText(same.into());
    }
    let wire = v1::Survey::from(&survey);
    let text = match as_json {
        true => plaudit_proto::json::to_string_pretty("Survey", &wire)?,
        false => files::survey::write_commented(&wire, &found.about, &remark),
    };
    files::survey::confirm(&wire)?;
    output::write(None, &text)?;
    Ok(true)
}

/// What the bank knows of a question and a survey file does not say.
fn remark(question: &str) -> Option<String> {
    let entry = bank::entry(question)?;
    Some(format!("after: {}; {}", entry.touchpoint, entry.role.name()))
}

fn ids<'s>(ids: impl Iterator<Item = &'s String>) -> Vec<&'s str> {
    ids.map(String::as_str).collect()
}
