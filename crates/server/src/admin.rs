//! The gRPC service for keys and checks.

use std::pin::Pin;

use futures::{Stream, StreamExt};
use plaudit_collector::status::{invalid_field, of_storage};
use plaudit_collector::{Caller, Clock, Scope, Scopes};
use plaudit_proto::convert::timestamp;
use plaudit_proto::v1;
use plaudit_proto::v1::admin_service_server::AdminService;
use plaudit_storage::{KeyRecord, Store};
use tonic::{Request, Response, Status};

use crate::keys;

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
            return Err(invalid_field("scopes", "must name collect, read or admin"));
        };
        let (record, secret) = keys::create(&caller.tenant, request.name, scopes, (self.clock)());
        self.store.create_key(&caller.tenant, &record).await.map_err(|e| of_storage(&e))?;
        Ok(Response::new(v1::CreateKeyResponse { key: Some(key(record)), secret }))
    }

    async fn list_keys(
        &self,
        request: Request<v1::ListKeysRequest>,
    ) -> Result<Response<v1::ListKeysResponse>, Status> {
        let caller = Caller::of(&request, &[Scope::Admin])?;
        let keys = self.store.keys(&caller.tenant).await.map_err(|e| of_storage(&e))?;
        Ok(Response::new(v1::ListKeysResponse { keys: keys.into_iter().map(key).collect() }))
    }

    async fn revoke_key(
        &self,
        request: Request<v1::RevokeKeyRequest>,
    ) -> Result<Response<v1::RevokeKeyResponse>, Status> {
        let caller = Caller::of(&request, &[Scope::Admin])?;
        let id = request.into_inner().key_id;
        let revoked = self.store.revoke_key(&caller.tenant, &id, (self.clock)()).await;
        if revoked.map_err(|error| of_storage(&error))? {
            Ok(Response::new(v1::RevokeKeyResponse {}))
        } else {
            Err(Status::not_found(format!("there is no key {id:?} that works")))
        }
    }

    type VerifyStream = Pin<Box<dyn Stream<Item = Result<v1::VerifyResponse, Status>> + Send>>;

    async fn verify(
        &self,
        request: Request<v1::VerifyRequest>,
    ) -> Result<Response<Self::VerifyStream>, Status> {
        let caller = Caller::of(&request, &[Scope::Admin])?;
        let known = self.store.surveys(&caller.tenant).await.map_err(|e| of_storage(&e))?;
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
                let checked = checked.map_err(|error| of_storage(&error))?;
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

fn scope(scope: v1::Scope) -> Option<Scope> {
    match scope {
        v1::Scope::Unspecified => None,
        v1::Scope::Collect => Some(Scope::Collect),
        v1::Scope::Read => Some(Scope::Read),
        v1::Scope::Admin => Some(Scope::Admin),
    }
}

fn key(record: KeyRecord) -> v1::Key {
    let scopes = Scopes::from_bits(record.scopes).iter().map(|scope| match scope {
        Scope::Collect => v1::Scope::Collect.into(),
        Scope::Read => v1::Scope::Read.into(),
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
