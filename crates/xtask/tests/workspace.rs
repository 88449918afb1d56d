//! What DESIGN §4 and STYLE §8 say of the crates, held over `cargo metadata` and `Cargo.toml`.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand};

/// The arrows of DESIGN §4. A crate may depend on whatever can be reached along them.
const ARROWS: &[(&str, &[&str])] = &[
    ("plaudit", &["plaudit-server", "plaudit-client"]),
    ("plaudit-server", &["plaudit-collector", "plaudit-report"]),
    ("plaudit-collector", &["plaudit-storage"]),
    ("plaudit-storage", &["plaudit-proto"]),
    ("plaudit-report", &["plaudit-proto"]),
    ("plaudit-client", &["plaudit-proto"]),
    ("plaudit-proto", &["plaudit-core"]),
    ("plaudit-core", &[]),
    ("plaudit-fuzz", &["plaudit-proto"]),
    ("xtask", &[]),
];

/// What the pure crates must not name among their dependencies.
const FOREIGN: &[(&str, &[&str])] = &[
    ("plaudit-core", &["tokio", "sqlx", "prost", "tonic", "axum"]),
    ("plaudit-report", &["tokio", "sqlx", "axum"]),
];

#[test]
fn dependencies_follow_the_arrows() {
    let dependencies = dependencies();
    let known: BTreeSet<&str> = ARROWS.iter().map(|(name, _)| *name).collect();
    let members: BTreeSet<&str> = dependencies.keys().map(String::as_str).collect();
    assert_eq!(members, known, "each crate of the workspace has its arrows here and in DESIGN §4");

    for (name, dependencies) in &dependencies {
        let allowed = reachable(name);
        for dependency in dependencies.iter().filter(|name| known.contains(name.as_str())) {
            assert!(
                allowed.contains(dependency.as_str()),
                "{name} depends on {dependency}, against the arrows of DESIGN §4"
            );
        }
    }
}

#[test]
fn pure_crates_stay_free_of_input_and_output() {
    let dependencies = dependencies();
    for (name, foreign) in FOREIGN {
        for dependency in &dependencies[*name] {
            assert!(!foreign.contains(&dependency.as_str()), "{name} depends on {dependency}");
        }
    }
}

#[test]
fn each_dependency_of_the_workspace_says_what_it_is_for() {
    for line in workspace_dependencies().values() {
        let reason = line.rsplit_once('#').map_or("", |(_, reason)| reason.trim());
        assert!(!reason.is_empty(), "no reason in Cargo.toml behind: {line}");
    }
}

#[test]
fn each_dependency_of_the_workspace_is_used() {
    let manifests: Vec<String> = metadata()
        .workspace_packages()
        .iter()
        .map(|package| fs::read_to_string(&package.manifest_path).unwrap())
        .collect();
    let used = |name: &str| {
        manifests.iter().flat_map(|manifest| manifest.lines()).any(|line| {
            line.starts_with(&format!("{name}.workspace"))
                || line.starts_with(&format!("{name} = {{ workspace"))
        })
    };
    let unused: Vec<String> =
        workspace_dependencies().into_keys().filter(|name| !used(name)).collect();
    assert!(unused.is_empty(), "no crate uses these of Cargo.toml: {unused:?}");
}

#[test]
fn crates_take_their_dependencies_from_the_workspace() {
    for package in metadata().workspace_packages() {
        let manifest = fs::read_to_string(&package.manifest_path).unwrap();
        let mut in_dependencies = false;
        for line in manifest.lines() {
            if line.starts_with('[') {
                in_dependencies = line.ends_with("dependencies]");
            } else if in_dependencies && line.contains('=') && !line.starts_with('#') {
                assert!(
                    line.contains("workspace = true"),
                    "{}: declare it in the root Cargo.toml: {line}",
                    package.name
                );
            }
        }
    }
}

fn metadata() -> Metadata {
    MetadataCommand::new().manifest_path(root().join("Cargo.toml")).no_deps().exec().unwrap()
}

/// The direct dependencies of each crate, those for its tests aside.
fn dependencies() -> BTreeMap<String, BTreeSet<String>> {
    let of = |package: &cargo_metadata::Package| {
        package
            .dependencies
            .iter()
            .filter(|dependency| dependency.kind != DependencyKind::Development)
            .map(|dependency| dependency.name.clone())
            .collect()
    };
    metadata()
        .workspace_packages()
        .into_iter()
        .map(|package| (package.name.to_string(), of(package)))
        .collect()
}

fn reachable(from: &str) -> BTreeSet<&'static str> {
    let (_, next) = ARROWS.iter().find(|(name, _)| *name == from).unwrap();
    next.iter().flat_map(|name| reachable(name).into_iter().chain([*name])).collect()
}

/// The lines of `[workspace.dependencies]` that name a crate from outside, by that name.
fn workspace_dependencies() -> BTreeMap<String, String> {
    fs::read_to_string(root().join("Cargo.toml"))
        .unwrap()
        .lines()
        .skip_while(|line| *line != "[workspace.dependencies]")
        .skip(1)
        .take_while(|line| !line.starts_with('['))
        .filter(|line| !line.starts_with('#') && !line.contains("path ="))
        .filter_map(|line| Some((line.split_once(" = ")?.0.to_owned(), line.to_owned())))
        .collect()
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}
