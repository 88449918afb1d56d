//! A served Plaudit, as an operator starts it.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use plaudit_client::Client;

use plaudit_proto::v1;

use super::answers::{self, SURVEYS};
use super::command;

/// Committers of the server, which is how many writers its peer gets.
pub(crate) const WRITERS: usize = 4;

/// `plaudit serve` on a free port; it ends with this value.
pub(crate) struct Served {
    child: Child,
    url: String,
}

impl Served {
    /// Serves `database`; `place` may change the command before it is run.
    pub(crate) fn start(database: &str, place: impl FnOnce(&mut Command)) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_plaudit"));
        command
            .args(["serve", "--listen", "127.0.0.1:0", "--database", database])
            .env("PLAUDIT_LOG__FORMAT", "json")
            .env("PLAUDIT_COLLECTOR__COMMITTERS", WRITERS.to_string())
            .stdin(Stdio::null())
            .stderr(Stdio::piped());
        place(&mut command);
        let mut child = command.spawn().unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines().map_while(Result::ok);
        let address = lines
            .by_ref()
            .find_map(|line| {
                let entry: serde_json::Value = serde_json::from_str(&line).ok()?;
                let serving = entry["fields"]["message"] == "serving";
                serving.then(|| entry["fields"]["address"].as_str().unwrap().to_owned())
            })
            .expect("the log says where it serves");
        std::thread::spawn(move || lines.for_each(drop));
        Self { child, url: format!("http://{address}") }
    }

    /// A client with a connection of its own.
    pub(crate) fn client(&self) -> Client {
        Client::connect(&self.url, None).unwrap()
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// Publishes the surveys of [`answers`].
    pub(crate) async fn publish(&self) {
        let mut surveys = self.client().surveys();
        for number in 0..SURVEYS {
            let survey = Some(answers::survey(number));
            surveys.save_draft(v1::SaveDraftRequest { survey }).await.unwrap();
            let survey_id = answers::survey_id(number);
            surveys.publish_survey(v1::PublishSurveyRequest { survey_id }).await.unwrap();
        }
    }

    /// Resident memory now.
    pub(crate) fn resident_mb(&self) -> f64 {
        self.memory("VmRSS:")
    }

    /// The most resident memory there ever was.
    pub(crate) fn peak_mb(&self) -> f64 {
        self.memory("VmHWM:")
    }

    fn memory(&self, key: &str) -> f64 {
        command::memory_mb(&self.child, key).expect("it runs")
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // The rows are durable already, and the next run starts from nothing.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
