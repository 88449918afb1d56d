//! The gRPC service for surveys and their versions.

use std::sync::Arc;

use plaudit_core::survey::{Survey, Version};
use plaudit_proto::v1;
use plaudit_proto::v1::survey_service_server::SurveyService;
use plaudit_storage::{State, Store};
use tonic::{Request, Response, Status};

use crate::status::failed;
use crate::{Caller, Catalog, Clock, Scope, status};

/// `plaudit.v1.SurveyService`.
pub struct Surveys {
    store: Store,
    catalog: Arc<Catalog>,
    clock: Clock,
}

impl Surveys {
    /// The service over `store`; what it publishes is in `catalog` at once.
    #[must_use]
    pub fn new(store: Store, catalog: Arc<Catalog>, clock: Clock) -> Self {
        Self { store, catalog, clock }
    }
}

#[tonic::async_trait]
impl SurveyService for Surveys {
    async fn save_draft(
        &self,
        request: Request<v1::SaveDraftRequest>,
    ) -> Result<Response<v1::SaveDraftResponse>, Status> {
        let caller = Caller::of(&request, &[Scope::Admin])?;
        let survey = request.into_inner().survey;
        let survey = survey.ok_or_else(|| status::invalid_field("survey", "is required"))?;
        let now = (self.clock)();
        let survey = Survey::try_from(survey)
            .and_then(|survey| Version::new(1, now, survey))
            .map(|version| version.survey().clone())
            .map_err(|found| status::invalid(found.into_iter().map(|v| v.under("survey"))))?;
        self.store.save_draft(&caller.tenant, &survey, now).await.map_err(failed)?;
        Ok(Response::new(v1::SaveDraftResponse { survey: Some((&survey).into()) }))
    }

    async fn publish_survey(
        &self,
        request: Request<v1::PublishSurveyRequest>,
    ) -> Result<Response<v1::PublishSurveyResponse>, Status> {
        let caller = Caller::of(&request, &[Scope::Admin])?;
        let id = request.into_inner().survey_id;
        let version =
            self.store.publish(&caller.tenant, &id, (self.clock)()).await.map_err(failed)?;
        self.catalog.load(&caller.tenant, &id).await.map_err(failed)?;
        Ok(Response::new(v1::PublishSurveyResponse { version: Some((&version).into()) }))
    }

    async fn get_survey(
        &self,
        request: Request<v1::GetSurveyRequest>,
    ) -> Result<Response<v1::GetSurveyResponse>, Status> {
        let caller = Caller::of(&request, &[Scope::Collect, Scope::Read])?;
        let v1::GetSurveyRequest { survey_id, version: number } = request.into_inner();
        let record = self.store.survey(&caller.tenant, &survey_id).await.map_err(failed)?;
        let record =
            record.ok_or_else(|| Status::not_found(format!("there is no survey {survey_id:?}")))?;
        let version = match number {
            0 => record.versions.last(),
            number => {
                Some(record.versions.iter().find(|v| v.number() == number).ok_or_else(|| {
                    Status::not_found(format!("the survey {survey_id:?} has no version {number}"))
                })?)
            }
        };
        Ok(Response::new(v1::GetSurveyResponse {
            version: version.map(|version| version.as_ref().into()),
            draft: Some((&record.draft).into()),
            state: state(record.state).into(),
        }))
    }

    async fn list_surveys(
        &self,
        request: Request<v1::ListSurveysRequest>,
    ) -> Result<Response<v1::ListSurveysResponse>, Status> {
        let caller = Caller::of(&request, &[Scope::Collect, Scope::Read])?;
        let surveys = self.store.surveys(&caller.tenant).await.map_err(failed)?;
        let surveys = surveys.into_iter().map(|survey| v1::SurveySummary {
            id: survey.id,
            title: survey.title.0,
            state: state(survey.state).into(),
            latest_version: survey.latest_version.unwrap_or_default(),
        });
        Ok(Response::new(v1::ListSurveysResponse { surveys: surveys.collect() }))
    }

    async fn close_survey(
        &self,
        request: Request<v1::CloseSurveyRequest>,
    ) -> Result<Response<v1::CloseSurveyResponse>, Status> {
        let caller = Caller::of(&request, &[Scope::Admin])?;
        let id = request.into_inner().survey_id;
        self.store.close_survey(&caller.tenant, &id, (self.clock)()).await.map_err(failed)?;
        self.catalog.load(&caller.tenant, &id).await.map_err(failed)?;
        Ok(Response::new(v1::CloseSurveyResponse {}))
    }
}

fn state(state: State) -> v1::SurveyState {
    match state {
        State::Draft => v1::SurveyState::Draft,
        State::Open => v1::SurveyState::Open,
        State::Closed => v1::SurveyState::Closed,
    }
}
