//! The gRPC service for keys, erasure and checks.

use std::pin::Pin;

use futures::{Stream, StreamExt};
use plaudit_collector::status::{failed, invalid_field, items};
use plaudit_collector::{Caller, Clock, Scope, Scopes};
use plaudit_proto::convert::timestamp;
use plaudit_proto::v1;
use plaudit_proto::v1::admin_service_server::AdminService;
use plaudit_storage::{Erasure, KeyRecord, Store, Whose};
use tonic::{Request, Response, Status};

use crate::keys;

/// Most responses that one call names by their ids.
const MOST_IDS: usize = 1_000;

/// `plaudit.v1.AdminService`.
pub(crate) struct Admin {
    store: Store,
    clock: Clock,
}

impl Admin {
    pub(crate) fn new(store: Store, clock: Clock) -> Self {
        Self { store, clock }
    }
}

#[tonic::async_trait]
impl AdminService for Admin {
    async fn create_key(
        &self,
        request: Request<v1::CreateKeyRequest>,
    ) -> Result<Response<v1::CreateKeyResponse>, Status> {
        let caller = Caller::of(&request, &[Scope::Admin])?;
        let request = request.into_inner();
        if !(1..=64).contains(&request.name.chars().count())
            || request.name.chars().any(char::is_control)
        {
            return Err(invalid_field("name", "must be 1 to 64 characters"));
        }
        let scopes = request.scopes().map(scope).collect::<Option<Scopes>>();
        let Some(scopes) = scopes.filter(|scopes| *scopes != Scopes::default()) else {
            return Err(invalid_field("scopes", "must name collect, read, invite or admin"));
        };
        let (record, secret) = keys::create(&caller.tenant, request.name, scopes, (self.clock)());
        self.store.create_key(&caller.tenant, &record).await.map_err(failed)?;
        Ok(Response::new(v1::CreateKeyResponse { key: Some(key(record)), secret }))
    }

    async fn list_keys(
        &self,
        request: Request<v1::ListKeysRequest>,
    ) -> Result<Response<v1::ListKeysResponse>, Status> {
        let caller = Caller::of(&request, &[Scope::Admin])?;
        let keys = self.store.keys(&caller.tenant).await.map_err(failed)?;
        Ok(Response::new(v1::ListKeysResponse { keys: keys.into_iter().map(key).collect() }))
    }

    async fn revoke_key(
        &self,
        request: Request<v1::RevokeKeyRequest>,
    ) -> Result<Response<v1::RevokeKeyResponse>, Status> {
        let caller = Caller::of(&request, &[Scope::Admin])?;
        let id = request.into_inner().key_id;
        let revoked = self.store.revoke_key(&caller.tenant, &id, (self.clock)()).await;
        if revoked.map_err(failed)? {
            Ok(Response::new(v1::RevokeKeyResponse {}))
        } else {
            Err(Status::not_found(format!("there is no key {id:?} that works")))
        }
    }

    async fn erase_responses(
        &self,
        request: Request<v1::EraseResponsesRequest>,
    ) -> Result<Response<v1::EraseResponsesResponse>, Status> {
        let caller = Caller::of(&request, &[Scope::Admin])?;
        let request = request.into_inner();
        let erasure = Erasure {
            whose: whose(&request)?,
            survey_id: Some(request.survey_id.as_str()).filter(|id| !id.is_empty()),
            by: caller.key.as_deref(),
        };
        let erased = self.store.erase(&caller.tenant, &erasure, (self.clock)()).await;
        let erased = erased.map_err(failed)?;
        let surveys = erased.responses.into_iter();
        let surveys =
            surveys.map(|(survey_id, responses)| v1::ErasedResponses { survey_id, responses });
        let surveys: Vec<_> = surveys.collect();
        Ok(Response::new(v1::EraseResponsesResponse {
            erasure_id: erased.id.to_string(),
            responses: surveys.iter().map(|survey| survey.responses).sum(),
            surveys,
            invitations: erased.invitations,
        }))
    }

    type VerifyStream = Pin<Box<dyn Stream<Item = Result<v1::VerifyResponse, Status>> + Send>>;

    async fn verify(
        &self,
        request: Request<v1::VerifyRequest>,
    ) -> Result<Response<Self::VerifyStream>, Status> {
        let caller = Caller::of(&request, &[Scope::Admin])?;
        let known = self.store.surveys(&caller.tenant).await.map_err(failed)?;
        let mut surveys: Vec<String> = known.into_iter().map(|survey| survey.id).collect();
        let wanted = request.into_inner().survey_id;
        if !wanted.is_empty() {
            surveys.retain(|id| *id == wanted);
            if surveys.is_empty() {
                return Err(Status::not_found(format!("there is no survey {wanted:?}")));
            }
        }
        let store = self.store.clone();
        let results = futures::stream::iter(surveys).then(move |survey_id| {
            let (store, tenant) = (store.clone(), caller.tenant.clone());
            async move {
                let checked = store.verify(&tenant, &survey_id).await;
                let checked = checked.map_err(failed)?;
                let discrepancies = checked.discrepancies.into_iter().map(|d| v1::Discrepancy {
                    cell: d.cell,
                    counter: d.counter,
                    stored: d.stored,
                    recounted: d.recounted,
                });
                Ok(v1::VerifyResponse {
                    survey_id,
                    responses: checked.responses,
                    tallies: checked.tallies,
                    discrepancies: discrepancies.collect(),
                })
            }
        });
        Ok(Response::new(Box::pin(results)))
    }
}

/// Whose responses are to be erased, or which.
#[allow(clippy::result_large_err)] // tonic's own error type
fn whose(request: &v1::EraseResponsesRequest) -> Result<Whose<'_>, Status> {
    let (respondent, ids) = (request.respondent.as_str(), request.response_ids.as_slice());
    match (respondent.is_empty(), ids.is_empty()) {
        (false, true) if !respondent.chars().any(char::is_control) => {
            Ok(Whose::Respondent(respondent))
        }
        (false, true) => Err(invalid_field("respondent", "must have no control characters")),
        (true, false) => {
            items("response_ids", ids.len(), MOST_IDS)?;
            match ids.iter().position(|id| id.chars().any(char::is_control)) {
                None => Ok(Whose::Responses(ids)),
                Some(at) => {
                    let field = format!("response_ids[{at}]");
                    Err(invalid_field(&field, "must have no control characters"))
                }
            }
        }
        _ => Err(invalid_field("respondent", "give either a respondent or response ids")),
    }
}

fn scope(scope: v1::Scope) -> Option<Scope> {
    match scope {
        v1::Scope::Unspecified => None,
        v1::Scope::Collect => Some(Scope::Collect),
        v1::Scope::Read => Some(Scope::Read),
        v1::Scope::Invite => Some(Scope::Invite),
        v1::Scope::Admin => Some(Scope::Admin),
    }
}

fn key(record: KeyRecord) -> v1::Key {
    let scopes = Scopes::from_bits(record.scopes).iter().map(|scope| match scope {
        Scope::Collect => v1::Scope::Collect.into(),
        Scope::Read => v1::Scope::Read.into(),
        Scope::Invite => v1::Scope::Invite.into(),
        Scope::Admin => v1::Scope::Admin.into(),
    });
    v1::Key {
        id: record.id,
        name: record.name,
        scopes: scopes.collect(),
        created_at: Some(timestamp(record.created_at)),
        revoked_at: record.revoked_at.map(timestamp),
    }
}
