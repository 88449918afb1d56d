//! Connecting, migrating, closing.

use plaudit_storage::{Error, Options, Outcome, Store};

use crate::database::Database;
use crate::samples::{
    all_days, cafe, incoming, noon, now, said, submit, sum, survey, tally, tenant,
};

pub(crate) async fn migrations_by_several_processes_at_once_leave_one_schema(db: &Database) {
    let starting = (0..6).map(|_| tokio::spawn(start(db.options())));
    for started in futures::future::join_all(starting).await {
        started.unwrap();
    }
    let applied = db.number("SELECT COUNT(*) FROM _sqlx_migrations WHERE success").await;
    let migrations = concat!(env!("CARGO_MANIFEST_DIR"), "/migrations");
    let all = std::fs::read_dir(migrations).unwrap().count();
    assert_eq!(usize::try_from(applied), Ok(all));
    let store = db.connect().await;
    cafe(&store).await;
}

/// What a process does when it starts.
async fn start(options: Options) {
    let store = Store::connect(&options).await.unwrap();
    store.migrate().await.unwrap();
    assert!(!store.has_keys().await.unwrap());
    store.close().await;
}

pub(crate) async fn a_migrated_database_is_left_as_it_is(db: &Database) {
    let store = db.store().await;
    let version = cafe(&store).await;
    submit(&store, &version, [said("a", 9)]).await;
    store.migrate().await.unwrap();
    db.store().await.migrate().await.unwrap();
    assert_eq!(tally(&store, "cafe").await, sum(&version, [&said("a", 9)]));
}

pub(crate) async fn a_database_of_a_newer_program_is_refused(db: &Database) {
    let store = db.store().await;
    db.execute("UPDATE _sqlx_migrations SET version = 9999 WHERE version = 1").await;
    let migrated = store.migrate().await;
    assert!(matches!(migrated, Err(Error::Schema(_))), "{migrated:?}");
}

pub(crate) async fn what_was_acknowledged_is_there_after_reopening(db: &Database) {
    let store = db.store().await;
    let version = cafe(&store).await;
    submit(&store, &version, [said("a", 9)]).await;
    store.close().await;

    let store = db.store().await;
    let kept = store.survey(&tenant(), "cafe").await.unwrap().unwrap();
    assert_eq!(kept.versions[0].survey(), version.survey());
    assert_eq!(submit(&store, &version, [said("a", 9)]).await, [Outcome::Duplicate]);
    assert_eq!(tally(&store, "cafe").await, sum(&version, [&said("a", 9)]));
}

pub(crate) async fn a_closed_pool_is_an_error_not_a_hang(db: &Database) {
    let store = db.store().await;
    let version = cafe(&store).await;
    store.close().await;
    let unavailable = |error: Option<Error>| {
        assert!(matches!(error, Some(Error::Unavailable(_))), "{error:?}");
    };
    let batch = [incoming(&version, said("a", 9))];
    unavailable(store.submit(&tenant(), &batch, now()).await.err());
    unavailable(store.tally(&tenant(), "cafe", all_days()).await.err());
    unavailable(store.fold(&tenant(), 1).await.err());
    unavailable(store.save_draft(&tenant(), &survey("bar"), noon(0)).await.err());
    unavailable(store.survey(&tenant(), "cafe").await.err());
    unavailable(store.verify(&tenant(), "cafe").await.err());
    unavailable(store.migrate().await.err());
    let mut export = Box::pin(store.export(&tenant(), "cafe", all_days()));
    unavailable(futures::StreamExt::next(&mut export).await.unwrap().err());
}

/// Servers spawn what they do: every future must be `Send`.
pub(crate) async fn a_store_works_across_tasks(db: &Database) {
    let store = db.store().await;
    let version = cafe(&store).await;
    let task = tokio::spawn(async move {
        store.save_draft(&tenant(), &survey("bar"), noon(0)).await.unwrap();
        store.publish(&tenant(), "bar", noon(0)).await.unwrap();
        store.close_survey(&tenant(), "bar", noon(1)).await.unwrap();
        let batch = [incoming(&version, said("a", 9))];
        store.submit(&tenant(), &batch, now()).await.unwrap();
        store.fold(&tenant(), 1).await.unwrap();
        store.verify(&tenant(), "cafe").await.unwrap();
        store.migrate().await.unwrap();
        store.close().await;
    });
    task.await.unwrap();
}
