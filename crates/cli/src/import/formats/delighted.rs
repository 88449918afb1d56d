//! Delighted: one object a response, which may come again when it was updated.

use serde_json::Value;

use super::super::row::CellProblem;
use super::super::source::{Cell, Gather, Join, Object};
use super::{Asked, Format, Hint, Ignored, Role, Sheet};

pub(super) static FORMAT: Format = Format {
    name: "delighted",
    product: "Delighted",
    header_rows: 3,
    footer: false,
    signs: &["id", "person", "survey_type", "score", "created_at"],
    sheet,
    gather: Some(Gather { key: "id", cells, join: Join::Latest("updated_at") }),
};

/// What every response has.
const PLAIN: [&str; 5] = ["id", "person", "created_at", "updated_at", "tags"];
/// In front of the ids of further questions, which might be called like one of those.
const ANSWER: &str = "answer ";

fn cells(response: &Object) -> Result<Vec<Cell>, CellProblem> {
    let value = |name: &str| response.get(name).map(text).unwrap_or_default();
    let plain = |column: &str, value: String| Cell {
        column: column.to_owned(),
        text: String::new(),
        kind: String::new(),
        value,
    };
    let mut cells: Vec<Cell> = PLAIN.map(|name| plain(name, value(name))).into();
    let kind = value("survey_type");
    if kind.is_empty() {
        let (column, reason) = (Some("survey_type".to_owned()), "is missing".to_owned());
        return Err(CellProblem { column, cell: None, reason });
    }
    let question = |column: &str, text: &str, kind: &str, value| Cell {
        column: column.to_owned(),
        text: text.to_owned(),
        kind: kind.to_owned(),
        value,
    };
    cells.push(question(&format!("{kind} score"), "", &kind, value("score")));
    cells.push(question("comment", "", "free_response", value("comment")));
    if let Some(Value::Object(properties)) = response.get("person_properties") {
        let property = |(name, value): (&String, &Value)| plain(name, text(value));
        let is_other = |name: &str| !PLAIN.contains(&name) && name != "comment";
        let others = properties.iter().filter(|(name, _)| is_other(name));
        cells.extend(others.map(property));
    }
    for answer in response.get("additional_answers").and_then(Value::as_array).into_iter().flatten()
    {
        let asked = |name: &str| answer.get("question").map(|q| text(&q[name])).unwrap_or_default();
        let column = format!("{ANSWER}{}", asked("id"));
        cells.push(question(&column, &asked("text"), &asked("type"), text(&answer["value"])));
    }
    Ok(cells)
}

/// A value in one cell: of a person the id alone, of lists their items line by line, of what holds an
/// option its text.
fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.trim().to_owned(),
        Value::Array(items) => items.iter().map(text).collect::<Vec<_>>().join("\n"),
        Value::Object(fields) => {
            ["free_response", "scale", "select_one", "select_many", "text", "id"]
                .iter()
                .find_map(|name| fields.get(*name))
                .map(text)
                .unwrap_or_default()
        }
        other => other.to_string(),
    }
}

fn sheet(header: &[Vec<String>]) -> Sheet {
    let mut sheet = Sheet::of(&header[0], |i, name| match name {
        "id" => Role::Id,
        "created_at" => Role::Time,
        "person" => Role::Respondent,
        "updated_at" | "tags" => Role::Ignored(Ignored::Technical),
        "comment" => {
            let text = "What is the most important reason for your score?";
            Role::Answer(Asked::one("comment", text, Hint::Text))
        }
        _ => match name.strip_suffix(" score") {
            Some(kind) if !header[2][i].is_empty() => Role::Answer(scored(kind)),
            _ if header[2][i].is_empty() => Role::Fact,
            _ => {
                let id = name.strip_prefix(ANSWER).unwrap_or(name);
                let (text, kind) = (&header[1][i], header[2][i].as_str());
                let hint = match kind {
                    "scale" => Hint::Score,
                    "select_one" | "select_many" => Hint::Choice,
                    _ => Hint::Text,
                };
                let text = if text.is_empty() { id } else { text };
                Role::Answer(Asked::one(id, text, hint).separated("\n"))
            }
        },
    });
    sheet.time_formats = &["unix_seconds"];
    sheet.zone = Some("UTC".to_owned());
    sheet.not_shown = &[""];
    sheet.leave_out("tags", &["spam", "Spam", "test", "Test"], Some("\n"));
    sheet
}

fn scored(kind: &str) -> Asked {
    let (text, hint) = match kind {
        "nps" => ("How likely are you to recommend us?", Hint::Nps),
        "csat" => ("How satisfied were you?", Hint::Csat(1, 5)),
        "ces" => ("How easy did we make it?", Hint::Ces(1, 7)),
        "smileys" | "stars5" => ("How was it?", Hint::Csat(1, 5)),
        "thumbs" => ("How was it?", Hint::Csat(0, 1)),
        _ => ("How was it?", Hint::Score),
    };
    Asked::one(kind, text, hint)
}
