//! `cargo xtask`: the one entry to the checks, tests and benchmarks of the workspace, for people
//! and for CI alike.
//!
//! What a bare machine lacks (a PostgreSQL, buf, cargo-deny, a Python with gRPC) is found or
//! obtained here, so that nothing has to be installed by hand. Knows nothing of Plaudit itself: it
//! starts programs and reads what they answer.

mod apt;
mod bench;
mod browser;
mod ci;
mod contracts;
mod environment;
mod fuzz;
mod keeper;
mod postgres;
mod process;
mod test;
mod tools;
mod totals;

use std::process::ExitCode;

/// Every failure is a sentence for a person; nothing in here handles one kind differently.
type Result<T> = std::result::Result<T, String>;

const USAGE: &str = "\
cargo xtask COMMAND

  test [ARGS]      every test on SQLite and PostgreSQL; ARGS go to cargo test
  ci [--no-test]   all that a change must pass; --no-test leaves the tests out
  bench NAME       a benchmark, in release; ARGS after NAME go to it
  browser          answers every template on its pages in a real browser (Chromium)
  fuzz [TARGET [SECONDS]]
                   cargo-fuzz on one target of fuzz/ or on all, two minutes each
  proto            checks and formats the contracts, records additions in proto/contracts.lock

PLAUDIT_TEST_POSTGRES_URL names a PostgreSQL to test on; without it a private one is started and
removed again. With PLAUDIT_TEST_DISTRIBUTED=1 it is a coordinator of Citus, and databases are sharded
(CONTRIBUTING.md). PLAUDIT_TEST_PYTHON names a Python that has grpcio, grpcio-tools, grpcio-reflection and
aiosmtpd; without it one is made under target/tools.";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let done = match args.as_slice() {
        ["test", rest @ ..] => test::run(rest),
        ["ci"] => ci::run(ci::Tests::Run),
        ["ci", "--no-test"] => ci::run(ci::Tests::LeaveOut),
        ["bench", rest @ ..] => bench::run(rest),
        ["browser"] => browser::run(),
        ["fuzz", rest @ ..] => fuzz::run(rest),
        ["proto"] => contracts::record(),
        [] | ["help" | "-h" | "--help"] => {
            println!("{USAGE}");
            Ok(())
        }
        unknown => {
            eprintln!("unknown command: {}\n\n{USAGE}", unknown.join(" "));
            return ExitCode::from(2);
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            eprintln!("\nxtask: {sentence}");
            ExitCode::FAILURE
        }
    }
}
