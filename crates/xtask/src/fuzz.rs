//! `cargo xtask fuzz`: cargo-fuzz on the targets of `fuzz/`.

use std::fs;
use std::process::Command;

use crate::{Result, environment, process, tools};

/// How long a target runs, in seconds, unless it is said.
const SECONDS: &str = "120";

/// Runs `target`, or all of them one after the other, each for so many seconds.
///
/// What the targets find on their way is kept under `target/fuzz/corpus`; the files of `fuzz/corpus`,
/// which the tests run, are the start and are never changed.
///
/// # Errors
/// When a target crashes, hangs or takes too much memory, or cannot be built.
pub(crate) fn run(args: &[&str]) -> Result<()> {
    let (targets, seconds) = match args {
        [] => (targets()?, SECONDS),
        [target] => (vec![(*target).to_owned()], SECONDS),
        [target, seconds, ..] => (vec![(*target).to_owned()], *seconds),
    };
    let cargo_fuzz = tools::cargo_fuzz()?;
    for target in targets {
        let found = environment::target().join("fuzz/corpus").join(&target);
        fs::create_dir_all(&found)
            .map_err(|error| format!("cannot create {}: {error}", found.display()))?;
        process::run(
            Command::new(&cargo_fuzz)
                .current_dir(environment::root())
                // cargo-fuzz needs a sanitizer, which the stable compiler has and does not show.
                .env("RUSTC_BOOTSTRAP", "1")
                .env("CARGO_PROFILE_RELEASE_LTO", "off")
                .env("CARGO_PROFILE_RELEASE_STRIP", "none")
                .args(["run", "--target-dir"])
                .arg(environment::target().join("fuzz"))
                .arg(&target)
                .arg(&found)
                .arg(environment::root().join("fuzz/corpus").join(&target))
                .args(["--", "-max_len=8192", "-timeout=10", "-rss_limit_mb=1024"])
                .arg(format!("-max_total_time={seconds}")),
        )?;
    }
    Ok(())
}

/// The names of all targets.
fn targets() -> Result<Vec<String>> {
    let folder = environment::root().join("fuzz/targets");
    let failed = |error| format!("cannot read {}: {error}", folder.display());
    let files = fs::read_dir(&folder).map_err(failed)?;
    let mut targets: Vec<String> = files
        .filter_map(|file| Some(file.ok()?.path().file_stem()?.to_str()?.to_owned()))
        .collect();
    targets.sort();
    Ok(targets)
}
