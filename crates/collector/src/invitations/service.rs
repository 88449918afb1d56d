//! The gRPC service.

use plaudit_core::Violation;
use plaudit_core::time::Timestamp;
use plaudit_proto::v1;
use plaudit_proto::v1::invitation_service_server::InvitationService;
use plaudit_storage::{Invitation, Listing};
use tonic::{Request, Response, Status};
use uuid::Uuid;

use super::Invitations;
use super::mail::Given;
use crate::status::failed;
use crate::{Caller, Scope, status};

/// Most items of a request or of a page.
const MOST: usize = 1_000;
/// Items of a page when nothing is said.
const USUALLY: u32 = 100;

#[tonic::async_trait]
impl InvitationService for Invitations {
    async fn invite(
        &self,
        request: Request<v1::InviteRequest>,
    ) -> Result<Response<v1::InviteResponse>, Status> {
        let caller = Caller::of(&request, &[Scope::Invite])?;
        let request = request.into_inner();
        status::items("events", request.events.len(), MOST)?;
        if request.send_mail && !self.asking.sends_mail {
            let reason = "the server sends no mail: it needs mail.smtp_url and mail.from";
            return Err(Status::failed_precondition(reason));
        }
        self.may_give(request.with_message)?;
        if request.send_mail && request.with_message {
            let rule = "must not stand beside send_mail: the mail would go out twice";
            return Err(status::invalid_field("with_message", rule));
        }
        let outcomes = Self::invite(self, &caller.tenant, request).await.map_err(failed)?;
        Ok(Response::new(v1::InviteResponse { outcomes }))
    }

    async fn get_invitation(
        &self,
        request: Request<v1::GetInvitationRequest>,
    ) -> Result<Response<v1::GetInvitationResponse>, Status> {
        let caller = Caller::of(&request, &[Scope::Invite])?;
        let id = request.into_inner().id;
        let found = match id.parse::<Uuid>() {
            Ok(id) => self.store.invitation(&caller.tenant, id).await.map_err(failed)?,
            Err(_) => None,
        };
        let found =
            found.ok_or_else(|| Status::not_found(format!("there is no invitation {id:?}")))?;
        let invitation =
            self.message(&caller.tenant, found, Given::Nothing).await.map_err(failed)?;
        Ok(Response::new(v1::GetInvitationResponse { invitation: Some(invitation) }))
    }

    async fn list_invitations(
        &self,
        request: Request<v1::ListInvitationsRequest>,
    ) -> Result<Response<v1::ListInvitationsResponse>, Status> {
        let caller = Caller::of(&request, &[Scope::Invite])?;
        let request = request.into_inner();
        let after = match request.page_token.as_str() {
            "" => None,
            token => Some(read_page_token(token).ok_or_else(|| {
                status::invalid_field("page_token", "must be the next_page_token of a page")
            })?),
        };
        let known = self.store.survey(&caller.tenant, &request.survey_id).await.map_err(failed)?;
        if known.is_none() {
            return Err(Status::not_found(format!("there is no survey {:?}", request.survey_id)));
        }
        let at_most = at_most("page_size", request.page_size)?;
        let listing = Listing {
            survey_id: &request.survey_id,
            state: request.state().given(),
            after,
            at_most,
        };
        let found = self.store.invitations(&caller.tenant, &listing).await.map_err(failed)?;
        let full = found.len() == at_most as usize;
        let next_page_token = found.last().filter(|_| full).map(page_token).unwrap_or_default();
        let mut invitations = Vec::with_capacity(found.len());
        for invitation in found {
            let invitation = self.message(&caller.tenant, invitation, Given::Nothing).await;
            invitations.push(invitation.map_err(failed)?);
        }
        Ok(Response::new(v1::ListInvitationsResponse { invitations, next_page_token }))
    }

    async fn record_dispositions(
        &self,
        request: Request<v1::RecordDispositionsRequest>,
    ) -> Result<Response<v1::RecordDispositionsResponse>, Status> {
        let caller = Caller::of(&request, &[Scope::Invite])?;
        let dispositions = request.into_inner().dispositions;
        status::items("dispositions", dispositions.len(), MOST)?;
        let mut given = Vec::with_capacity(dispositions.len());
        let mut outcomes = Vec::with_capacity(dispositions.len());
        for disposition in dispositions {
            let id = disposition.invitation_id.parse::<Uuid>();
            let state = disposition.state().given();
            let mut violations = Vec::new();
            if id.is_err() {
                violations.push(Violation::new("invitation_id", "must be the id of an invitation"));
            }
            if state.is_none() {
                violations.push(Violation::new("state", "is required"));
            }
            if let (Ok(id), Some(state)) = (id, state) {
                given.push((id, state));
            }
            outcomes.push(v1::DispositionOutcome {
                invitation_id: disposition.invitation_id,
                violations: violations.into_iter().map(Into::into).collect(),
                ..v1::DispositionOutcome::default()
            });
        }
        let recorded = self.store.record(&caller.tenant, &given, (self.clock)()).await;
        let mut recorded = recorded.map_err(failed)?.into_iter();
        for outcome in outcomes.iter_mut().filter(|outcome| outcome.violations.is_empty()) {
            match recorded.next().flatten() {
                Some(recorded) => {
                    outcome.set_state(recorded.state.into());
                    outcome.changed = recorded.changed;
                }
                None => {
                    let reason = "there is no such invitation";
                    outcome.violations.push(Violation::new("invitation_id", reason).into());
                }
            }
        }
        Ok(Response::new(v1::RecordDispositionsResponse { outcomes }))
    }

    async fn opt_out(
        &self,
        request: Request<v1::OptOutRequest>,
    ) -> Result<Response<v1::OptOutResponse>, Status> {
        let caller = Caller::of(&request, &[Scope::Invite])?;
        let contact = request.into_inner().contact;
        status::line("contact", &contact, 128)?;
        let changed = self.store.opt_out(&caller.tenant, &contact, (self.clock)()).await;
        Ok(Response::new(v1::OptOutResponse { changed: changed.map_err(failed)? }))
    }

    async fn opt_in(
        &self,
        request: Request<v1::OptInRequest>,
    ) -> Result<Response<v1::OptInResponse>, Status> {
        let caller = Caller::of(&request, &[Scope::Invite])?;
        let contact = request.into_inner().contact;
        status::line("contact", &contact, 128)?;
        let changed = self.store.opt_in(&caller.tenant, &contact).await.map_err(failed)?;
        Ok(Response::new(v1::OptInResponse { changed }))
    }

    async fn count_decisions(
        &self,
        request: Request<v1::CountDecisionsRequest>,
    ) -> Result<Response<v1::CountDecisionsResponse>, Status> {
        let caller = Caller::of(&request, &[Scope::Invite])?;
        let v1::CountDecisionsRequest { survey_id, from, to } = request.into_inner();
        let days = status::days(&from, &to)?;
        let latest = self.catalog.version(&caller.tenant, &survey_id, 0, "survey_id").await?;
        let zone = latest.zone();
        let period = zone.start_of(*days.start())..zone.start_of(days.end().next());
        let counted = self.store.decisions(&caller.tenant, &survey_id, period).await;
        let mut reply = v1::CountDecisionsResponse::default();
        for (reason, events) in counted.map_err(failed)? {
            reply.events += events;
            match reason {
                None => reply.invited = events,
                Some(reason) => reply.suppressed.push(v1::SuppressionCount {
                    reason: v1::SuppressionReason::from(reason).into(),
                    events,
                }),
            }
        }
        Ok(Response::new(reply))
    }

    async fn due_reminders(
        &self,
        request: Request<v1::DueRemindersRequest>,
    ) -> Result<Response<v1::DueRemindersResponse>, Status> {
        let caller = Caller::of(&request, &[Scope::Invite])?;
        let request = request.into_inner();
        self.may_give(request.with_message)?;
        let given = Given::of(request.with_mail, request.with_message);
        let survey_id = Some(request.survey_id.as_str()).filter(|id| !id.is_empty());
        let at_most = at_most("at_most", request.at_most)?;
        let now = (self.clock)();
        let taken = self.store.take_reminders(&caller.tenant, survey_id, at_most, now).await;
        let mut invitations = Vec::new();
        for invitation in taken.map_err(failed)? {
            let invitation = self.message(&caller.tenant, invitation, given).await;
            invitations.push(invitation.map_err(failed)?);
        }
        Ok(Response::new(v1::DueRemindersResponse { invitations }))
    }
}

impl Invitations {
    #[allow(clippy::result_large_err)] // tonic's own error type
    fn may_give(&self, message: bool) -> Result<(), Status> {
        if message && self.asking.sender.is_none() {
            let reason = "the server writes no messages: it needs mail.from";
            return Err(Status::failed_precondition(reason));
        }
        Ok(())
    }
}

#[allow(clippy::result_large_err)] // tonic's own error type
fn at_most(field: &str, at_most: u32) -> Result<u32, Status> {
    match at_most {
        0 => Ok(USUALLY),
        many if many as usize <= MOST => Ok(many),
        _ => Err(status::invalid_field(field, format!("must be at most {MOST}"))),
    }
}

fn page_token(last: &Invitation) -> String {
    format!("{}-{}", last.invited_at.as_micros(), last.id.simple())
}

fn read_page_token(token: &str) -> Option<(Timestamp, Uuid)> {
    let (at, id) = token.rsplit_once('-')?;
    Some((Timestamp::from_micros(at.parse().ok()?)?, id.parse().ok()?))
}
