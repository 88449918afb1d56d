//! `plaudit survey`.

pub(super) mod bank;
pub(super) mod check;
pub(super) mod link;

use std::path::Path;

use plaudit_client::Client;
use plaudit_proto::{json, v1};

use crate::args::{Format, Global, Survey};
use crate::{files, output};

/// Writes, publishes, shows, lists or closes.
pub(crate) async fn run(args: Survey, global: &Global, client: &Client) -> anyhow::Result<bool> {
    let as_json = global.format == Some(Format::Json);
    let said = match args {
        Survey::Apply { file, publish: true } => {
            publish(&save(&file, client).await?, as_json, client).await?
        }
        Survey::Apply { file, publish: false } => {
            let id = save(&file, client).await?;
            match as_json {
                true => format!("{}\n", serde_json::json!({ "surveyId": id, "state": "draft" })),
                false => format!("{id}: draft saved; `plaudit survey publish {id}` opens it\n"),
            }
        }
        Survey::Publish { survey } => publish(&survey, as_json, client).await?,
        Survey::Close { survey } => {
            let request = v1::CloseSurveyRequest { survey_id: survey.clone() };
            client.surveys().close_survey(request).await?;
            match as_json {
                true => {
                    format!("{}\n", serde_json::json!({ "surveyId": survey, "state": "closed" }))
                }
                false => format!("{survey}: closed\n"),
            }
        }
        Survey::Show { survey } => return show(&survey, global, client).await,
        Survey::List => return list(global, client).await,
        Survey::Check { .. } | Survey::New { .. } | Survey::Templates | Survey::Link(_) => {
            unreachable!("done elsewhere")
        }
    };
    if as_json || !global.quiet {
        output::write(None, &said)?;
    }
    Ok(true)
}

/// Saves the draft of a survey file and returns the survey's id.
async fn save(file: &Path, client: &Client) -> anyhow::Result<String> {
    let survey = files::survey::read(file)?;
    let id = survey.id.clone();
    client.surveys().save_draft(v1::SaveDraftRequest { survey: Some(survey) }).await?;
    Ok(id)
}

async fn publish(survey: &str, as_json: bool, client: &Client) -> anyhow::Result<String> {
    let request = v1::PublishSurveyRequest { survey_id: survey.to_owned() };
    let reply = client.surveys().publish_survey(request).await?.into_inner();
    let number = reply.version.unwrap_or_default().number;
    Ok(match as_json {
        true => {
            let said =
                serde_json::json!({ "surveyId": survey, "state": "open", "version": number });
            format!("{said}\n")
        }
        false => format!("{survey}: version {number} is open\n"),
    })
}

async fn show(survey: &str, global: &Global, client: &Client) -> anyhow::Result<bool> {
    let request = v1::GetSurveyRequest { survey_id: survey.to_owned(), version: 0 };
    let reply = client.surveys().get_survey(request).await?.into_inner();
    let text = match global.format {
        Some(Format::Json) => json::to_string_pretty("GetSurveyResponse", &reply)?,
        _ => {
            let published = reply.version.and_then(|version| version.survey);
            files::survey::write(&published.or(reply.draft).unwrap_or_default())
        }
    };
    output::write(None, &text)?;
    Ok(true)
}

async fn list(global: &Global, client: &Client) -> anyhow::Result<bool> {
    let reply = client.surveys().list_surveys(v1::ListSurveysRequest {}).await?.into_inner();
    if global.format == Some(Format::Json) {
        output::write(None, &json::to_string_pretty("ListSurveysResponse", &reply)?)?;
        return Ok(true);
    }
    let width = reply.surveys.iter().map(|survey| survey.id.len()).max().unwrap_or_default();
    let mut text = String::new();
    for survey in &reply.surveys {
        let state = match survey.state() {
            v1::SurveyState::Open => format!("open, version {}", survey.latest_version),
            v1::SurveyState::Closed => format!("closed, version {}", survey.latest_version),
            v1::SurveyState::Draft | v1::SurveyState::Unspecified => "draft".to_owned(),
        };
        let title = survey.title.values().next().map_or("", String::as_str);
        text += &format!("{:width$}  {state:<18}  {title}\n", survey.id);
    }
    output::write(None, &text)?;
    Ok(true)
}
