//! What a browser gets.

use plaudit_proto::{json, v1};

use crate::harness::Place;
use crate::http::{Reply, get};
use crate::samples::{cafe, guests, report, submit, survey};

fn assert_guarded(page: &Reply, what: &str) {
    let header = |name: &str| page.headers.get(name).map(String::as_str).unwrap_or_default();
    let policy = header("content-security-policy");
    assert!(policy.contains("default-src 'none'"), "{what}: {policy}");
    assert!(policy.contains("frame-ancestors 'none'"), "{what}: {policy}");
    assert!(!policy.contains("script-src"), "{what}: {policy}");
    assert_eq!(header("x-content-type-options"), "nosniff", "{what}");
    assert_eq!(header("referrer-policy"), "no-referrer", "{what}");
    assert_eq!(header("cache-control"), "no-store", "{what}");
}

#[tokio::test]
async fn a_report_is_a_page_json_or_csv() {
    let place = Place::new();
    let server = place.serve().await;
    let client = server.client();
    cafe(&client).await;
    submit(&client, guests("g", 110)).await.unwrap();

    for (path, kind, begins) in [
        ("/", "text/html; charset=utf-8", "<!doctype html>"),
        ("/reports/cafe", "text/html; charset=utf-8", "<!doctype html>"),
        ("/reports/cafe.html", "text/html; charset=utf-8", "<!doctype html>"),
        ("/reports/cafe.json", "application/json", "{"),
        ("/reports/cafe.csv", "text/csv; charset=utf-8", "survey,section,"),
    ] {
        let page = get(server.address, path, &[]).await;
        assert_eq!(page.status, 200, "{path}");
        assert!(page.headers["content-type"].starts_with(kind), "{path}: {:?}", page.headers);
        let start = page.body.get(..begins.len()).unwrap_or_default();
        assert_eq!(start.to_lowercase(), begins, "{path}");
        assert_guarded(&page, path);
        assert!(!page.body.contains("<script"), "{path}");
    }
    let index = get(server.address, "/", &[]).await;
    assert!(index.body.contains("The café") && index.body.contains("/reports/cafe"));

    // The clock stands still, so that not even the time of building differs.
    let page = get(server.address, "/reports/cafe.json", &[]).await;
    let called = report(&client, "cafe").await;
    assert_eq!(called.measures[0].estimate.as_ref().unwrap().n, 110);
    assert_eq!(page.body, json::to_string_pretty("Report", &called).unwrap());
}

#[tokio::test]
async fn parameters_choose_what_is_in_a_report() {
    let place = Place::new();
    let server = place.serve().await;
    let client = server.client();
    cafe(&client).await;
    let mut responses = guests("n", 40);
    let mut south = guests("s", 60);
    for response in &mut south {
        response.segments.insert("team".to_owned(), "south & co".to_owned());
    }
    responses.append(&mut south);
    submit(&client, responses).await.unwrap();

    let path = "/reports/cafe.json?team=south+%26%20co&split=team&trend=day&level=0.9\
        &from=2026-01-01&to=2026-03-01&language=en";
    let page = get(server.address, path, &[]).await;
    assert_eq!(page.status, 200, "{}", page.body);
    let report: v1::Report = json::from_str("Report", &page.body).unwrap();
    assert_eq!(report.participation.unwrap().responses, 60);
    assert_eq!(report.level, 0.9);
    assert_eq!(report.splits[0].segment, "team");
    assert_eq!(report.trends[0].interval, "day");
    assert_eq!(report.period.unwrap().from.as_deref(), Some("2026-01-01"));
}

#[tokio::test]
async fn a_bad_parameter_is_a_bad_request_that_names_it() {
    let place = Place::new();
    let server = place.serve().await;
    let client = server.client();
    cafe(&client).await;
    let draft = v1::SaveDraftRequest { survey: Some(survey("draft")) };
    client.surveys().save_draft(draft).await.unwrap();
    for (query, field) in [
        ("level=much", "level"),
        ("level=2", "level"),
        ("from=2026-02-30", "from"),
        ("to=tomorrow", "to"),
        ("from=2026-02-02&to=2026-02-01", "to"),
        ("trend=year", "trend"),
        ("split=region", "split"),
        ("region=north", "region"),
    ] {
        let page = get(server.address, &format!("/reports/cafe?{query}"), &[]).await;
        assert_eq!(page.status, 400, "{query}: {}", page.body);
        assert!(page.body.contains(field), "{query}: {}", page.body);
        assert_guarded(&page, query);
    }
    for (path, status) in [
        ("/reports/nowhere", 404),
        ("/reports/cafe.pdf", 404),
        ("/reports/cafe.terminal", 404),
        ("/reports/draft", 400),
        ("/nowhere", 404),
    ] {
        let page = get(server.address, path, &[]).await;
        assert_eq!(page.status, status, "{path}: {}", page.body);
    }
}

#[tokio::test]
async fn a_browser_without_a_key_is_asked_for_one() {
    let place = Place::new();
    let other = place.other_process("default").await;
    cafe(&other.client).await;
    let mut secrets = Vec::new();
    for scope in [v1::Scope::Read, v1::Scope::Collect] {
        let scopes = vec![scope.into()];
        let request = v1::CreateKeyRequest { name: "browser".to_owned(), scopes };
        secrets.push(other.client.admin().create_key(request).await.unwrap().into_inner().secret);
    }
    other.close().await;
    let server = place.serve().await;
    for path in ["/", "/reports/cafe", "/reports/cafe.json", "/reports/nowhere"] {
        let page = get(server.address, path, &[]).await;
        assert_eq!(page.status, 401, "{path}");
        assert!(page.headers["www-authenticate"].starts_with("Basic realm="), "{path}");
        assert_guarded(&page, path);
        assert!(!page.body.contains("café"), "{path}");
    }
    let basic = |secret: &str| {
        use base64::Engine as _;
        let encoded = base64::prelude::BASE64_STANDARD.encode(format!("me:{secret}"));
        format!("Basic {encoded}")
    };
    let [read, collect] = secrets.as_slice() else { panic!("there are two") };
    for (value, status) in [
        (basic(read), 200),
        (format!("Bearer {read}"), 200),
        (basic(collect), 403),
        (basic("wrong"), 401),
        ("Basic ???".to_owned(), 401),
    ] {
        let page = get(server.address, "/reports/cafe", &[("authorization", &value)]).await;
        assert_eq!(page.status, status, "{}", page.body);
    }
}
