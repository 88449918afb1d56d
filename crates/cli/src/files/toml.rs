//! TOML as a tree.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::node::{Key, Mark, Node, Value};
use super::problem::Problem;

pub(super) fn tree(text: &str) -> Result<Node, Problem> {
    let table = DeTable::parse(text).map_err(|error| {
        let at = error.span().map(|span| mark(text, span.start));
        Problem::syntax(at, error.message())
    })?;
    Ok(Node { at: Mark { line: 1, column: 1 }, value: map(text, table.get_ref()) })
}

fn node(text: &str, value: &Spanned<DeValue<'_>>) -> Node {
    let read = match value.get_ref() {
        DeValue::String(words) => Value::Text(words.to_string()),
        DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix())
            .map_or_else(|_| Value::Text(number.as_str().to_owned()), Value::Int),
        DeValue::Float(number) => number
            .as_str()
            .parse()
            .map_or_else(|_| Value::Text(number.as_str().to_owned()), Value::Float),
        DeValue::Boolean(yes) => Value::Bool(*yes),
        DeValue::Datetime(time) => Value::Text(time.to_string()),
        DeValue::Array(items) => Value::List(items.iter().map(|item| node(text, item)).collect()),
        DeValue::Table(table) => map(text, table),
    };
    Node { at: mark(text, value.span().start), value: read }
}

/// Entries in the order of the file, which the parser's tables do not keep.
fn map(text: &str, table: &DeTable<'_>) -> Value {
    let mut entries: Vec<_> = table.iter().collect();
    entries.sort_by_key(|(key, _)| key.span().start);
    let key = |key: &Spanned<toml::de::DeString<'_>>| Key {
        at: mark(text, key.span().start),
        name: key.get_ref().to_string(),
    };
    Value::Map(entries.into_iter().map(|(k, value)| (key(k), node(text, value))).collect())
}

fn mark(text: &str, byte: usize) -> Mark {
    let before = &text[..byte.min(text.len())];
    let line = before.matches('\n').count() as u64 + 1;
    let column = before.chars().rev().take_while(|c| *c != '\n').count() as u64 + 1;
    Mark { line, column }
}
