//! Hearing what other processes change.

use std::time::Duration;

use plaudit_storage::{Error, Listener, News};

use crate::database::Database;
use crate::samples::{cafe, noon, publish, survey, tenant};

/// How long news are waited for before the test fails.
const PATIENCE: Duration = Duration::from_secs(60);

async fn next(listener: &mut Listener) -> Result<News, Error> {
    tokio::time::timeout(PATIENCE, listener.next()).await.expect("nothing is told")
}

pub(crate) async fn what_is_committed_is_told_where_the_database_can(db: &Database) {
    let store = db.store().await;
    let other = db.connect().await;
    let Some(mut listener) = store.listen().await.unwrap() else {
        assert!(db.is_sqlite(), "PostgreSQL tells");
        return;
    };
    cafe(&other).await;
    let told = News::Survey { tenant: tenant(), survey_id: "cafe".to_owned() };
    assert_eq!(next(&mut listener).await.unwrap(), told);

    // Nothing changes here, so that the next news are of the closing.
    publish(&other, &tenant(), &survey("cafe")).await;
    assert!(other.publish(&tenant(), "nowhere", noon(1)).await.is_err());
    assert!(!other.revoke_key(&tenant(), "none", noon(1)).await.unwrap());
    other.close_survey(&tenant(), "cafe", noon(2)).await.unwrap();
    assert_eq!(next(&mut listener).await.unwrap(), told);
}

pub(crate) async fn a_listener_that_was_cut_off_says_so(db: &Database) {
    let store = db.store().await;
    let Some(mut listener) = store.listen().await.unwrap() else {
        assert!(db.is_sqlite(), "PostgreSQL tells");
        return;
    };
    db.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
         WHERE datname = current_database() AND application_name = 'plaudit-listener'",
    )
    .await;
    let lost = next(&mut listener).await;
    assert!(matches!(lost, Err(Error::Unavailable(_))), "{lost:?}");
    let mut listener = store.listen().await.unwrap().unwrap();
    cafe(&store).await;
    assert!(matches!(next(&mut listener).await, Ok(News::Survey { .. })));
}
