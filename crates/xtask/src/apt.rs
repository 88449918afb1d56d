//! Debian packages, for what a bare machine lacks.

use std::process::Command;

use crate::{Result, process};

/// Installs Debian's `package`, which brings `what`.
///
/// # Errors
/// When xtask is not run by root or there is no apt-get: with the sentence that says what to do.
pub(crate) fn install(package: &str, what: &str, otherwise: &str) -> Result<()> {
    if !is_root() || process::find("apt-get").is_none() {
        return Err(format!(
            "no {what} on this machine: install it (on Debian: apt-get install {package}), {otherwise}"
        ));
    }
    eprintln!("no {what} on this machine: installing Debian's package {package}");
    process::run(Command::new("apt-get").args(["update", "--quiet"]))?;
    process::run(
        Command::new("apt-get")
            .args(["install", "--yes", "--quiet", "--no-install-recommends", package])
            .env("DEBIAN_FRONTEND", "noninteractive"),
    )
}

/// Whether root runs xtask.
pub(crate) fn is_root() -> bool {
    process::output(Command::new("id").arg("-u")).is_ok_and(|id| id == "0")
}
