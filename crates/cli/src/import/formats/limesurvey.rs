//! LimeSurvey: codes of questions, or codes and texts, between semicolons.

use super::sheet::bare;
use super::{Asked, Format, Hint, Ignored, Role, Sheet};

pub(super) static FORMAT: Format = Format {
    name: "limesurvey",
    product: "LimeSurvey",
    header_rows: 1,
    footer: false,
    signs: &["id", "submitdate", "lastpage", "startlanguage"],
    sheet,
    gather: None,
};

fn sheet(header: &[Vec<String>]) -> Sheet {
    let mut sheet = Sheet::of(&header[0], |_, name| role(name));
    sheet.prefix = "limesurvey-";
    sheet.not_shown = &["N/A"];
    sheet.no_time = &["1980-01-01 00:00:00"]; // written where a survey keeps no dates
    sheet
}

fn role(name: &str) -> Role {
    let code = bare(name);
    match code.to_ascii_lowercase().as_str() {
        "id" => Role::Id,
        "submitdate" => Role::CompletedAt,
        "datestamp" | "startdate" => Role::Time,
        "startlanguage" => Role::Language,
        "token" => Role::Respondent,
        "lastpage" | "seed" | "refurl" => Role::Ignored(Ignored::Technical),
        "ipaddr" => Role::Ignored(Ignored::Personal),
        "interviewtime" => Role::Duration,
        lower if lower.ends_with("time") && lower.starts_with("grouptime") => {
            Role::Ignored(Ignored::Technical)
        }
        _ => {
            let text = name.split_once(". ").map_or(code, |(_, text)| text);
            Role::Answer(asked(code, text))
        }
    }
}

/// `q2[SQ001]` is a part of `q2`; its text, where the file has it, ends with the part's in brackets.
fn asked(code: &str, text: &str) -> Asked {
    let Some((key, part)) = code.strip_suffix(']').and_then(|code| code.split_once('[')) else {
        return Asked::one(code, text, Hint::Open);
    };
    let (text, words) = match text.strip_suffix(']').and_then(|text| text.rsplit_once('[')) {
        Some((text, words)) => (text.trim(), words),
        None => (key, part),
    };
    let hint = if part == "other" { Hint::OwnWords } else { Hint::Open };
    Asked::one(key, text, hint).part(words)
}
