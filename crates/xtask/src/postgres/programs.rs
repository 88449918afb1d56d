//! Finding the programs of PostgreSQL.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::{Result, apt, process};

/// The folder that holds `initdb` and `pg_ctl`: of the PATH, or the newest of Debian's, which keeps
/// them off the PATH. Installed as Debian's package when there is none.
///
/// # Errors
/// When there is none and it cannot be installed.
pub(super) fn find_or_install() -> Result<PathBuf> {
    if let Some(folder) = find() {
        return Ok(folder);
    }
    apt::install(
        "postgresql",
        "PostgreSQL",
        "or set PLAUDIT_TEST_POSTGRES_URL to one whose user may create databases",
    )?;
    find().ok_or_else(|| "Debian's package postgresql brought no initdb and pg_ctl".to_owned())
}

/// The version of the programs in `folder`.
///
/// # Errors
/// When it is older than 15, the oldest that Plaudit is tested on.
pub(super) fn version(folder: &Path) -> Result<String> {
    let said = process::output(Command::new(folder.join("pg_ctl")).arg("--version"))?;
    let version = said.split(' ').nth(2).unwrap_or(&said);
    match version.split(|c: char| !c.is_ascii_digit()).next().map(str::parse::<u32>) {
        Some(Ok(15..)) => Ok(version.to_owned()),
        _ => Err(format!("PostgreSQL 15 or later is needed; {} is {said}", folder.display())),
    }
}

fn find() -> Option<PathBuf> {
    process::path().into_iter().find(|folder| has_programs(folder)).or_else(debian)
}

fn debian() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?;
    versions
        .filter_map(|version| {
            let path = version.ok()?.path();
            let number: u32 = path.file_name()?.to_str()?.parse().ok()?;
            Some((number, path.join("bin")))
        })
        .filter(|(_, folder)| has_programs(folder))
        .max()
        .map(|(_, folder)| folder)
}

fn has_programs(folder: &Path) -> bool {
    ["initdb", "pg_ctl"].iter().all(|program| folder.join(program).is_file())
}
