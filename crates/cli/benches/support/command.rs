//! A command run to its end, with what it took.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// How often resident memory is looked at.
const LOOK: Duration = Duration::from_millis(10);

/// What a run took.
pub(crate) struct Run {
    pub(crate) seconds: f64,
    /// The most resident memory there ever was, in MB.
    pub(crate) peak_mb: f64,
    pub(crate) stdout: String,
}

/// The binary, quiet, with nothing of Plaudit in its environment.
pub(crate) fn plaudit(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_plaudit"));
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("PLAUDIT_") {
            command.env_remove(name);
        }
    }
    command.args(args).stdin(Stdio::null()).stdout(Stdio::piped());
    command
}

/// Runs `command`, which must end well.
pub(crate) fn run(command: &mut Command) -> Run {
    let start = Instant::now();
    let mut child = command.spawn().unwrap();
    let mut peak_mb = 0.0_f64;
    while child.try_wait().unwrap().is_none() {
        peak_mb = peak_mb.max(memory_mb(&child, "VmHWM:").unwrap_or(0.0));
        std::thread::sleep(LOOK);
    }
    let seconds = start.elapsed().as_secs_f64();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{command:?}");
    Run { seconds, peak_mb, stdout: String::from_utf8(output.stdout).unwrap() }
}

/// The line `key` of what the kernel says of a process, in MB. Absent when it has ended.
pub(crate) fn memory_mb(child: &Child, key: &str) -> Option<f64> {
    let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).ok()?;
    let line = status.lines().find(|line| line.starts_with(key))?;
    let kilobytes: f64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kilobytes / 1024.0)
}

/// A folder for files, where the workspace is built: /tmp may be in memory.
pub(crate) fn folder() -> tempfile::TempDir {
    tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap()
}

/// A file of the workspace.
pub(crate) fn workspace(path: impl AsRef<Path>) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path)
}
