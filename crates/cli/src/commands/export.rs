//! `plaudit export`.

mod line;

use std::fs::File;
use std::io::{BufWriter, Write};

use anyhow::{Context, bail};
use plaudit_client::Client;
use plaudit_proto::checksum::Checksum;
use plaudit_proto::v1;

use crate::args::{Export, Global};
use crate::progress::{self, count};

/// Writes each response of one snapshot as a line of JSON, and checks count and checksum at the end.
pub(crate) async fn run(args: Export, global: &Global, client: &Client) -> anyhow::Result<bool> {
    let request = v1::ExportResponsesRequest {
        survey_id: args.survey.clone(),
        from: args.days.from.unwrap_or_default(),
        to: args.days.to.unwrap_or_default(),
    };
    let mut messages = client.reports().export_responses(request).await?.into_inner();
    let mut out: BufWriter<Box<dyn Write>> = BufWriter::new(match &args.output {
        Some(file) => Box::new(
            File::create(file).with_context(|| format!("{}: cannot be written", file.display()))?,
        ),
        None => Box::new(std::io::stdout().lock()),
    });
    let bar = progress::bar("exporting", None, global.quiet || args.output.is_none());
    let mut received = Checksum::default();
    let mut summary = None;
    while let Some(message) = messages.message().await? {
        for response in &message.responses {
            received.add(response);
            serde_json::to_writer(&mut out, &line::Line::of(response))?;
            out.write_all(b"\n")?;
        }
        bar.set_position(received.count());
        summary = message.summary.or(summary);
    }
    out.flush()?;
    bar.finish_and_clear();
    let Some(summary) = summary else { bail!("the export broke off before its end") };
    if received.summary() != summary {
        bail!("the export arrived damaged: count and checksum do not agree");
    }
    if !global.quiet {
        let count = count(summary.count);
        eprintln!("{}: {count} responses, sha256 {}", args.survey, summary.checksum);
    }
    Ok(true)
}
