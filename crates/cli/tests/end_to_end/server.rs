//! A served Plaudit: started, stopped, killed.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::command::plaudit;

/// How long an end is waited for before the test fails.
const PATIENCE: Duration = Duration::from_secs(60);

/// `plaudit serve` on a free port. A dropped one is killed.
pub(crate) struct Server {
    child: Child,
    pub(crate) url: String,
    log: Option<JoinHandle<Vec<Value>>>,
}

impl Server {
    pub(crate) fn start(database: &str) -> Self {
        Self::spawn(&mut Self::command(database))
    }

    /// The command that serves the database on a free port.
    pub(crate) fn command(database: &str) -> Command {
        let mut command = plaudit();
        command.args(["serve", "--listen", "127.0.0.1:0", "--database", database]);
        command
    }

    /// Starts the command, which serves, and waits until its log says on which address.
    pub(crate) fn spawn(command: &mut Command) -> Self {
        command.env("PLAUDIT_LOG__FORMAT", "json").stdin(Stdio::null()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines().map_while(Result::ok);
        let mut log = Vec::new();
        let address = loop {
            let line = lines.next().unwrap_or_else(|| panic!("it does not serve: {log:?}"));
            log.push(entry(&line));
            let fields = &log[log.len() - 1]["fields"];
            if fields["message"] == "serving" {
                break fields["address"].as_str().expect("an address").to_owned();
            }
        };
        // Read on, so that the server never waits for its log to be read.
        let reader = std::thread::spawn(move || {
            log.extend(lines.map(|line| entry(&line)));
            log
        });
        Self { child, url: format!("http://{address}"), log: Some(reader) }
    }

    /// The process.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// The most memory that it took so far, resident, in bytes.
    pub(crate) fn peak_memory(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
        let kib: u64 = line.trim().strip_suffix(" kB").unwrap().parse().unwrap();
        kib << 10
    }

    /// `kill -9`.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Sends a signal, waits for the end, and returns it with the log.
    pub(crate) fn stop(mut self, signal: &str) -> (ExitStatus, Vec<Value>) {
        let sent = Command::new("sh")
            .args(["-c", &format!("kill -{signal} {}", self.child.id())])
            .status()
            .unwrap();
        assert!(sent.success());
        let since = Instant::now();
        let status = loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                break status;
            }
            assert!(since.elapsed() < PATIENCE, "it does not stop");
            std::thread::sleep(Duration::from_millis(5));
        };
        (status, self.log.take().unwrap().join().unwrap())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may be gone already.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// Lets this process, and the servers that it starts from now on, have so many files open.
pub(crate) fn allow_open_files(files: u64) {
    let limits = std::fs::read_to_string("/proc/self/limits").unwrap();
    let line = limits.lines().find_map(|line| line.strip_prefix("Max open files")).unwrap();
    let allowed = line.split_whitespace().next().unwrap();
    if allowed.parse().is_ok_and(|allowed: u64| allowed < files) {
        let (id, limit) = (std::process::id().to_string(), format!("--nofile={files}:"));
        let raised = Command::new("prlimit").args(["--pid", &id, &limit]).status();
        assert!(raised.expect("prlimit, of util-linux").success(), "{files} files are too many");
    }
}

fn entry(line: &str) -> Value {
    serde_json::from_str(line).unwrap_or_else(|_| panic!("no line of JSON: {line}"))
}
