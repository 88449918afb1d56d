//! Files that people write: surveys in YAML or TOML, import mappings in TOML. Every error names the
//! file, line, column and key, and all errors of a file are found at once.

mod entry;
mod near;
mod node;
mod problem;
pub(crate) mod survey;
mod toml;
mod yaml;

pub(crate) use entry::{Entry, Fields};
pub(crate) use near::hint;
pub(crate) use node::{Format, Mark};
pub(crate) use problem::{Found, Problem, Problems};

/// Reads `text` as a tree and hands its root to `read`, which notes problems on the way.
///
/// # Errors
/// A syntax error, or every problem that `read` noted.
pub(crate) fn parse<T>(
    file: &str,
    text: &str,
    format: Format,
    read: impl FnOnce(&Entry<'_>) -> Option<T>,
) -> Result<T, Problems> {
    let tree = node::tree(text, format).map_err(|problem| Problems::new(file, vec![problem]))?;
    let found = Found::default();
    let value = read(&Entry::root(&tree, &found));
    match (value, found.into_vec()) {
        (Some(value), problems) if problems.is_empty() => Ok(value),
        (_, problems) => Err(Problems::new(file, problems)),
    }
}
