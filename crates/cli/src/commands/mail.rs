//! `plaudit mail`.

use std::fs::File;
use std::io::{self, BufReader};

use plaudit_client::Client;
use plaudit_proto::v1;
use serde_json::json;

use super::invite::show;
use crate::args::{Format, Global, Mail};
use crate::bounce::{self, Fate, Report};
use crate::import::Input;
use crate::output;

/// Dispositions of one call.
const TOGETHER: usize = 1_000;

/// Records what came back. Everything is in order when each mail was a report on one of ours.
pub(crate) async fn run(args: Mail, global: &Global, client: &Client) -> anyhow::Result<bool> {
    let Mail::Bounce { files } = args;
    let as_json = global.format == Some(Format::Json);
    let inputs = match files.as_slice() {
        [] => vec![Input::Standard],
        files => files.iter().map(|file| Input::of(file)).collect(),
    };
    let mut all_good = true;
    let mut refuse = |name: &str, reason: &dyn std::fmt::Display| {
        eprintln!("{name}: {reason}");
        all_good = false;
    };
    let mut failed = Vec::new();
    for input in &inputs {
        let name = input.name();
        let mails = match mails(input) {
            Ok(mails) => mails,
            Err(reason) => {
                refuse(&name, &format_args!("cannot be read: {reason}"));
                continue;
            }
        };
        for (number, mail) in mails.iter().enumerate() {
            let name = match mails.len() {
                1 => name.clone(),
                _ => format!("{name}, mail {}", number + 1),
            };
            match Report::read(mail) {
                Ok(report) if report.fate == Fate::Failed => failed.push((name, report)),
                Ok(report) => output::write(None, &passing(&name, &report, as_json))?,
                Err(reason) => refuse(&name, &reason),
            }
        }
    }
    for some in failed.chunks(TOGETHER) {
        let state = v1::InvitationState::Bounced.into();
        let disposition = |(_, report): &(String, Report)| v1::Disposition {
            invitation_id: report.invitation.to_string(),
            state,
        };
        let dispositions = some.iter().map(disposition).collect();
        let request = v1::RecordDispositionsRequest { dispositions };
        let reply = client.invitations().record_dispositions(request).await?.into_inner();
        for ((name, report), outcome) in some.iter().zip(&reply.outcomes) {
            match (outcome.violations.as_slice(), as_json) {
                ([], true) => output::write(None, &line(name, report, outcome.changed))?,
                ([], false) => output::write(None, &show::recorded(outcome))?,
                ([of_it, ..], _) => {
                    refuse(name, &format_args!("{}: {}", report.invitation, of_it.reason));
                }
            }
        }
    }
    Ok(all_good)
}

fn mails(input: &Input) -> io::Result<Vec<Vec<u8>>> {
    match input {
        Input::File(path) => bounce::mails(BufReader::new(File::open(path)?)),
        _ => bounce::mails(io::stdin().lock()),
    }
}

/// A report that changes nothing.
fn passing(name: &str, report: &Report, as_json: bool) -> String {
    let Report { invitation, fate, status } = report;
    match (as_json, fate) {
        (true, _) => line(name, report, false),
        (false, Fate::Delayed) => format!("{invitation}: delayed ({status}), and tried again\n"),
        (false, _) => format!("{invitation}: delivered\n"),
    }
}

fn line(name: &str, report: &Report, changed: bool) -> String {
    let action = match report.fate {
        Fate::Delivered => "delivered",
        Fate::Delayed => "delayed",
        Fate::Failed => "failed",
    };
    let line = json!({
        "mail": name,
        "invitationId": report.invitation.to_string(),
        "action": action,
        "status": report.status,
        "changed": changed,
    });
    format!("{line}\n")
}
