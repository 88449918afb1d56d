//! `plaudit export`.

mod line;

use std::fs::File;
use std::io::{BufWriter, Write};

use anyhow::{Context, bail};
use plaudit_client::Client;
use plaudit_proto::v1;
use prost::Message;
use sha2::{Digest, Sha256};

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
    let mut received = Received::default();
    let mut summary = None;
    while let Some(message) = messages.message().await? {
        for response in &message.responses {
            received.count(response);
            serde_json::to_writer(&mut out, &line::Line::of(response))?;
            out.write_all(b"\n")?;
        }
        bar.set_position(received.count);
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

#[derive(Default)]
struct Received {
    count: u64,
    hash: Sha256,
    buffer: Vec<u8>,
}

impl Received {
    fn count(&mut self, response: &v1::Response) {
        self.buffer.clear();
        response.encode(&mut self.buffer).expect("a Vec takes any length");
        let length = u32::try_from(self.buffer.len()).expect("a response is below 4 GiB");
        self.hash.update(length.to_be_bytes());
        self.hash.update(&self.buffer);
        self.count += 1;
    }

    fn summary(self) -> v1::ExportSummary {
        let checksum = self.hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        v1::ExportSummary { count: self.count, checksum }
    }
}
