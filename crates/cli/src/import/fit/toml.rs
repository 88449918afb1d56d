//! Values of a TOML file.

/// A text in double quotes.
pub(super) fn quoted(text: &str) -> String {
    // A JSON text is a TOML text, but for one character.
    serde_json::Value::from(text).to_string().replace('\u{7f}', "\\u007F")
}

/// A list of texts.
pub(super) fn list(items: &[impl AsRef<str>]) -> String {
    let items: Vec<String> = items.iter().map(|item| quoted(item.as_ref())).collect();
    format!("[{}]", items.join(", "))
}

/// A table on one line; the values are TOML.
pub(super) fn inline<'a>(fields: impl IntoIterator<Item = (&'a str, String)>) -> String {
    let bare = |key: &str| {
        !key.is_empty()
            && key.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'))
    };
    let field = |(key, value): (&str, String)| match bare(key) {
        true => format!("{key} = {value}"),
        false => format!("{} = {value}", quoted(key)),
    };
    let fields: Vec<String> = fields.into_iter().map(field).collect();
    format!("{{ {} }}", fields.join(", "))
}
