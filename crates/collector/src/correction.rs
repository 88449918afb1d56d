//! Takes corrections: one at a time, past the queue of new responses.

use plaudit_core::response::Submission;
use plaudit_proto::v1;
use plaudit_storage::{Corrected, Correction};
use tonic::Status;

use crate::{Caller, Collector, status};

impl Collector {
    /// Checks what the response is to say, stores it in place of what it said, and returns once that
    /// is durable.
    pub(crate) async fn correct(
        &self,
        caller: &Caller,
        request: v1::CorrectResponseRequest,
    ) -> Result<v1::Correction, Status> {
        let v1::CorrectResponseRequest { response, reason } = request;
        let mut response =
            response.ok_or_else(|| status::invalid_field("response", "is required"))?;
        status::reason(&reason)?;
        let (survey_id, number) = (std::mem::take(&mut response.survey_id), response.version);
        let version = self.catalog.version(&caller.tenant, &survey_id, number, "response.version");
        let version = version.await?;
        let now = (self.clock)();
        let response = version
            .check(Submission::from(response), now)
            .map_err(|found| status::invalid(found.into_iter().map(|v| v.under("response"))))?;
        let by = caller.key.as_deref();
        let correction = Correction { version: &version, response: &response, reason: &reason, by };
        let corrected = self.store.correct(&caller.tenant, &correction, now).await;
        match corrected.map_err(status::failed)? {
            Corrected::Changed => Ok(v1::Correction::Changed),
            Corrected::Unchanged => Ok(v1::Correction::Unchanged),
            Corrected::Missing => Err(Status::not_found("there is no response of this id")),
            Corrected::Erased => Err(Status::failed_precondition("the response was erased")),
        }
    }
}
