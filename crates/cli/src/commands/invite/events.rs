//! Events from a CSV file.

use std::collections::BTreeMap;
use std::io::BufRead;
use std::path::Path;

use anyhow::{Context, bail};
use plaudit_client::Client;
use plaudit_proto::{convert, json, v1};

use super::show;
use crate::args::InviteMail;
use crate::import::{Input, input};
use crate::output;
use crate::progress::count;

/// Events of one call.
const TOGETHER: usize = 500;

/// What was decided, counted.
#[derive(Default)]
struct Totals {
    invited: u64,
    refused: u64,
    suppressed: BTreeMap<i32, u64>,
    /// Mails as files.
    written: u64,
}

/// Decides on event after event. Everything is in order when none was refused.
pub(super) async fn run(
    file: &Path,
    survey: Option<&str>,
    mail: &InviteMail,
    as_json: bool,
    client: &Client,
) -> anyhow::Result<bool> {
    let (mut text, _) = Input::of(file).open(None)?;
    let delimiter = input::sniff(text.fill_buf()?).delimiter;
    let mut rows = csv::ReaderBuilder::new().delimiter(delimiter).from_reader(text);
    let header = rows.headers().context("the header cannot be read")?.clone();
    let columns: Vec<&str> = header.iter().map(str::trim).collect();
    for needed in ["id", "contact", "occurred_at"] {
        if !columns.contains(&needed) {
            bail!("{}: has no column {needed:?}", file.display());
        }
    }
    if survey.is_none() && !columns.contains(&"survey") {
        bail!("{}: has no column \"survey\"; say --survey", file.display());
    }
    let mut totals = Totals::default();
    let mut batch = Vec::with_capacity(TOGETHER);
    for row in rows.records() {
        let row = row.context("the file was read only in part")?;
        let line = row.position().map_or(0, csv::Position::line);
        match event(&columns, &row, survey) {
            Ok(event) => batch.push((line, event)),
            Err(reason) => {
                eprintln!("line {line}: {reason}");
                totals.refused += 1;
            }
        }
        if batch.len() == TOGETHER {
            decide(std::mem::take(&mut batch), mail, as_json, client, &mut totals).await?;
        }
    }
    if !batch.is_empty() {
        decide(batch, mail, as_json, client, &mut totals).await?;
    }
    if !as_json {
        output::write(None, &totals.describe())?;
    }
    Ok(totals.refused == 0)
}

async fn decide(
    batch: Vec<(u64, v1::Event)>,
    mail: &InviteMail,
    as_json: bool,
    client: &Client,
    totals: &mut Totals,
) -> anyhow::Result<()> {
    let (lines, events): (Vec<u64>, Vec<v1::Event>) = batch.into_iter().unzip();
    let mut reply = client.invitations().invite(mail.request(events)).await?.into_inner();
    let mut text = String::new();
    for (line, outcome) in lines.iter().zip(&mut reply.outcomes) {
        if let Some(invitation) = &mut outcome.invitation {
            totals.written += u64::from(mail.own.write(invitation)?.is_some());
        }
        match outcome.decision() {
            v1::InviteDecision::Invited => totals.invited += 1,
            v1::InviteDecision::Suppressed => {
                *totals.suppressed.entry(outcome.reason).or_default() += 1;
            }
            v1::InviteDecision::Rejected | v1::InviteDecision::Unspecified => {
                let found = show::violations(&outcome.violations);
                eprintln!("line {line}, id {}: {found}", outcome.event_id);
                totals.refused += 1;
            }
        }
        if as_json {
            text += &json::to_string("InviteOutcome", outcome)?;
            text.push('\n');
        }
    }
    output::write(None, &text)
}

/// The event of a row: what has a name of its own, and the other columns as segments. An empty cell says
/// nothing.
fn event(
    columns: &[&str],
    row: &csv::StringRecord,
    survey: Option<&str>,
) -> Result<v1::Event, String> {
    let mut event =
        v1::Event { survey_id: survey.unwrap_or_default().to_owned(), ..v1::Event::default() };
    for (column, cell) in columns.iter().zip(row).filter(|(_, cell)| !cell.trim().is_empty()) {
        let cell = cell.trim();
        let text = match *column {
            "id" => &mut event.id,
            "contact" => &mut event.contact,
            "survey" => &mut event.survey_id,
            "address" => &mut event.address,
            "channel" => &mut event.channel,
            "language" => &mut event.language,
            "occurred_at" => {
                let at = super::instant(cell);
                let at = at.ok_or_else(|| format!("occurred_at: {cell:?} is not a time"))?;
                event.occurred_at = Some(convert::timestamp(at));
                continue;
            }
            segment => event.segments.entry(segment.to_owned()).or_default(),
        };
        cell.clone_into(text);
    }
    Ok(event)
}

impl Totals {
    fn describe(&self) -> String {
        let mut text = format!("{} invited", count(self.invited));
        for (reason, many) in &self.suppressed {
            let reason = v1::SuppressionReason::try_from(*reason).unwrap_or_default();
            text += &format!("\n{} not invited: {}", count(*many), show::why(reason));
        }
        if self.written > 0 {
            text += &format!("\n{} mails written", count(self.written));
        }
        if self.refused > 0 {
            text += &format!("\n{} refused", count(self.refused));
        }
        text + "\n"
    }
}
