//! Where the workspace lies, and what the environment says.

use std::path::{Path, PathBuf};
use std::process::Command;

/// The root of the workspace, two folders above xtask.
///
/// `cargo run` says where that is; what was known when xtask was compiled may be another checkout
/// that shares the target folder.
pub(crate) fn root() -> PathBuf {
    let xtask = var("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
    Path::new(&xtask).ancestors().nth(2).expect("xtask lies two folders below the root").into()
}

/// The folder that cargo builds into.
pub(crate) fn target() -> PathBuf {
    root().join(var("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into()))
}

/// A folder in memory for the databases of tests, if there is one with room and `TMPDIR` names no other.
/// Tests make hundreds of databases; they kill processes, not machines, and what a killed process had
/// written stays there all the same.
pub(crate) fn memory() -> Option<PathBuf> {
    const FOLDER: &str = "/dev/shm";
    const ROOM_KIB: u64 = 4 * 1024 * 1024;
    if var("TMPDIR").is_some() {
        return None;
    }
    let asked = Command::new("df").args(["-k", "--output=avail", FOLDER]).output().ok()?;
    let free: u64 = String::from_utf8(asked.stdout).ok()?.lines().nth(1)?.trim().parse().ok()?;
    (free >= ROOM_KIB).then(|| FOLDER.into())
}

/// A variable of the environment, if it is set and not empty.
#[expect(clippy::disallowed_methods, reason = "the settings of xtask are its environment")]
pub(crate) fn var(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// The cargo that runs xtask, to be run again at the root.
///
/// `cargo run` tells its program about the package xtask; these variables must not reach the cargo
/// started here, where build scripts that watch them would run again for nothing.
pub(crate) fn cargo(args: &[&str]) -> Command {
    let mut cargo = Command::new(var("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.current_dir(root()).args(args);
    for (name, _) in std::env::vars_os() {
        let told = name.to_str().is_some_and(|name| {
            name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_")
        });
        if told {
            cargo.env_remove(name);
        }
    }
    cargo
}
