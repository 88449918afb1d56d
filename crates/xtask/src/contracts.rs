//! The contracts of `proto/`: their style, and what they must stay compatible with.

use std::process::Command;

use crate::tools::{self, Python};
use crate::{Result, environment, process};

/// Refuses contracts that are badly written, badly formatted, or break those of the last release.
///
/// # Errors
/// With the first of these that is so.
pub(crate) fn check() -> Result<()> {
    process::run(buf()?.arg("lint"))?;
    process::run(buf()?.args(["format", "--diff", "--exit-code"]))?;
    match last_release()? {
        Some(tag) => {
            let released = environment::target().join("tools").join(format!("{tag}.tar"));
            process::output(git(&["archive", &tag, "proto", "--output"]).arg(&released))?;
            let against = format!("{}#subdir=proto", released.display());
            process::run(buf()?.args(["breaking", "--against", &against]))
        }
        None => {
            println!("no release yet (no tag vX.Y.Z): nothing that the contracts could break");
            Ok(())
        }
    }
}

/// Formats the contracts and adds what is new to `proto/contracts.lock`.
///
/// # Errors
/// When they are badly written, or something of `proto/contracts.lock` is gone.
pub(crate) fn record() -> Result<()> {
    process::run(buf()?.args(["format", "--write"]))?;
    process::run(buf()?.arg("lint"))?;
    process::run(
        environment::cargo(&["test", "--quiet", "--package", "plaudit-proto", "--test"])
            .arg("contracts")
            .env("PLAUDIT_RECORD_CONTRACTS", "1"),
    )
}

fn buf() -> Result<Command> {
    let mut buf = Command::new(tools::python(Python::Buf, "buf")?);
    buf.current_dir(environment::root().join("proto"));
    Ok(buf)
}

/// The newest tag vX.Y.Z that the current commit builds on.
fn last_release() -> Result<Option<String>> {
    let tags = process::output(&mut git(&["tag", "--merged", "HEAD", "--sort=-version:refname"]))?;
    Ok(tags.lines().find(|tag| is_release(tag)).map(str::to_owned))
}

fn is_release(tag: &str) -> bool {
    let numbers: Option<Vec<&str>> = tag.strip_prefix('v').map(|n| n.split('.').collect());
    numbers.is_some_and(|n| n.len() == 3 && n.iter().all(|n| n.parse::<u32>().is_ok()))
}

fn git(args: &[&str]) -> Command {
    let mut git = Command::new("git");
    git.current_dir(environment::root()).args(args);
    git
}

#[cfg(test)]
mod tests {
    use super::is_release;

    #[test]
    fn only_three_numbers_make_a_release() {
        assert!(is_release("v0.1.0") && is_release("v12.0.3"));
        assert!(!is_release("v1.0.0-rc.1") && !is_release("v1.0") && !is_release("1.0.0"));
    }
}
