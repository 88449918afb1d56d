//! Typed access to a tree. What does not fit is noted with its place and key, and reading goes on.

use std::cell::RefCell;

use super::node::{Node, Value};
use super::{Found, Mark, hint};

/// A value of the file with its key.
#[derive(Clone)]
pub(crate) struct Entry<'n> {
    node: &'n Node,
    key: String,
    /// Where the key stands, or the value where it has none.
    at: Mark,
    found: &'n Found,
}

/// The keys of a map. Those that nobody asked for are refused by [`close`](Self::close).
pub(crate) struct Fields<'n> {
    entry: Entry<'n>,
    entries: &'n [(super::node::Key, Node)],
    known: RefCell<Vec<&'static str>>,
}

impl<'n> Entry<'n> {
    /// The whole file.
    pub(super) fn root(node: &'n Node, found: &'n Found) -> Self {
        Self { node, key: String::new(), at: node.at, found }
    }

    /// Where the value stands.
    pub(crate) fn mark(&self) -> Mark {
        self.node.at
    }

    /// Where the key stands, or the value where it has none.
    pub(crate) fn key_mark(&self) -> Mark {
        self.at
    }

    /// The key, as `questions[2].scale`.
    pub(crate) fn key(&self) -> &str {
        &self.key
    }

    /// Notes that this value is wrong.
    pub(crate) fn refuse(&self, reason: impl Into<String>) {
        self.found.add(self.node.at, &self.key, reason);
    }

    pub(crate) fn is_list(&self) -> bool {
        matches!(self.node.value, Value::List(_))
    }

    pub(crate) fn is_map(&self) -> bool {
        matches!(self.node.value, Value::Map(_))
    }

    /// A text; a number is taken as it is written.
    pub(crate) fn text(&self) -> Option<String> {
        match &self.node.value {
            Value::Text(text) => Some(text.clone()),
            Value::Int(number) => Some(number.to_string()),
            Value::Bool(_) | Value::Null | Value::Float(_) => {
                self.expected("a text (put it in quotes)")
            }
            _ => self.expected("a text"),
        }
    }

    pub(crate) fn bool(&self) -> Option<bool> {
        match self.node.value {
            Value::Bool(yes) => Some(yes),
            _ => self.expected("true or false"),
        }
    }

    /// A whole number of the type asked for.
    pub(crate) fn whole<T: TryFrom<i64>>(&self) -> Option<T> {
        let number = match self.node.value {
            Value::Int(number) => T::try_from(number).ok(),
            _ => None,
        };
        if number.is_none() {
            let least = if T::try_from(-1).is_ok() { "" } else { " from 0" };
            return self.expected(&format!("a whole number{least}"));
        }
        number
    }

    /// A number that is not below 0.
    pub(crate) fn amount(&self) -> Option<f64> {
        let number = match self.node.value {
            Value::Int(number) => Some(number as f64),
            Value::Float(number) => Some(number),
            _ => None,
        };
        match number.filter(|number| number.is_finite() && *number >= 0.0) {
            None => self.expected("a number from 0"),
            number => number,
        }
    }

    /// The items of a list.
    pub(crate) fn items(&self) -> Option<Vec<Entry<'n>>> {
        let Value::List(items) = &self.node.value else { return self.expected("a list") };
        let entry = |(i, node): (usize, &'n Node)| Self {
            node,
            key: format!("{}[{i}]", self.key),
            at: node.at,
            found: self.found,
        };
        Some(items.iter().enumerate().map(entry).collect())
    }

    /// The keys and values of a map whose keys are the writer's own.
    pub(crate) fn pairs(&self) -> Option<Vec<(&'n str, Entry<'n>)>> {
        let Value::Map(entries) = &self.node.value else { return self.expected("a map") };
        Some(entries.iter().map(|(key, node)| (key.name.as_str(), self.under(key, node))).collect())
    }

    /// The keys of a map whose keys are the format's.
    pub(crate) fn fields(&self) -> Option<Fields<'n>> {
        let Value::Map(entries) = &self.node.value else { return self.expected("a map") };
        Some(Fields { entry: self.clone(), entries, known: RefCell::default() })
    }

    /// Notes that something else should stand here.
    pub(crate) fn expected<T>(&self, what: &str) -> Option<T> {
        self.refuse(format!("must be {what}, not {}", self.node.value));
        None
    }

    fn under(&self, key: &super::node::Key, node: &'n Node) -> Self {
        let path = if self.key.is_empty() {
            key.name.clone()
        } else {
            format!("{}.{}", self.key, key.name)
        };
        Self { node, key: path, at: key.at, found: self.found }
    }
}

impl<'n> Fields<'n> {
    /// The map itself.
    pub(crate) fn entry(&self) -> &Entry<'n> {
        &self.entry
    }

    /// The value of `key`, if the file has it.
    pub(crate) fn get(&self, key: &'static str) -> Option<Entry<'n>> {
        self.known.borrow_mut().push(key);
        let (key, node) = self.entries.iter().find(|(k, _)| k.name == key)?;
        Some(self.entry.under(key, node))
    }

    /// The text at `key`.
    pub(crate) fn text(&self, key: &'static str) -> Option<String> {
        self.get(key).and_then(|entry| entry.text())
    }

    /// Whether `key` is true; absent is false.
    pub(crate) fn bool(&self, key: &'static str) -> bool {
        self.get(key).and_then(|entry| entry.bool()).unwrap_or(false)
    }

    /// The value of `key`; its absence is noted.
    pub(crate) fn need(&self, key: &'static str) -> Option<Entry<'n>> {
        let found = self.get(key);
        if found.is_none() {
            let Entry { key: path, at, found, .. } = &self.entry;
            let path = if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
            found.add(*at, &path, "is missing");
        }
        found
    }

    /// Notes every key that was not asked for.
    pub(crate) fn close(self) {
        let known = self.known.into_inner();
        for (key, node) in self.entries {
            if !known.contains(&key.name.as_str()) {
                let entry = self.entry.under(key, node);
                let near = hint(&key.name, known.iter().copied());
                let reason = format!("is not a key here{near}");
                self.entry.found.remark(entry.at, &entry.key, reason);
            }
        }
    }
}
