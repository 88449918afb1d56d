//! `cargo xtask ci`: all that a change must pass, the quick checks first.

use std::process::Command;
use std::time::{Duration, Instant};

use crate::tools::{self, Python};
use crate::{Result, browser, contracts, environment, process, test};

/// Whether the tests are among the checks.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tests {
    /// They are.
    Run,
    /// They have been run already.
    LeaveOut,
}

/// A check, with the name under which it is announced.
type Step = (&'static str, fn() -> Result<()>);

const CHECKS: &[Step] = &[
    ("format", format),
    ("contracts", contracts::check),
    ("samples", samples),
    ("licences", licences),
    ("clippy", clippy),
    ("docs", docs),
];

const TESTS: &[Step] = &[("tests", || test::run(&[])), ("browser", browser::run)];

/// Runs the checks one after the other, up to the first that fails, and shows how long each took.
///
/// # Errors
/// When a check fails.
pub(crate) fn run(tests: Tests) -> Result<()> {
    let last = if tests == Tests::Run { TESTS } else { &[] };
    let mut times = Vec::new();
    let mut outcome = Ok(());
    for &(name, check) in CHECKS.iter().chain(last) {
        println!("\n== {name} ==");
        let start = Instant::now();
        outcome = check().map_err(|failure| format!("{name} failed: {failure}"));
        times.push((name, start.elapsed(), outcome.is_ok()));
        if outcome.is_err() {
            break;
        }
    }
    println!("\n{}", table(&times));
    outcome
}

fn table(times: &[(&str, Duration, bool)]) -> String {
    let mut table = String::new();
    for (name, time, passed) in times {
        let verdict = if *passed { "ok" } else { "FAILED" };
        table += &format!("{name:<10} {:>8.1} s  {verdict}\n", time.as_secs_f64());
    }
    let total: Duration = times.iter().map(|(_, time, _)| time).sum();
    table + &format!("{:<10} {:>8.1} s\n", "total", total.as_secs_f64())
}

fn format() -> Result<()> {
    process::run(&mut environment::cargo(&["fmt", "--all", "--check"]))
}

fn clippy() -> Result<()> {
    process::run(
        environment::cargo(&["clippy", "--workspace", "--all-targets", "--locked", "--"])
            .args(["-D", "warnings"]),
    )
}

fn docs() -> Result<()> {
    process::run(
        environment::cargo(&["doc", "--workspace", "--no-deps", "--locked"])
            .env("RUSTDOCFLAGS", "-D warnings"),
    )
}

/// Licences, bans and sources of all dependencies, as `deny.toml` says. Advisories are left out:
/// their database is no package of a registry.
fn licences() -> Result<()> {
    println!("advisories are not checked here: cargo deny check advisories does, with a network");
    process::run(
        Command::new(tools::cargo_deny()?)
            .current_dir(environment::root())
            .args(["--workspace", "--all-features", "--locked"])
            .args(["check", "--hide-inclusion-graph", "bans", "licenses", "sources"]),
    )
}

/// The files of `deploy/`. Sample surveys, mappings and configurations are parsed by tests.
fn samples() -> Result<()> {
    let deploy = environment::root().join("deploy");
    process::run(
        Command::new(tools::python(Python::Deploy, "hadolint")?).arg(deploy.join("Containerfile")),
    )?;
    process::run(
        Command::new(tools::python(Python::Deploy, "check-jsonschema")?)
            .args(["--builtin-schema", "vendor.compose-spec"])
            .arg(deploy.join("compose.yaml")),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_shows_each_step_and_the_sum() {
        let times = [
            ("format", Duration::from_millis(1_240), true),
            ("clippy", Duration::from_secs(61), false),
        ];
        let expected = "\
format          1.2 s  ok
clippy         61.0 s  FAILED
total          62.2 s
";
        assert_eq!(table(&times), expected);
    }
}
