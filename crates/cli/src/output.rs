//! Where results go.

use std::io::{IsTerminal, Write};
use std::path::Path;

use anyhow::Context;

/// Writes `text` to `file`, or to standard output. A reader that closed its end, as `head` does, is
/// no error.
pub(crate) fn write(file: Option<&Path>, text: &str) -> anyhow::Result<()> {
    match file {
        Some(file) => std::fs::write(file, text)
            .with_context(|| format!("{}: cannot be written", file.display())),
        None => match std::io::stdout().write_all(text.as_bytes()) {
            Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
            result => result.context("standard output cannot be written"),
        },
    }
}

/// Columns of the terminal, and whether it shows colours.
pub(crate) fn terminal(no_color: bool) -> plaudit_report::render::terminal::Options {
    let stdout = std::io::stdout();
    let width = terminal_size::terminal_size_of(&stdout).map_or(100, |(width, _)| width.0);
    plaudit_report::render::terminal::Options {
        width: usize::from(width),
        color: stdout.is_terminal() && !no_color,
    }
}
