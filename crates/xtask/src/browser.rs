//! `cargo xtask browser`: the pages in a real browser.

use std::path::PathBuf;
use std::process::Command;

use crate::tools::{self, Python};
use crate::{Result, apt, environment, process};

/// What browsers of this kind are called.
const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "chrome"];

/// Answers every template in every language, and looks at each page.
///
/// # Errors
/// When a page is not as it should be, or there is no browser and none can be had.
pub(crate) fn run() -> Result<()> {
    let browser = find_or_install()?;
    let python = tools::python(Python::Browser, "python3")?;
    process::run(&mut environment::cargo(&[
        "build",
        "--workspace",
        "--bin",
        "plaudit",
        "--locked",
    ]))?;
    let target = environment::target();
    process::run(
        Command::new(python)
            .arg(environment::root().join("crates/xtask/browser/pages.py"))
            .arg(target.join("debug/plaudit"))
            .arg(browser)
            .arg(target.join("browser")),
    )
}

fn find_or_install() -> Result<PathBuf> {
    let find = || NAMES.iter().find_map(|name| process::find(name));
    if let Some(browser) = find() {
        return Ok(browser);
    }
    apt::install("chromium", "Chromium", "or put chromium or google-chrome on the PATH")?;
    find().ok_or_else(|| "Debian's package chromium brought no chromium".to_owned())
}
