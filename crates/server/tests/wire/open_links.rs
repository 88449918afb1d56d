//! Surveys that anybody may answer by their open link.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use plaudit_client::Client;
use plaudit_core::bank;
use plaudit_core::time::Timestamp;
use plaudit_proto::v1;

use crate::browser::Person;
use crate::harness::{Place, Server, until};
use crate::http::{Reply, get, send};
use crate::samples::{NOON, export, publish, survey};

/// After a contact with support, on three pages.
fn support() -> v1::Survey {
    let template = &bank::template("support-csat").unwrap().survey;
    v1::Survey { open_link: true, ..v1::Survey::from(template) }
}

async fn open(client: &Client) {
    publish(client, support()).await;
}

async fn stored(client: &Client) -> Vec<v1::Response> {
    export(client, "support-csat").await.into_values().collect()
}

async fn drafts(place: &Place) -> i64 {
    place.number("SELECT count(*) FROM response_draft").await
}

/// A clock that stands where it is put.
pub(crate) fn settable() -> (Arc<AtomicI64>, plaudit_collector::Clock) {
    let seconds = Arc::new(AtomicI64::new(NOON));
    let reading = Arc::clone(&seconds);
    let clock = move || Timestamp::from_micros(reading.load(Ordering::SeqCst) * 1_000_000).unwrap();
    (seconds, Arc::new(clock))
}

/// Answers everything with what stands first, from the second page on.
async fn to_the_end(person: &mut Person) {
    for _ in 0..5 {
        if !person.sees("<form") {
            return;
        }
        person.send("next", &[]).await;
    }
    panic!("there is no end: {}", person.page.body);
}

pub(crate) fn assert_guarded(page: &Reply) {
    let header = |name: &str| page.headers.get(name).map(String::as_str).unwrap_or_default();
    assert_eq!(
        header("content-security-policy"),
        "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'self'; \
         frame-ancestors 'none'"
    );
    assert_eq!(header("x-content-type-options"), "nosniff");
    assert_eq!(header("referrer-policy"), "no-referrer");
    assert_eq!(header("cache-control"), "no-store");
    assert!(!page.body.contains("<script") && !page.body.contains("style="), "{}", page.body);
}

#[tokio::test]
async fn a_survey_is_answered_page_by_page_and_counted_once() {
    let place = Place::new();
    let server = place.serve().await;
    let client = server.client();
    open(&client).await;
    let mut person = Person::at(server.address, "/p/support-csat?team=north&channel=chat").await;
    assert_guarded(&person.page);
    assert!(person.sees("Page 1 of 3") && person.sees("lang=\"en\""));

    // What must be answered is asked for beside the question and above all.
    person.send("next", &[("q.respect", "4")]).await;
    assert_eq!(person.page.status, 422);
    assert!(person.sees("<title>Error: Your contact with our support"));
    assert!(person.sees("<a href=\"#q-support_satisfaction\">"));
    assert!(person.sees("aria-describedby=\"e-support_satisfaction\" aria-invalid=\"true\""));
    assert!(person.sees("value=\"4\" checked"));

    person.send("next", &[("q.support_satisfaction", "3")]).await;
    assert!(person.sees("Page 2 of 3"));
    person.send("next", &[("q.solved", "in_part")]).await;
    let last = person.path.clone();
    assert!(person.sees("Page 3 of 3") && person.sees("Send my answers"), "{last}");

    // Back, and what was said is there; forth again.
    let words = "Rất chậm, <b>nhưng</b> \"tử tế\" & 'vui'";
    person.send("back", &[("q.support_comment", words)]).await;
    assert!(person.sees("Page 2 of 3") && person.sees("value=\"in_part\" checked"));
    person.send("next", &[]).await;
    assert!(person.sees("Rất chậm, &#60;b&#62;nhưng&#60;/b&#62; &#34;tử tế&#34; &#38;"));
    let form = person.filled("next", &[]);
    assert_eq!(stored(&client).await, []);
    person.send_fields(&form).await;
    assert_eq!(person.page.status, 200);
    assert!(person.sees("Thank you! Your answers help us get better."));
    assert_guarded(&person.page);

    // Sent twice, reloaded, gone back to: it is counted once.
    person.send_fields(&form).await;
    assert!(person.sees("Thank you!"));
    assert!(Person::at(server.address, &last).await.sees("Thank you!"));
    let responses = stored(&client).await;
    let [response] = responses.as_slice() else { panic!("{responses:?}") };
    assert!(response.id.starts_with("open-") && response.completed);
    assert_eq!((response.channel.as_str(), response.language.as_str()), ("chat", "en"));
    assert_eq!((response.segments["team"].as_str(), response.version), ("north", 1));
    assert_eq!((response.respondent.as_str(), response.duration_seconds), ("", Some(1)));
    let given = |id: &str| {
        let answer = response.answers.iter().find(|answer| answer.question == id);
        answer.and_then(|answer| answer.value.clone())
    };
    use v1::answer::Value;
    assert_eq!(given("support_satisfaction"), Some(Value::Score(3)));
    assert_eq!(given("respect"), Some(Value::Score(4)));
    assert_eq!(given("support_comment"), Some(Value::Text(words.to_owned())));
    let skipped = Some(Value::NoAnswer(v1::NoAnswer::Skipped.into()));
    assert_eq!(given("answer_speed"), skipped);
    assert_eq!(given("contact_wanted"), skipped, "shown to the unhappy");
    let request = v1::BuildReportRequest {
        survey_id: "support-csat".to_owned(),
        ..v1::BuildReportRequest::default()
    };
    let marked = client.report(request).await.unwrap().self_selected;
    assert_eq!(marked, Some(v1::SelfSelected { by_open_link: 1, responses: 1 }));
    assert_eq!(drafts(&place).await, 1);
    let kept =
        "SELECT count(*) FROM response_draft WHERE stage = 'stored' AND length(response) = 0";
    assert_eq!(place.number(kept).await, 1);
}

#[tokio::test]
async fn an_answer_that_hides_a_question_takes_what_was_said_to_it_along() {
    let place = Place::new();
    let server = place.serve().await;
    let client = server.client();
    open(&client).await;
    let mut person = Person::at(server.address, "/p/support-csat").await;
    person.send("next", &[("q.support_satisfaction", "2")]).await;
    person.send("next", &[]).await;
    assert!(person.sees("q.contact_wanted"), "{}", person.path);
    person.send("back", &[]).await;
    person.send("back", &[]).await;
    person.send("next", &[("q.support_satisfaction", "10")]).await;
    to_the_end(&mut person).await;
    let responses = stored(&client).await;
    assert!(responses[0].answers.iter().all(|answer| answer.question != "contact_wanted"));
}

#[tokio::test]
async fn only_an_open_survey_with_an_open_link_has_pages() {
    let place = Place::new();
    let server = place.serve().await;
    let client = server.client();
    open(&client).await;
    publish(&client, survey("cafe")).await;
    let status = async |path: &str| {
        let page = get(server.address, path, &[]).await;
        assert_guarded(&page);
        page.status
    };
    assert_eq!(status("/p/support-csat").await, 200);
    assert_eq!(status("/p/default/support-csat").await, 200);
    for path in ["/p/cafe", "/p/nowhere", "/p/other/support-csat", "/p/No%20such/x"] {
        assert_eq!(status(path).await, 404, "{path}");
    }
    assert_eq!(status("/p/support-csat?channel=pigeon").await, 400);
    let close = v1::CloseSurveyRequest { survey_id: "support-csat".to_owned() };
    client.surveys().close_survey(close).await.unwrap();
    assert_eq!(status("/p/support-csat").await, 410);
    let finnish = get(server.address, "/p/support-csat?lang=fi", &[]).await;
    assert!(finnish.body.contains("Kysely on suljettu") && finnish.body.contains("lang=\"fi\""));
}

#[tokio::test]
async fn only_sites_that_are_named_may_show_a_page_in_a_frame() {
    let place = Place::new();
    let mut settings = place.settings();
    settings.asking.frame_ancestors = "https://shop.example https://*.chat.example".to_owned();
    let server = place.serve_with(settings).await;
    open(&server.client()).await;
    let ancestors = async |path: &str| {
        let page = get(server.address, path, &[]).await;
        let policy = page.headers["content-security-policy"].clone();
        policy.split_once("frame-ancestors ").unwrap().1.to_owned()
    };
    let named = "https://shop.example https://*.chat.example";
    assert_eq!(ancestors("/p/support-csat").await, named);
    // Neither those who type in nor those who read reports are framed.
    for path in ["/entry", "/", "/reports/support-csat"] {
        assert_eq!(ancestors(path).await, "'none'", "{path}");
    }
}

#[tokio::test]
async fn looking_changes_nothing() {
    let place = Place::new();
    let server = place.serve().await;
    open(&server.client()).await;
    for path in ["/p/support-csat", "/p/support-csat?a=9", "/p/support-csat?step=2&go=next"] {
        for method in ["GET", "HEAD"] {
            assert_eq!(send(server.address, method, path, &[], "").await.status, 200, "{path}");
        }
    }
    let person = Person::at(server.address, "/p/support-csat?a=9").await;
    assert!(person.sees("value=\"9\" checked"));
    assert_eq!(drafts(&place).await, 0);
    let without_a_ticket = [("q.support_satisfaction".to_owned(), "9".to_owned())];
    let page = crate::http::post(server.address, "/p/support-csat", &[], &without_a_ticket).await;
    assert_eq!((page.status, drafts(&place).await), (303, 0));
}

#[tokio::test]
async fn the_language_is_the_persons_and_changes_without_a_loss() {
    let place = Place::new();
    let server = place.serve().await;
    let client = server.client();
    open(&client).await;
    let liked = [("accept-language", "sv, vi-VN;q=0.9, en;q=0.8")];
    let mut person = Person::with(server.address, "/p/support-csat", &liked).await;
    assert!(person.sees("lang=\"vi\"") && person.sees("Trang 1 trên 3"));
    assert!(Person::with(server.address, "/p/support-csat?lang=it", &liked).await.sees("Avanti"));
    person.send("lang:fi", &[("q.respect", "2")]).await;
    assert!(person.sees("Sivu 1/3") && person.sees("value=\"2\" checked"), "{}", person.page.body);
    person.send("next", &[("q.support_satisfaction", "8")]).await;
    assert!(person.sees("Sivu 2/3"));
    // Another device has the same draft, in its language.
    let mut other = Person::with(server.address, &person.path, &[]).await;
    assert!(other.sees("Sivu 2/3"));
    to_the_end(&mut other).await;
    assert!(other.sees("lang=\"fi\"") && other.sees("Kiitos! Vastauksesi auttavat"));
    let responses = stored(&client).await;
    assert_eq!((responses.len(), responses[0].language.as_str()), (1, "fi"));
}

#[tokio::test]
async fn a_ticket_of_another_survey_or_a_changed_one_is_refused() {
    let place = Place::new();
    let server = place.serve().await;
    let client = server.client();
    open(&client).await;
    publish(&client, v1::Survey { open_link: true, ..survey("cafe") }).await;
    let person = Person::at(server.address, "/p/support-csat").await;
    let (_, ticket) = person.fields().into_iter().find(|(name, _)| name == "d").unwrap();
    let last = if ticket.ends_with('A') { "E" } else { "A" };
    let changed = format!("{}{last}", &ticket[..ticket.len() - 1]);
    for (path, ticket) in [
        ("/p/cafe", ticket.as_str()),
        ("/p/support-csat", &changed),
        ("/p/support-csat", ""),
        ("/p/support-csat", "x"),
    ] {
        let page = get(server.address, &format!("{path}?d={ticket}"), &[]).await;
        assert_eq!(page.status, 400, "{path} {ticket}");
        assert!(page.body.contains("This link is not complete"));
        let fields =
            [("d".to_owned(), ticket.to_owned()), ("q.recommend".to_owned(), "9".to_owned())];
        let page = crate::http::post(server.address, path, &[], &fields).await;
        assert_eq!(page.status, 400, "{path} {ticket}");
    }
    assert_eq!(drafts(&place).await, 0);
}

#[tokio::test]
async fn programs_that_fill_in_everything_or_at_once_are_not_counted() {
    let place = Place::new();
    let (seconds, clock) = settable();
    let mut settings = place.settings();
    settings.asking.least_seconds = 2;
    let server = place.serve_at(settings, clock).await;
    let client = server.client();
    publish(&client, v1::Survey { open_link: true, ..survey("cafe") }).await;
    let mut bot = Person::at(server.address, "/p/cafe").await;
    bot.send("next", &[("q.recommend", "10"), ("website", "https://spam.example")]).await;
    assert_eq!((bot.page.status, drafts(&place).await), (422, 0));
    assert!(bot.sees("A field that people do not see"));

    bot.send("next", &[("q.recommend", "10")]).await;
    assert_eq!(bot.page.status, 422);
    assert!(bot.sees("That was very quick") && bot.sees("value=\"10\" checked"));
    assert_eq!(export(&client, "cafe").await.len(), 0);
    // A person who was quick presses once more.
    seconds.fetch_add(2, Ordering::SeqCst);
    bot.send("next", &[]).await;
    assert_eq!((bot.page.status, export(&client, "cafe").await.len()), (200, 1));
}

#[tokio::test]
async fn a_network_that_asks_too_often_is_asked_to_wait() {
    let place = Place::new();
    let mut settings = place.settings();
    settings.asking.requests_a_minute = 3;
    let server = place.serve_with(settings).await;
    open(&server.client()).await;
    for _ in 0..3 {
        assert_eq!(get(server.address, "/p/support-csat", &[]).await.status, 200);
    }
    let page = get(server.address, "/p/support-csat", &[("accept-language", "it")]).await;
    assert_eq!((page.status, page.headers["retry-after"].as_str()), (429, "60"));
    assert!(page.body.contains("Un momento, per favore"));
    assert_guarded(&page);
    assert_eq!(get(server.address, "/asking.css", &[]).await.status, 200);
}

#[tokio::test]
async fn what_nobody_goes_on_with_is_stored_as_it_is() {
    let place = Place::new();
    let (seconds, clock) = settable();
    let server = place.serve_at(place.settings(), Arc::clone(&clock)).await;
    open(&server.client()).await;
    let mut person = Person::at(server.address, "/p/support-csat").await;
    seconds.fetch_add(60, Ordering::SeqCst);
    person.send("next", &[("q.support_satisfaction", "2")]).await;
    let path = person.path.clone();
    server.kill();

    // The first round of another server, a day later.
    seconds.fetch_add(24 * 3_600, Ordering::SeqCst);
    let server = place.serve_at(place.settings(), clock).await;
    let client = server.client();
    until("the draft is a response", async || !stored(&client).await.is_empty()).await;
    let responses = stored(&client).await;
    assert!(!responses[0].completed);
    assert_eq!(responses[0].duration_seconds, Some(60));
    assert_eq!(responses[0].answered_at.unwrap().seconds, NOON + 60);
    assert_eq!(responses[0].answers.len(), 4, "the page that was sent");
    assert!(Person::at(server.address, &path).await.sees("Thank you!"));

    let mut person = Person::at(server.address, "/p/support-csat").await;
    person.send("next", &[("q.support_satisfaction", "2")]).await;
    seconds.fetch_add(7 * 86_400 + 1, Ordering::SeqCst);
    assert_eq!(get(server.address, &person.path, &[]).await.status, 410);
}

#[tokio::test]
async fn a_kiosk_begins_anew_for_the_next_person() {
    let place = Place::new();
    let (seconds, clock) = settable();
    let server = place.serve_at(place.settings(), clock).await;
    let client = server.client();
    open(&client).await;
    let mut person = Person::at(server.address, "/p/support-csat?kiosk").await;
    person.send("next", &[("q.support_satisfaction", "2")]).await;
    let path = person.path.clone();
    assert!(person.sees("Page 2 of 3"));
    assert!(person.sees("content=\"120;url=/p/support-csat?kiosk\""));
    seconds.fetch_add(3 * 60, Ordering::SeqCst);
    let next = Person::at(server.address, &path).await;
    assert_eq!(next.path, "/p/support-csat?kiosk");
    assert!(next.sees("Page 1 of 3") && !next.sees(" checked"));
    let mut next = next;
    next.send("next", &[("q.support_satisfaction", "9")]).await;
    to_the_end(&mut next).await;
    assert!(next.sees("Thank you!") && next.sees("content=\"8;url=/p/support-csat?kiosk\""));
    let without = path.replace("&kiosk", "").replace("kiosk&", "");
    assert!(!Person::at(server.address, &without).await.sees(" checked"));
}

#[tokio::test]
async fn only_the_side_that_collects_has_pages() {
    let place = Place::new();
    let mut settings = place.settings();
    settings.server.only = plaudit_server::settings::Only::Report;
    let server: Server = place.serve_with(settings).await;
    assert_eq!(get(server.address, "/p/support-csat", &[]).await.status, 404);
}
