//! What others said by phone or in person, written down.

use plaudit_client::Client;
use plaudit_proto::v1;

use crate::browser::Person;
use crate::harness::{Place, Server};
use crate::http::{Reply, get, post};
use crate::samples::{NOON, export, publish, score, survey, text};

const PATH: &str = "/entry/cafe?channel=phone&s.team=north+%26+co&lang=en";

/// The café asks those who do not recommend it what went wrong.
fn cafe() -> v1::Survey {
    let mut cafe = survey("cafe");
    cafe.time_zone = "Europe/Helsinki".to_owned();
    cafe.segments[0].required = true;
    let range = v1::ScoreRange { min: None, max: Some(6) };
    let condition = v1::AnswerCondition {
        question: "recommend".to_owned(),
        test: Some(v1::answer_condition::Test::Score(range)),
    };
    let kind = Some(v1::condition::Kind::Answer(condition));
    cafe.questions[1].show_if = Some(v1::Condition { kind });
    cafe.questions[1].text.insert("fi".to_owned(), "Miksi?".to_owned());
    cafe.questions[0].text.insert("fi".to_owned(), "Suosittelisitko?".to_owned());
    cafe.questions[0].required = true;
    cafe
}

async fn begun(place: &Place) -> (Server, Client) {
    let server = place.serve().await;
    let client = server.client();
    publish(&client, cafe()).await;
    (server, client)
}

async fn stored(client: &Client) -> Vec<v1::Response> {
    export(client, "cafe").await.into_values().collect()
}

#[tokio::test]
async fn a_sheet_is_saved_once_and_the_next_one_is_ready() {
    let place = Place::new();
    let (server, client) = begun(&place).await;
    let mut person = Person::at(server.address, "/entry").await;
    assert!(person.sees("href=\"/entry/cafe\""), "{}", person.page.body);
    person = Person::at(server.address, PATH).await;
    for part in [
        "<option value=\"phone\" selected>Phone</option>",
        "name=\"s.team\" value=\"north &#38; co\"",
        "name=\"at\" value=\"2026-03-01T14:00\"",
        "id=\"q-recommend\" autofocus name=\"q.recommend\" value=\"\" inputmode=\"numeric\"",
        "Only if 1 = 0–6",
    ] {
        assert!(person.sees(part), "{part}: {}", person.page.body);
    }
    assert!(!person.sees("<script") && !person.sees("style=") && !person.sees("class=\"saved\""));
    let policy = &person.page.headers["content-security-policy"];
    assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"));
    assert_eq!(person.page.headers["referrer-policy"], "same-origin");

    let said = [
        ("q.recommend", "3"),
        ("q.comment", "Cold coffee"),
        ("channel", "phone"),
        ("s.team", "north & co"),
        ("respondent", "p-17"),
        ("at", "2026-02-27T09:30"),
    ];
    let form = person.filled("save", &said);
    person.send_fields(&form).await;
    let kept = "/entry/cafe?channel=phone&s.team=north+%26+co&lang=en&saved=1";
    assert_eq!(person.path, kept);
    assert!(person.sees("Saved. In this sitting: 1"), "{}", person.page.body);
    assert!(person.sees("<option value=\"phone\" selected>") && !person.sees("p-17"));
    assert!(person.sees("value=\"north &#38; co\"") && !person.sees("Cold coffee"));
    let next = person.filled("save", &[("q.recommend", "10")]);
    person.send_fields(&form).await;
    assert_eq!(person.path, kept);

    let responses = stored(&client).await;
    let [response] = responses.as_slice() else { panic!("{responses:?}") };
    assert!(response.id.starts_with("entry-") && response.completed);
    assert_eq!((response.channel.as_str(), response.language.as_str()), ("phone", "en"));
    assert_eq!(
        (response.respondent.as_str(), &response.segments["team"][..]),
        ("p-17", "north & co")
    );
    let at = response.answered_at.unwrap().seconds;
    assert_eq!(at, NOON - 2 * 86_400 - (4 * 60 + 30) * 60);
    let comment = v1::answer::Value::Text("Cold coffee".to_owned());
    let comment = v1::Answer { question: "comment".to_owned(), value: Some(comment) };
    assert_eq!(response.answers, [score("recommend", 3), comment]);

    // The same sheet with other answers is another matter: what is stored stays.
    let changed = person.filled("save", &[&said[2..], &[("q.recommend", "9")]].concat());
    let id = |fields: &[(String, String)]| {
        fields.iter().find(|(name, _)| name == "id").map(|(_, id)| id.clone()).unwrap()
    };
    assert!(id(&next) != id(&form) && id(&changed) != id(&form));
    let changed: Vec<_> = changed.into_iter().filter(|(name, _)| name != "id").collect();
    let changed = [&[("id".to_owned(), id(&form))], &changed[..]].concat();
    assert_eq!(person.send_fields(&changed).await.status, 409);
    assert!(person.sees("saved before with other answers"));
    assert_eq!(stored(&client).await, responses);
}

#[tokio::test]
async fn what_was_not_asked_is_not_recorded() {
    let place = Place::new();
    let (server, client) = begun(&place).await;
    let about = [("channel", "phone"), ("s.team", "north"), ("at", "2026-03-01T14:00")];
    let mut person = Person::at(server.address, PATH).await;
    person.send("save", &[&about[..], &[("q.recommend", "9")]].concat()).await;
    assert_eq!(stored(&client).await[0].answers, [score("recommend", 9)]);

    let broken_off = [("q.comment", "Was in a hurry"), ("broken_off", "yes")];
    person.send("save", &[&about[..], &broken_off].concat()).await;
    assert!(person.sees("In this sitting: 2"), "{}", person.page.body);
    let responses = stored(&client).await;
    let partial: Vec<_> = responses.iter().filter(|response| !response.completed).collect();
    assert_eq!((responses.len(), partial.len(), partial[0].answers.len()), (2, 1, 1));

    // Enter once too often.
    assert_eq!(person.send("save", &about).await.status, 422);
    assert!(person.sees("No question has an answer."));
    assert_eq!(stored(&client).await.len(), 2);
}

#[tokio::test]
async fn what_is_wrong_is_said_beside_its_field_and_nothing_is_lost() {
    let place = Place::new();
    let (server, client) = begun(&place).await;
    let mut person = Person::at(server.address, "/entry/cafe").await;
    assert!(person.sees("<select id=\"f-channel\" name=\"channel\" autofocus>"));
    let said = [
        ("q.recommend", "11"),
        ("q.comment", "<Too> hot"),
        ("at", "2026-03-01T15:00"),
        ("respondent", "p \"1\""),
    ];
    assert_eq!(person.send("save", &said).await.status, 422);
    for part in [
        "<title>Error: Enter answers: The café</title>",
        "id=\"e-recommend\">Please enter a whole number from 0 to 10.",
        "name=\"q.recommend\" value=\"11\"",
        "id=\"e-channel\">Please give a value.",
        "id=\"e-s.team\">Please give a value.",
        "id=\"e-at\">This lies in the future.",
        "value=\"p &#34;1&#34;\"",
        "value=\"&#60;Too&#62; hot\"",
    ] {
        assert!(person.sees(part), "{part}: {}", person.page.body);
    }
    // In another language, with all that was typed.
    let other = [&said[1..], &[("q.recommend", "7"), ("other_channel", "fax")]].concat();
    assert_eq!(person.send("lang:fi", &other).await.status, 200);
    assert!(person.sees("lang=\"fi\"") && person.sees("1. Suosittelisitko?"));
    assert!(person.sees("name=\"q.recommend\" value=\"7\"") && person.sees("value=\"fax\""));
    assert!(person.sees("value=\"&#60;Too&#62; hot\"") && person.sees("value=\"p &#34;1&#34;\""));
    assert_eq!(stored(&client).await, []);
    let whole = [("at", "2026-03-01T13:00"), ("s.team", "north")];
    person.send("save", &[&other[..1], &other[3..], &whole].concat()).await;
    assert!(person.sees("Tallennettu. Tällä kerralla: 1"), "{}", person.page.body);
    assert!(person.sees("name=\"other_channel\" value=\"fax\""));
    let response = &stored(&client).await[0];
    assert_eq!((response.channel.as_str(), response.language.as_str()), ("fax", "fi"));
}

#[tokio::test]
async fn declared_channels_and_segments_are_chosen() {
    let place = Place::new();
    let server = place.serve().await;
    let client = server.client();
    let mut survey = cafe();
    let segment = |id: &str, values: &[&str]| {
        let value = |id: &&str| v1::SegmentValue { id: (*id).to_owned(), label: text("A label") };
        let values = values.iter().map(value).collect();
        v1::Segment { id: id.to_owned(), values, ..v1::Segment::default() }
    };
    survey.segments = vec![segment("channel", &["desk", "call"]), segment("team", &["a", "b"])];
    publish(&client, survey).await;
    let mut person = Person::at(server.address, "/entry/cafe?channel=call&s.team=b").await;
    assert!(person.sees("<option value=\"call\" selected>A label</option>"));
    assert!(person.sees("<option value=\"b\" selected>") && !person.sees("other_channel"));
    let about = [("q.recommend", "9"), ("at", "2026-03-01T14:00"), ("s.team", "c")];
    person.send("save", &[&about[..], &[("channel", "desk")]].concat()).await;
    assert!(person.sees("is not a value of the segment"), "{}", person.page.body);
    person.send("save", &[&about[..2], &[("channel", "desk")]].concat()).await;
    assert!(person.sees("In this sitting: 1"), "{}", person.page.body);
}

#[tokio::test]
async fn a_key_with_the_scope_of_its_own_tenant_is_needed() {
    let place = Place::new();
    let other = place.other_process("acme").await;
    publish(&other.client, cafe()).await;
    let key = async |client: &Client, scope: v1::Scope| {
        let request = v1::CreateKeyRequest { name: "entry".to_owned(), scopes: vec![scope.into()] };
        client.admin().create_key(request).await.unwrap().into_inner().secret
    };
    let reads = key(&other.client, v1::Scope::Read).await;
    let collects = key(&other.client, v1::Scope::Collect).await;
    other.close().await;
    let foreign = place.other_process("other").await;
    let stranger = key(&foreign.client, v1::Scope::Collect).await;
    foreign.close().await;

    let server = place.serve().await;
    let fields = filled("entry-1");
    for path in ["/entry", "/entry/cafe", "/entry/nowhere"] {
        let page = get(server.address, path, &[]).await;
        let sent = post(server.address, "/entry/cafe", &[], &fields).await;
        for page in [page, sent] {
            assert_eq!(page.status, 401, "{path}");
            assert!(page.headers["www-authenticate"].starts_with("Basic realm="), "{path}");
            assert!(!page.body.contains("café"), "{path}");
        }
    }
    for (secret, list, form, sent) in
        [(&reads, 403, 403, 403), (&stranger, 200, 404, 404), (&collects, 200, 200, 303)]
    {
        let bearer = format!("Bearer {secret}");
        let headers = [("authorization", bearer.as_str())];
        let listed = get(server.address, "/entry", &headers).await;
        assert_eq!(listed.body.contains("café"), form == 200, "{}", listed.body);
        let shown = get(server.address, "/entry/cafe", &headers).await;
        let taken = post(server.address, "/entry/cafe", &headers, &fields).await;
        assert_eq!((listed.status, shown.status, taken.status), (list, form, sent));
    }
}

/// A sheet that can be saved.
fn filled(id: &str) -> Vec<(String, String)> {
    let fields = [
        ("id", id),
        ("q.recommend", "9"),
        ("channel", "phone"),
        ("s.team", "north"),
        ("at", "2026-03-01T14:00"),
        ("go", "save"),
    ];
    fields.map(|(name, value)| (name.to_owned(), value.to_owned())).into()
}

#[tokio::test]
async fn a_page_of_another_site_sends_nothing() {
    let place = Place::new();
    let (server, client) = begun(&place).await;
    let own = format!("http://{}", server.address);
    let sent = async |headers: &[(&str, &str)]| -> Reply {
        post(server.address, "/entry/cafe", headers, &filled("entry-1")).await
    };
    for foreign in [
        &[("sec-fetch-site", "cross-site"), ("origin", own.as_str())][..],
        &[("sec-fetch-site", "same-site")],
        &[("origin", "https://evil.example")],
        &[("origin", "null")],
    ] {
        let reply = sent(foreign).await;
        assert_eq!(reply.status, 403, "{foreign:?}");
        assert!(reply.body.contains("another site"), "{}", reply.body);
    }
    assert_eq!(stored(&client).await, []);
    for allowed in [
        &[("sec-fetch-site", "same-origin")][..],
        &[("origin", own.as_str())],
        &[("origin", "https://ask.example")],
    ] {
        assert_eq!(sent(allowed).await.status, 303, "{allowed:?}");
    }
    assert_eq!(stored(&client).await.len(), 1);
}

#[tokio::test]
async fn a_closed_survey_takes_no_sheets() {
    let place = Place::new();
    let (server, client) = begun(&place).await;
    let close = v1::CloseSurveyRequest { survey_id: "cafe".to_owned() };
    client.surveys().close_survey(close).await.unwrap();
    assert_eq!(get(server.address, "/entry/cafe", &[]).await.status, 410);
    assert_eq!(post(server.address, "/entry/cafe", &[], &filled("entry-1")).await.status, 410);
    assert!(get(server.address, "/entry", &[]).await.body.contains("No survey is open."));
}
