//! The order of responses by time, which SQLite keeps by itself.

use plaudit_core::response::Submission;
use plaudit_storage::{Corrected, Erasure, Store, Whose};

use crate::corrections::correct;
use crate::database::Database;
use crate::export::{export, in_order};
use crate::samples::{cafe, noon, now, said, submit, tenant};

fn on(id: &str, day: i64) -> Submission {
    Submission { answered_at: Some(noon(day)), ..said(id, 9) }
}

async fn is_clean(store: &Store) {
    let verified = store.verify(&tenant(), "cafe").await.unwrap();
    assert_eq!(verified.discrepancies, []);
}

async fn arrivals(db: &Database) -> i64 {
    if db.is_sqlite() { db.number("SELECT COUNT(*) FROM arrival").await } else { 0 }
}

pub(crate) async fn what_has_just_arrived_is_read_in_its_place(db: &Database) {
    let store = db.store().await;
    let version = cafe(&store).await;
    // Many at once, and few before, between and behind them.
    let mut all: Vec<_> = (0..1_500).map(|i| on(&format!("m-{i}"), 10 + i % 7)).collect();
    submit(&store, &version, all.clone()).await;
    assert_eq!(arrivals(db).await, 0);
    for day in [3, 12, 14, 30] {
        for sent in 0..3 {
            let few = [on(&format!("a-{day}-{sent}"), day), on(&format!("z-{day}-{sent}"), day)];
            submit(&store, &version, few.clone()).await;
            // What is sent again arrives once.
            submit(&store, &version, few.clone()).await;
            all.extend(few);
        }
    }
    assert_eq!(export(&store).await, in_order(all.clone()));
    is_clean(&store).await;

    // Too few to be worth a transaction; then all the same.
    let arrived = arrivals(db).await;
    assert_eq!(arrived > 0, db.is_sqlite());
    store.put_in_order(&tenant(), false).await.unwrap();
    assert_eq!(arrivals(db).await, arrived);
    store.put_in_order(&tenant(), true).await.unwrap();
    assert_eq!(arrivals(db).await, 0);
    assert_eq!(export(&store).await, in_order(all));
    is_clean(&store).await;
}

pub(crate) async fn enough_arrivals_are_put_in_order_a_part_at_a_time(db: &Database) {
    let store = db.store().await;
    let version = cafe(&store).await;
    let id = |i: i64| format!("{i}-{}", "x".repeat(50));
    let all: Vec<_> = (0..4_000).map(|i| on(&id(i), i % 5)).collect();
    for few in all.chunks(100) {
        submit(&store, &version, few.to_vec()).await;
    }
    let arrived = arrivals(db).await;
    store.put_in_order(&tenant(), false).await.unwrap();
    let left = arrivals(db).await;
    // Some parts and a rest that is not worth one.
    assert_eq!((1..arrived / 2).contains(&left), db.is_sqlite(), "{arrived}, {left}");
    assert_eq!(export(&store).await, in_order(all));
    is_clean(&store).await;
}

pub(crate) async fn what_is_corrected_or_erased_changes_its_place(db: &Database) {
    let store = db.store().await;
    let version = cafe(&store).await;
    for ordered in [false, true] {
        let ids = ["a", "b", "c"].map(|id| format!("{id}-{ordered}"));
        submit(&store, &version, (0..).zip(&ids).map(|(day, id)| on(id, day))).await;
        if ordered {
            store.put_in_order(&tenant(), true).await.unwrap();
        }
        assert_eq!(correct(&store, &version, on(&ids[0], 40)).await, Corrected::Changed);
        assert_eq!(correct(&store, &version, on(&ids[0], 41)).await, Corrected::Changed);
        assert_eq!(
            export(&store).await,
            [1, 2, 41].map(|day| match day {
                41 => on(&ids[0], day),
                _ => on(&ids[usize::try_from(day).unwrap()], day),
            })
        );
        is_clean(&store).await;
        let whose = Whose::Responses(&ids);
        let erasure = Erasure { whose, survey_id: None, by: None };
        store.erase(&tenant(), &erasure, now()).await.unwrap();
        assert_eq!(export(&store).await, []);
        is_clean(&store).await;
    }
}

pub(crate) async fn a_response_out_of_order_is_found(db: &Database) {
    if !db.is_sqlite() {
        return;
    }
    let store = db.store().await;
    let version = cafe(&store).await;
    submit(&store, &version, [on("a", 1), on("b", 2)]).await;
    store.put_in_order(&tenant(), true).await.unwrap();
    for (change, found) in [
        ("DELETE FROM response_by_time WHERE id = 'a'", "1"),
        ("INSERT INTO response_by_time SELECT tenant_id, survey_id, 0, id FROM response", "1 of 3"),
    ] {
        db.execute(change).await;
        let verified = store.verify(&tenant(), "cafe").await.unwrap();
        let [order] = &*verified.discrepancies else { panic!("{verified:?}") };
        assert_eq!(
            (&*order.cell, &*order.stored, &*order.recounted),
            ("order by time", found, "2")
        );
    }
}

pub(crate) async fn a_database_of_before_is_put_in_order(db: &Database) {
    let store = db.store().await;
    let version = cafe(&store).await;
    let all: Vec<_> = (0..50).map(|i| on(&format!("r-{i}"), i % 7)).collect();
    submit(&store, &version, all.clone()).await;
    store.put_in_order(&tenant(), true).await.unwrap();
    if db.is_sqlite() {
        db.execute("DROP TABLE response_by_time").await;
        db.execute("DROP TABLE arrival").await;
        let index = "response_by_time ON response (tenant_id, survey_id, answered_at, id)";
        db.execute(&format!("CREATE INDEX {index}")).await;
    }
    db.execute("DELETE FROM _sqlx_migrations WHERE version = 7").await;
    store.migrate().await.unwrap();
    assert_eq!(export(&store).await, in_order(all));
    is_clean(&store).await;
}
