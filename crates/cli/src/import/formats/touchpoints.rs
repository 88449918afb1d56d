//! Touchpoints of the GSA: the texts of the questions stand between ids and facts of the submission.

use super::{Asked, Format, Hint, Ignored, Role, Sheet};

pub(super) static FORMAT: Format = Format {
    name: "touchpoints",
    product: "Touchpoints",
    header_rows: 1,
    footer: false,
    signs: &["ID", "UUID", "Location Code", "User Agent", "Status", "Archived", "Flagged"],
    sheet,
    gather: None,
};

fn sheet(header: &[Vec<String>]) -> Sheet {
    let names = &header[0];
    // A question may be called like a column behind it.
    let end = names.iter().rposition(|name| name == "Location Code").unwrap_or(names.len());
    let mut sheet = Sheet::of(names, |i, name| match name {
        _ if (2..end).contains(&i) => {
            Role::Answer(Asked::one(name, name, Hint::Open).separated(","))
        }
        "UUID" => Role::Id,
        "Created at" | "Created At" => Role::Time,
        "Location Code" => Role::Fact,
        "IP Address" => Role::Ignored(Ignored::Personal),
        _ => Role::Ignored(Ignored::Technical),
    });
    sheet.zone = Some("UTC".to_owned());
    sheet.time_formats = &["%Y-%m-%d %H:%M:%S UTC"];
    for mark in ["Flagged", "Archived", "Deleted", "Spam"] {
        sheet.leave_out(mark, &["true", "True", "TRUE", "t", "1"], None);
    }
    sheet.leave_out("Status", &["archived", "flagged", "deleted", "spam"], None);
    sheet
}
