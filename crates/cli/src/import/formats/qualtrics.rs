//! Qualtrics: names, texts and import ids in three rows above the answers.

use super::{Asked, Format, Hint, Ignored, Role, Sheet};

pub(super) static FORMAT: Format = Format {
    name: "qualtrics",
    product: "Qualtrics",
    header_rows: 3,
    footer: false,
    signs: &["StartDate", "EndDate", "ResponseId", "RecordedDate"],
    sheet,
    gather: None,
};

/// Behind the name of a question on recommendation: the group of the answer.
const GROUP: &str = "_NPS_GROUP";

/// Previews and tests, as words and as the codes of exported numbers.
const STATUS: [&str; 8] =
    ["Survey Preview", "Preview", "1", "Survey Test", "Test", "2", "Spam", "8"];

const CHANNELS: [(&str, &str); 5] =
    [("anonymous", "web"), ("email", "email"), ("qr", "qr"), ("sms", "sms"), ("social", "social")];

fn sheet(header: &[Vec<String>]) -> Sheet {
    let line = |row: usize, i: usize| {
        header.get(row).and_then(|row| row.get(i)).map_or("", String::as_str)
    };
    let mut sheet = Sheet::of(&header[0], |i, name| {
        let has_group = header[0].contains(&format!("{name}{GROUP}"));
        role(name, line(1, i), line(2, i), has_group)
    });
    sheet.zone = header.get(2).into_iter().flatten().find_map(|id| zone(id));
    sheet.completed = &["True", "TRUE", "true", "1"];
    sheet.channels = &CHANNELS;
    sheet.blank = &["-99"];
    sheet.leave_out("Status", &STATUS, None);
    sheet.leave_out("DistributionChannel", &["preview", "test"], None);
    sheet
}

/// The account's zone, which stands beside the import id of a time.
fn zone(import_id: &str) -> Option<String> {
    let id: serde_json::Value = serde_json::from_str(import_id).ok()?;
    let zone = match id.get("timeZone")?.as_str()? {
        "Z" => "UTC",
        zone => zone,
    };
    jiff::tz::TimeZone::get(zone).is_ok().then(|| zone.to_owned())
}

fn role(name: &str, text: &str, import_id: &str, is_nps: bool) -> Role {
    match name {
        "ResponseId" => Role::Id,
        "RecordedDate" => Role::Time,
        "UserLanguage" => Role::Language,
        "DistributionChannel" => Role::Channel,
        "Duration (in seconds)" => Role::Duration,
        "Finished" => Role::Completed,
        "RecipientEmail" => Role::Respondent,
        "IPAddress" | "RecipientLastName" | "RecipientFirstName" | "ExternalReference"
        | "LocationLatitude" | "LocationLongitude" => Role::Ignored(Ignored::Personal),
        "StartDate" | "EndDate" | "Status" | "Progress" => Role::Ignored(Ignored::Technical),
        _ if is_nps => Role::Answer(Asked::one(name, text, Hint::Nps)),
        _ if is_derived(name) => Role::Ignored(Ignored::Derived),
        _ if is_timing(name) => Role::Ignored(Ignored::Technical),
        _ if import_id.contains("\"QID") || !import_id.contains("ImportId") => {
            Role::Answer(asked(name, text))
        }
        _ => Role::Fact, // embedded data
    }
}

/// The group of a recommendation, orders of display, topics and sentiments.
fn is_derived(name: &str) -> bool {
    let parts: Vec<&str> = name.split('_').collect();
    name.ends_with(GROUP)
        || parts.iter().skip(1).any(|part| *part == "DO")
        || [" - Topics", " - Parent Topics", "_Sentiment", "_Sentiment_Score", " - Sentiment"]
            .iter()
            .any(|end| name.contains(end))
}

fn is_timing(name: &str) -> bool {
    ["_First Click", "_Last Click", "_Page Submit", "_Click Count", "_Browser", "_Resolution"]
        .iter()
        .any(|end| name.ends_with(end))
}

/// `Q2_1` is a part of `Q2`, whose text ends with ` - ` and the part's own.
fn asked(name: &str, text: &str) -> Asked {
    if let Some(question) = name.strip_suffix("_TEXT") {
        return Asked::one(format!("{question}_text"), text, Hint::OwnWords);
    }
    let number = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let (question, part) = match (name.rsplit_once('_'), text.rsplit_once(" - ")) {
        (Some((key, number_of_part)), Some((question, part))) if number(number_of_part) => {
            let whole = question.strip_suffix(" - Selected Choice");
            let hint = if whole.is_some() { Hint::Choice } else { Hint::Open };
            (Asked::one(key, whole.unwrap_or(question), hint), Some(part))
        }
        _ => {
            let whole = text.strip_suffix(" - Selected Choice").unwrap_or(text);
            (Asked::one(name, whole, Hint::Open).separated(","), None)
        }
    };
    match part {
        Some(part) => question.part(part),
        None => question,
    }
}
