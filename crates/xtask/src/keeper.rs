//! Cleaning up, however xtask ends.

use std::io::Write;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use crate::Result;

/// A process that waits for the end of xtask and then ends what xtask started.
///
/// A handler of signals inside xtask would be more code, need a crate, and miss `kill -9`.
pub(crate) struct Keeper {
    process: Child,
}

impl Keeper {
    /// Starts a keeper, which at the end stops the PostgreSQL in `folder` by the script `ctl` in it
    /// and removes the folder.
    ///
    /// # Errors
    /// When there is no `sh`.
    pub(crate) fn start(folder: Option<&Path>) -> Result<Self> {
        let process = Command::new("sh")
            .args(["-c", include_str!("keeper.sh"), "keeper"])
            .arg(folder.unwrap_or_else(|| Path::new("")))
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .process_group(0)
            .spawn()
            .map_err(|error| format!("cannot start sh: {error}"))?;
        Ok(Self { process })
    }

    /// Sees to it that the process group led by `leader` ends when xtask does.
    ///
    /// # Errors
    /// When somebody has killed the keeper.
    pub(crate) fn ends(&mut self, leader: &Child) -> Result<()> {
        let pipe = self.process.stdin.as_mut().expect("it is piped and closed only on drop");
        writeln!(pipe, "{}", leader.id()).map_err(|error| format!("the keeper is gone: {error}"))
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        drop(self.process.stdin.take());
        let _ = self.process.wait();
    }
}
