//! `plaudit erase`.

use std::fmt::Write as _;
use std::io::{IsTerminal, Write as _};

use anyhow::{Context, bail};
use plaudit_client::Client;
use plaudit_proto::{json, v1};

use crate::args::{Erase, Format, Global};
use crate::output;
use crate::progress::count;

/// Erases, after asking a person at a terminal.
pub(crate) async fn run(args: Erase, global: &Global, client: &Client) -> anyhow::Result<bool> {
    if !args.yes && !agreed(&args)? {
        bail!("nothing was erased");
    }
    let request = v1::EraseResponsesRequest {
        respondent: args.respondent.unwrap_or_default(),
        response_ids: args.response,
        survey_id: args.survey.unwrap_or_default(),
    };
    let erased = client.admin().erase_responses(request).await?.into_inner();
    let text = match global.format {
        Some(Format::Json) => json::to_string_pretty("EraseResponsesResponse", &erased)?,
        _ => describe(&erased)?,
    };
    output::write(None, &text)?;
    Ok(true)
}

fn agreed(args: &Erase) -> anyhow::Result<bool> {
    if !std::io::stdin().is_terminal() {
        bail!("nothing was erased: without a terminal to ask at, say --yes");
    }
    let what = match &args.respondent {
        Some(respondent) => format!("all responses of {respondent}"),
        None => format!("the responses {}", args.response.join(", ")),
    };
    let place = args.survey.as_deref().unwrap_or("all surveys");
    eprint!("Erase {what} in {place} for good? [y/N] ");
    std::io::stderr().flush()?;
    let mut answer = String::new();
    std::io::stdin().read_line(&mut answer).context("no answer can be read")?;
    Ok(matches!(answer.trim(), "y" | "Y" | "yes"))
}

fn describe(erased: &v1::EraseResponsesResponse) -> Result<String, std::fmt::Error> {
    let mut text = String::new();
    for survey in &erased.surveys {
        writeln!(text, "{}: {} responses erased", survey.survey_id, count(survey.responses))?;
    }
    if erased.invitations > 0 {
        writeln!(text, "{} invitations name nobody any more", count(erased.invitations))?;
    }
    let total = count(erased.responses);
    writeln!(text, "{total} responses erased, trace {}", erased.erasure_id)?;
    Ok(text)
}
