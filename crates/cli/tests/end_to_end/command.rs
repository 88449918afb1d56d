//! Running the binary.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

/// A file of the workspace.
pub(crate) fn workspace(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path)
}

/// The binary with nothing of Plaudit in its environment.
pub(crate) fn plaudit() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_plaudit"));
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("PLAUDIT_") {
            command.env_remove(name);
        }
    }
    command
}

/// What a command said, and how it ended.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Ran {
    /// Runs the command to its end.
    pub(crate) fn of(command: &mut Command) -> Self {
        let Output { status, stdout, stderr } = command.output().unwrap();
        let text = |bytes| String::from_utf8(bytes).expect("the output is UTF-8");
        Self { code: status.code(), stdout: text(stdout), stderr: text(stderr) }
    }

    /// What it wrote, if it ended well.
    pub(crate) fn good(self) -> String {
        assert_eq!(self.code, Some(0), "{self:?}");
        self.stdout
    }

    /// What it complained of, if it ended with `code`.
    pub(crate) fn bad(self, code: i32) -> String {
        assert_eq!(self.code, Some(code), "{self:?}");
        self.stderr
    }
}

/// Where commands work: on a database, or on a server with a key.
#[derive(Clone)]
pub(crate) struct Target {
    flags: [String; 2],
    key: Option<String>,
}

impl Target {
    pub(crate) fn database(url: &str) -> Self {
        Self { flags: ["--database".to_owned(), url.to_owned()], key: None }
    }

    pub(crate) fn server(url: &str, key: &str) -> Self {
        let key = Some(key).filter(|key| !key.is_empty()).map(str::to_owned);
        Self { flags: ["--server".to_owned(), url.to_owned()], key }
    }

    pub(crate) fn run(&self, args: &[&str]) -> Ran {
        Ran::of(&mut self.command(args))
    }

    /// The same with a file as standard input.
    pub(crate) fn fed(&self, args: &[&str], file: &Path) -> Ran {
        Ran::of(self.command(args).stdin(File::open(file).unwrap()))
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = plaudit();
        command.args(args).args(&self.flags);
        if let Some(key) = &self.key {
            command.env("PLAUDIT_CLIENT__KEY", key);
        }
        command
    }

    /// The JSON that a command writes.
    pub(crate) fn json(&self, args: &[&str]) -> Value {
        let args = [args, &["--format", "json"]].concat();
        serde_json::from_str(&self.run(&args).good()).unwrap()
    }

    /// A report as JSON, without the time of building.
    pub(crate) fn report(&self, args: &[&str]) -> String {
        let args = [&["report"], args, &["--format", "json"]].concat();
        let text = self.run(&args).good();
        let (before, rest) = text.split_once("\"generatedAt\": \"").expect("the time of building");
        let (_time, after) = rest.split_once('"').unwrap();
        format!("{before}\"generatedAt\": \"\"{after}")
    }
}
