//! The gRPC service for polls on other platforms.

use std::sync::Arc;

use plaudit_core::Violation;
use plaudit_core::poll::{CAUTION, Poll, SubmittedPoll};
use plaudit_proto::v1;
use plaudit_proto::v1::poll_service_server::PollService;
use plaudit_storage::{Recording, Store, Tenant, Why};
use tonic::{Request, Response, Status};

use crate::status::failed;
use crate::{Caller, Catalog, Clock, Scope, status};

/// `plaudit.v1.PollService`.
pub struct Polls {
    store: Store,
    catalog: Arc<Catalog>,
    clock: Clock,
}

impl Polls {
    /// The service over `store`, for the surveys of `catalog`.
    #[must_use]
    pub fn new(store: Store, catalog: Arc<Catalog>, clock: Clock) -> Self {
        Self { store, catalog, clock }
    }

    /// The survey's id and the poll, checked against the version that it names.
    async fn check(
        &self,
        tenant: &Tenant,
        poll: Option<v1::Poll>,
    ) -> Result<(String, Poll), Status> {
        let mut poll = poll.ok_or_else(|| status::invalid_field("poll", "is required"))?;
        let (survey_id, number) = (std::mem::take(&mut poll.survey_id), poll.version);
        let version = self.catalog.version(tenant, &survey_id, number, "poll.version").await?;
        let checked = version.check_poll(SubmittedPoll::from(poll), (self.clock)());
        let under = |found: Vec<Violation>| found.into_iter().map(|v| v.under("poll"));
        Ok((survey_id, checked.map_err(|found| status::invalid(under(found)))?))
    }
}

#[tonic::async_trait]
impl PollService for Polls {
    async fn record_poll(
        &self,
        request: Request<v1::RecordPollRequest>,
    ) -> Result<Response<v1::RecordPollResponse>, Status> {
        let caller = Caller::of(&request, &[Scope::Collect])?;
        let (survey_id, poll) = self.check(&caller.tenant, request.into_inner().poll).await?;
        let recorded = self.store.record_poll(&caller.tenant, &survey_id, &poll).await;
        let duplicate = match recorded.map_err(failed)? {
            Recording::Stored => false,
            Recording::Duplicate => true,
            Recording::Conflict => {
                let id = &poll.id;
                let reason = format!("the poll {id:?} says something else: correct it instead");
                return Err(Status::already_exists(reason));
            }
        };
        Ok(Response::new(v1::RecordPollResponse { duplicate }))
    }

    async fn correct_poll(
        &self,
        request: Request<v1::CorrectPollRequest>,
    ) -> Result<Response<v1::CorrectPollResponse>, Status> {
        let caller = Caller::of(&request, &[Scope::Collect])?;
        let v1::CorrectPollRequest { poll, reason } = request.into_inner();
        let why = why(&caller, &reason)?;
        let (survey_id, poll) = self.check(&caller.tenant, poll).await?;
        let now = (self.clock)();
        let changed = self.store.correct_poll(&caller.tenant, &survey_id, &poll, why, now).await;
        let changed = changed.map_err(failed)?.ok_or_else(|| missing(&poll.id))?;
        Ok(Response::new(v1::CorrectPollResponse { changed }))
    }

    async fn get_poll(
        &self,
        request: Request<v1::GetPollRequest>,
    ) -> Result<Response<v1::GetPollResponse>, Status> {
        let caller = Caller::of(&request, &[Scope::Collect, Scope::Read])?;
        let v1::GetPollRequest { survey_id, id } = request.into_inner();
        let poll = self.store.poll(&caller.tenant, &survey_id, &id).await.map_err(failed)?;
        let poll = v1::Poll::new(&survey_id, poll.ok_or_else(|| missing(&id))?);
        Ok(Response::new(v1::GetPollResponse { poll: Some(poll) }))
    }

    async fn list_polls(
        &self,
        request: Request<v1::ListPollsRequest>,
    ) -> Result<Response<v1::ListPollsResponse>, Status> {
        let caller = Caller::of(&request, &[Scope::Collect, Scope::Read])?;
        let v1::ListPollsRequest { survey_id, from, to } = request.into_inner();
        if self.store.survey(&caller.tenant, &survey_id).await.map_err(failed)?.is_none() {
            return Err(Status::not_found(format!("there is no survey {survey_id:?}")));
        }
        let days = status::days(&from, &to)?;
        let polls = self.store.polls(&caller.tenant, &survey_id, days).await.map_err(failed)?;
        let caution = if polls.is_empty() { String::new() } else { CAUTION.to_owned() };
        let polls = polls.into_iter().map(|poll| v1::Poll::new(&survey_id, poll)).collect();
        Ok(Response::new(v1::ListPollsResponse { polls, caution }))
    }

    async fn remove_poll(
        &self,
        request: Request<v1::RemovePollRequest>,
    ) -> Result<Response<v1::RemovePollResponse>, Status> {
        let caller = Caller::of(&request, &[Scope::Collect])?;
        let v1::RemovePollRequest { survey_id, id, reason } = request.into_inner();
        let why = why(&caller, &reason)?;
        let now = (self.clock)();
        let removed = self.store.remove_poll(&caller.tenant, &survey_id, &id, why, now).await;
        match removed.map_err(failed)? {
            true => Ok(Response::new(v1::RemovePollResponse {})),
            false => Err(missing(&id)),
        }
    }
}

#[allow(clippy::result_large_err)] // tonic's own error type
fn why<'a>(caller: &'a Caller, reason: &'a str) -> Result<Why<'a>, Status> {
    status::reason(reason)?;
    Ok(Why { reason, by: caller.key.as_deref() })
}

fn missing(id: &str) -> Status {
    Status::not_found(format!("there is no poll {id:?}"))
}
