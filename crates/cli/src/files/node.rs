//! What a YAML or TOML file says, as a tree whose every value knows its line and column.

use std::fmt;

use super::{Problem, toml, yaml};

/// A place in a file; lines and columns count from 1, columns in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Mark {
    pub(crate) line: u64,
    pub(crate) column: u64,
}

/// A value and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Node {
    pub(super) at: Mark,
    pub(super) value: Value,
}

/// A value. Maps keep the order of the file.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    Null,
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(String),
    List(Vec<Node>),
    Map(Vec<(Key, Node)>),
}

/// A key of a map and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Key {
    pub(super) at: Mark,
    pub(super) name: String,
}

/// The languages such files are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    Yaml,
    Toml,
}

impl Format {
    /// By the file's ending; YAML where it is another.
    pub(crate) fn of(path: &std::path::Path) -> Self {
        match path.extension().and_then(|ending| ending.to_str()) {
            Some("toml") => Self::Toml,
            _ => Self::Yaml,
        }
    }
}

/// Reads `text`. A syntax error is the only problem that can come back.
pub(super) fn tree(text: &str, format: Format) -> Result<Node, Problem> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    match format {
        Format::Yaml => yaml::tree(text),
        Format::Toml => toml::tree(text),
    }
}

impl Node {
    /// What `path` names, as `measures[1].top`: the path as the file has it and the place of its key,
    /// or of the nearest thing around it that the file does hold. An index into a map counts its keys.
    pub(super) fn find(&self, path: &str) -> (String, Mark) {
        let steps = path.split(['.', '[']).filter(|step| !step.is_empty());
        let (mut node, mut at, mut shown, mut lost) = (Some(self), self.at, String::new(), false);
        for step in steps {
            let index = step.strip_suffix(']').and_then(|index| index.parse::<usize>().ok());
            let next = match (node.map(|node| &node.value), index) {
                (Some(Value::List(items)), Some(i)) => {
                    items.get(i).map(|item| (item, item.at, format!("[{i}]")))
                }
                (Some(Value::Map(entries)), Some(i)) => {
                    entries.get(i).map(|(key, value)| (value, key.at, format!(".{}", key.name)))
                }
                (Some(Value::Map(entries)), None) => entries
                    .iter()
                    .find(|(key, _)| key.name == step)
                    .map(|(key, value)| (value, key.at, format!(".{step}"))),
                (Some(Value::List(_)), None) | (None, _) => None,
                (Some(_), _) => break, // written in short: `scale: 0-10`, an option as its id alone
            };
            match next {
                Some((found, place, name)) if !lost => {
                    (node, at) = (Some(found), place);
                    shown.push_str(&name);
                }
                _ => {
                    (node, lost) = (None, true);
                    shown.push_str(&index.map_or_else(|| format!(".{step}"), |i| format!("[{i}]")));
                }
            }
        }
        (shown.trim_start_matches('.').to_owned(), at)
    }
}

impl fmt::Display for Value {
    /// As an error names it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("nothing"),
            Self::Bool(yes) => write!(f, "{yes}"),
            Self::Int(number) => write!(f, "{number}"),
            Self::Float(number) => write!(f, "{number}"),
            Self::Text(text) if text.chars().count() > 40 => f.write_str("a longer text"),
            Self::Text(text) => write!(f, "{text:?}"),
            Self::List(_) => f.write_str("a list"),
            Self::Map(_) => f.write_str("a map"),
        }
    }
}

impl fmt::Display for Mark {
    /// As `14:7`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}
