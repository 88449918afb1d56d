//! Starting programs: shown or silent, with a failure that says what was run.

use std::path::PathBuf;
use std::process::{Command, ExitStatus, Output, Stdio};

use crate::Result;

/// Shows and runs `command`, whose output is seen.
///
/// # Errors
/// When it cannot be started or does not succeed.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    eprintln!("$ {}", line(command));
    let status = command.status().map_err(|error| unstarted(command, &error))?;
    succeeded(command, status)
}

/// Runs `command` silently and returns what it wrote, trimmed.
///
/// # Errors
/// When it cannot be started or does not succeed; what it wrote is then part of the message.
pub(crate) fn output(command: &mut Command) -> Result<String> {
    let output = command.stdin(Stdio::null()).output();
    outcome(command, output)
}

/// What `command` wrote, trimmed, if it succeeded.
///
/// # Errors
/// When it could not be started or did not succeed; what it wrote is then part of the message.
pub(crate) fn outcome(command: &Command, output: std::io::Result<Output>) -> Result<String> {
    let output = output.map_err(|error| unstarted(command, &error))?;
    let text = String::from_utf8_lossy(&output.stdout);
    match succeeded(command, output.status) {
        Ok(()) => Ok(text.trim().to_owned()),
        Err(failure) => {
            Err(format!("{failure}\n{text}{}", String::from_utf8_lossy(&output.stderr)))
        }
    }
}

/// # Errors
/// When `status`, with which `command` ended, is not success.
pub(crate) fn succeeded(command: &Command, status: ExitStatus) -> Result<()> {
    if status.success() { Ok(()) } else { Err(format!("{status}: {}", line(command))) }
}

/// Why `command` could not be started.
pub(crate) fn unstarted(command: &Command, error: &std::io::Error) -> String {
    format!("cannot start {}: {error}", command.get_program().display())
}

/// Where `program` is on the PATH, if it is.
pub(crate) fn find(program: &str) -> Option<PathBuf> {
    path().into_iter().map(|folder| folder.join(program)).find(|file| file.is_file())
}

/// The folders of the PATH.
pub(crate) fn path() -> Vec<PathBuf> {
    std::env::var_os("PATH").map(|path| std::env::split_paths(&path).collect()).unwrap_or_default()
}

/// `command` as one would type it.
pub(crate) fn line(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}
