//! What an import would find stored already, without storing anything.

use std::collections::HashMap;
use std::sync::Arc;

use plaudit_client::{Client, Delivery};
use plaudit_core::response::{Digest, Submission};
use plaudit_core::survey::Version;
use plaudit_proto::borrowed::Response as Stored;
use plaudit_proto::{json, v1};
use plaudit_server::clock;

/// The responses of a file by id, with the digests of their contents: some 50 bytes each.
pub(super) struct Known {
    /// Absent: the rows say themselves what they answer, and are not looked up.
    version: Option<Arc<Version>>,
    digests: HashMap<String, Option<Digest>>,
    delivery: Delivery,
    conflicts: Vec<String>,
}

/// What would become of the rows.
#[derive(Default)]
pub(super) struct Found {
    pub(super) delivery: Delivery,
    /// Ids that are known with other contents.
    pub(super) conflicts: Vec<String>,
    /// What could not be found out.
    pub(super) remark: Option<String>,
}

/// The most conflicts that are listed one by one.
const LISTED: usize = 100;

impl Known {
    pub(super) fn new(version: Option<Arc<Version>>) -> Self {
        let (digests, conflicts) = (HashMap::new(), Vec::new());
        Self { version, digests, delivery: Delivery::default(), conflicts }
    }

    /// Counts a good row; a second one of an id is what it would be to the server.
    pub(super) fn add(&mut self, response: v1::Response) {
        let Some(version) = self.version.as_deref() else {
            self.delivery.stored += 1;
            return;
        };
        let id = response.id.clone();
        let digest = digest(version, response);
        match self.digests.get(&id) {
            None => drop(self.digests.insert(id, digest)),
            Some(known) if *known == digest => self.delivery.duplicates += 1,
            Some(_) => self.conflict(&id, "stands in the file twice, with different answers"),
        }
    }

    fn conflict(&mut self, id: &str, reason: &str) {
        self.delivery.conflicts += 1;
        if self.conflicts.len() < LISTED {
            self.conflicts.push(format!("id {id}: {reason}"));
        }
    }

    /// Looks up in an export of the survey which ids are known.
    pub(super) async fn delivery(mut self, client: &Client) -> Found {
        let remark = match self.look_up(client).await {
            Ok(()) => None,
            Err(_) if self.version.is_none() => {
                Some("which responses are stored already was not looked up".to_owned())
            }
            Err(error) => {
                let words = "which responses are stored already could not be looked up";
                Some(format!("{words}: {error}"))
            }
        };
        self.delivery.stored += self.digests.len() as u64;
        Found { delivery: self.delivery, conflicts: self.conflicts, remark }
    }

    async fn look_up(&mut self, client: &Client) -> anyhow::Result<()> {
        let version = self.version.clone().ok_or_else(|| anyhow::anyhow!("of several surveys"))?;
        let survey_id = version.survey().id.clone();
        let request = v1::ExportResponsesRequest { survey_id, ..Default::default() };
        let mut messages = match client.reports().export_responses(request).await {
            Ok(reply) => reply.into_inner(),
            // Not published yet.
            Err(status) if status.code() == tonic::Code::NotFound => return Ok(()),
            Err(status) => return Err(status.into()),
        };
        while let Some(message) = messages.message().await? {
            for stored in &message.responses {
                let line = serde_json::to_string(&Stored::decode(stored)?)?;
                let stored = json::read_response(&line)?;
                let id = stored.id.clone();
                let Some(ours) = self.digests.remove(&id) else { continue };
                if ours == digest(&version, stored) {
                    self.delivery.duplicates += 1;
                } else {
                    self.conflict(&id, "is stored with other content");
                }
            }
        }
        Ok(())
    }
}

/// The digest of a response that `version` takes.
fn digest(version: &Version, response: v1::Response) -> Option<Digest> {
    let now = clock::system()();
    Some(version.check(Submission::from(response), now).ok()?.digest(version))
}
