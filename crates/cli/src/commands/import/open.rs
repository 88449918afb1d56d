//! What is to be imported: rows of a file and the survey that they answer.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, bail};
use plaudit_client::Client;
use plaudit_core::survey::Version;
use plaudit_proto::v1;
use plaudit_server::clock;
use tonic::Code;

use super::proposed::{self, Proposed};
use crate::args::Import;
use crate::import::{Fit, Input, Key, Lines, Mapping, Progress, Reader, Recognised, Row, Settings};

pub(super) type Rows = Box<dyn Iterator<Item = anyhow::Result<Row>> + Send>;

/// What the file comes to.
pub(super) enum Opened {
    Rows(Box<ToImport>),
    /// A survey to be looked at, before anything is stored.
    Proposed(Box<Proposed>),
}

/// Rows to be imported.
pub(super) struct ToImport {
    /// What the summary is about.
    pub(super) name: String,
    pub(super) rows: Rows,
    pub(super) source: Progress,
    /// What the rows answer; absent where each says it.
    pub(super) version: Option<Arc<Version>>,
    /// What a person should know beforehand.
    pub(super) remarks: Vec<String>,
}

/// Opens the file as `args` say.
pub(super) async fn open(
    args: &Import,
    key: Option<Key>,
    client: &Client,
) -> anyhow::Result<Opened> {
    let input = Input::of(&args.data);
    if let Some(path) = &args.mapping {
        let mapping = Mapping::read(path)?.keyed(key);
        let input = if mapping.is_read_again() { input.again()? } else { input };
        let version = published(client, mapping.survey(), mapping.version()).await?;
        let version = version.with_context(|| never_published(mapping.survey()))?;
        return rows(&input, &mapping, Arc::new(version), Vec::new());
    }
    let is_named = args.survey.is_some() || args.propose.is_some() || args.create;
    if !is_named && args.data == Path::new("-") {
        return lines(&input);
    }
    let (input, settings) = (input.again()?, settings(args));
    let Some(file) = Recognised::of(&input, &settings)? else {
        if !is_named {
            return lines(&input);
        }
        return Err(unknown(&input));
    };
    let id = id(args);
    let is_known = args.survey.is_some() || args.create;
    let known = if is_known { published(client, &id, None).await? } else { None };
    if args.propose.is_some() {
        let proposed = match &known {
            Some(version) => Proposed::fitted(&file, &version.survey().into(), &settings)?,
            None => Proposed::of(&file, &id, &settings)?,
        };
        return Ok(Opened::Proposed(Box::new(proposed)));
    }
    let mut doubts = Vec::new();
    let version = match known {
        Some(version) => version,
        None if args.create => {
            let proposal = file.propose(&id, &settings)?;
            doubts = proposed::doubts(&proposal);
            let mut survey = proposal.survey;
            survey.id.clone_from(&id);
            // What cannot be fitted is not published.
            file.fit(&survey, &settings)?;
            if args.dry_run {
                unpublished(&id, survey)?
            } else {
                publish(&id, survey, client).await?
            }
        }
        None if args.survey.is_some() => {
            bail!("{}, and --create makes it of this file", never_published(&id))
        }
        None => return Ok(Opened::Proposed(Box::new(Proposed::of(&file, &id, &settings)?))),
    };
    let fit = file.fit(&version.survey().into(), &settings)?;
    let mapping = Mapping::parse("(the mapping that --propose writes)", &fit.text)?.keyed(key);
    let mut remarks = remarks(&file, &fit, &mapping);
    remarks.extend(doubts.iter().map(|doubt| format!("uncertain: {doubt}")));
    rows(&input, &mapping, Arc::new(version), remarks)
}

/// A survey that the file makes, and its mapping.
pub(super) fn propose(args: &Import) -> anyhow::Result<Proposed> {
    let (input, settings) = (Input::of(&args.data).again()?, settings(args));
    let file = Recognised::of(&input, &settings)?.ok_or_else(|| unknown(&input))?;
    Proposed::of(&file, &id(args), &settings)
}

fn id(args: &Import) -> String {
    args.survey.clone().unwrap_or_else(|| proposed::id(&args.data))
}

fn settings(args: &Import) -> Settings {
    Settings {
        time_zone: args.time_zone.clone(),
        dates: args.dates,
        undated: args.undated.clone(),
        encoding: args.encoding,
    }
}

fn unknown(input: &Input) -> anyhow::Error {
    anyhow::anyhow!("{}: is of no format that is known; a CSV file needs --mapping", input.name())
}

fn rows(
    input: &Input,
    mapping: &Mapping,
    version: Arc<Version>,
    mut remarks: Vec<String>,
) -> anyhow::Result<Opened> {
    let reader = Reader::open(input, mapping, Arc::clone(&version), clock::system()())?;
    if mapping.wants_key() {
        remarks.push(
            "respondents are left out: PLAUDIT_IMPORT__PSEUDONYM_KEY makes pseudonyms of them"
                .to_owned(),
        );
    }
    Ok(Opened::Rows(Box::new(ToImport {
        name: mapping.survey().to_owned(),
        source: reader.progress(),
        rows: Box::new(reader),
        version: Some(version),
        remarks,
    })))
}

fn lines(input: &Input) -> anyhow::Result<Opened> {
    let lines = Lines::open(input)?;
    Ok(Opened::Rows(Box::new(ToImport {
        name: input.name(),
        source: lines.progress(),
        rows: Box::new(lines),
        version: None,
        remarks: Vec::new(),
    })))
}

fn remarks(file: &Recognised, fit: &Fit, mapping: &Mapping) -> Vec<String> {
    let survey = mapping.survey();
    let mut remarks = vec![format!("a file of {}, to {survey}", file.product())];
    let mut add = |what: &str, items: &[String]| {
        if !items.is_empty() {
            remarks.push(format!("{what}: {}", items.join(", ")));
        }
    };
    add("taken for each other, as the only ones of their kind", &fit.guessed);
    add("questions without a column", &fit.without_column);
    add("columns without a question, left out", &fit.without_question);
    remarks
}

async fn publish(id: &str, survey: v1::Survey, client: &Client) -> anyhow::Result<Version> {
    client.surveys().save_draft(v1::SaveDraftRequest { survey: Some(survey) }).await?;
    let request = v1::PublishSurveyRequest { survey_id: id.to_owned() };
    client.surveys().publish_survey(request).await?;
    published(client, id, None).await?.with_context(|| never_published(id))
}

/// What publishing would make the first version.
fn unpublished(id: &str, survey: v1::Survey) -> anyhow::Result<Version> {
    let published_at = Some(prost_types::Timestamp::default());
    version(id, v1::SurveyVersion { number: 1, survey: Some(survey), published_at })
}

/// A version of the survey `id`; absent when there is none.
async fn published(
    client: &Client,
    id: &str,
    number: Option<u32>,
) -> anyhow::Result<Option<Version>> {
    let request =
        v1::GetSurveyRequest { survey_id: id.to_owned(), version: number.unwrap_or_default() };
    match client.surveys().get_survey(request).await {
        Ok(reply) => reply.into_inner().version.map(|published| version(id, published)).transpose(),
        Err(status) if status.code() == Code::NotFound && number.is_none() => Ok(None),
        Err(status) => Err(status.into()),
    }
}

fn version(id: &str, published: v1::SurveyVersion) -> anyhow::Result<Version> {
    Version::try_from(published).map_err(|found| {
        anyhow::anyhow!("{id}: {}", found.first().map_or_else(String::new, ToString::to_string))
    })
}

fn never_published(id: &str) -> String {
    format!("{id}: was never published; `plaudit survey publish {id}` opens it")
}
