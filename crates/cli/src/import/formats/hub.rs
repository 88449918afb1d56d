//! Formbricks Hub: one record an answer.

use serde_json::Value;

use super::super::row::CellProblem;
use super::super::source::{Cell, Gather, Join, Object};
use super::{Asked, Format, Hint, Ignored, Role, Sheet};

pub(super) static FORMAT: Format = Format {
    name: "formbricks-hub",
    product: "Formbricks Hub",
    header_rows: 3,
    footer: false,
    signs: &["submission_id", "field_id", "field_type", "collected_at"],
    sheet,
    gather: Some(Gather { key: "submission_id", cells, join: Join::All }),
};

/// What is said of a submission as a whole, in each of its records.
const WHOLE: [&str; 5] = ["submission_id", "collected_at", "language", "user_id", "source_type"];

fn cells(record: &Object) -> Result<Vec<Cell>, CellProblem> {
    let value = |name: &str| match record.get(name) {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.trim().to_owned(),
        Some(other) => other.to_string(),
    };
    let bad = |column: &str, reason: &str| CellProblem {
        column: Some(column.to_owned()),
        cell: Some(value(column)),
        reason: reason.to_owned(),
    };
    let plain = |name: &&str| Cell {
        column: (*name).to_owned(),
        text: String::new(),
        kind: String::new(),
        value: value(name),
    };
    let mut cells: Vec<Cell> = WHOLE.iter().map(plain).collect();
    let (id, kind) = (value("field_id"), value("field_type"));
    if id.is_empty() {
        return Err(bad("field_id", "is missing"));
    }
    let from = match kind.as_str() {
        "text" | "categorical" => "value_text",
        "nps" | "csat" | "ces" | "rating" | "number" => "value_number",
        "boolean" => "value_boolean",
        "date" => "value_date",
        _ => return Err(bad("field_type", "is not a type of field that is known")),
    };
    let text = value("field_label");
    cells.push(Cell { column: format!("{ANSWER}{id}"), text, kind, value: value(from) });
    Ok(cells)
}

/// In front of the names of fields, which might be called like one of [`WHOLE`].
const ANSWER: &str = "field ";

fn sheet(header: &[Vec<String>]) -> Sheet {
    let mut sheet = Sheet::of(&header[0], |i, name| match name {
        "submission_id" => Role::Id,
        "collected_at" => Role::Time,
        "language" => Role::Language,
        "user_id" => Role::Respondent,
        "source_type" => Role::Ignored(Ignored::Technical),
        _ => {
            let (id, text) = (name.strip_prefix(ANSWER).unwrap_or(name), &header[1][i]);
            let text = if text.is_empty() { id } else { text };
            let hint = match header[2][i].as_str() {
                "nps" => Hint::Nps,
                "csat" => Hint::Csat(1, 5),
                "ces" => Hint::Ces(1, 7),
                "rating" | "number" => Hint::Score,
                "categorical" | "boolean" => Hint::Choice,
                _ => Hint::Text,
            };
            Role::Answer(Asked::one(id, text, hint).separated("\n"))
        }
    });
    sheet.zone = Some("UTC".to_owned()); // each time says its own
    sheet.not_shown = &[""];
    sheet
}
