//! Files that people write: surveys in YAML or TOML, import mappings, the margins of a population and
//! what became of invitations in TOML, polls in TOML or CSV. Every error names the
//! file, line, column and key, and all errors of a file are found at once.

mod entry;
pub(crate) mod frame;
pub(crate) mod margins;
mod near;
mod node;
pub(crate) mod polls;
mod problem;
pub(crate) mod survey;
mod toml;
mod yaml;

use std::path::Path;

use anyhow::Context;

pub(crate) use entry::{Entry, Fields};
pub(crate) use near::hint;
pub(crate) use node::{Format, Mark};
pub(crate) use problem::{Found, Problem, Problems};

/// Reads the file at `path`, TOML by its ending, else YAML.
///
/// # Errors
/// The file cannot be read, or [`Problems`], all of them.
pub(crate) fn read<T>(
    path: &Path,
    read: impl FnOnce(&Entry<'_>) -> Option<T>,
) -> anyhow::Result<T> {
    let (name, text) = text(path)?;
    Ok(parse(&name, &text, Format::of(path), read)?)
}

/// The name and the text of the file at `path`.
fn text(path: &Path) -> anyhow::Result<(String, String)> {
    let name = path.display().to_string();
    let text = std::fs::read_to_string(path).with_context(|| format!("reading {name}"))?;
    Ok((name, text))
}

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
