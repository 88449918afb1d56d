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
        let mut command = plaudit();
        command.args(["serve", "--listen", "127.0.0.1:0", "--database", database]);
        Self::spawn(&mut command)
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

fn entry(line: &str) -> Value {
    serde_json::from_str(line).unwrap_or_else(|_| panic!("no line of JSON: {line}"))
}
