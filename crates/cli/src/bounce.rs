//! Delivery reports (RFC 3464): what a mail server says of a mail of ours.
//!
//! The mail is known by the address that the report is sent to, which bears the id of its invitation. What
//! the report says of the receiver is not needed, and Plaudit could not compare it.

use std::io::{self, BufRead};

use mailparse::{MailAddr, MailHeader, MailHeaderMap, ParsedMail, SingleInfo};
use plaudit_core::invitation::returned;
use uuid::Uuid;

/// Where a mail server says whom a mail was for, the surest first.
const SENT_TO: [&str; 4] = ["To", "X-Original-To", "Delivered-To", "Envelope-To"];

/// The line at the beginning of each mail of an mbox, behind a blank one.
const BEGINS: &[u8] = b"From ";

/// What a report says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Report {
    /// The invitation whose mail it is about.
    pub(crate) invitation: Uuid,
    /// What became of the mail.
    pub(crate) fate: Fate,
    /// Why, as a code of RFC 3463 such as `5.1.1`. Empty where the report does not say.
    pub(crate) status: String,
}

/// What became of a mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Fate {
    /// It arrived, or went on to where no report comes from.
    Delivered,
    /// It did not arrive yet, and is tried again.
    Delayed,
    /// It was refused, or given up.
    Failed,
}

/// Why a mail is no report that can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Unusable {
    #[error("is an automatic reply, not a delivery report")]
    Reply,
    #[error("is not a delivery report (multipart/report with message/delivery-status)")]
    NoReport,
    #[error("is a delivery report that does not say what became of the mail")]
    NoFate,
    #[error("is sent to no address that a mail of Plaudit comes back to (…+ID@…)")]
    NotOurs,
}

impl Report {
    /// Reads a mail.
    ///
    /// # Errors
    /// It is no delivery report, says nothing, or is about a mail of somebody else.
    pub(crate) fn read(mail: &[u8]) -> Result<Self, Unusable> {
        let mail = mailparse::parse_mail(mail).map_err(|_| Unusable::NoReport)?;
        let status = mail.parts().find(|part| is_status(part)).filter(|_| is_report(&mail));
        let Some(status) = status else {
            let is_reply = field(&mail.headers, "Auto-Submitted").starts_with("auto-replied");
            return Err(if is_reply { Unusable::Reply } else { Unusable::NoReport });
        };
        let report = status.get_body_raw().map_err(|_| Unusable::NoFate)?;
        let (fate, status) = worst(&report).ok_or(Unusable::NoFate)?;
        let invitation = invitation(&mail).ok_or(Unusable::NotOurs)?;
        Ok(Self { invitation, fate, status })
    }
}

/// The mails of a file: those of an mbox, or one.
///
/// # Errors
/// When it cannot be read.
pub(crate) fn mails(mut file: impl BufRead) -> io::Result<Vec<Vec<u8>>> {
    let is_mbox = file.fill_buf()?.starts_with(BEGINS);
    let mut mails = vec![Vec::new(); usize::from(!is_mbox)];
    let mut line = Vec::new();
    let mut after_blank = true;
    while file.read_until(b'\n', &mut line)? > 0 {
        let begins = is_mbox && after_blank && line.starts_with(BEGINS);
        after_blank = line.trim_ascii().is_empty();
        match mails.last_mut() {
            Some(mail) if !begins => mail.append(&mut line),
            _ => mails.push(Vec::new()),
        }
        line.clear();
    }
    Ok(mails)
}

fn is_report(mail: &ParsedMail<'_>) -> bool {
    mail.ctype.mimetype == "multipart/report"
}

/// `global-` where addresses are not ASCII (RFC 6533).
fn is_status(part: &ParsedMail<'_>) -> bool {
    let kind = part.ctype.mimetype.as_str();
    matches!(kind, "message/delivery-status" | "message/global-delivery-status")
}

/// The invitation in an address that the mail was sent to.
fn invitation(mail: &ParsedMail<'_>) -> Option<Uuid> {
    let headers = SENT_TO.iter().flat_map(|header| mail.headers.get_all_headers(header));
    let addresses = headers.filter_map(|header| mailparse::addrparse_header(header).ok());
    let found = addresses.flat_map(mailparse::MailAddrList::into_inner).find_map(|address| {
        let MailAddr::Single(SingleInfo { addr, .. }) = address else { return None };
        returned(&addr)
    });
    found.map(Uuid::from_bytes)
}

/// What became of the mail with its status: the worst, where the report is on several receivers, who are
/// then one's aliases.
fn worst(report: &[u8]) -> Option<(Fate, String)> {
    let mut worst: Option<(Fate, String)> = None;
    let mut rest = report;
    // Blocks of fields: the first on the report, each other one on a receiver.
    while !rest.is_empty() {
        let (block, end) = mailparse::parse_headers(rest).ok()?;
        rest = &rest[end..];
        let status = field(&block, "Status");
        let Some(fate) = fate(&field(&block, "Action"), &status) else { continue };
        if worst.as_ref().is_none_or(|(before, _)| fate > *before) {
            worst = Some((fate, status));
        }
    }
    worst
}

/// The action says it: a server that tried for days and gives up says `failed` with a status of 4. Where
/// there is none that is known, the class of the status does.
fn fate(action: &str, status: &str) -> Option<Fate> {
    match action {
        "failed" => return Some(Fate::Failed),
        "delayed" => return Some(Fate::Delayed),
        "delivered" | "relayed" | "expanded" => return Some(Fate::Delivered),
        _ => {}
    }
    match status.split_once('.')?.0 {
        "5" => Some(Fate::Failed),
        "4" => Some(Fate::Delayed),
        "2" => Some(Fate::Delivered),
        _ => None,
    }
}

/// The first word of a field, in small letters; empty where there is none. Comments stand in brackets
/// behind it.
fn field(fields: &[MailHeader<'_>], name: &str) -> String {
    let value = fields.get_first_value(name).unwrap_or_default();
    let word = value.trim().split(|c: char| c.is_whitespace() || c == '(' || c == ';').next();
    word.unwrap_or_default().to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    macro_rules! sample {
        ($name:literal) => {
            include_bytes!(concat!("../../../fuzz/corpus/bounce/", $name)).as_slice()
        };
    }

    fn said(sample: &[u8]) -> (Fate, String) {
        let report = Report::read(sample).unwrap();
        assert_eq!(report.invitation.to_string(), "0199a4c2-7b6e-7d0c-9a41-b3f8de5c6072");
        (report.fate, report.status)
    }

    #[test]
    fn reports_of_the_usual_servers_say_what_became_of_the_mail() {
        let failed = |status: &str| (Fate::Failed, status.to_owned());
        assert_eq!(said(sample!("good-postfix-failed")), failed("5.1.1"));
        assert_eq!(said(sample!("good-exim-failed")), failed("5.0.0"));
        assert_eq!(said(sample!("good-exchange-failed")), failed("5.1.10"));
        assert_eq!(said(sample!("good-gmail-failed")), failed("5.1.1"));
        assert_eq!(said(sample!("good-postfix-given-up")), failed("4.4.1"));
        let delayed = (Fate::Delayed, "4.4.1".to_owned());
        assert_eq!(said(sample!("good-postfix-delayed")), delayed);
    }

    #[test]
    fn what_is_no_report_on_a_mail_of_ours_says_why() {
        let refused = |sample| Report::read(sample).unwrap_err();
        assert_eq!(refused(sample!("bad-out-of-office")), Unusable::Reply);
        assert_eq!(refused(sample!("bad-reply")), Unusable::NoReport);
        assert_eq!(refused(sample!("bad-forwarded")), Unusable::NoReport);
        assert_eq!(refused(sample!("bad-of-another-sender")), Unusable::NotOurs);
        assert_eq!(refused(sample!("bad-forged-id")), Unusable::NotOurs);
        assert_eq!(refused(sample!("bad-without-fate")), Unusable::NoFate);
        assert_eq!(refused(sample!("bad-empty")), Unusable::NoReport);
        assert_eq!(refused(b"\rlost"), Unusable::NoReport);
    }

    #[test]
    fn the_worst_that_is_said_of_several_receivers_counts() {
        let receiver = |action: &str| format!("\r\nAction: {action}\r\n");
        let report = |actions: &[&str]| {
            let receivers: String = actions.iter().map(|action| receiver(action)).collect();
            worst(format!("Reporting-MTA: dns; a.example\r\n{receivers}").as_bytes())
        };
        let fate = |actions: &[&str]| report(actions).map(|(fate, _)| fate);
        assert_eq!(fate(&["relayed", "failed", "delayed"]), Some(Fate::Failed));
        assert_eq!(fate(&["expanded", "Delayed (soon)"]), Some(Fate::Delayed));
        assert_eq!(fate(&["delivered"]), Some(Fate::Delivered));
        assert_eq!(fate(&["lost"]), None);
        assert_eq!(fate(&[]), None);
        let by_status = worst(b"Status: 5.2.2\n").map(|(fate, _)| fate);
        assert_eq!(by_status, Some(Fate::Failed));
    }

    #[test]
    fn an_mbox_has_many_mails_and_another_file_has_one() {
        let one = sample!("good-postfix-failed");
        assert_eq!(mails(one).unwrap(), [one]);
        let mut mbox = Vec::new();
        for _ in 0..2 {
            mbox.extend(b"From MAILER-DAEMON  Tue Mar  3 09:00:04 2026\n");
            mbox.extend(one);
            mbox.push(b'\n');
        }
        let found = mails(mbox.as_slice()).unwrap();
        assert_eq!(found.len(), 2);
        assert!(found.iter().all(|mail| said(mail).0 == Fate::Failed));
        let letter = b"Subject: Hi\n\nDear all\n\nFrom now on\n";
        assert_eq!(mails(letter.as_slice()).unwrap(), [letter]);
    }
}
