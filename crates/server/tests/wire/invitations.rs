//! Invitations as callers meet them.

use std::collections::BTreeMap;

use plaudit_client::Client;
use plaudit_collector::links::Error;
use plaudit_collector::{Link, Links, Purpose, Seal};
use plaudit_core::time::Timestamp;
use plaudit_proto::v1;
use tonic::Code;

use crate::harness::Place;
use crate::keys::key;
use crate::samples::{NOON, cafe, kinds, publish, said, submit, survey};

const SECRET: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

pub(crate) fn event(id: &str, contact: &str) -> v1::Event {
    v1::Event {
        id: id.to_owned(),
        survey_id: "cafe".to_owned(),
        contact: contact.to_owned(),
        channel: "email".to_owned(),
        segments: BTreeMap::from([("team".to_owned(), "north".to_owned())]),
        occurred_at: Some(prost_types::Timestamp { seconds: NOON - 60, nanos: 0 }),
        ..v1::Event::default()
    }
}

pub(crate) async fn invite(client: &Client, events: Vec<v1::Event>) -> Vec<v1::InviteOutcome> {
    let request = v1::InviteRequest { events, ..v1::InviteRequest::default() };
    client.invitations().invite(request).await.unwrap().into_inner().outcomes
}

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_micros(seconds * 1_000_000).unwrap()
}

#[tokio::test]
async fn an_event_brings_an_invitation_whose_links_lead_back_to_it() {
    let place = Place::new();
    let server = place.serve().await;
    let client = server.client();
    cafe(&client).await;
    let outcomes = invite(&client, vec![event("e-1", "ann"), event("e-2", "ann")]).await;
    let [first, second] = &outcomes[..] else { panic!("{outcomes:?}") };
    assert_eq!(first.decision(), v1::InviteDecision::Invited);
    assert_eq!(second.reason(), v1::SuppressionReason::AlreadyOpen);
    let invitation = first.invitation.clone().unwrap();
    assert_eq!((invitation.contact.as_str(), invitation.version), ("ann", 1));
    assert_eq!(invitation.expires_at.unwrap().seconds, NOON + 30 * 86_400);

    // Another process reads the links, and finds in them nothing of the contact.
    let links = Links::new(place.store().await);
    for (url, path, purpose) in [
        (&invitation.link, "https://ask.example/s/", Purpose::Answer),
        (&invitation.opt_out_link, "https://ask.example/o/", Purpose::OptOut),
    ] {
        let token = url.strip_prefix(path).unwrap();
        let link = links.open(token, at(NOON)).await.unwrap();
        assert_eq!((link.tenant.as_str(), link.purpose), ("default", purpose));
        assert_eq!(link.invitation.to_string(), invitation.id);
    }

    // The response bears the id of the invitation, so that it counts once.
    let answer = v1::Response { respondent: "ann".to_owned(), ..said(&invitation.id, 9) };
    let twice = submit(&client, vec![answer.clone(), answer]).await.unwrap();
    assert_eq!(kinds(&twice), [v1::Outcome::Stored, v1::Outcome::Duplicate]);
    let disposition = v1::Disposition {
        invitation_id: invitation.id.clone(),
        state: v1::InvitationState::Completed.into(),
    };
    let request = v1::RecordDispositionsRequest {
        dispositions: vec![disposition, v1::Disposition::default()],
    };
    let recorded = client.invitations().record_dispositions(request).await.unwrap().into_inner();
    assert!(recorded.outcomes[0].changed);
    let fields: Vec<_> = recorded.outcomes[1].violations.iter().map(|v| v.field.as_str()).collect();
    assert_eq!(fields, ["invitation_id", "state"]);
    let request = v1::GetInvitationRequest { id: invitation.id.clone() };
    let there = client.invitations().get_invitation(request).await.unwrap().into_inner();
    let there = there.invitation.unwrap();
    assert_eq!(there.state(), v1::InvitationState::Completed);
    assert_eq!(there.link, invitation.link);
}

#[tokio::test]
async fn each_bad_event_is_told_what_is_wrong_and_costs_no_good_one() {
    let place = Place::new();
    let server = place.serve().await;
    let client = server.client();
    cafe(&client).await;
    let bad = [
        (v1::Event { survey_id: "bar".to_owned(), ..event("e-1", "ann") }, "survey_id"),
        (v1::Event { id: "e 1".to_owned(), ..event("e-1", "ann") }, "id"),
        (event("e-1", ""), "contact"),
        (v1::Event { address: "ann".to_owned(), ..event("e-1", "ann") }, "address"),
        (v1::Event { occurred_at: None, ..event("e-1", "ann") }, "occurred_at"),
    ];
    let mut later = event("e-1", "ann");
    later.occurred_at = Some(prost_types::Timestamp { seconds: NOON + 3_600, nanos: 0 });
    let mut stray = event("e-1", "ann");
    stray.segments.insert("shop".to_owned(), "x".to_owned());
    let bad = bad.into_iter().chain([(later, "occurred_at"), (stray, "segments.shop")]);
    let (mut events, fields): (Vec<_>, Vec<_>) = bad.unzip();
    events.push(event("e-1", "ann"));
    let outcomes = invite(&client, events).await;
    let good = outcomes.last().unwrap();
    assert_eq!(good.decision(), v1::InviteDecision::Invited);
    for (outcome, field) in outcomes.iter().zip(fields) {
        assert_eq!(outcome.decision(), v1::InviteDecision::Rejected);
        let found: Vec<_> = outcome.violations.iter().map(|v| v.field.as_str()).collect();
        assert_eq!(found, [field]);
    }
    let again = v1::Event { language: "fi".to_owned(), ..event("e-1", "ann") };
    let conflict = &invite(&client, vec![again]).await[0];
    assert_eq!(conflict.violations[0].reason, "is already decided with other content");

    let none = client.invitations().invite(v1::InviteRequest::default()).await.unwrap_err();
    assert_eq!(none.code(), Code::InvalidArgument);
    assert_eq!(none.message(), "events: must have 1 to 1000 items, has 0");
}

#[tokio::test]
async fn an_address_is_kept_sealed_or_refused_with_what_to_set() {
    let place = Place::new();
    let address = "ann@example.com";
    let with = |id: &str| v1::Event { address: address.to_owned(), ..event(id, "ann") };
    let mut settings = place.settings();
    settings.asking.secret.clear();
    let server = place.serve_with(settings).await;
    cafe(&server.client()).await;
    let refused = &invite(&server.client(), vec![with("e-1")]).await[0];
    let reason = &refused.violations[0].reason;
    assert!(
        reason.contains("asking.secret") && reason.contains("plaudit config secret"),
        "{reason}"
    );
    drop(server);

    let server = place.serve().await;
    let invited = &invite(&server.client(), vec![with("e-1")]).await[0];
    assert_eq!(invited.decision(), v1::InviteDecision::Invited, "{invited:?}");
    let tenant = "default".parse().unwrap();
    let sealed = place.store().await.address(&tenant, "ann").await.unwrap().unwrap();
    assert!(!String::from_utf8_lossy(&sealed).contains("ann"));
    let seal = Seal::new(SECRET).unwrap();
    assert_eq!(seal.open(&tenant, "ann", &sealed).as_deref(), Some(address));
}

#[tokio::test]
async fn invitations_are_listed_page_by_page_and_by_state() {
    let place = Place::new();
    let server = place.serve().await;
    let client = server.client();
    cafe(&client).await;
    let events = (0..25).map(|i| event(&format!("e-{i}"), &format!("c-{i}"))).collect();
    let all: Vec<_> = invite(&client, events).await;
    let sent = all.iter().take(3).map(|outcome| v1::Disposition {
        invitation_id: outcome.invitation.as_ref().unwrap().id.clone(),
        state: v1::InvitationState::Sent.into(),
    });
    let request = v1::RecordDispositionsRequest { dispositions: sent.collect() };
    client.invitations().record_dispositions(request).await.unwrap();
    let list = async |state: v1::InvitationState, page_size| {
        let mut request = v1::ListInvitationsRequest {
            survey_id: "cafe".to_owned(),
            state: state.into(),
            page_size,
            ..v1::ListInvitationsRequest::default()
        };
        let mut pages = Vec::new();
        loop {
            let page = client.invitations().list_invitations(request.clone()).await.unwrap();
            let page = page.into_inner();
            pages.push(page.invitations.len());
            request.page_token = page.next_page_token;
            if request.page_token.is_empty() {
                return pages;
            }
        }
    };
    assert_eq!(list(v1::InvitationState::Unspecified, 10).await, [10, 10, 5]);
    assert_eq!(list(v1::InvitationState::Sent, 0).await, [3]);
    assert_eq!(list(v1::InvitationState::Invited, 0).await, [22]);
    for (survey, token, code) in [("bar", "", Code::NotFound), ("cafe", "x", Code::InvalidArgument)]
    {
        let request = v1::ListInvitationsRequest {
            survey_id: survey.to_owned(),
            page_token: token.to_owned(),
            ..v1::ListInvitationsRequest::default()
        };
        let refused = client.invitations().list_invitations(request).await.unwrap_err();
        assert_eq!(refused.code(), code);
    }
}

#[tokio::test]
async fn inviting_needs_its_own_scope_and_stays_within_the_tenant() {
    let place = Place::new();
    let other = place.other_process("acme").await;
    publish(&other.client, survey("cafe")).await;
    let invitation = invite(&other.client, vec![event("e-1", "ann")]).await.remove(0);
    other.close().await;
    let mut secrets = BTreeMap::new();
    for (tenant, scope) in [
        ("acme", v1::Scope::Collect),
        ("acme", v1::Scope::Read),
        ("acme", v1::Scope::Invite),
        ("rival", v1::Scope::Invite),
    ] {
        secrets.insert((tenant, scope.as_str_name()), key(&place, tenant, scope).await.1);
    }
    // Started later, so that it never was without keys.
    let server = place.serve().await;
    let id = invitation.invitation.unwrap().id;
    for ((tenant, scope), secret) in secrets {
        let client = server.client_with(Some(&secret));
        let request = v1::GetInvitationRequest { id: id.clone() };
        let got = client.invitations().get_invitation(request).await.map_err(|it| it.code());
        match (tenant, scope) {
            ("acme", "SCOPE_INVITE") => assert!(got.is_ok()),
            ("rival", _) => assert_eq!(got.unwrap_err(), Code::NotFound),
            _ => assert_eq!(got.unwrap_err(), Code::PermissionDenied),
        }
    }
}

#[tokio::test]
async fn a_token_that_was_changed_is_old_or_from_elsewhere_is_told_apart() {
    let place = Place::new();
    let links = Links::new(place.store().await);
    let link = |tenant: &str| Link {
        tenant: tenant.parse().unwrap(),
        purpose: Purpose::Answer,
        invitation: "0194fdc2-fa2f-7cc0-81d3-ff12045b73c8".parse().unwrap(),
        expires_at: at(NOON),
    };
    let token = links.sign(&link("acme")).await.unwrap();
    assert!(
        token.len() <= 60 && token.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b))
    );
    assert_eq!(links.sign(&link("acme")).await.unwrap(), token);
    let other = links.sign(&link("rival")).await.unwrap();
    let before = at(NOON - 1);
    assert_eq!(links.open(&token, before).await.unwrap(), link("acme"));
    assert!(
        matches!(links.open(&token, at(NOON)).await, Err(Error::Expired(it)) if it == link("acme"))
    );
    // Another database, whose tenant of the same name has a secret of its own, or none.
    let elsewhere = Place::new();
    let foreign = Links::new(elsewhere.store().await);
    assert!(matches!(foreign.open(&token, before).await, Err(Error::Foreign)));
    foreign.sign(&link("acme")).await.unwrap();
    assert!(matches!(foreign.open(&token, before).await, Err(Error::Tampered)));
    for bad in ["", "x", "🙂", &token[..token.len() - 30], &"A".repeat(200), &format!("{token}=")]
    {
        assert!(matches!(links.open(bad, before).await, Err(Error::Malformed)), "{bad}");
    }
    // The signature of one tenant under what another says.
    use base64::Engine as _;
    use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
    let (ours, theirs) = (BASE64.decode(&token).unwrap(), BASE64.decode(&other).unwrap());
    let mixed = [&theirs[..theirs.len() - 16], &ours[ours.len() - 16..]].concat();
    assert!(matches!(links.open(&BASE64.encode(mixed), before).await, Err(Error::Tampered)));
    // Whichever bit is changed, nothing opens.
    for at in 0..ours.len() * 8 {
        let mut changed = ours.clone();
        changed[at / 8] ^= 1 << (at % 8);
        let opened = links.open(&BASE64.encode(changed), before).await;
        let refused = matches!(opened, Err(Error::Malformed | Error::Foreign | Error::Tampered));
        assert!(refused, "bit {at}: {opened:?}");
    }
}

#[tokio::test]
async fn the_response_rates_of_a_report_are_those_of_its_invitations() {
    let place = Place::new();
    let server = place.serve().await;
    let client = server.client();
    cafe(&client).await;
    let teams = ["north", "south"];
    let events = (0..20).map(|i| {
        let mut event = event(&format!("e-{i}"), &format!("c-{i}"));
        event.segments.insert("team".to_owned(), teams[i / 10].to_owned());
        event
    });
    let outcomes = invite(&client, events.collect()).await;
    let ids: Vec<_> =
        outcomes.iter().map(|it| it.invitation.as_ref().unwrap().id.clone()).collect();
    // Of each team: 3 complete (one by its state alone), 1 partial, 2 refused, 1 bounced, 3 silent.
    let mut responses = Vec::new();
    let mut dispositions = Vec::new();
    for (i, id) in ids.iter().enumerate() {
        let team = BTreeMap::from([("team".to_owned(), teams[i / 10].to_owned())]);
        let mut answer = v1::Response { segments: team, ..said(id, 9) };
        let mut becomes = |state: v1::InvitationState| {
            let invitation_id = id.clone();
            dispositions.push(v1::Disposition { invitation_id, state: state.into() });
        };
        match i % 10 {
            0 | 1 => responses.push(answer),
            2 => becomes(v1::InvitationState::Completed),
            3 => {
                answer.completed = false;
                responses.push(answer);
                becomes(v1::InvitationState::Started);
            }
            4 => becomes(v1::InvitationState::Opened),
            5 => becomes(v1::InvitationState::Refused),
            6 => becomes(v1::InvitationState::Bounced),
            7 => becomes(v1::InvitationState::Sent),
            _ => {}
        }
    }
    // Somebody who was not invited answers, too.
    responses.push(said("passer-by", 1));
    submit(&client, responses).await.unwrap();
    client
        .invitations()
        .record_dispositions(v1::RecordDispositionsRequest { dispositions })
        .await
        .unwrap();
    let rates = async |filters: Vec<v1::Filter>, from: &str| {
        let request = v1::BuildReportRequest {
            survey_id: "cafe".to_owned(),
            from: from.to_owned(),
            filters,
            ..v1::BuildReportRequest::default()
        };
        client.report(request).await.unwrap().response_rates
    };
    let all = rates(Vec::new(), "").await.unwrap();
    assert_eq!((all.invited, all.complete, all.partial), (20, 6, 2));
    assert!(all.of_invitations && all.bands.is_empty());
    let rate = |name: &str| all.rates.iter().find(|rate| rate.name == name).unwrap().value;
    // I 6, P 2, R 4, NC 6, U 2.
    assert_eq!((rate("RR1"), rate("RR2"), rate("COOP1")), (0.3, 0.4, 0.5));
    assert_eq!((rate("REF1"), rate("CON3")), (0.2, 12.0 / 18.0));
    let north = v1::Filter { segment: "team".to_owned(), values: vec!["north".to_owned()] };
    let north = rates(vec![north], "2026-03-01").await.unwrap();
    assert_eq!((north.invited, north.complete, north.partial), (10, 3, 1));
    assert_eq!(rates(Vec::new(), "2026-03-02").await, None, "nobody was invited since");
}
