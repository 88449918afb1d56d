//! PostgreSQL refuses to run as root; this is who it runs as instead.

use std::path::Path;
use std::process::Command;

use crate::{Result, apt, process};

/// Who runs PostgreSQL.
pub(super) enum User {
    /// Whoever runs xtask.
    Ourselves,
    /// Another, because root runs xtask.
    Other {
        /// The name.
        name: &'static str,
        /// The program that becomes that user, with its arguments; a command follows.
        switch: Vec<String>,
    },
}

impl User {
    /// For root the user `postgres` of Debian's package, or `nobody` where PostgreSQL came another
    /// way; otherwise whoever runs xtask.
    ///
    /// # Errors
    /// When root can become neither.
    pub(super) fn choose() -> Result<Self> {
        if !apt::is_root() {
            return Ok(Self::Ourselves);
        }
        let name = ["postgres", "nobody"]
            .into_iter()
            .find(|name| id("-u", name).is_ok())
            .ok_or("PostgreSQL does not run as root: run xtask as another user")?;
        Ok(Self::Other { name, switch: switch(name)? })
    }

    /// The words to put before a command so that this user runs it.
    pub(super) fn switch(&self) -> &[String] {
        match self {
            Self::Ourselves => &[],
            Self::Other { switch, .. } => switch,
        }
    }

    /// Gives `folder` to this user.
    ///
    /// # Errors
    /// When the file system refuses.
    pub(super) fn own(&self, folder: &Path) -> Result<()> {
        let Self::Other { name, .. } = self else { return Ok(()) };
        std::os::unix::fs::chown(folder, Some(id("-u", name)?), Some(id("-g", name)?))
            .map_err(|error| format!("cannot give {} to {name}: {error}", folder.display()))
    }
}

/// The first program found of the three that change the user.
fn switch(name: &str) -> Result<Vec<String>> {
    let words: &[&str] = if process::find("setpriv").is_some() {
        &["setpriv", "--reuid", name, "--regid", &id("-g", name)?.to_string(), "--clear-groups"]
    } else if process::find("runuser").is_some() {
        &["runuser", "-u", name, "--"]
    } else if process::find("su").is_some() {
        &["su", "-s", "/bin/sh", "-c", "exec \"$0\" \"$@\"", name, "--"]
    } else {
        return Err("root needs setpriv, runuser or su to run PostgreSQL as another user".into());
    };
    Ok(words.iter().map(|&word| word.to_owned()).collect())
}

fn id(which: &str, name: &str) -> Result<u32> {
    let id = process::output(Command::new("id").args([which, name]))?;
    id.parse().map_err(|_| format!("id {which} {name} says {id}"))
}
