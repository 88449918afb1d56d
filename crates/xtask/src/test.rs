//! `cargo xtask test`: every test, on SQLite and on PostgreSQL.

use std::os::unix::process::CommandExt;
use std::process::Stdio;

use crate::postgres::Postgres;
use crate::totals::Totals;
use crate::{Result, environment, process, tools};

/// Runs `cargo test` over the workspace, or over the packages that `args` name.
///
/// The tests find in their environment `PLAUDIT_TEST_POSTGRES_URL`, `PLAUDIT_TEST_PYTHON`, and for
/// a PostgreSQL that xtask started `PLAUDIT_TEST_PG_CTL`.
///
/// # Errors
/// When a test fails, or there is no PostgreSQL or no Python to test with.
pub(crate) fn run(args: &[&str]) -> Result<()> {
    let args = args.strip_prefix(&["--"]).unwrap_or(args);
    let python = tools::test_python()?;
    let memory = environment::memory();
    let mut postgres = Postgres::find_or_start(memory.as_deref())?;

    let mut cargo = environment::cargo(&["test"]);
    if !names_packages(args) {
        cargo.arg("--workspace");
    }
    cargo
        .args(args)
        .env("PLAUDIT_TEST_PYTHON", python)
        .envs(postgres.variables())
        .envs(memory.map(|folder| ("TMPDIR", folder)))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .process_group(0);
    eprintln!("$ {}", process::line(&cargo));
    let mut child = cargo.spawn().map_err(|error| process::unstarted(&cargo, &error))?;
    postgres.keeper.ends(&child)?;

    let output = child.stdout.take().expect("it is piped");
    let totals = Totals::copy(output, std::io::stdout())
        .map_err(|error| format!("cannot pass on the output of cargo test: {error}"))?;
    let status = child.wait().map_err(|error| format!("cannot wait for cargo test: {error}"))?;
    println!("\ntotal: {totals}");
    process::succeeded(&cargo, status)
}

/// Whether arguments of cargo, before any `--`, choose packages.
fn names_packages(args: &[&str]) -> bool {
    args.iter()
        .take_while(|arg| **arg != "--")
        .any(|arg| arg.starts_with("-p") || arg.starts_with("--package"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packages_are_chosen_before_the_arguments_of_the_tests() {
        assert!(names_packages(&["-p", "xtask"]));
        assert!(names_packages(&["--package=xtask", "--", "--nocapture"]));
        assert!(!names_packages(&["a_test", "--", "-p"]));
        assert!(!names_packages(&[]));
    }
}
