//! `plaudit export`.

use std::fs::File;
use std::io::Write;

use anyhow::{Context, bail};
use plaudit_client::Client;
use plaudit_proto::borrowed::Response;
use plaudit_proto::export::Checksum;
use plaudit_proto::v1;
use tokio::sync::mpsc;
use tonic::{Status, Streaming};

use crate::args::{Export, Global};
use crate::progress::{self, count};

/// Messages that wait to be written.
const AHEAD: usize = 2;

/// Writes each response of one snapshot as a line of JSON, and checks count and checksum at the end.
pub(crate) async fn run(args: Export, global: &Global, client: &Client) -> anyhow::Result<bool> {
    let request = v1::ExportResponsesRequest {
        survey_id: args.survey.clone(),
        from: args.days.from.unwrap_or_default(),
        to: args.days.to.unwrap_or_default(),
    };
    let mut messages = ahead(client.reports().export_responses(request).await?.into_inner());
    let mut out: Box<dyn Write> = match &args.output {
        Some(file) => Box::new(
            File::create(file).with_context(|| format!("{}: cannot be written", file.display()))?,
        ),
        None => Box::new(std::io::stdout().lock()),
    };
    let bar = progress::bar("exporting", None, global.quiet || args.output.is_none());
    let mut received = Checksum::default();
    let mut summary = None;
    let mut lines = Vec::new();
    while let Some(message) = messages.recv().await {
        let message = message?;
        for response in &message.responses {
            received.add(response);
            serde_json::to_writer(&mut lines, &Response::decode(response)?)?;
            lines.push(b'\n');
        }
        out.write_all(&lines)?;
        lines.clear();
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

/// Receives the next messages while the ones before are written.
fn ahead<T: Send + 'static>(mut messages: Streaming<T>) -> mpsc::Receiver<Result<T, Status>> {
    let (received, to_write) = mpsc::channel(AHEAD);
    tokio::spawn(async move {
        while let Some(message) = messages.message().await.transpose() {
            if received.send(message).await.is_err() {
                return; // Writing failed.
            }
        }
    });
    to_write
}
