//! Contacts who follow the links of their invitations.

use std::sync::atomic::Ordering;

use plaudit_client::Client;
use plaudit_proto::v1;

use crate::browser::Person;
use crate::harness::Place;
use crate::http::{get, post, send};
use crate::invitations::{event, invite};
use crate::open_links::{assert_guarded, settable};
use crate::samples::{cafe, export, publish, survey};

/// Invites `contact` and returns the invitation.
async fn invited(client: &Client, contact: &str) -> v1::Invitation {
    let event = v1::Event { language: "it".to_owned(), ..event(contact, contact) };
    let outcomes = invite(client, vec![event]).await;
    outcomes[0].invitation.clone().expect("somebody is invited")
}

/// The path of a link.
fn path(link: &str) -> String {
    link.strip_prefix("https://ask.example").unwrap().to_owned()
}

async fn state(client: &Client, invitation: &v1::Invitation) -> v1::InvitationState {
    let request = v1::GetInvitationRequest { id: invitation.id.clone() };
    let reply = client.invitations().get_invitation(request).await.unwrap().into_inner();
    reply.invitation.unwrap().state()
}

#[tokio::test]
async fn a_contact_answers_once_and_a_program_that_follows_the_link_not_at_all() {
    let place = Place::new();
    let server = place.serve().await;
    let client = server.client();
    cafe(&client).await;
    let invitation = invited(&client, "ann").await;
    let link = path(&invitation.link);

    // A mail scanner looks at every link, in every way that changes nothing.
    let scanned = format!("{link}?a=9");
    assert_eq!(send(server.address, "HEAD", &scanned, &[], "").await.status, 200);
    assert_eq!(state(&client, &invitation).await, v1::InvitationState::Invited);
    for _ in 0..2 {
        let page = get(server.address, &scanned, &[]).await;
        assert!(page.body.contains("value=\"9\" checked"), "{}", page.body);
        assert_guarded(&page);
    }
    assert_eq!(state(&client, &invitation).await, v1::InvitationState::Opened);
    assert_eq!(place.number("SELECT count(*) FROM response_draft").await, 0);

    // The person confirms, in the language that was offered: the survey has no other.
    let mut person = Person::at(server.address, &scanned).await;
    person.send("back", &[("q.comment", "Tutto bene")]).await;
    assert_eq!(state(&client, &invitation).await, v1::InvitationState::Started);
    let mut elsewhere = Person::at(server.address, &link).await;
    assert!(elsewhere.sees("Tutto bene") && elsewhere.sees("value=\"9\" checked"));
    let form = elsewhere.filled("next", &[]);
    for _ in 0..2 {
        elsewhere.send_fields(&form).await;
        assert!(elsewhere.sees("Thank you!"), "{}", elsewhere.page.body);
    }
    assert_eq!(state(&client, &invitation).await, v1::InvitationState::Completed);
    let again = get(server.address, &link, &[("accept-language", "fi")]).await;
    assert_eq!(again.status, 410);
    assert!(again.body.contains("Ha già risposto"), "in the invitation's language");
    assert_guarded(&again);
    let chosen = get(server.address, &format!("{link}?lang=fi"), &[]).await;
    assert!(chosen.body.contains("Olet jo vastannut"));

    let responses = export(&client, "cafe").await;
    let response = &responses[&invitation.id];
    assert_eq!((responses.len(), response.respondent.as_str()), (1, "ann"));
    assert_eq!((response.channel.as_str(), response.segments["team"].as_str()), ("email", "north"));
    assert!(response.completed);
    assert_eq!(response.answers[0].value, Some(v1::answer::Value::Score(9)));
}

#[tokio::test]
async fn links_that_lead_nowhere_say_why() {
    let place = Place::new();
    let (seconds, clock) = settable();
    let server = place.serve_at(place.settings(), clock).await;
    let client = server.client();
    cafe(&client).await;
    let invitation = invited(&client, "ann").await;
    let (link, opt_out) = (path(&invitation.link), path(&invitation.opt_out_link));
    let other = Place::new();
    let stranger = other.serve().await;
    cafe(&stranger.client()).await;
    let foreign = path(&invited(&stranger.client(), "ann").await.link);

    let last = if link.ends_with('A') { "E" } else { "A" };
    let changed = format!("{}{last}", &link[..link.len() - 1]);
    let crossed = opt_out.replacen("/o/", "/s/", 1);
    let said = async |path: &str| {
        let page = get(server.address, path, &[]).await;
        assert_guarded(&page);
        let fields = [("q.recommend".to_owned(), "9".to_owned())];
        let sent = post(server.address, path, &[], &fields).await;
        assert_eq!(sent.status, page.status, "{path}");
        let (_, heading) = page.body.split_once("<h1>").unwrap();
        (page.status, heading.split_once("</h1>").unwrap().0.to_owned())
    };
    let incomplete = (400, "This link is not complete".to_owned());
    for path in [&changed, &foreign, &crossed, "/s/x", "/o/x", &link[..40]] {
        assert_eq!(said(path).await, incomplete, "{path}");
    }
    seconds.fetch_add(30 * 86_400, Ordering::SeqCst);
    assert_eq!(said(&link).await, (410, "Questo invito è scaduto".to_owned()));
    assert_eq!(place.number("SELECT count(*) FROM response_draft").await, 0);

    seconds.fetch_add(-86_400, Ordering::SeqCst);
    let close = v1::CloseSurveyRequest { survey_id: "cafe".to_owned() };
    client.surveys().close_survey(close).await.unwrap();
    assert_eq!(said(&link).await, (410, "Questo sondaggio è chiuso".to_owned()));
}

#[tokio::test]
async fn a_contact_who_opts_out_is_not_invited_again() {
    let place = Place::new();
    let server = place.serve().await;
    let client = server.client();
    publish(&client, v1::Survey { recontact: None, ..survey("cafe") }).await;
    for (contact, one_click) in [("ann", false), ("bo", true)] {
        let invitation = invited(&client, contact).await;
        let link = path(&invitation.opt_out_link);
        let page = get(server.address, &link, &[("accept-language", "vi")]).await;
        assert_eq!(page.status, 200);
        assert!(page.body.contains("Nessun altro invito?"), "in the invitation's language");
        assert_guarded(&page);
        let fields = match one_click {
            true => vec![("List-Unsubscribe".to_owned(), "One-Click".to_owned())],
            false => Vec::new(),
        };
        let page = post(server.address, &link, &[], &fields).await;
        assert_eq!(page.status, 200, "{}", page.body);
        assert!(page.body.contains("Non Le chiederemo più nulla"));
        let again = invite(&client, vec![event(&format!("{contact}-2"), contact)]).await;
        assert_eq!(again[0].reason(), v1::SuppressionReason::OptedOut, "{again:?}");
    }
    // Looking opts nobody out.
    let link = path(&invited(&client, "cy").await.opt_out_link);
    get(server.address, &link, &[]).await;
    let again = invite(&client, vec![event("later", "cy")]).await;
    assert_eq!(again[0].reason(), v1::SuppressionReason::AlreadyOpen);
}
