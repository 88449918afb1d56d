//! `cargo xtask bench NAME`: any `crates/*/benches/NAME.rs` or `NAME/main.rs`, in release.

use std::path::{Path, PathBuf};

use crate::postgres::Postgres;
use crate::{Result, environment, process};

/// Runs the benchmark that `args` name first; what follows goes to it.
///
/// # Errors
/// When there is no such benchmark, with the list of those that exist, or it fails.
pub(crate) fn run(args: &[&str]) -> Result<()> {
    let benches = all()?;
    let names = || match benches.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>() {
        names if names.is_empty() => "there is none in crates/*/benches yet".to_owned(),
        names => format!("there are: {}", names.join(", ")),
    };
    let Some((name, rest)) = args.split_first() else {
        return Err(format!("name a benchmark; {}", names()));
    };
    let Some((_, package)) = benches.iter().find(|(known, _)| known == name) else {
        return Err(format!("no benchmark {name}; {}", names()));
    };
    let manifest = package.join("Cargo.toml");
    let postgres = Postgres::find_or_start(None)?;
    process::run(
        environment::cargo(&["bench", "--bench", name, "--manifest-path"])
            .arg(manifest)
            .arg("--")
            .args(rest)
            .envs(postgres.variables()),
    )
}

/// The name of each benchmark, with the folder of its package.
fn all() -> Result<Vec<(String, PathBuf)>> {
    let mut benches = Vec::new();
    for package in files(&environment::root().join("crates"))? {
        let folder = package.join("benches");
        if !folder.is_dir() {
            continue;
        }
        for file in files(&folder)? {
            let folder = file.join("main.rs").is_file();
            if (folder || file.extension().is_some_and(|extension| extension == "rs"))
                && let Some(name) = file.file_stem().and_then(|name| name.to_str())
            {
                benches.push((name.to_owned(), package.clone()));
            }
        }
    }
    benches.sort();
    Ok(benches)
}

fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = std::fs::read_dir(folder)
        .map_err(|error| format!("cannot list {}: {error}", folder.display()))?;
    Ok(entries.filter_map(|entry| Some(entry.ok()?.path())).collect())
}
