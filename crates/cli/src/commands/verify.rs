//! `plaudit verify`.

use std::fmt::Write;

use plaudit_client::Client;
use plaudit_proto::{json, v1};

use crate::args::{Format, Global, Verify};
use crate::output;
use crate::progress::{self, count};

/// Recounts survey by survey. Everything is in order when no counter differs.
pub(crate) async fn run(args: Verify, global: &Global, client: &Client) -> anyhow::Result<bool> {
    let request = v1::VerifyRequest { survey_id: args.survey.unwrap_or_default() };
    let mut results = client.admin().verify(request).await?.into_inner();
    let bar = progress::bar("verifying", None, global.quiet);
    let mut clean = true;
    let mut text = String::new();
    while let Some(result) = results.message().await? {
        clean &= result.discrepancies.is_empty();
        bar.inc(result.responses);
        if global.format == Some(Format::Json) {
            text += &json::to_string("VerifyResponse", &result)?;
            text.push('\n');
        } else {
            describe(&result, &mut text)?;
        }
    }
    bar.finish_and_clear();
    output::write(None, &text)?;
    Ok(clean)
}

fn describe(result: &v1::VerifyResponse, text: &mut String) -> std::fmt::Result {
    let found = match result.discrepancies.len() {
        0 => "no difference".to_owned(),
        1 => "1 DIFFERENCE".to_owned(),
        n => format!("{n} DIFFERENCES"),
    };
    let (responses, tallies) = (count(result.responses), count(result.tallies));
    writeln!(text, "{}: {responses} responses, {tallies} tallies, {found}", result.survey_id)?;
    for v1::Discrepancy { cell, counter, stored, recounted } in &result.discrepancies {
        writeln!(text, "  {cell}: {counter}: stored {stored}, recounted {recounted}")?;
    }
    Ok(())
}
