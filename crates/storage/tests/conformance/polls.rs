//! Polls are kept once under their client's id, and what changes them leaves a trace.

use plaudit_core::poll::Poll;
use plaudit_proto::v1;
use plaudit_storage::{Recording, Why};
use prost::Message;

use crate::database::Database;
use crate::samples::{all_days, cafe, day, noon, tenant};

const WHY: Why<'_> = Why { reason: "counted too early", by: Some("key-1") };

fn poll(id: &str, helpful: u64) -> Poll {
    Poll {
        id: id.to_owned(),
        version: 1,
        question: "reason".to_owned(),
        platform: "facebook".to_owned(),
        url: Some("https://example.org/1".to_owned()),
        from: day("2026-03-01"),
        to: day("2026-03-07"),
        counts: [("price".to_owned(), helpful), ("taste".to_owned(), 3)].into(),
        voters: Some(helpful + 3),
        reach: None,
    }
}

pub(crate) async fn a_poll_is_kept_once_and_another_of_its_id_is_a_conflict(db: &Database) {
    let store = db.store().await;
    let record = async |poll: Poll| store.record_poll(&tenant(), "cafe", &poll).await.unwrap();
    assert_eq!(record(poll("a", 5)).await, Recording::Stored);
    assert_eq!(record(poll("a", 5)).await, Recording::Duplicate);
    assert_eq!(record(Poll { version: 2, ..poll("a", 5) }).await, Recording::Duplicate);
    assert_eq!(record(poll("a", 6)).await, Recording::Conflict);
    assert_eq!(record(Poll { reach: Some(90), ..poll("a", 5) }).await, Recording::Conflict);
    assert_eq!(store.polls(&tenant(), "cafe", all_days()).await.unwrap(), [poll("a", 5)]);
    let largest = Poll { reach: Some(u64::MAX >> 1), url: None, ..poll("b", 1 << 40) };
    assert_eq!(record(largest.clone()).await, Recording::Stored);
    assert_eq!(store.poll(&tenant(), "cafe", "b").await.unwrap(), Some(largest));
}

pub(crate) async fn a_corrected_or_removed_poll_leaves_a_trace(db: &Database) {
    let store = db.store().await;
    cafe(&store).await;
    let correct = async |poll: Poll| {
        store.correct_poll(&tenant(), "cafe", &poll, WHY, noon(8)).await.unwrap()
    };
    assert_eq!(correct(poll("a", 6)).await, None);
    store.record_poll(&tenant(), "cafe", &poll("a", 5)).await.unwrap();
    assert_eq!(correct(poll("a", 5)).await, Some(false));
    assert_eq!(correct(poll("a", 6)).await, Some(true));
    assert_eq!(correct(poll("a", 6)).await, Some(false));
    assert_eq!(store.poll(&tenant(), "cafe", "a").await.unwrap(), Some(poll("a", 6)));
    let remove = async || store.remove_poll(&tenant(), "cafe", "a", WHY, noon(9)).await.unwrap();
    assert!(remove().await);
    assert!(!remove().await);
    assert_eq!(store.poll(&tenant(), "cafe", "a").await.unwrap(), None);
    let traces = db.bytes("SELECT poll FROM poll_trace ORDER BY changed_at").await;
    let before = |bytes: &Vec<u8>| v1::Poll::decode(&**bytes).unwrap().counts["price"];
    assert_eq!(traces.iter().map(before).collect::<Vec<_>>(), [5, 6]);
    let named = "SELECT COUNT(*) FROM poll_trace
        WHERE reason = 'counted too early' AND changed_by = 'key-1'";
    assert_eq!(db.number(named).await, 2);
    let verified = store.verify(&tenant(), "cafe").await.unwrap();
    assert!(verified.discrepancies.is_empty(), "{verified:?}");
}

pub(crate) async fn recorders_racing_keep_one_poll(db: &Database) {
    db.store().await;
    let mut recorders = Vec::new();
    for helpful in [5, 5, 6, 6] {
        let store = db.connect().await;
        recorders.push(tokio::spawn(async move {
            store.record_poll(&tenant(), "cafe", &poll("a", helpful)).await.unwrap()
        }));
    }
    let mut became = Vec::new();
    for recorder in recorders {
        became.push(recorder.await.unwrap());
    }
    let count = |what| became.iter().filter(|it| **it == what).count();
    assert_eq!(count(Recording::Stored), 1, "{became:?}");
    assert_eq!(count(Recording::Duplicate), 1, "{became:?}");
    assert_eq!(count(Recording::Conflict), 2, "{became:?}");
}

pub(crate) async fn polls_are_found_by_days_and_seen_by_their_tenant_alone(db: &Database) {
    let store = db.store().await;
    let late = Poll { from: day("2026-03-07"), to: day("2026-04-01"), ..poll("late", 1) };
    for poll in [&late, &poll("early", 5)] {
        store.record_poll(&tenant(), "cafe", poll).await.unwrap();
    }
    let found = async |tenant: &str, survey_id: &str, from: &str, to: &str| {
        let days = day(from)..=day(to);
        let polls = store.polls(&tenant.parse().unwrap(), survey_id, days).await.unwrap();
        polls.into_iter().map(|poll| poll.id).collect::<Vec<_>>()
    };
    assert_eq!(found("acme", "cafe", "2026-01-01", "2026-12-31").await, ["early", "late"]);
    assert_eq!(found("acme", "cafe", "2026-03-07", "2026-03-07").await, ["early", "late"]);
    assert_eq!(found("acme", "cafe", "2026-03-08", "2026-03-31").await, ["late"]);
    assert!(found("acme", "cafe", "2026-02-01", "2026-02-28").await.is_empty());
    assert!(found("acme", "bar", "2026-01-01", "2026-12-31").await.is_empty());
    assert!(found("other", "cafe", "2026-01-01", "2026-12-31").await.is_empty());
    let other = "other".parse().unwrap();
    assert!(!store.remove_poll(&other, "cafe", "late", WHY, noon(9)).await.unwrap());
}
