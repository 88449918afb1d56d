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
        let published = self.catalog.get(&caller.tenant, &survey_id, number).await;
        let published =
            published.map_err(|error| status::of_storage(&error))?.ok_or_else(|| {
                Status::not_found(format!("there is no published survey {survey_id:?}"))
            })?;
        let version = published.version(number).ok_or_else(|| {
            let reason = format!("the survey {survey_id:?} has no version {number}");
            status::invalid_field("response.version", reason)
        })?;
        let now = (self.clock)();
        let response = version
            .check(Submission::from(response), now)
            .map_err(|found| status::invalid(found.into_iter().map(|v| v.under("response"))))?;
        let by = caller.key.as_deref();
        let correction = Correction { version, response: &response, reason: &reason, by };
        let corrected = self.store.correct(&caller.tenant, &correction, now).await;
        match corrected.map_err(|error| status::of_storage(&error))? {
            Corrected::Changed => Ok(v1::Correction::Changed),
            Corrected::Unchanged => Ok(v1::Correction::Unchanged),
            Corrected::Missing => Err(Status::not_found("there is no response of this id")),
            Corrected::Erased => Err(Status::failed_precondition("the response was erased")),
        }
    }
}
