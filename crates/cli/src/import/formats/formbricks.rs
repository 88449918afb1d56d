//! Formbricks: numbered headlines, and for choices the ids of the options beside the labels.

use super::{Asked, Format, Hint, Ignored, Role, Sheet};

pub(super) static FORMAT: Format = Format {
    name: "formbricks",
    product: "Formbricks",
    header_rows: 1,
    footer: false,
    signs: &["Response ID", "Timestamp", "Finished", "Survey ID", "Tags"],
    sheet,
    gather: None,
};

const OPTION_IDS: &str = " - Option ID";

fn sheet(header: &[Vec<String>]) -> Sheet {
    let names = &header[0];
    let first = names.iter().position(|name| headline(name).is_some()).unwrap_or(names.len());
    let mut sheet = Sheet::of(names, |i, name| role(names, first, i, name));
    sheet.completed = &["Yes", "yes", "true"];
    sheet.leave_out("Tags", &["spam", "Spam", "test", "Test", "preview", "Preview"], Some(","));
    sheet
}

fn role(names: &[String], first: usize, i: usize, name: &str) -> Role {
    match name {
        "Response ID" => return Role::Id,
        "Timestamp" => return Role::Time,
        "Finished" => return Role::Completed,
        "User ID" => return Role::Respondent,
        "language" => return Role::Language,
        "Formbricks ID (internal)" | "Verified Email" | "ipAddress" | "Notes" => {
            return Role::Ignored(Ignored::Personal);
        }
        _ => {}
    }
    if let Some(label) = name.strip_suffix(OPTION_IDS)
        && let Some(of) = names.iter().position(|name| name == label)
    {
        return Role::OptionIds { of };
    }
    match headline(name) {
        Some(text) => Role::Answer(Asked::one(text, text, Hint::Open).separated(";")),
        // Before the questions stands what is known of the page and the browser.
        None if i < first => Role::Ignored(Ignored::Technical),
        None => Role::Fact,
    }
}

/// `7. How was it?` without its number.
fn headline(name: &str) -> Option<&str> {
    let (number, text) = name.split_once(". ")?;
    (!number.is_empty() && number.bytes().all(|b| b.is_ascii_digit())).then_some(text)
}
