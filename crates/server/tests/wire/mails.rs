//! Invitations that go out by mail, as an SMTP server gets them.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use futures::FutureExt;
use mail_parser::{Message, MessageParser, MimeHeaders};
use plaudit_client::Client;
use plaudit_proto::v1;
use plaudit_server::Settings;
use plaudit_server::settings::Mail as MailSettings;
use tonic::Code;

use crate::browser::Person;
use crate::harness::{Place, Server, until};
use crate::http::{get, post, send};
use crate::invitations::event;
use crate::open_links::settable;
use crate::post_office::{Mood, PostOffice};
use crate::samples::{counted, publish, survey};
use crate::telling::postgres;

const MINUTE: i64 = 60;
const DAY: i64 = 86_400;

/// The café's title and question, in all languages.
const WORDS: [(&str, &str, &str, &str); 4] = [
    ("en", "The café", "How likely are you to recommend us?", "Do not ask me again"),
    ("fi", "Kahvila", "Kuinka todennäköisesti suosittelisit meitä?", "Älkää kysykö minulta enää"),
    ("it", "Il caffè", "Con quale probabilità ci consiglierebbe?", "Non chiedetemi più nulla"),
    ("vi", "Quán cà phê", "Bạn sẵn lòng giới thiệu chúng tôi đến mức nào?", "Đừng hỏi tôi nữa"),
];

/// Servers that send by a post office, with a clock of the test's.
struct Town {
    place: Place,
    office: PostOffice,
    seconds: Arc<AtomicI64>,
    clock: plaudit_collector::Clock,
}

impl Town {
    fn at(place: Place) -> Self {
        let (seconds, clock) = settable();
        Self { place, office: PostOffice::open(), seconds, clock }
    }

    fn settings(&self) -> Settings {
        let mail = MailSettings {
            smtp_url: self.office.url(),
            from: "Quán Sole <ask@sole.example>".to_owned(),
            reply_to: "host@sole.example".to_owned(),
            bounces: "bounces@sole.example".to_owned(),
            per_minute: 60_000,
            pause_ms: 20,
            give_up_days: 3,
        };
        Settings { mail, ..self.place.settings() }
    }

    async fn serve(&self) -> Server {
        self.place.serve_at(self.settings(), Arc::clone(&self.clock)).await
    }

    fn pass(&self, seconds: i64) {
        self.seconds.fetch_add(seconds, Ordering::SeqCst);
    }

    fn micros(&self) -> i64 {
        self.seconds.load(Ordering::SeqCst) * 1_000_000
    }

    async fn has(&self, mails: usize) {
        until("the mails are there", async || self.office.mails().len() >= mails).await;
    }
}

/// The café, asked in four languages.
fn cafe() -> v1::Survey {
    let mut cafe = survey("cafe");
    let each = |text: fn(&(&str, &str, &str, &str)) -> String| {
        WORDS.iter().map(|words| (words.0.to_owned(), text(words))).collect::<BTreeMap<_, _>>()
    };
    cafe.title = each(|words| words.1.to_owned());
    cafe.questions[0].text = each(|words| words.2.to_owned());
    cafe.questions[1].text = each(|words| words.2.to_owned());
    cafe
}

/// The same, which reminds after three days.
fn reminding() -> v1::Survey {
    let reminders = Some(v1::Reminders { after_days: 3, at_most: 1 });
    let invitations = Some(v1::Invitations { reminders, ..v1::Invitations::default() });
    v1::Survey { invitations, ..cafe() }
}

/// An event of a contact with an address of its own.
fn visit(contact: &str, language: &str) -> v1::Event {
    let address = format!("{contact}@guests.example");
    v1::Event { address, language: language.to_owned(), ..event(contact, contact) }
}

async fn mailed(client: &Client, events: Vec<v1::Event>) -> Vec<v1::InviteOutcome> {
    let request = v1::InviteRequest { events, send_mail: true, ..Default::default() };
    client.invitations().invite(request).await.unwrap().into_inner().outcomes
}

async fn state(client: &Client, outcome: &v1::InviteOutcome) -> v1::InvitationState {
    let id = outcome.invitation.as_ref().unwrap().id.clone();
    let request = v1::GetInvitationRequest { id };
    let reply = client.invitations().get_invitation(request).await.unwrap().into_inner();
    reply.invitation.unwrap().state()
}

async fn becomes(client: &Client, outcome: &v1::InviteOutcome, wanted: v1::InvitationState) {
    until("the state is kept", async || state(client, outcome).await == wanted).await;
}

fn header(mail: &Message<'_>, name: &str) -> String {
    mail.header_raw(name).unwrap_or_default().trim().to_owned()
}

/// The links of an HTML text, as a mail program reads them.
fn links(html: &str) -> Vec<String> {
    let links = html.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    links.map(|link| link.replace("&#38;", "&")).collect()
}

fn path(link: &str) -> String {
    link.strip_prefix("https://ask.example").expect("a link to our pages").to_owned()
}

#[tokio::test]
async fn a_mail_asks_in_the_language_of_the_contact_and_names_nobody() {
    let town = Town::at(Place::new());
    let server = town.serve().await;
    let client = server.client();
    publish(&client, cafe()).await;
    let events = WORDS.iter().map(|words| visit(words.0, words.0)).collect();
    let outcomes = mailed(&client, events).await;
    town.has(4).await;
    for outcome in &outcomes {
        becomes(&client, outcome, v1::InvitationState::Sent).await;
    }

    let mails = town.office.mails();
    assert_eq!(mails.len(), 4);
    for (words, outcome) in WORDS.iter().zip(&outcomes) {
        let (language, title, question, opt_out) = *words;
        let invitation = outcome.invitation.as_ref().unwrap();
        let to = format!("{language}@guests.example");
        let raw = mails.iter().find(|mail| mail.to == to).unwrap();
        let simple = invitation.id.replace('-', "");
        assert_eq!(raw.from, format!("bounces+{simple}@sole.example"));
        let mail = MessageParser::new().parse(&raw.text).unwrap();
        assert_eq!(mail.subject(), Some(title));
        let from = mail.from().unwrap().first().unwrap();
        assert_eq!((from.name(), from.address()), (Some("Quán Sole"), Some("ask@sole.example")));
        assert_eq!(mail.to().unwrap().first().unwrap().address(), Some(to.as_str()));
        let reply_to = mail.reply_to().unwrap().first().unwrap();
        assert_eq!(reply_to.address(), Some("host@sole.example"));
        let id = format!("{}.0@sole.example", invitation.id);
        assert_eq!(mail.message_id(), Some(id.as_str()));
        assert_eq!(mail.date().unwrap().to_rfc3339(), "2026-03-01T12:00:00Z");
        assert_eq!(header(&mail, "Auto-Submitted"), "auto-generated");
        assert_eq!(header(&mail, "List-Unsubscribe-Post"), "List-Unsubscribe=One-Click");
        let unsubscribe = format!("<{}>", invitation.opt_out_link);
        assert_eq!(header(&mail, "List-Unsubscribe"), unsubscribe);
        let kind = mail.content_type().unwrap();
        assert_eq!((kind.ctype(), kind.subtype()), ("multipart", Some("alternative")));

        let (text, html) = (mail.body_text(0).unwrap(), mail.body_html(0).unwrap());
        for part in [&text, &html] {
            for shown in [title, question, opt_out, "Quán Sole"] {
                assert!(part.contains(shown), "{language}: {shown}: {part}");
            }
            // Its contact has the name of the language.
            assert!(!part.contains("guests.example"), "{part}");
        }
        let answers = (0..=10).map(|score| format!("{}?q=recommend&a={score}", invitation.link));
        let own = [invitation.link.clone(), invitation.opt_out_link.clone()];
        let expected: Vec<String> = answers.chain(own).collect();
        assert_eq!(links(&html), expected);
        assert!(expected.iter().all(|link| text.contains(link.as_str())), "{text}");
        // Nothing is loaded from elsewhere, so that nobody is watched while reading.
        for loading in ["<img", "src=", "url(", "<link", "@import", "<script"] {
            assert!(!html.contains(loading), "{loading}");
        }
    }
}

#[tokio::test]
async fn a_scanner_that_follows_every_link_changes_no_figure_and_a_person_counts_once() {
    let town = Town::at(Place::new());
    let server = town.serve().await;
    let client = server.client();
    publish(&client, cafe()).await;
    let outcomes = mailed(&client, vec![visit("ann", "vi")]).await;
    town.has(1).await;
    becomes(&client, &outcomes[0], v1::InvitationState::Sent).await;
    let raw = town.office.mails().remove(0);
    let mail = MessageParser::new().parse(&raw.text).unwrap();
    let links = links(&mail.body_html(0).unwrap());
    assert_eq!(links.len(), 13);
    for link in &links {
        assert_eq!(send(server.address, "HEAD", &path(link), &[], "").await.status, 200);
        assert_eq!(get(server.address, &path(link), &[]).await.status, 200);
    }
    assert_eq!(counted(&client).await, 0);
    assert_eq!(place_numbers(&town.place).await, [0, 0]);

    let nine = links.iter().find(|link| link.ends_with("a=9")).unwrap();
    let mut person = Person::at(server.address, &path(nine)).await;
    assert!(person.sees("value=\"9\" checked") && person.sees(WORDS[3].2));
    let form = person.filled("next", &[]);
    for _ in 0..2 {
        person.send_fields(&form).await;
        assert!(person.sees("Cảm ơn bạn!"), "{}", person.page.body);
    }
    until("it is counted", async || counted(&client).await == 1).await;
    assert_eq!(state(&client, &outcomes[0]).await, v1::InvitationState::Completed);

    // The mail program's own button, by the headers alone.
    let opt_out = header(&mail, "List-Unsubscribe");
    let opt_out = path(opt_out.trim_matches(['<', '>']));
    let one_click = [("List-Unsubscribe".to_owned(), "One-Click".to_owned())];
    assert_eq!(post(server.address, &opt_out, &[], &one_click).await.status, 200);
    let next = v1::Event { contact: "ann".to_owned(), ..visit("ann-2", "vi") };
    let outcomes = mailed(&client, vec![next]).await;
    assert_eq!(outcomes[0].reason(), v1::SuppressionReason::OptedOut);
}

/// How many responses and opted-out contacts there are.
async fn place_numbers(place: &Place) -> [i64; 2] {
    let responses = place.number("SELECT COUNT(*) FROM response").await;
    let opted_out = "SELECT COUNT(*) FROM contact WHERE opted_out_at IS NOT NULL";
    [responses, place.number(opted_out).await]
}

#[tokio::test]
async fn a_mail_waits_while_there_is_no_server_or_it_is_busy_and_is_sent_once() {
    let town = Town::at(Place::new());
    town.office.becomes(Mood::Down);
    let server = town.serve().await;
    let client = server.client();
    publish(&client, cafe()).await;
    let outcomes = mailed(&client, vec![visit("ann", "en")]).await;
    for (tries, pause) in [(1, MINUTE), (2, 2 * MINUTE), (3, 4 * MINUTE)] {
        let due_at = town.micros() + pause * 1_000_000;
        let waits =
            format!("SELECT COUNT(*) FROM mail WHERE tries = {tries} AND due_at = {due_at}");
        until("it waits", async || town.place.number(&waits).await == 1).await;
        assert_eq!(town.office.tried(), tries);
        assert_eq!(state(&client, &outcomes[0]).await, v1::InvitationState::Invited);
        town.office.becomes(if tries == 3 { Mood::Willing } else { Mood::Busy });
        town.pass(pause);
    }
    becomes(&client, &outcomes[0], v1::InvitationState::Sent).await;
    mailed(&client, vec![visit("ann", "en")]).await;
    assert_eq!(town.office.mails().len(), 1);
}

#[tokio::test]
async fn who_does_not_exist_bounces_at_once_and_what_nobody_takes_for_days_at_last() {
    let town = Town::at(Place::new());
    town.office.becomes(Mood::Strict);
    let server = town.serve().await;
    let client = server.client();
    publish(&client, cafe()).await;
    let nobody = mailed(&client, vec![visit("nobody", "en")]).await;
    becomes(&client, &nobody[0], v1::InvitationState::Bounced).await;
    assert_eq!(town.office.tried(), 1);

    town.office.becomes(Mood::Busy);
    let late = mailed(&client, vec![visit("late", "en")]).await;
    let waits = format!("SELECT COUNT(*) FROM mail WHERE due_at = {}", town.micros() + 60_000_000);
    until("it waits", async || town.place.number(&waits).await == 1).await;
    town.pass(3 * DAY);
    becomes(&client, &late[0], v1::InvitationState::Bounced).await;
    assert_eq!((town.office.tried(), town.office.mails().len()), (3, 0));
    assert_eq!(town.place.number("SELECT COUNT(*) FROM mail").await, 0);
}

#[tokio::test]
async fn a_mail_whose_server_was_killed_is_sent_by_the_next_one() {
    let town = Town::at(Place::new());
    town.office.becomes(Mood::Stuck);
    let server = town.serve().await;
    let client = server.client();
    publish(&client, cafe()).await;
    let outcomes = mailed(&client, vec![visit("ann", "en")]).await;
    until("it is being sent", async || town.office.tried() == 1).await;
    drop(client);
    server.kill();

    town.office.becomes(Mood::Willing);
    town.pass(6 * MINUTE);
    let server = town.serve().await;
    becomes(&server.client(), &outcomes[0], v1::InvitationState::Sent).await;
    let mails = town.office.mails();
    assert_eq!((mails.len(), mails[0].to.as_str()), (1, "ann@guests.example"));
}

#[tokio::test]
async fn a_reminder_follows_and_nothing_is_sent_to_whom_was_erased() {
    let town = Town::at(Place::new());
    let server = town.serve().await;
    let client = server.client();
    publish(&client, reminding()).await;
    mailed(&client, vec![visit("ann", "fi")]).await;
    town.has(1).await;

    town.office.becomes(Mood::Busy);
    mailed(&client, vec![visit("bob", "fi")]).await;
    let waits = format!("SELECT COUNT(*) FROM mail WHERE due_at = {}", town.micros() + 60_000_000);
    until("it waits", async || town.place.number(&waits).await == 1).await;
    let erase = v1::EraseResponsesRequest { respondent: "bob".to_owned(), ..Default::default() };
    client.admin().erase_responses(erase).await.unwrap();
    town.office.becomes(Mood::Willing);

    town.pass(3 * DAY);
    town.has(2).await;
    let mails = town.office.mails();
    let to: Vec<_> = mails.iter().map(|mail| mail.to.as_str()).collect();
    assert_eq!(to, ["ann@guests.example"; 2]);
    let reminder = MessageParser::new().parse(&mails[1].text).unwrap();
    assert_eq!(reminder.subject(), Some("Muistutus: Kahvila"));
    assert!(reminder.message_id().unwrap().ends_with(".1@sole.example"));
}

#[tokio::test]
async fn two_servers_on_one_postgres_send_each_mail_once() {
    let server = postgres::server();
    let name = format!("plaudit_test_{}", plaudit_storage::ids::batch().simple());
    postgres::create(&server, &name).await;
    let outcome = AssertUnwindSafe(async {
        let town = Town::at(Place::on(postgres::url(&server, &name)));
        let (one, two) = (town.serve().await, town.serve().await);
        publish(&one.client(), cafe()).await;
        let events = |half: usize| (0..50).map(move |i| visit(&format!("c-{half}-{i}"), "vi"));
        let clients = (one.client(), two.client());
        let (first, second) = tokio::join!(
            mailed(&clients.0, events(0).collect()),
            mailed(&clients.1, events(1).collect()),
        );
        for outcome in first.iter().chain(&second) {
            becomes(&two.client(), outcome, v1::InvitationState::Sent).await;
        }
        let mails = town.office.mails();
        let once: BTreeSet<_> = mails.iter().map(|mail| &mail.to).collect();
        assert_eq!((mails.len(), once.len()), (100, 100));
    });
    let outcome = outcome.catch_unwind().await;
    postgres::remove(&server, &name).await;
    if let Err(panic) = outcome {
        std::panic::resume_unwind(panic);
    }
}

#[tokio::test]
async fn a_caller_with_a_mailer_of_its_own_gets_the_mail() {
    let place = Place::new();
    let server = place.serve().await;
    let client = server.client();
    publish(&client, cafe()).await;
    let events = vec![visit("ann", "it")];
    let request =
        v1::InviteRequest { events, send_mail: true, with_mail: true, with_message: false };
    let refused = client.invitations().invite(request.clone()).await.unwrap_err();
    assert_eq!(refused.code(), Code::FailedPrecondition);

    let message = v1::InviteRequest { send_mail: false, with_message: true, ..request.clone() };
    let refused = client.invitations().invite(message).await.unwrap_err();
    assert!(refused.message().contains("it needs mail.from"), "{refused:?}");
    let request = v1::InviteRequest { send_mail: false, ..request };
    let reply = client.invitations().invite(request).await.unwrap().into_inner();
    let invitation = reply.outcomes[0].invitation.clone().unwrap();
    let mail = invitation.mail.unwrap();
    assert_eq!(mail.subject, WORDS[2].1);
    assert!(mail.text.contains(&invitation.link) && mail.html.contains(WORDS[2].2));
    let unsubscribe = format!("<{}>", invitation.opt_out_link);
    assert_eq!(mail.headers["List-Unsubscribe"], unsubscribe);
    let request = v1::GetInvitationRequest { id: invitation.id };
    let there = client.invitations().get_invitation(request).await.unwrap().into_inner();
    assert_eq!(there.invitation.unwrap().mail, None);
}

#[tokio::test]
async fn a_whole_message_is_the_one_that_would_be_sent_and_the_same_until_it_was() {
    let town = Town::at(Place::new());
    let settings = town.settings();
    let mail = MailSettings { smtp_url: String::new(), ..settings.mail.clone() };
    let settings = Settings { mail, ..settings };
    let server = town.place.serve_at(settings, Arc::clone(&town.clock)).await;
    let client = server.client();
    publish(&client, reminding()).await;
    let request = |event: v1::Event| v1::InviteRequest {
        events: vec![event],
        with_message: true,
        ..v1::InviteRequest::default()
    };
    let invite = async |event| {
        let reply = client.invitations().invite(request(event)).await.unwrap().into_inner();
        reply.outcomes.into_iter().next().unwrap()
    };
    let nowhere = invite(event("bob", "bob")).await;
    assert_eq!(nowhere.violations[0].field, "address");

    let first = invite(visit("ann", "vi")).await.invitation.unwrap();
    let given = first.mail.clone().unwrap();
    let simple = first.id.replace('-', "");
    assert_eq!(given.return_path, format!("bounces+{simple}@sole.example"));
    let mail = MessageParser::new().parse(given.message.as_bytes()).unwrap();
    assert_eq!(mail.subject(), Some(WORDS[3].1));
    assert_eq!(mail.to().unwrap().first().unwrap().address(), Some("ann@guests.example"));
    assert_eq!(mail.from().unwrap().first().unwrap().address(), Some("ask@sole.example"));
    assert_eq!(mail.message_id().unwrap(), format!("{}.0@sole.example", first.id));
    assert_eq!(mail.date().unwrap().to_rfc3339(), "2026-03-01T12:00:00Z");
    assert_eq!(header(&mail, "List-Unsubscribe"), format!("<{}>", first.opt_out_link));
    let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(lines(&mail.body_text(0).unwrap()), lines(&given.text));
    assert_eq!(lines(&mail.body_html(0).unwrap()), lines(&given.html));

    // Again, later: the same to the last byte, and nothing is sent by the server.
    town.pass(DAY);
    let again = invite(visit("ann", "vi")).await;
    assert!(again.repeated_event);
    assert_eq!(again.invitation.unwrap().mail.unwrap(), given);
    assert_eq!(town.place.number("SELECT COUNT(*) FROM mail WHERE due_at > 0").await, 0);
    let sent = v1::Disposition {
        invitation_id: first.id.clone(),
        state: v1::InvitationState::Sent.into(),
    };
    let request = v1::RecordDispositionsRequest { dispositions: vec![sent] };
    client.invitations().record_dispositions(request).await.unwrap();
    assert_eq!(invite(visit("ann", "vi")).await.invitation.unwrap().mail, None);

    town.pass(3 * DAY);
    let request = v1::DueRemindersRequest { with_message: true, ..Default::default() };
    let due = client.invitations().due_reminders(request).await.unwrap().into_inner();
    let given = due.invitations[0].mail.clone().unwrap();
    let mail = MessageParser::new().parse(given.message.as_bytes()).unwrap();
    assert_eq!(mail.message_id().unwrap(), format!("{}.1@sole.example", first.id));
    assert_eq!(mail.date().unwrap().to_rfc3339(), "2026-03-05T12:00:00Z");
    assert_eq!(invite(visit("ann", "vi")).await.invitation.unwrap().mail, None);
}

#[tokio::test]
async fn a_mail_is_sent_by_the_server_or_by_whom_it_was_given_to_and_never_by_both() {
    let town = Town::at(Place::new());
    town.office.becomes(Mood::Busy);
    let server = town.serve().await;
    let client = server.client();
    publish(&client, cafe()).await;
    let given = async |contact: &str| {
        let events = vec![visit(contact, "it")];
        let request = v1::InviteRequest { events, with_message: true, ..Default::default() };
        let outcomes = client.invitations().invite(request).await.unwrap().into_inner().outcomes;
        outcomes[0].invitation.clone().unwrap().mail
    };
    assert!(given("ann").await.is_some());
    let refused = &mailed(&client, vec![visit("ann", "it"), visit("bob", "it")]).await;
    let violation = &refused[0].violations[0];
    assert_eq!(violation.field, "id");
    assert!(violation.reason.contains("was given as a message"), "{violation:?}");
    assert_eq!(refused[1].decision(), v1::InviteDecision::Invited, "and costs no other");

    // The server is at it still.
    assert_eq!(given("bob").await, None);
    assert!(given("ann").await.is_some(), "its caller may not have got it");
    town.office.becomes(Mood::Willing);
    town.pass(MINUTE);
    becomes(&client, &refused[1], v1::InvitationState::Sent).await;
    let to: Vec<_> = town.office.mails().into_iter().map(|mail| mail.to).collect();
    assert_eq!(to, ["bob@guests.example"]);
}
